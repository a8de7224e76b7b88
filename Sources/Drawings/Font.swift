/// How text is set: one family, two weights, digits of equal width.
public struct Font: Hashable, Sendable {
  /// The two weights that figures use.
  public enum Weight: Hashable, Sendable, CaseIterable {
    /// For running labels.
    case regular
    /// For titles and for the number that all is about.
    case semibold
  }

  /// In points.
  public var size: Double
  /// How heavy.
  public var weight: Weight

  /// A font of `size` points.
  public init(size: Double, weight: Weight = .regular) {
    self.size = size
    self.weight = weight
  }
}

/// What a line of text takes up, in points.
public struct TextExtent: Hashable, Sendable {
  /// From the first glyph's origin to the last one's advance.
  public var width: Double
  /// From the baseline up to the top of the font's line.
  public var ascent: Double
  /// From the baseline down to the bottom of the font's line.
  public var descent: Double
  /// The height of the line.
  public var height: Double { ascent + descent }

  /// An extent in points.
  public init(width: Double, ascent: Double, descent: Double) {
    self.width = width
    self.ascent = ascent
    self.descent = descent
  }
}

/// Tells how much room a line of text takes, so that a figure is laid out before anything is drawn.
public protocol TextMeasuring {
  /// The extent of `text` on one line.
  func extent(of text: String, in font: Font) -> TextExtent
}
