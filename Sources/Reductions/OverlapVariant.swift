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
    let known = variants(of: loss).map { "variant=\($0.rawValue)" }.joined(separator: ", ")
    throw .refused(
      role: "--option", sentence: "Each library has its own \(loss), and none was named.",
      help: ["Name one: \(known)."])
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
        return OverlapQuotient(
          agreed, agreed + beta * (yTrue - intersection) + (yPred - intersection),
          slope: 1 + beta, slopes: (0, 1))
      case .monai:
        return OverlapQuotient(2 * intersection + smooth, total + smooth, slope: 2, slopes: (0, 1))
      case .smp:
        return OverlapQuotient(
          2 * intersection + smooth, total + smooth, least: 1e-7, slope: 2, slopes: (0, 1))
      case .optax:
        return OverlapQuotient(
          intersection + smooth, 0.5 * total + smooth, slope: 1, slopes: (0, 0.5))
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
      case .segmentationModels, .optax:
        OverlapQuotient(intersection + smooth, union + smooth, slope: 1, slopes: (-1, 1))
      case .smp:
        OverlapQuotient(
          intersection + smooth, union + smooth, least: 1e-7, slope: 1, slopes: (-1, 1))
      case .monai:
        OverlapQuotient(
          2 * intersection + smooth, 2 * union + smooth, slope: 2, slopes: (-2, 2))
      }
    }
  }

  /// - Parameter score: The overlap, 1 at best, of Σyŷ, Σy, Σŷ and s.
  private func function(
    _ setting: LossSetting, formula: String,
    score:
      @escaping @Sendable (
        _ intersection: Float, _ yTrue: Float, _ yPred: Float, _ smooth: Float
      ) -> OverlapQuotient
  ) throws(ReductionError) -> LossFunction {
    let smooth = try setting.number("smooth", default: smooth)
    /// The overlap at one place that is left; nil where it costs nothing.
    @Sendable func quotient(_ sums: OverlapSums, _ index: Int) -> OverlapQuotient? {
      if self == .smp, !(sums.yTrue[index] > 0) { return nil }
      let intersection = Float(sums.intersection[index])
      return score(intersection, Float(sums.yTrue[index]), Float(sums.yPred[index]), smooth)
    }
    return LossFunction(
      formula: formula + (smooth == 0 ? "" : ", s = \(smooth)"),
      pooling: Pooling(axes: axes(rank: setting.shape.rank), isMean: self == .monai) { sums in
        let loss: (Int) -> Float = { index in quotient(sums, index).map { 1 - $0.value } ?? 0 }
        return self == .monai ? sums.losses(loss) : sums.means(loss)
      }, of: setting.shape
    ).deriving(.sigmoid) { (yTrue, yPred, weights) throws(ReductionError) in
      let sums = OverlapSums(yTrue, yPred, over: axes(rank: yPred.shape.rank))
      // Each element that is returned is a mean of this many.
      let count = sums.shape.count / max(weights.count, 1)
      return sums.gradient(yTrue) { index in
        quotient(sums, index)?.slopes(weight: -weights[index / count] / Double(count))
          ?? OverlapSums.Slopes()
      }
    }
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

/// An overlap, 1 at best, and how its two sides change with Σyŷ and Σŷ.
struct OverlapQuotient {
  private let numerator: Float
  private let denominator: Float
  /// How the numerator changes with Σyŷ.
  private let slope: Double
  /// How the denominator changes with Σyŷ and with Σŷ.
  private let slopes: (intersection: Double, yPred: Double)

  /// - Parameter least: Below which the denominator is held.
  init(
    _ numerator: Float, _ denominator: Float, least: Float = -.infinity, slope: Float,
    slopes: (Float, Float)
  ) {
    self.numerator = numerator
    self.denominator = max(denominator, least)
    self.slope = Double(slope)
    self.slopes = denominator < least ? (0, 0) : (Double(slopes.0), Double(slopes.1))
  }

  var value: Float { numerator / denominator }

  /// How weight × value changes.
  func slopes(weight: Double) -> OverlapSums.Slopes {
    let (over, under) = (Double(numerator), Double(denominator))
    let ofDenominator = -over / (under * under) * weight
    return OverlapSums.Slopes(
      intersection: slope / under * weight + ofDenominator * slopes.intersection,
      yPred: ofDenominator * slopes.yPred)
  }
}
