internal import Tensors

/// Losses in 16 bits: evenly spaced logits of how wrong a prediction is, so that small losses are as
/// exact as large ones. 0 is no loss at all.
struct Codes: Equatable, Sendable {
  /// The logit of code 1, and what each further code adds.
  let low: Double, step: Double

  init(_ losses: [Float]) {
    var (least, greatest) = (Float.infinity, -Float.infinity)
    for start in stride(from: 0, to: losses.count, by: Lanes.scalarCount) {
      for logit in Self.logits(of: losses[start..<min(start + Lanes.scalarCount, losses.count)])
      where logit.isFinite {
        least = min(least, logit)
        greatest = max(greatest, logit)
      }
    }
    low = least <= greatest ? Double(least) : 0
    step = greatest > least ? (Double(greatest) - Double(least)) / 65_534 : 1
  }

  /// The codes of a few losses, as many as there are lanes at most.
  func codes(of losses: ArraySlice<Float>) -> [UInt16] {
    Self.logits(of: losses).map { logit in
      guard logit.isFinite else { return logit < 0 ? 0 : .max }
      return UInt16(min(max(((Double(logit) - low) / step).rounded(), 0), 65_534)) + 1
    }
  }

  /// The loss that a code stands for, as the page's script has it.
  func loss(of code: UInt16) -> Double {
    guard code > 0 else { return 0 }
    let logit = low + step * Double(code - 1)
    let small = Lanes(repeating: Float(-abs(logit))).exponential()
    return max(logit, 0) + Double(small.logarithmOnePlus()[0])
  }

  /// ln(e^ℓ − 1) of a few losses, as many as there are lanes at most: the logit of a prediction that misses its label by so much.
  private static func logits(of losses: ArraySlice<Float>) -> [Float] {
    var lanes = Lanes(repeating: 1)
    for (lane, loss) in losses.enumerated() { lanes[lane] = loss }
    let square = lanes * lanes
    var nearZero = lanes.logarithm()
    nearZero += lanes * Float(0.5)
    nearZero += square * Float(1.0 / 24)
    nearZero -= square * square * Float(1.0 / 2880)
    let likelihoods = (-lanes).exponential()
    let beyond = lanes + (-likelihoods).logarithmOnePlus()
    let all = beyond.replacing(with: nearZero, where: lanes .< 1)
    return losses.indices.map { all[$0 - losses.startIndex] }
  }
}
