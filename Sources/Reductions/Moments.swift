import CLanes
import Tensors

/// What is kept of many float32 while they pass: enough for a ``Summary``.
///
/// Within one stretch the sum is made in sixteen lanes of float64, always in the same order.
struct Moments: Equatable, Sendable {
  var count = 0
  var minimum = Float.infinity
  var maximum = -Float.infinity
  var sum = 0.0
  var nanCount = 0
  var infiniteCount = 0
  /// The index of the first that is NaN or infinite, counted from the first of all.
  var firstOdd: Int?
  /// How many are 0, above and below it: what ÷ 0 makes of them depends on it.
  var zeroCount = 0

  /// Takes `values` in, from the first to the last.
  mutating func add(_ values: Span<Float>) {
    var extremes = Extremes()
    var sums = (WideLanes(), WideLanes())
    var index = 0
    while index &+ 16 <= values.count {
      let lanes = (values.lanes(at: index), values.lanes(at: index &+ 8))
      extremes.add(lanes.0)
      extremes.add(lanes.1)
      sums.0 += WideLanes(lanes.0)
      sums.1 += WideLanes(lanes.1)
      index &+= 16
    }
    var tail = 0.0
    while index < values.count {
      extremes.add(Lanes(repeating: values[index]))
      tail += Double(values[index])
      index += 1
    }
    add(values, extremes)
    sum += (sums.0 + sums.1).orderedSum + tail
  }

  /// Takes all of `values` in but their sum.
  ///
  /// - Parameter extremes: Those of `values`.
  mutating func add(_ values: Span<Float>, _ extremes: Extremes) {
    let (low, high) = (extremes.least, extremes.greatest)
    if extremes.hasOdd { countOdd(values) }
    if low <= 0, high >= 0 { countZeros(values) }
    count += values.count
    minimum = Swift.min(minimum, low)
    maximum = Swift.max(maximum, high)
  }

  private mutating func countOdd(_ values: Span<Float>) {
    for index in values.indices {
      if values[index].isNaN { nanCount += 1 }
      if values[index].isInfinite { infiniteCount += 1 }
      if firstOdd == nil, !values[index].isFinite { firstOdd = count + index }
    }
  }

  private mutating func countZeros(_ values: Span<Float>) {
    var zeros = LaneBits(repeating: 0)
    var index = 0
    while index < values.count {
      zeros = zeros &- (values.lanes(at: index, padding: 1) .== 0)
      index &+= Lanes.scalarCount
    }
    zeroCount += zeros.sum
  }
}

extension Moments {
  /// The mean; NaN where there is nothing.
  var mean: Double { sum / Double(count) }
}

/// The least and the greatest number while lanes pass, and whether any was NaN or infinite.
struct Extremes {
  // Half as many lanes as pass: registers are few.
  var ends = lossfold_ends(
    low: SIMD4(repeating: .infinity), high: SIMD4(repeating: -.infinity), odd: SIMD4(repeating: 0))

  // Which of 0 and −0 comes first depends on the lanes: neither is told from the other.
  /// The least; NaN is left out.
  var least: Float { ends.low.min() + 0 }
  /// The greatest; NaN is left out.
  var greatest: Float { ends.high.max() + 0 }
  /// Whether any was NaN or infinite.
  var hasOdd: Bool { ends.odd != .zero }

  /// Takes lanes in.
  @inline(__always)
  mutating func add(_ lanes: Lanes) {
    ends.low = lanes.least(with: ends.low)
    ends.high = lanes.greatest(with: ends.high)
    // NaN and ∞ alike: x − x has no bit set for finite numbers only.
    ends.odd = (lanes - lanes).bits.anyBits(with: ends.odd)
  }
}

extension Span where Element == Float {
  /// Σ self × other in lanes of float64.
  ///
  /// - Precondition: both have as many elements.
  func dot(_ other: Span<Float>) -> Double {
    precondition(count == other.count, "as many elements")
    var sums = WideLanes()
    var index = 0
    while index < count {
      sums +=
        WideLanes(lanes(at: index, padding: 0)) * WideLanes(other.lanes(at: index, padding: 0))
      index &+= Lanes.scalarCount
    }
    return sums.orderedSum
  }
}
