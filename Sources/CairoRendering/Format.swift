/// The kinds of file that a drawing can become.
public enum Format: String, CaseIterable, Hashable, Sendable {
  /// Scalable Vector Graphics 1.1, with a title and a description.
  case svg
  /// Pixels, with their density.
  case png
  /// One page, text as text with its fonts embedded.
  case pdf

  /// The media type that a server would send.
  public var mediaType: String {
    switch self {
    case .svg: "image/svg+xml"
    case .png: "image/png"
    case .pdf: "application/pdf"
    }
  }
}

/// How a drawing is rendered, beside what it says itself.
public struct RenderingOptions: Hashable, Sendable {
  /// Pixels per inch of a PNG: 300 by default.
  public var dotsPerInch: Double
  /// What the file carries about how it was made: `<metadata>` in SVG, iTXt `Lossfold` in PNG,
  /// Keywords in PDF.
  public var evidence: String?
  /// Whether an SVG is for a browser alone: images are as large as their cells are many, and packed
  /// in a hurry; false by default.
  public var isForBrowser = false
  /// Tells an SVG's ids from those of the same drawing elsewhere on a page; nil where it stands once.
  public var id: String?
  /// Whether a PNG has at most 256 colours, the most frequent ones: a third of the bytes.
  public var isReduced: Bool

  /// Options, each with its default.
  public init(
    dotsPerInch: Double = 300, evidence: String? = nil, id: String? = nil, isReduced: Bool = false
  ) {
    self.id = id
    self.dotsPerInch = dotsPerInch
    self.evidence = evidence
    self.isReduced = isReduced
  }

  /// A PNG of `scale` pixels per CSS pixel, of which 96 make an inch.
  public static func scale(_ scale: Double, evidence: String? = nil) -> RenderingOptions {
    RenderingOptions(dotsPerInch: 96 * scale, evidence: evidence)
  }
}

/// A rendered drawing.
public struct Rendering: Hashable, Sendable {
  /// The file.
  public var bytes: [UInt8]
  /// What is to be said of its text.
  public var notes: GlyphNotes
  /// What a reader should know about the text, a sentence each.
  public var warnings: [String] { notes.all }
}

/// What is to be said of the glyphs of some texts.
public struct GlyphNotes: Hashable, Sendable {
  /// Which texts are set in fonts that other systems may not have, a sentence for each font.
  public var foreign: [String] = []
  /// Which texts have boxes instead of glyphs, in a sentence; nil where none has.
  public var boxes: String?

  /// All of them.
  public var all: [String] { foreign + (boxes.map { [$0] } ?? []) }
}
