import CLanes
import Tensors

extension BernoulliComplement {
  /// What stands under the logarithms: p + added, and (one − p) + rest.
  fileprivate var terms: lossfold_bernoulli {
    let (added, one, rest): (Float, Float, Float) =
      switch self {
      case .plain: (0, 1, 0)
      case .epsilonAdded: (epsilon, 1, epsilon)
      case .epsilonFolded: (epsilon, 1 + epsilon, 0)
      }
    return lossfold_bernoulli(
      least: epsilon, most: 1 - epsilon, added: added, one: one, rest: rest)
  }
}

/// −y·ln p − (1 − y)·ln(1 − p) of each pair, with the bits of the lanes: the loss that most people
/// fold, in vectors as wide as there are.
func crossEntropiesOfBernoulli(
  _ yTrue: Span<Float>, _ yPred: Span<Float>, _ complement: BernoulliComplement,
  into losses: inout MutableSpan<Float>, _ width: VectorWidth = .quickest
) {
  precondition(yTrue.count == losses.count && yPred.count == losses.count, "as many elements")
  let (count, terms) = (losses.count, complement.terms)
  let fill =
    switch width {
    case .common: unsafe lossfold_cross_entropies
    case .avx2: unsafe lossfold_avx2_cross_entropies
    case .avx512: unsafe lossfold_avx512_cross_entropies
    }
  unsafe yTrue.withUnsafeBufferPointer { yTrue in
    unsafe yPred.withUnsafeBufferPointer { yPred in
      unsafe losses.withUnsafeMutableBufferPointer { losses in
        unsafe fill(
          yTrue.baseAddress, yPred.baseAddress, losses.baseAddress, count, terms)
      }
    }
  }
}
