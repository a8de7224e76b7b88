import Tensors

/// How a loss changes with its predictions, as the framework's own formula differentiates: where a
/// clip holds a prediction, nothing passes.
struct Derivative: Sendable {
  /// What stands behind predictions.
  enum Link: Equatable, Sendable {
    /// They are what they are.
    case none
    /// They are logits themselves.
    case logits
    /// A sigmoid of each logit.
    case sigmoid
    /// A softmax of a position's logits.
    case softmax
  }

  /// How it is computed.
  enum Body: Sendable {
    /// For each element, how the sum of its position's class losses changes with its prediction.
    case rows(LossFunction.Kernel)
    /// For each element, how Σ weight × loss changes with its prediction, the sum being over what
    /// a loss that pools returns.
    case whole(Pullback)
  }

  /// - Parameter weights: As many as the loss returns elements.
  typealias Pullback =
    @Sendable (_ yTrue: Tensor, _ yPred: Tensor, _ weights: [Double]) throws(ReductionError) ->
    Tensor

  var link: Link
  var body: Body
}

extension LossFunction {
  /// This loss with the derivative of its elements or rows.
  func deriving(_ link: Derivative.Link, _ kernel: @escaping Kernel) -> LossFunction {
    var loss = self
    loss.derivative = Derivative(link: link, body: .rows(kernel))
    return loss
  }

  /// This loss that pools with its derivative.
  func deriving(
    _ link: Derivative.Link, whole pullback: @escaping Derivative.Pullback
  ) -> LossFunction {
    var loss = self
    loss.derivative = Derivative(link: link, body: .whole(pullback))
    return loss
  }
}

extension Lanes {
  /// −1, 0 or 1 as each lane is; NaN stays NaN.
  @inline(__always)
  var signs: Lanes {
    replacing(with: 1, where: self .> 0).replacing(with: -1, where: self .< 0)
  }

  /// Each lane, or 0 where `other` lies strictly outside low ... high: what a clip lets pass.
  @inline(__always)
  func passing(_ other: Lanes, _ low: Float, _ high: Float) -> Lanes {
    replacing(with: 0, where: (other .< low) .| (other .> high))
  }
}

/// How −y·ln p − (1 − y)·ln(1 − p) changes with the prediction that was clipped to p.
@inline(__always)
func slopeOfBernoulli(_ y: Lanes, _ p: Lanes, _ complement: BernoulliComplement) -> Lanes {
  let clipped = p.clipped(epsilon, 1 - epsilon)
  let added: Float = complement == .plain ? 0 : epsilon
  let slope = (1 - y) / ((1 - clipped) + added) - y / (clipped + added)
  return slope.passing(p, epsilon, 1 - epsilon)
}

/// Slopes with respect to shares of a row become slopes with respect to its entries.
///
/// - Parameter entries: Rows of `classCount`, of which the shares are quotients by the row's sum.
func pullBackShares(
  _ slopes: inout MutableSpan<Float>, of entries: Span<Float>, classCount: Int
) {
  let sums = rowSums(entries, classCount: classCount)
  for row in sums.indices {
    let sum = Double(sums[row])
    var common = 0.0
    for index in (row * classCount)..<((row + 1) * classCount) {
      common += Double(slopes[index]) * Double(entries[index]) / sum
    }
    for index in (row * classCount)..<((row + 1) * classCount) {
      slopes[index] = Float((Double(slopes[index]) - common) / sum)
    }
  }
}

/// Slopes with respect to the softmax of a row become slopes with respect to its logits.
///
/// - Parameter probabilities: The softmax, in rows of `classCount`.
func pullBackSoftmax(
  _ slopes: inout MutableSpan<Float>, of probabilities: Span<Float>, classCount: Int
) {
  guard classCount > 0 else { return }
  for row in stride(from: 0, to: probabilities.count, by: classCount) {
    var common = 0.0
    for index in row..<(row + classCount) {
      common += Double(slopes[index]) * Double(probabilities[index])
    }
    for index in row..<(row + classCount) {
      slopes[index] = Float(Double(probabilities[index]) * (Double(slopes[index]) - common))
    }
  }
}
