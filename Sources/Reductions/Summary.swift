/// What a tensor holds, in a few numbers.
public struct Summary: Equatable, Sendable {
  /// How many elements.
  public var count: Int
  /// The smallest and the largest element, infinities included and NaN left out; +∞ and −∞ where
  /// there is none.
  public var minimum: Float, maximum: Float
  /// The sum of all elements, NaN if one is.
  public var sum: Double
  /// How many elements are NaN.
  public var nanCount: Int
  /// How many elements are ∞ or −∞.
  public var infiniteCount: Int

  /// The flat index of the first element that is NaN or infinite, row-major; nil of none.
  public var firstOdd: Int?

  /// Whether there is anything that is not NaN.
  public var hasNumbers: Bool { nanCount < count }

  /// The sum over the count; NaN of nothing.
  public var mean: Double { sum / Double(count) }

  /// Tells apart by bit pattern, so that NaN equals itself.
  public static func == (left: Summary, right: Summary) -> Bool {
    left.count == right.count && left.nanCount == right.nanCount
      && left.infiniteCount == right.infiniteCount && left.firstOdd == right.firstOdd
      && left.minimum.bitPattern == right.minimum.bitPattern
      && left.maximum.bitPattern == right.maximum.bitPattern
      && left.sum.bitPattern == right.sum.bitPattern
  }
}
