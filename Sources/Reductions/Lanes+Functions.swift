import Tensors

extension Lanes {
  /// |x| of each lane.
  @inline(__always)
  var magnitudes: Lanes { Lanes(bits: bits & Int32.max) }

  /// ln(1 + eˣ) of each lane, without overflow.
  @inline(__always)
  func softplus() -> Lanes {
    atLeast(0) + (-magnitudes).exponential().logarithmOnePlus()
  }

  /// 1 / (1 + e⁻ˣ) of each lane.
  @inline(__always)
  func sigmoid() -> Lanes { 1 / (1 + (-self).exponential()) }

  /// Each lane to the power `exponent`.
  ///
  /// Exact for 0, 1 and 2, the correctly rounded root for ½. NaN where a negative number meets an
  /// exponent that is not whole.
  @inline(__always)
  func power(_ exponent: Float) -> Lanes {
    switch exponent {
    case 0: return Lanes(repeating: 1)
    case 0.5: return squareRoot()
    case 1: return self
    case 2: return self * self
    default: break
    }
    guard exponent == exponent.rounded() else { return (logarithm() * exponent).exponential() }
    let size = (magnitudes.logarithm() * exponent).exponential()
    let isOdd = exponent.truncatingRemainder(dividingBy: 2) != 0
    return isOdd ? size.replacing(with: -size, where: self .< 0) : size
  }
}

extension Float {
  /// ln x with the bits of the lanes.
  var naturalLogarithm: Float { Lanes(repeating: self).logarithm()[0] }

  /// ln(1 + eˣ) with the bits of the lanes.
  var softplus: Float { Lanes(repeating: self).softplus()[0] }
}

/// ln Σ eˣ; −∞ of nothing.
func logarithmOfSum(exponentials logits: [Float]) -> Float {
  guard var largest = logits.first else { return -.infinity }
  for logit in logits where logit > largest { largest = logit }
  guard largest.isFinite else { return largest }
  let shifted = logits.map { $0 - largest }
  var powers = shifted
  var span = powers.mutableSpan
  mapLanes(shifted.span, shifted.span, into: &span) { shifted, _ in shifted.exponential() }
  return largest + Float(powers.reduce(0) { $0 + Double($1) }).naturalLogarithm
}

/// ln of the softmax of each row: x − max − ln Σ e^(x − max).
///
/// - Parameter logits: Rows of `classCount`.
/// - Returns: As many; NaN all along a row that holds NaN or +∞.
func logarithmOfSoftmax(_ logits: Span<Float>, classCount: Int) -> [Float] {
  guard classCount > 0 else { return [] }
  var shifted = [Float](repeating: 0, count: logits.count)
  for row in stride(from: 0, to: logits.count, by: classCount) {
    var largest = logits[row]
    for index in row..<(row + classCount) where logits[index] > largest { largest = logits[index] }
    for index in row..<(row + classCount) { shifted[index] = logits[index] - largest }
  }
  var powers = shifted
  var span = powers.mutableSpan
  mapLanes(shifted.span, shifted.span, into: &span) { shifted, _ in shifted.exponential() }
  let sums = rowSums(powers.span, classCount: classCount)
  var logarithms = sums
  span = logarithms.mutableSpan
  mapLanes(sums.span, sums.span, into: &span) { sum, _ in sum.logarithm() }
  for row in logarithms.indices {
    for index in (row * classCount)..<((row + 1) * classCount) { shifted[index] -= logarithms[row] }
  }
  return shifted
}

/// The softmax of each row.
func softmax(_ logits: Span<Float>, classCount: Int) -> [Float] {
  let logarithms = logarithmOfSoftmax(logits, classCount: classCount)
  var probabilities = logarithms
  var span = probabilities.mutableSpan
  mapLanes(logarithms.span, logarithms.span, into: &span) { logarithm, _ in
    logarithm.exponential()
  }
  return probabilities
}

/// Each entry divided by the sum of its row; NaN where that is 0.
func rowShares(_ elements: Span<Float>, classCount: Int) -> [Float] {
  var shares = [Float](repeating: 0, count: elements.count)
  var span = shares.mutableSpan
  fillRowShares(elements, classCount: classCount, into: &span)
  return shares
}

/// Fills `shares` with each entry divided by the sum of its row; NaN where that is 0.
func fillRowShares(
  _ elements: Span<Float>, classCount: Int, into shares: inout MutableSpan<Float>
) {
  var index = 0
  for sum in rowSums(elements, classCount: classCount) {
    // Lanes that reach into the next row are overwritten by its own.
    for start in stride(from: index, to: index + classCount, by: Lanes.scalarCount) {
      shares.storeFitting(Lanes(repeating: sum), at: start)
    }
    index += classCount
  }
  mapLanes(elements, elements, over: &shares) { _, element, sum in element / sum }
}

/// The sum of each row, in float64 and rounded once.
func rowSums(_ elements: Span<Float>, classCount: Int) -> [Float] {
  guard classCount > 0 else { return [] }
  var sums = [Float](repeating: 0, count: elements.count / classCount)
  var span = sums.mutableSpan
  elements.foldRows(of: classCount, dividedBy: 1, into: &span)
  return sums
}
