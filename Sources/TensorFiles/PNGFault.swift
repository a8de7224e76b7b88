/// What can be wrong with a PNG mask.
public enum PNGFault: Error, Hashable, Sendable {
  /// Not the chunk that every PNG starts with.
  case noHeader
  /// The file ends before its end mark.
  case truncated
  /// A kind of colour or a depth that PNG doesn't have.
  case kind(color: Int, depth: Int)
  /// A width or height that is 0 or past what PNG allows.
  case size(width: Int, height: Int)
  /// More pixels than are decoded.
  case tooLarge(width: Int, height: Int, most: Int)
  /// More bytes claimed than so few compressed ones can reasonably make.
  case bomb(size: Int, of: Int)
  /// A palette that is not 1 to 256 colours, or comes twice.
  case badPalette(Int)
  /// No palette where one is needed.
  case noPalette
  /// Several images in turn.
  case animated
  /// Colours of 16 bits a sample.
  case deepColor
  /// What libpng says.
  case damaged(String)
  /// A pixel past the palette's colours.
  case outsidePalette(Int, count: Int, row: Int, column: Int)
  /// A pixel that isn't opaque.
  case translucent(row: Int, column: Int)
  /// Colours without a table of classes; the first of them, nine where there are more than eight.
  case colorsWithoutClasses([UInt32])
  /// A colour that the table doesn't have.
  case unknownColor(UInt32, row: Int, column: Int)
  /// A mask of a folder whose size is not that of the first.
  case otherSize(width: Int, height: Int, expected: String)
}

extension PNGFault {
  var sentence: String {
    switch self {
    case .noHeader: "Expected the chunk IHDR at the start of the PNG, found none."
    case .truncated: "Expected the chunk IEND, but the PNG is cut short or damaged."
    case .kind(let color, let depth):
      "Expected a kind of pixel that PNG has, found colour type \(color) with \(depth) bits."
    case .size(let width, let height):
      "Expected a PNG of at least one pixel, found \(width) × \(height)."
    case .tooLarge(let width, let height, let most):
      "Expected at most \(most) pixels, but the PNG claims \(width) × \(height)."
    case .bomb(let size, let compressed):
      "Expected pixels that fill the PNG, but \(compressed) compressed bytes are to become \(size)."
    case .badPalette(let length):
      "Expected one palette of 1 to 256 colours, but one of \(length) bytes stands in the PNG."
    case .noPalette: "Expected a palette, but the PNG has none."
    case .animated: "Expected one mask, but the PNG is an animation."
    case .deepColor: "Expected colours of 8 bits, but the PNG has 16-bit colour."
    case .damaged(let message): "Expected a whole PNG, but libpng says: \(message.escaped)."
    case .outsidePalette(let index, let count, let row, let column):
      "Expected palette indices below \(count), but the pixel in row \(row), column \(column) is \(index)."
    case .translucent(let row, let column):
      "Expected opaque pixels, but the one in row \(row), column \(column) is translucent."
    case .colorsWithoutClasses(let colors):
      "Expected class indices, but the PNG has colours: \(Self.list(colors))."
    case .unknownColor(let color, let row, let column):
      "Expected the colours of class-colors, but the pixel in row \(row), column \(column) is \(ClassColor.text(color))."
    case .otherSize(let width, let height, let expected):
      "Expected masks of one size, \(expected) as the first, found \(width) × \(height)."
    }
  }

  var help: [String] {
    switch self {
    case .colorsWithoutClasses(let colors) where colors.count <= 8:
      ["Say which class a colour is: --class-colors \(Self.table(colors))."]
    case .colorsWithoutClasses:
      ["Is it a photograph? If it is a mask: --class-colors 0=#000000,1=#FF0000."]
    case .tooLarge, .bomb:
      [
        "Save it as npy, which is read at any size. In Python:",
        "import numpy as np; from PIL import Image; Image.MAX_IMAGE_PIXELS = None",
        "np.save(\"mask.npy\", np.array(Image.open(\"mask.png\")))",
      ]
    case .noHeader, .truncated, .kind, .size, .badPalette, .noPalette, .damaged, .outsidePalette:
      ["It was damaged, or written by something else: copy it again, or save it again as a PNG."]
    case .animated: ["Save its frames as a folder of PNGs, and name the folder."]
    case .deepColor: ["Save it with a palette or grey levels, which are the classes’ indices."]
    case .translucent:
      [
        "Save it without transparency. In Python:", "from PIL import Image",
        "Image.open(\"mask.png\").convert(\"RGB\").save(\"opaque.png\")",
      ]
    case .unknownColor(let color, _, _):
      ["Say which class it is as well: --class-colors …,2=\(ClassColor.text(color))."]
    case .otherSize:
      ["Keep masks of other sizes in other folders, or resize them by nearest neighbour."]
    }
  }

  /// `0=#000000,1=#FF0000`: classes in the order in which their colours appear.
  static func table(_ colors: [UInt32]) -> String {
    colors.enumerated().map { "\($0)=\(ClassColor.text($1))" }.joined(separator: ",")
  }

  private static func list(_ colors: [UInt32]) -> String {
    colors.prefix(8).map(ClassColor.text).joined(separator: ", ")
      + (colors.count > 8 ? " and more" : "")
  }
}
