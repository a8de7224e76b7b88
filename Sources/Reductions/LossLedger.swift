import Tensors

/// How many losses have which size, counted exactly in buckets of 2⁻⁸ of their size: what a
/// histogram is drawn from. Ledgers of parts add up to that of the whole, in any order.
public struct LossLedger: Equatable, Sendable {
  /// Losses that are NaN, ±∞, below 0, or 0.
  public var nanCount = 0, infiniteCount = 0, negativeCount = 0, zeroCount = 0
  /// Losses above 0, by the upper 16 bits of the float32.
  public var counts: [Int]
  /// The significands of the losses of each bucket, added as integers of 24 bits.
  var significands: [Int]
  /// The least and the greatest loss above 0.
  public var least = Float.infinity, greatest: Float = 0

  /// A ledger of nothing.
  public init() {
    counts = Array(repeating: 0, count: 1 << 16)
    significands = counts
  }

  /// The buckets from the one of the least loss to that of the greatest.
  public var buckets: Range<Int> {
    greatest > 0 ? Int(least.bitPattern >> 15)..<(Int(greatest.bitPattern >> 15) + 1) : 0..<0
  }

  /// How many losses there are.
  public var count: Int {
    buckets.reduce(nanCount + infiniteCount + negativeCount + zeroCount) { $0 + counts[$1] }
  }

  /// The sum of the losses in `bucket`: a whole number of units of its binade.
  public func sum(_ bucket: Int) -> Double {
    // The upper 8 bits are the exponent; where they are 0, the losses are subnormal.
    Double(significands[bucket])
      * Double(sign: .plus, exponent: max(bucket >> 8, 1) - 150, significand: 1)
  }

  mutating func add(_ losses: Span<Float>) {
    for index in losses.indices {
      let loss = losses[index]
      guard loss > 0, loss < .infinity else {
        if loss == 0 {
          zeroCount += 1
        } else if loss.isNaN {
          nanCount += 1
        } else if loss.isInfinite {
          infiniteCount += 1
        } else {
          negativeCount += 1
        }
        continue
      }
      let bits = loss.bitPattern
      let bucket = Int(bits >> 15)
      counts[bucket] += 1
      significands[bucket] += Int(bits & 0x7F_FFFF) | (bits >> 23 == 0 ? 0 : 0x80_0000)
      if loss < least { least = loss }
      if loss > greatest { greatest = loss }
    }
  }

  /// Adds what another counted.
  public mutating func merge(_ other: LossLedger) {
    nanCount += other.nanCount
    infiniteCount += other.infiniteCount
    negativeCount += other.negativeCount
    zeroCount += other.zeroCount
    for index in other.buckets where other.counts[index] > 0 {
      counts[index] += other.counts[index]
      significands[index] += other.significands[index]
    }
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
  }
}
