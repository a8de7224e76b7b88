import Tensors

/// One pair of tensors after every sample has been folded.
struct FoldedOutput {
  let output: Output
  /// What a reader should know.
  let warnings: [String]
  /// How many samples there are.
  let sampleCount: Int
  private let input: FoldInput
  private let settings: FoldSettings
  private let rules: any Rules
  private let plan: FoldPlan
  private let whole: BatchSums
  /// The losses of batches by their first sample; nil where they are folded by themselves.
  private let batches: [Int: Double]?

  /// Folds every sample.
  init(
    _ input: FoldInput, _ settings: FoldSettings, isCompiled: Bool = false
  ) throws(ReductionError) {
    let rules = settings.convention.rules
    let plan = try rules.plan(input, settings).settlingLabels(settings)
    var batches: [Int: Double] = [:]
    let isBySums = plan.whyNotBySums == nil && !plan.leavesMany
    let folded = try FoldedSamples(
      plan, settings,
      batches: isBySums ? BatchNumbers.parts(input.yPred.shape.sampleCount, settings) : [],
      needsOther: isCompiled || plan.other?.when == .labelsAreBinary
    ) { (sums, range) throws(ReductionError) in
      batches[range.lowerBound] = try rules.loss(of: sums, range.count, plan, settings)
    }
    try self.init(
      input, settings, plan, folded, isBySums ? batches : nil, isCompiled: isCompiled)
  }

  /// Samples that have been folded here or elsewhere.
  ///
  /// - Parameter batches: The losses of batches by their first sample; nil where they are to be
  ///   folded by themselves.
  init(
    _ input: FoldInput, _ settings: FoldSettings, _ plan: FoldPlan, _ folded: FoldedSamples,
    _ batches: [Int: Double]?, isCompiled: Bool = false
  ) throws(ReductionError) {
    let rules = settings.convention.rules
    var folded = folded
    let planned = plan
    let plan = try folded.finish(plan, settings, isCompiled: isCompiled)
    let losses = folded.sums.loss.totals
    let weighted = folded.weighted ?? losses
    let scaling = rules.scaling(plan, weighted.scaling, positions: plan.result.count)
    let context = StepContext(
      plan: plan, scaling: scaling, losses: losses, weighted: weighted,
      tensors: KeptTensors(
        keeping: settings.keeping, losses: folded.kept, weighted: folded.keptWeighted))
    var output = Output(
      name: input.name, loss: plan.loss.name, reduction: plan.reduction,
      lossWeight: input.lossWeight, steps: rules.steps(context), value: scaling.value,
      values: scaling.value == nil ? context.leftTensor : nil,
      denominator: scaling.value == nil || scaling.denominator == 1 ? nil : scaling.denominator)
    if case .elements(let fold, _) = plan.loss.body {
      output.views = Views(folded.sums.loss)
      output.shares = Shares(folded.sums.loss, value: scaling.value)
      if let value = scaling.value, plan.loss.worlds != nil {
        output.visibility = losses.visibility(
          value: value, denominator: scaling.denominator * fold.divisor(classes: plan.classCount))
      }
    } else if plan.isPooled {
      output.shares = Shares(why: Shares.noElements)
    } else {
      output.views = Views(ofPositions: folded.sums.loss, rank: plan.positions.rank)
      output.shares = Shares(ofPositions: folded.sums.loss, value: scaling.value)
    }
    if !plan.isPooled { output.worstSamples = folded.sums.loss.worst.all }
    output.ledger = folded.sums.loss.ledger
    if let counts = try folded.counts(plan, settings) {
      output.metrics = Metrics(threshold: settings.threshold, counts: counts)
    }
    if settings.includesMetricVariants, plan.hasClasses {
      output.metricVariants = try MetricVariants(
        of: FoldInput(yTrue: plan.yTrue, yPred: plan.yPred), threshold: settings.threshold)
    }
    if !settings.explaining.isEmpty {
      let explaining = try Explaining(
        plan, settings, scaling, positions: folded.kept[.perPosition])
      output.maps = explaining.maps
      output.gradientShares = explaining.shares
    }
    output.forgetLongLists(classes: losses.classes.isEmpty ? 0 : plan.classCount)
    self.output = output
    warnings = plan.warnings + Self.warnings(plan, losses)
    sampleCount = input.yPred.shape.sampleCount
    self.input = input
    self.settings = settings
    self.rules = rules
    self.plan = planned
    whole = folded.whole
    self.batches = batches
  }

  private static func warnings(_ plan: FoldPlan, _ losses: Totals) -> [String] {
    let (low, high) = (losses.lowestPrediction + 0, losses.highestPrediction + 0)
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
    let isWhole = range.count == sampleCount
    if let batches {
      let loss =
        isWhole
        ? try rules.loss(of: whole, range.count, plan, settings) : batches[range.lowerBound]
      return (loss ?? .nan, 1)
    }
    var settings = settings
    settings.keeping = []
    settings.explaining = []
    settings.batchSize = nil
    settings.keepsHistogram = false
    let batch = try FoldedOutput(isWhole ? input : input.sliced(range), settings, isCompiled: true)
      .output
    if let value = batch.value { return (value, 1) }
    let count = batch.values?.shape.count ?? 0
    return ((batch.values?.exactSum ?? .nan) / Double(count), count)
  }
}

extension Rules {
  /// What `count` samples come to as one batch that trains.
  func loss(
    of batch: BatchSums, _ count: Int, _ plan: FoldPlan, _ settings: FoldSettings
  ) throws(ReductionError) -> Double? {
    var plan = plan
    var sums = batch.loss
    if let other = plan.other, let otherSums = batch.other,
      other.applies(hasHardLabels: batch.hasHardLabels, isCompiled: true)
    {
      plan.loss = other.loss
      sums = otherSums
    }
    if let pooled = try plan.scalingSums(ofPooled: batch.pooled, settings) {
      return scaling(plan, pooled, positions: plan.result.count).value
    }
    let samples = max(1, plan.yPred.shape.sampleCount)
    return scaling(plan, sums, positions: plan.result.count / samples * count).value
  }
}

extension FoldPlan {
  /// Whether the reduction leaves more than one number.
  var leavesMany: Bool { leavesTensor && result.rank > 0 }

  /// This plan with the loss that applies to all samples, where steps are kept whole: then labels
  /// are looked at first.
  fileprivate func settlingLabels(_ settings: FoldSettings) throws(ReductionError) -> FoldPlan {
    guard !settings.keeping.isEmpty || !settings.explaining.isEmpty, let other,
      other.when == .labelsAreBinary
    else { return self }
    do throws(TensorError) {
      for block in yTrue.blocks() {
        guard try yTrue.withSamples(block, { $0.isHard }) else { return self }
      }
    } catch {
      throw .unreadable(error)
    }
    var plan = self
    plan.loss = other.loss
    plan.other = nil
    return plan
  }
}
