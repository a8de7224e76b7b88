/// A picture as a value: nothing has been drawn yet.
public struct Drawing: Hashable, Sendable {
  /// In points.
  public var size: Size
  /// What covers the whole area first.
  public var background: Color
  /// Names the picture, for those who don't see it and for a file's metadata.
  public var title: String
  /// Says what the picture shows, in sentences with numbers.
  public var description: String
  /// Drawn in order, the later over the earlier.
  public var marks: [Mark]

  /// A picture of `size` points.
  public init(
    size: Size, background: Color, title: String, description: String, marks: [Mark] = []
  ) {
    self.size = size
    self.background = background
    self.title = title
    self.description = description
    self.marks = marks
  }
}

/// One thing drawn.
public indirect enum Mark: Hashable, Sendable {
  /// A path, filled, stroked or both.
  case path(Path, fill: Color? = nil, stroke: Stroke? = nil)
  /// A line of text.
  case text(Text)
  /// A grid of coloured cells, sharp at any scale.
  case image(Raster, in: Rect)
  /// Marks that belong together.
  case group(Group)
}

/// How a path's line is drawn.
public struct Stroke: Hashable, Sendable {
  /// The colour of the line.
  public var color: Color
  /// In points.
  public var width: Double
  /// Lengths of dashes and gaps in turn, in points; none is a solid line.
  public var dashes: [Double]
  /// How the ends look.
  public var isRound: Bool

  /// A line `width` points wide.
  public init(_ color: Color, width: Double = 0.5, dashes: [Double] = [], isRound: Bool = false) {
    self.color = color
    self.width = width
    self.dashes = dashes
    self.isRound = isRound
  }
}

/// One line of text.
public struct Text: Hashable, Sendable {
  /// Where the text lies against its anchor point.
  public enum Alignment: Hashable, Sendable {
    /// The anchor is at the left end.
    case leading
    /// The anchor is in the middle.
    case center
    /// The anchor is at the right end.
    case trailing
  }

  /// The words.
  public var string: String
  /// How they are set.
  public var font: Font
  /// Of the glyphs.
  public var color: Color
  /// The anchor point, on the baseline.
  public var position: Point
  /// Where the text lies against the anchor.
  public var alignment: Alignment
  /// Whether the line runs upwards, turned a quarter to the left.
  public var isVertical: Bool

  /// A line of text whose baseline passes `position`.
  public init(
    _ string: String, font: Font, color: Color, at position: Point,
    alignment: Alignment = .leading, isVertical: Bool = false
  ) {
    self.string = string
    self.font = font
    self.color = color
    self.position = position
    self.alignment = alignment
    self.isVertical = isVertical
  }

  /// What the line covers, by `measurer`.
  public func bounds(measuredBy measurer: some TextMeasuring) -> Rect {
    let extent = measurer.extent(of: string, in: font)
    let offset =
      switch alignment {
      case .leading: 0.0
      case .center: -extent.width / 2
      case .trailing: -extent.width
      }
    if isVertical {
      return Rect(
        position.x - extent.ascent, position.y - offset - extent.width, extent.height, extent.width)
    }
    return Rect(
      position.x + offset, position.y - extent.ascent, extent.width, extent.height)
  }
}

/// A grid of cells, each a colour of a palette.
public struct Raster: Hashable, Sendable {
  /// What the order of the colours says, where an image shows a scale itself.
  public enum Order: Hashable, Sendable {
    /// Ever lighter, or ever darker.
    case sequential
    /// Ever lighter, or ever darker, to the middle, and back.
    case diverging
  }

  /// Cells from left to right.
  public let width: Int
  /// Cells from top to bottom.
  public let height: Int
  /// Up to 256 colours.
  public let palette: [Color]
  /// One index into the palette for each cell, row by row from the top.
  public let indices: [UInt8]
  /// Of a colour bar, whose cells are its colours in turn.
  public let order: Order?

  /// - Precondition: `indices` fills the grid, and each is one of the palette's.
  public init(
    width: Int, height: Int, palette: [Color], indices: [UInt8], order: Order? = nil
  ) {
    precondition(indices.count == width * height, "one index for each cell")
    precondition((1...256).contains(palette.count), "1 to 256 colours")
    precondition(Int(indices.max() ?? 0) < palette.count, "an index past the palette")
    self.width = width
    self.height = height
    self.palette = palette
    self.indices = indices
    self.order = order
  }

  /// Cells are taken in as bytes: one by one they take a quarter of the time of a figure.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(width)
    hasher.combine(height)
    unsafe indices.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

/// Marks that belong together, for a reader that walks the picture.
public struct Group: Hashable, Sendable {
  /// Names the group, where it says something of its own; becomes `<title>` in SVG.
  public var title: String?
  /// What lies outside is not drawn.
  public var clip: Rect?
  /// Drawn in order.
  public var marks: [Mark]

  /// Marks under one name.
  public init(title: String? = nil, clip: Rect? = nil, marks: [Mark]) {
    self.title = title
    self.clip = clip
    self.marks = marks
  }
}
