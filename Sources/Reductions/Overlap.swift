import Tensors

extension LossEntry {
  /// Losses of overlap: they pool, so no element has a loss of its own.
  static let overlaps = [keras3Dice, dice, jaccard, tversky]

  private static let axis = Option(name: "axis", standard: "none")
  private static let smooth = Option(name: "smooth", standard: "the variant's own")
  private static let beta = Option(name: "beta", standard: "1 (segmentation_models)")
  private static let variants = "segmentation_models|smp|monai|optax"

  /// - Source: Keras 3.15, `losses.dice`.
  private static let keras3Dice = LossEntry(
    name: "dice", title: "Dice loss", formula: "1 − 2·Σyŷ / (Σy + Σŷ + ε)", conventions: [.keras3],
    options: [axis, Option(name: "variant", standard: "none|" + variants), smooth, beta]
  ) { (setting) throws(ReductionError) in
    if let variant = try OverlapVariant(setting, of: "dice") { return try variant.dice(setting) }
    for option in ["smooth", "beta"] where setting.options[option] != nil {
      throw .unknownOption(option, loss: "dice without variant", known: ["axis", "variant"])
    }
    let axes = try setting.axes("axis")
    return LossFunction(
      pooling: Pooling(axes: axes) { sums in
        sums.losses { index in
          let cardinality = Float(sums.yTrue[index]) + Float(sums.yPred[index])
          return 1 - 2 * Float(sums.intersection[index]) / (cardinality + epsilon)
        }
      }, of: setting.shape
    ).deriving(.sigmoid) { (yTrue, yPred, weights) throws(ReductionError) in
      let sums = OverlapSums(yTrue, yPred, over: axes)
      return sums.gradient(yTrue) { index in
        let whole = sums.yTrue[index] + sums.yPred[index] + Double(epsilon)
        return OverlapSums.Slopes(
          intersection: -2 / whole * weights[index],
          yPred: 2 * sums.intersection[index] / (whole * whole) * weights[index])
      }
    }
  }

  /// Outside Keras 3, Dice is what another library has under the name.
  private static let dice = LossEntry(
    name: "dice", title: "Dice loss",
    formula: "1 − (2·Σyŷ + s) / (Σy + Σŷ + s), as the variant has it",
    conventions: [.tfKeras, .pytorch, .optax],
    options: [Option(name: "variant", standard: variants), smooth, beta]
  ) { (setting) throws(ReductionError) in
    try OverlapVariant.chosen(setting, of: "dice").dice(setting)
  }

  private static let jaccard = LossEntry(
    name: "jaccard", title: "Jaccard loss",
    formula: "1 − (Σyŷ + s) / (Σy + Σŷ − Σyŷ + s), as the variant has it",
    conventions: [.tfKeras, .keras3, .pytorch, .optax],
    options: [Option(name: "variant", standard: "segmentation_models|smp|monai"), smooth]
  ) { (setting) throws(ReductionError) in
    try OverlapVariant.chosen(setting, of: "jaccard").jaccard(setting)
  }

  /// Up to 3.15.1 α weighs what is missed, and β what is too much.
  ///
  /// - Source: Keras 3.15, `losses.tversky`.
  private static let tversky = LossEntry(
    name: "tversky", title: "Tversky loss",
    formula: "1 − Σyŷ / (Σyŷ + α·Σy(1 − ŷ) + β·Σŷ(1 − y) + ε)", conventions: [.keras3],
    options: [
      Option(name: "alpha", standard: "0.5"), Option(name: "beta", standard: "0.5"), axis,
    ]
  ) { (setting) throws(ReductionError) in
    let alpha = try setting.number("alpha", default: 0.5)
    let beta = try setting.number("beta", default: 0.5)
    let axes = try setting.axes("axis")
    return LossFunction(
      pooling: Pooling(axes: axes) { sums in
        sums.losses { index in
          let intersection = Float(sums.intersection[index])
          let missed = Float(sums.missed[index]) * alpha
          let excess = Float(sums.excess[index]) * beta
          return 1 - intersection / (intersection + missed + excess + epsilon)
        }
      }, of: setting.shape
    ).deriving(.sigmoid) { (yTrue, yPred, weights) throws(ReductionError) in
      let sums = OverlapSums(yTrue, yPred, over: axes)
      return sums.gradient(yTrue) { index in
        let intersection = sums.intersection[index]
        let mistakes = sums.missed[index] * Double(alpha) + sums.excess[index] * Double(beta)
        let whole = intersection + mistakes + Double(epsilon)
        let common = intersection / (whole * whole) * weights[index]
        return OverlapSums.Slopes(
          intersection: common - weights[index] / whole, missed: common * Double(alpha),
          excess: common * Double(beta))
      }
    }
  }
}
