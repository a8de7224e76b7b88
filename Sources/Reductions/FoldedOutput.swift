import Tensors

/// One pair of tensors after every sample has been folded.
struct FoldedOutput {
  let output: Output
  /// What a reader should know.
  let warnings: [String]
  private let input: FoldInput
  private let settings: FoldSettings
  private let rules: any Rules
  private let plan: FoldPlan
  private let samples: [SampleSums]

  /// How many samples there are.
  var sampleCount: Int { input.yPred.shape.sampleCount }

  init(
    _ input: FoldInput, _ settings: FoldSettings, isCompiled: Bool = false
  ) throws(ReductionError) {
    let rules = settings.convention.rules
    let plan = try rules.plan(input, settings, isCompiled: isCompiled)
    let folded = try FoldedSamples(plan, settings)
    let losses = Totals(folded.losses)
    let weighted = folded.isRepeated ? Totals(folded.weighted) : losses
    let scaling = rules.scaling(plan, weighted, positions: plan.result.count)
    let context = StepContext(
      plan: plan, scaling: scaling, losses: losses, weighted: weighted,
      tensors: KeptTensors(
        keeping: settings.keeping, elementwise: folded.elements, samples: folded.losses,
        weighted: folded.weighted))
    var output = Output(
      name: input.name, loss: plan.loss.name, reduction: plan.reduction,
      lossWeight: input.lossWeight, steps: rules.steps(context), value: scaling.value,
      values: scaling.value == nil ? context.leftTensor : nil,
      denominator: scaling.value == nil || scaling.denominator == 1 ? nil : scaling.denominator)
    if case .elements(let fold, _) = plan.loss.body {
      output.views = Views(folded.losses, losses)
      output.shares = Shares(folded.losses, losses, value: scaling.value)
      if let value = scaling.value, plan.loss.worlds != nil {
        output.visibility = losses.visibility(
          value: value, denominator: scaling.denominator * fold.divisor(classes: plan.classCount))
      }
    } else if plan.isPooled {
      output.shares = Shares(why: Shares.noElements)
    } else {
      output.views.perSample = plan.positions.rank == 0 ? nil : folded.losses.map(\.positions.mean)
      output.shares = Shares(of: folded.losses, value: scaling.value)
    }
    if let counts = try folded.counts(plan, settings) {
      output.metrics = Metrics(threshold: settings.threshold, counts: counts)
    }
    if settings.includesMetricVariants, plan.hasClasses {
      output.metricVariants = try MetricVariants(
        of: FoldInput(yTrue: plan.yTrue, yPred: plan.yPred), threshold: settings.threshold)
    }
    if !settings.explaining.isEmpty {
      let explaining = try Explaining(plan, settings, scaling, folded.losses)
      output.maps = explaining.maps
      output.gradientShares = explaining.shares
    }
    self.output = output
    warnings = plan.warnings + Self.warnings(plan, losses)
    self.input = input
    self.settings = settings
    self.rules = rules
    self.plan = plan
    samples = folded.losses
  }

  private static func warnings(_ plan: FoldPlan, _ losses: Totals) -> [String] {
    let (low, high) = (losses.lowestPrediction, losses.highestPrediction)
    guard plan.loss.takesProbabilities, low < 0 || high > 1 else { return [] }
    return [
      "Predictions reach from \(low) to \(high), but \(plan.loss.name) takes probabilities here: "
        + "they look like logits. If they are, say --from-logits."
    ]
  }

  /// What some of the samples come to, as a batch of their own.
  ///
  /// - Returns: The batch's loss or, where the reduction leaves a tensor, its mean; and of how many
  ///   values.
  func batch(_ range: Range<Int>) throws(ReductionError) -> (loss: Double, count: Int) {
    if !plan.isBatchBound, let value = output.value {
      if range.count == sampleCount { return (value, 1) }
      let positions = plan.result.count / max(1, sampleCount) * range.count
      return (rules.scaling(plan, Totals(samples[range]), positions: positions).value ?? .nan, 1)
    }
    var settings = settings
    settings.keeping = []
    settings.explaining = []
    let isWhole = range.count == sampleCount
    let batch = try FoldedOutput(isWhole ? input : input.sliced(range), settings, isCompiled: true)
      .output
    if let value = batch.value { return (value, 1) }
    let count = batch.values?.shape.count ?? 0
    return ((batch.values?.exactSum ?? .nan) / Double(count), count)
  }
}

