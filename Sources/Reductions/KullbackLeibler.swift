import Tensors

extension LossEntry {
  /// How far the predicted distribution is from the labels'.
  ///
  /// - Source: Keras 2.2.4, `losses.kullback_leibler_divergence`; Keras 3.15 and tf-keras 2.21,
  ///   `losses.kl_divergence`.
  static let divergences = [
    divergence("kullback_leibler_divergence", [.keras2]),
    divergence("kl_divergence", [.tfKeras, .keras3]),
  ]

  private static func divergence(_ name: String, _ conventions: [Convention]) -> LossEntry {
    let kernel = LossFunction.elementwise { y, p in
      let y = y.clipped(epsilon, 1)
      return y * (y / p.clipped(epsilon, 1)).logarithm()
    }
    return LossEntry(
      name: name, title: "Kullback–Leibler divergence",
      formula: "t·ln(t / p), t = clip(y, ε, 1), p = clip(ŷ, ε, 1)", conventions: conventions
    ) { (_) throws(ReductionError) in
      LossFunction(
        body: .elements(.sum, kernel), worlds: kernel, isElementwise: true
      ).deriving(
        .none,
        LossFunction.elementwise { y, p in
          (-y.clipped(epsilon, 1) / p.clipped(epsilon, 1)).passing(p, epsilon, 1)
        })
    }
  }
}
