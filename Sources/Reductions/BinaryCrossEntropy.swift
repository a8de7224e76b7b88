import Tensors

/// The smallest probability that Keras takes the logarithm of, 1e-7 in float32.
let epsilon: Float = 1e-7

extension LossEntry {
  /// Binary cross-entropy.
  ///
  /// - Source: Keras 2.2.4, `tensorflow_backend.binary_crossentropy`, `losses.binary_crossentropy`.
  static let binaryCrossEntropy = LossEntry(
    name: "binary_crossentropy", title: "binary cross-entropy",
    formula: "max(x, 0) − x·y + ln(1 + e^−|x|), x = ln(p / (1 − p)), p = clip(ŷ, ε, 1 − ε)",
    conventions: [.keras2]
  ) { (_) throws(ReductionError) in
    let kernel = LossFunction.elementwise { y, p in
      crossEntropyOfBernoulli(y, p.clipped(epsilon, 1 - epsilon))
    }
    return LossFunction(
      name: "binary_crossentropy", title: "binary cross-entropy",
      formula: "max(x, 0) − x·y + ln(1 + e^−|x|), x = ln(p / (1 − p)), p = clip(ŷ, ε, 1 − ε)",
      body: .elements(.mean, kernel), worlds: kernel)
  }
}

/// max(x, 0) − x·y + ln(1 + e^−|x|) for x = ln(p / (1 − p)).
///
/// The three logarithms and exponentials of the source come down to ln p and ln(1 − p), and for
/// labels that are 0 or 1 to one of the two.
@inline(__always)
func crossEntropyOfBernoulli(_ y: Lanes, _ p: Lanes) -> Lanes {
  let isOne = y .== 1
  let complement = 1 - p
  // 1 − p is rounded; what was lost comes back by the slope of the logarithm.
  let lost = (1 - complement) - p
  if Lanes.all(isOne .| (y .== 0)) {
    let likelihood = complement.replacing(with: p, where: isOne)
    let rest = lost.replacing(with: 0, where: isOne)
    return -(likelihood.logarithm() + rest / likelihood)
  }
  let logP = p.logarithm()
  let logComplement = complement.logarithm() + lost / complement
  let x = logP - logComplement
  let larger = logP.replacing(with: logComplement, where: logComplement .> logP)
  return x.replacing(with: 0, where: x .< 0) - x * y - larger
}
