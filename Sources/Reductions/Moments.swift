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
    var low = Lanes(repeating: .infinity)
    var high = Lanes(repeating: -.infinity)
    var sums = SIMD16<Double>(repeating: 0)
    var odd = SIMD16<Int32>(repeating: 0)
    var index = 0
    while index + 16 <= values.count {
      let lanes = values.lanes(at: index)
      low.replace(with: lanes, where: lanes .< low)
      high.replace(with: lanes, where: lanes .> high)
      sums += SIMD16<Double>(lanes)
      // NaN and ∞ alike: x − x is 0 for finite numbers only.
      odd.replace(with: odd &+ 1, where: (lanes - lanes) .!= 0)
      index += 16
    }
    var tail = 0.0
    while index < values.count {
      let value = values[index]
      if value < low[0] { low[0] = value }
      if value > high[0] { high[0] = value }
      tail += Double(value)
      if !value.isFinite { odd[0] &+= 1 }
      index += 1
    }
    if odd.wrappedSum() > 0 { countOdd(values) }
    count += values.count
    minimum = Swift.min(minimum, low.min())
    maximum = Swift.max(maximum, high.max())
    sum += sums.orderedSum + tail
    if minimum <= 0, maximum >= 0 { countZeros(values) }
  }

  private mutating func countOdd(_ values: Span<Float>) {
    for index in values.indices {
      if values[index].isNaN { nanCount += 1 }
      if values[index].isInfinite { infiniteCount += 1 }
      if firstOdd == nil, !values[index].isFinite { firstOdd = count + index }
    }
  }

  private mutating func countZeros(_ values: Span<Float>) {
    var zeros = SIMD16<Int32>(repeating: 0)
    var index = 0
    while index + 16 <= values.count {
      zeros.replace(with: zeros &+ 1, where: values.lanes(at: index) .== 0)
      index += 16
    }
    zeroCount += Int(zeros.wrappedSum())
    while index < values.count {
      if values[index] == 0 { zeroCount += 1 }
      index += 1
    }
  }
}

extension Moments {
  /// The mean; NaN where there is nothing.
  var mean: Double { sum / Double(count) }
}

extension SIMD16 where Scalar == Double {
  /// The sum of the lanes by a tree that no compiler reorders.
  @inline(__always)
  var orderedSum: Double {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

extension Span where Element == Float {
  /// Σ self × other in sixteen lanes of float64.
  ///
  /// - Precondition: both have as many elements.
  func dot(_ other: Span<Float>) -> Double {
    precondition(count == other.count, "as many elements")
    var sums = SIMD16<Double>(repeating: 0)
    var index = 0
    while index < count {
      sums +=
        SIMD16<Double>(lanes(at: index, padding: 0))
        * SIMD16<Double>(other.lanes(at: index, padding: 0))
      index += 16
    }
    return sums.orderedSum
  }
}
