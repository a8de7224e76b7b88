public import Drawings

/// What can keep a drawing from becoming a file's bytes.
public enum RenderingError: Error, Equatable, Sendable {
  /// A font file is not where the package puts it.
  case missingFont(file: String, package: String)
  /// A file of a house's own font is none.
  case unreadableFont(file: String)
  /// Boxes stand where no font has a glyph; the sentence says where.
  case missingGlyphs(String)
  /// A picture of no area.
  case emptySize(Size)
  /// A coordinate is NaN, infinite or beyond what Cairo's fixed point holds.
  case badCoordinate(Double, of: String)
  /// More pixels than an image surface has.
  case tooManyPixels(width: Double, height: Double)
  /// Dots per inch that no picture has.
  case badResolution(Double)
  /// Cairo gave up; the reason is its own.
  case cairo(String, Format)
  /// libpng gave up.
  case png
}

extension RenderingError: CustomStringConvertible {
  /// The sentence, with its place before it.
  public var description: String { place.isEmpty ? sentence : "\(place): \(sentence)" }

  /// Where: a font's file, or nothing.
  public var place: String {
    switch self {
    case .missingFont(let file, _), .unreadableFont(let file): file
    default: ""
    }
  }

  /// What was expected and what was found.
  public var sentence: String {
    switch self {
    case .missingFont(_, let package):
      "This font of Debian's package \(package) is needed, but cannot be read."
    case .unreadableFont: "A font file was expected, but it cannot be read as one."
    case .missingGlyphs(let sentence): sentence
    case .emptySize(let size):
      "A drawing has a width and a height above 0, but this one is \(size.width) × \(size.height) pt."
    case .badCoordinate(let value, let what):
      "Coordinates lie within ±\(Int(DrawingCheck.limit)) pt, but one of \(what) is \(value)."
    case .tooManyPixels(let width, let height):
      "A PNG has at most \(ImageTarget.largest) pixels a side, but this one would be \(width) × \(height)."
    case .badResolution(let dpi):
      "A PNG has from 1 to 10000 dots per inch, but \(dpi) were asked for."
    case .cairo(let reason, let format):
      "Cairo could not make the \(format.rawValue.uppercased()): \(reason)."
    case .png: "libpng could not encode the picture."
    }
  }

  /// What to do, a sentence each.
  public var help: [String] {
    switch self {
    case .missingFont(_, let package): ["Install it: apt-get install \(package)"]
    case .tooManyPixels: ["Ask for a smaller --scale or --width, or write SVG or PDF."]
    case .unreadableFont:
      ["Name a .ttf or .otf file, or a family of this system: fc-list : family says which."]
    case .badResolution: ["Ask for a --scale from 0.1 to 32."]
    case .cairo: ["Ask for a smaller --width, or for another format."]
    case .missingGlyphs: []
    case .emptySize, .badCoordinate, .png: ["Please report this as a bug."]
    }
  }
}
