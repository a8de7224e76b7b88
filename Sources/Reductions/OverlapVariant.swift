import Tensors

/// Libraries beside the frameworks whose losses of overlap differ in what they pool over, and in
/// what keeps the quotient finite.
enum OverlapVariant: String, CaseIterable, Sendable {
  /// Over samples and positions, each class by itself; the mean over classes.
  case segmentationModels = "segmentation_models"
  /// segmentation_models.pytorch: the same, but a class that no label has costs 0.
  case smp
  /// Over positions, each class of each sample by itself; the mean over all of them.
  case monai
  /// Over positions, each class of each sample by itself; a loss for each sample.
  case optax

  /// The variant that the options name; nil where they name none.
  ///
  /// - Throws: ``ReductionError`` where there is none of that name, or an option stands beside it
  ///   that it lacks.
  init?(_ setting: LossSetting, of loss: String) throws(ReductionError) {
    guard let name = setting.options["variant"], name != "none" else { return nil }
    let known = Self.variants(of: loss).map(\.rawValue)
    guard let variant = Self(rawValue: name), known.contains(name) else {
      throw .badOption("variant", value: name, expected: known.joined(separator: " or "))
    }
    let hasBeta = variant == .segmentationModels && loss == "dice"
    let options = ["variant", "smooth"] + (hasBeta ? ["beta"] : [])
    for option in setting.options.keys.sorted() where !options.contains(option) {
      throw .unknownOption(option, loss: "\(loss) with variant=\(name)", known: options)
    }
    self = variant
  }

  /// The variant that the options name.
  ///
  /// - Throws: ``ReductionError`` where they name none.
  static func chosen(_ setting: LossSetting, of loss: String) throws(ReductionError) -> Self {
    if let variant = try Self(setting, of: loss) { return variant }
    throw .badOption(
      "variant", value: setting.options["variant"] ?? "none",
      expected: variants(of: loss).map(\.rawValue).joined(separator: " or "))
  }

  /// optax has no Jaccard loss.
  static func variants(of loss: String) -> [Self] {
    loss == "jaccard" ? allCases.filter { $0 != .optax } : allCases
  }

  /// The Dice loss.
  ///
  /// - Source: segmentation_models, `losses.DiceLoss`; segmentation_models.pytorch,
  ///   `losses.DiceLoss`; MONAI, `losses.DiceLoss`; optax, `losses.dice_loss`.
  func dice(_ setting: LossSetting) throws(ReductionError) -> LossFunction {
    let root = try setting.number("beta", default: 1)
    let beta = root * root
    let formula =
      switch self {
      case .segmentationModels where beta != 1:
        "1 − ((1 + β²)·Σyŷ + s) / ((1 + β²)·Σyŷ + β²·Σy(1 − ŷ) + Σŷ(1 − y) + s)"
      case .segmentationModels, .monai: "1 − (2·Σyŷ + s) / (Σy + Σŷ + s)"
      case .smp: "1 − (2·Σyŷ + s) / max(Σy + Σŷ + s, 1e-7), 0 where Σy is 0"
      case .optax: "1 − (Σyŷ + s) / (½·(Σy + Σŷ) + s)"
      }
    return try function(setting, formula: formula) { intersection, yTrue, yPred, smooth in
      let total = yTrue + yPred
      switch self {
      case .segmentationModels:
        let agreed = (1 + beta) * intersection + smooth
        return agreed / (agreed + beta * (yTrue - intersection) + (yPred - intersection))
      case .monai: return (2 * intersection + smooth) / (total + smooth)
      case .smp: return (2 * intersection + smooth) / max(total + smooth, 1e-7)
      case .optax: return (intersection + smooth) / (0.5 * total + smooth)
      }
    }
  }

  /// The Jaccard loss.
  ///
  /// - Source: segmentation_models, `losses.JaccardLoss`; segmentation_models.pytorch,
  ///   `losses.JaccardLoss`; MONAI, `losses.DiceLoss(jaccard=True)`, whose quotient is doubled.
  func jaccard(_ setting: LossSetting) throws(ReductionError) -> LossFunction {
    let formula =
      switch self {
      case .segmentationModels, .optax: "1 − (Σyŷ + s) / (Σy + Σŷ − Σyŷ + s)"
      case .smp: "1 − (Σyŷ + s) / max(Σy + Σŷ − Σyŷ + s, 1e-7), 0 where Σy is 0"
      case .monai: "1 − (2·Σyŷ + s) / (2·(Σy + Σŷ − Σyŷ) + s)"
      }
    return try function(setting, formula: formula) { intersection, yTrue, yPred, smooth in
      let union = yTrue + yPred - intersection
      return switch self {
      case .segmentationModels, .optax: (intersection + smooth) / (union + smooth)
      case .smp: (intersection + smooth) / max(union + smooth, 1e-7)
      case .monai: (2 * intersection + smooth) / (2 * union + smooth)
      }
    }
  }

  /// - Parameter score: The overlap, 1 at best, of Σyŷ, Σy, Σŷ and s.
  private func function(
    _ setting: LossSetting, formula: String,
    score:
      @escaping @Sendable (
        _ intersection: Float, _ yTrue: Float, _ yPred: Float, _ smooth: Float
      ) -> Float
  ) throws(ReductionError) -> LossFunction {
    let smooth = try setting.number("smooth", default: smooth)
    return LossFunction(
      formula: formula + (smooth == 0 ? "" : ", s = \(smooth)"),
      body: .whole { (yTrue, yPred) throws(ReductionError) in
        let sums = OverlapSums(yTrue, yPred, over: axes(rank: yPred.shape.rank))
        let loss: (Int) -> Float = { index in
          if self == .smp, !(sums.yTrue[index] > 0) { return 0 }
          let intersection = Float(sums.intersection[index])
          return 1 - score(intersection, Float(sums.yTrue[index]), Float(sums.yPred[index]), smooth)
        }
        guard self == .monai else { return sums.means(loss) }
        let sum = (0..<sums.shape.count).reduce(0.0) { $0 + Double(loss($1)) }
        return Tensor(Float(sum / Double(sums.shape.count)))
      })
  }

  /// What the library adds to both sides of the quotient.
  private var smooth: Float {
    switch self {
    case .segmentationModels, .monai: 1e-5
    case .smp: 0
    case .optax: 1
    }
  }

  /// Which axes are pooled of a tensor whose first are samples and whose last are classes.
  private func axes(rank: Int) -> [Int] {
    switch self {
    case .segmentationModels, .smp: Array(0..<max(rank - 1, 0))
    case .monai, .optax: Array(1..<max(rank - 1, 1))
    }
  }
}
