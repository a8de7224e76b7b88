import Tensors

/// What a convention makes of an input before the first sample is folded.
struct FoldPlan: Sendable {
  /// Labels and predictions, the class axis last.
  var yTrue: any SampleSource
  var yPred: any SampleSource
  /// What is computed.
  var loss: LossFunction
  /// What is computed beside it, as only all samples tell which of the two counts.
  var other: OtherLoss?
  /// The reduction's name.
  var reduction: String
  /// What the loss function returns.
  var positions: Shape
  /// What it returns once weights have met it, which may have repeated it.
  var result: Shape
  /// The shape of the step `weighted`: that of the result, or what means have left of it.
  var weighted: Shape
  /// The mask and the weights, each of which broadcasts to the result or to what means leave of it.
  var mask: (any SampleSource)?
  var weights: (any SampleSource)?
  /// The mask as it was given, where masked losses are divided by what is valid of it.
  var maskTally: Tally?
  /// What the sum is divided by the sum of.
  var weightTally: Tally?
  /// What a loss returned that needs all samples at once.
  var pooled: Tensor?
  /// Whether the reduction leaves the weighted losses as they are.
  var leavesTensor = false
  /// Whether the framework would refuse a sample's labels beside what the loss refuses.
  var labelCheck: (@Sendable (Span<Float>) throws(ReductionError) -> Void)?
  /// What a reader should know.
  var warnings: [String] = []

  /// How many classes the last axis has.
  var classCount: Int { yPred.shape.extents.last ?? 1 }
  /// How many positions each weight is of.
  var positionsPerWeight: Int { weighted.count == 0 ? 1 : max(1, result.count / weighted.count) }
  /// Whether weights repeat the loss.
  var repeatsLoss: Bool { result.count != positions.count }

  /// Whether labels and predictions have classes to be scored.
  var hasClasses: Bool { loss.labels == .dense && yTrue.shape == yPred.shape && !loss.isReturned }
  /// Whether each loss depends on all samples at once.
  var isPooled: Bool { loss.isWhole && !loss.isReturned }

  /// A plan that folds nothing and looks at labels and predictions only.
  var countingOnly: FoldPlan {
    var plan = self
    plan.loss.body = .rows { _, _, _, _, _ in }
    plan.loss.pooling = nil
    plan.loss.check = nil
    plan.other = nil
    plan.labelCheck = nil
    plan.maskTally = nil
    plan.weightTally = nil
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
  func sampleFoldBeforeRepeating(_ settings: FoldSettings) throws(TensorError) -> SampleFold {
    let ones = Tensor(repeating: 1, shape: [])
    try requireMemory(for: result.count)
    let combined = try (mask ?? ones).materialised().multiplied(
      by: (weights ?? ones).materialised())?.broadcast(to: result)
    let sums = combined.map { $0.summedDown(to: positions) }
    return SampleFold(
      loss: loss, classCount: classCount, threshold: settings.threshold, mask: nil,
      weights: sums.flatMap { Broadcast($0, to: positions) }, positionsPerWeight: 1,
      keeping: keeping(settings))
  }

  /// The steps of which every element is kept.
  func keeping(_ settings: FoldSettings) -> Set<Step.ID> {
    let readsWeighted = leavesTensor || (weights != nil && settings.keeping.contains(.perPosition))
    let readsPositions = settings.explaining.contains(.positionShares)
    return settings.keeping.union(readsWeighted ? [.weighted] : [])
      .union(readsPositions || repeatsLoss ? [.perPosition] : [])
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

  /// What it makes of an input, from shapes and options alone unless the loss needs all samples at
  /// once.
  func plan(_ input: FoldInput, _ settings: FoldSettings) throws(ReductionError) -> FoldPlan

  /// What sums are divided by.
  func scaling(_ plan: FoldPlan, _ sums: ScalingSums, positions: Int) -> Scaling

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