/// Every sample of a plan, folded.
private struct FoldedSamples {
  /// The elementwise step, where it is kept.
  var elements: [Float] = []
  /// As the loss function leaves them, weighted where weights do not repeat the loss.
  var losses: [SampleSums]
  /// As weights leave them.
  var weighted: [SampleSums]
  /// Whether the two differ.
  var isRepeated = false

  init(_ plan: FoldPlan, _ settings: FoldSettings) throws(ReductionError) {
    let fold = plan.sampleFold(settings)
    if let pooled = plan.pooled {
      weighted = Self.fold(pooled, as: plan.result, fold)
      losses = weighted
      if plan.repeatsLoss {
        let plain = plan.sampleFoldBeforeRepeating(settings)
        losses = Self.fold(pooled, as: plan.positions, plain)
        isRepeated = true
      }
    } else if plan.repeatsLoss {
      (elements, losses) = try Self.fold(plan, plan.sampleFoldBeforeRepeating(settings), settings)
      let positions = losses.flatMap { $0.kept[.perPosition] ?? [] }
      weighted = Self.fold(Tensor(shape: plan.positions) { positions[$0] }, as: plan.result, fold)
      isRepeated = true
    } else {
      (elements, losses) = try Self.fold(plan, fold, settings)
      weighted = losses
    }
  }

  /// What each class has of labels and predictions; nil where there are none.
  func counts(
    _ plan: FoldPlan, _ settings: FoldSettings
  ) throws(ReductionError) -> [Metrics.Counts]? {
    let samples =
      plan.pooled == nil
      ? losses : plan.hasClasses ? try Self.fold(plan.countingOnly, settings).samples : []
    guard let first = samples.first, !first.classes.isEmpty else { return nil }
    return samples.dropFirst().reduce(first.classes.map(\.counts)) { sum, sample in
      zip(sum, sample.classes).map { $0 + $1.counts }
    }
  }

  private static func fold(
    _ plan: FoldPlan, _ settings: FoldSettings
  ) throws(ReductionError) -> (elements: [Float], samples: [SampleSums]) {
    try fold(plan, plan.sampleFold(settings), settings)
  }

  private static func fold(
    _ positions: Tensor, as shape: Shape, _ fold: SampleFold
  ) -> [SampleSums] {
    guard let tensor = positions.stretched(to: shape) else { return [] }
    let size = tensor.shape.sampleCount == 0 ? 0 : tensor.shape.count / tensor.shape.sampleCount
    return (0..<tensor.shape.sampleCount).map {
      fold($0, positions: Array(tensor.elements[($0 * size)..<(($0 + 1) * size)]))
    }
  }

  private static func fold(
    _ plan: FoldPlan, _ fold: SampleFold, _ settings: FoldSettings
  ) throws(ReductionError) -> (elements: [Float], samples: [SampleSums]) {
    let isRow = plan.yPred.shape.rank == 1
    let yTrue: any SampleSource = isRow ? SingleRow(base: plan.yTrue) : plan.yTrue
    let yPred: any SampleSource = isRow ? SingleRow(base: plan.yPred) : plan.yPred
    let keepsElements =
      if case .elements = plan.loss.body { settings.keeping.contains(.elementwise) } else { false }
    let (elements, results) = concurrentlyFilled(
      count: keepsElements ? yPred.shape.count : 0, parts: yPred.shape.sampleCount,
      threads: settings.threads
    ) { index, losses -> Result<SampleSums, TensorError> in
      do throws(TensorError) {
        return .success(
          try yTrue.withSample(index) { (yTrue) throws(TensorError) in
            try yPred.withSample(index) { yPred in
              fold(index, yTrue: yTrue, yPred: yPred, losses: &losses)
            }
          })
      } catch {
        return .failure(error)
      }
    }
    var samples: [SampleSums] = []
    for result in results {
      switch result {
      case .success(let sums): samples.append(sums)
      case .failure(let error): throw .unreadable(error)
      }
    }
    return (elements, samples)
  }
}

extension Tensor {
  /// These elements as `shape`: viewed where it holds as many, else repeated.
  fileprivate func stretched(to shape: Shape) -> Tensor? {
    shape.count == self.shape.count ? viewed(as: shape) : broadcast(to: shape)
  }
}
