import Tensors

/// What a convention makes of an input before the first sample is folded.
struct FoldPlan: Sendable {
  /// Labels and predictions, the class axis last.
  var yTrue: any SampleSource
  var yPred: any SampleSource
  /// What is computed.
  var loss: LossFunction
  /// The reduction's name.
  var reduction: String
  /// What the loss function returns.
  var positions: Shape
  /// What it returns once weights have met it, which may have repeated it.
  var result: Shape
  /// The shape of the step `weighted`: that of the result, or what means have left of it.
  var weighted: Shape
  /// The mask and the weights, each of which broadcasts to the result or to what means leave of it.
  var mask: Tensor?
  var weights: Tensor?
  /// By what masked losses are divided, where that is known before the first sample.
  var maskDivisor = 1.0
  /// By what the sum is divided where weights decide it.
  var weightSum: Double?
  /// What a loss that pools returned.
  var pooled: Tensor?
  /// Whether the reduction leaves the weighted losses as they are.
  var leavesTensor = false
  /// Whether a batch must be folded by itself, because more than its sums decides.
  var isBatchBound = false
  /// What a reader should know.
  var warnings: [String] = []

  /// How many classes the last axis has.
  var classCount: Int { yPred.shape.extents.last ?? 1 }
  /// How many positions each weight is of.
  var positionsPerWeight: Int { weighted.count == 0 ? 1 : max(1, result.count / weighted.count) }
  /// Whether weights repeat the loss.
  var repeatsLoss: Bool { result.count != positions.count }

  /// Whether labels and predictions have classes to be scored.
  var hasClasses: Bool { loss.labels == .dense && yTrue.shape == yPred.shape && !isReturned }
  /// Whether each loss depends on all samples at once.
  var isPooled: Bool { loss.isWhole && !isReturned }
  /// Whether the losses came from elsewhere.
  var isReturned: Bool { loss.name == OwnLoss.returned.name }

  /// A plan that folds nothing and looks at labels and predictions only.
  var countingOnly: FoldPlan {
    var plan = self
    plan.loss.body = .rows { _, _, _, _, _ in }
    plan.pooled = nil
    plan.mask = nil
    plan.weights = nil
    plan.positions = yPred.shape.droppingLast
    plan.result = plan.positions
    plan.weighted = plan.positions
    return plan
  }

  /// Whether predictions have one axis, which is folded as one sample's, and the loss has it too.
  var isRowOfLosses: Bool {
    yPred.shape.rank == 1 && positions.rank == 1 && !loss.isWhole && !repeatsLoss
  }

  /// How samples are folded once their losses have the shape of the result.
  func sampleFold(_ settings: FoldSettings) -> SampleFold {
    let samples = isRowOfLosses ? [1] : []
    return SampleFold(
      loss: loss, classCount: classCount, threshold: settings.threshold,
      mask: mask.flatMap { Broadcast($0, to: Shape(samples + result.extents)) },
      weights: weights.flatMap { Broadcast($0, to: Shape(samples + weighted.extents)) },
      positionsPerWeight: positionsPerWeight, keeping: keeping(settings))
  }

  /// How samples are folded where weights repeat the loss: each position carries the sum of the
  /// weights of its copies.
  func sampleFoldBeforeRepeating(_ settings: FoldSettings) -> SampleFold {
    let ones = Tensor(repeating: 1, shape: [])
    let combined = (mask ?? ones).multiplied(by: weights ?? ones)?.broadcast(to: result)
    let sums = combined.map { $0.summedDown(to: positions) }
    return SampleFold(
      loss: loss, classCount: classCount, threshold: settings.threshold, mask: nil,
      weights: sums.flatMap { Broadcast($0, to: positions) }, positionsPerWeight: 1,
      keeping: keeping(settings).union([.perPosition]))
  }

  private func keeping(_ settings: FoldSettings) -> Set<Step.ID> {
    let readsWeighted =
      leavesTensor || !settings.keeping.isDisjoint(with: [.perPosition, .output])
    let readsPositions = settings.explaining.contains(.positionShares)
    return settings.keeping.union(readsWeighted ? [.weighted] : [])
      .union(readsPositions ? [.perPosition] : [])
  }
}

/// What the sums of a plan are divided by, and what comes of it.
struct Scaling: Equatable, Sendable {
  /// By what the step `masked` is divided.
  var maskDivisor = 1.0
  /// By what the step `weighted` is divided, the mask's included.
  var weightDivisor = 1.0
  /// By what the sum over positions is divided.
  var denominator: Double
  /// The number; nil where the reduction leaves a tensor.
  var value: Double?
}

/// What a convention decides about the way from elements to one output's loss.
protocol Rules: Sendable {
  /// The reductions it knows, the default first.
  var reductions: [String] { get }

  /// What it makes of an input.
  ///
  /// - Parameter isCompiled: Whether the loss runs as `fit` compiles it.
  func plan(
    _ input: FoldInput, _ settings: FoldSettings, isCompiled: Bool
  ) throws(ReductionError) -> FoldPlan

  /// What sums are divided by.
  func scaling(_ plan: FoldPlan, _ totals: Totals, positions: Int) -> Scaling

  /// The steps from `elementwise` to `output`.
  func steps(_ context: StepContext) -> [Step]
}

extension Rules {
  /// The reduction asked for, or the default.
  ///
  /// - Throws: ``ReductionError/unknownReduction(_:_:known:)``.
  func reduction(_ settings: FoldSettings) throws(ReductionError) -> String {
    guard let name = settings.reduction else { return reductions[0] }
    guard reductions.contains(name) else {
      throw .unknownReduction(name, settings.convention, known: reductions)
    }
    return name
  }
}

extension Convention {
  /// The conventions that can be followed.
  public static let supported: [Convention] = allCases

  var rules: any Rules {
    switch self {
    case .keras2: Keras2()
    case .tfKeras: ModernKeras(isKeras3: false)
    case .keras3: ModernKeras(isKeras3: true)
    case .pytorch: PyTorch()
    case .optax: Optax()
    }
  }
}
