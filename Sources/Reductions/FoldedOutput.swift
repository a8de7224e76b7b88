import Tensors

/// One pair of tensors after every sample has been folded.
struct FoldedOutput {
  private(set) var output: Output
  private let rules: any Rules
  private let samples: [SampleSums]
  private let positionsPerSample: Int

  /// How many samples there were.
  var sampleCount: Int { samples.count }

  init(_ input: FoldInput, _ settings: FoldSettings) throws(ReductionError) {
    let rules = try settings.convention.rules()
    let loss = try Self.checkedLoss(of: input, settings, rules)
    let positions = input.yPred.shape.droppingLast
    let fold = try rules.sampleFold(
      of: input, loss: loss, positions: positions, settings: settings)
    let (elements, samples) = try Self.foldSamples(
      of: input, by: fold, parts: positions.sampleCount, settings)
    self.rules = rules
    self.samples = samples
    positionsPerSample = samples.isEmpty ? 0 : positions.count / samples.count

    let totals = Totals(samples)
    let denominator = rules.denominator(totals, positions: positions.count)
    let value = totals.lossSum / denominator
    let context = StepContext(
      input: input, positions: positions, totals: totals, value: value,
      tensors: KeptTensors(keeping: settings.keeping, elementwise: elements, samples: samples))
    output = Output(
      name: input.name, loss: loss.name,
      reduction: settings.reduction ?? type(of: rules).reductions[0],
      lossWeight: input.lossWeight,
      steps: context.lossSteps(loss, classCount: fold.classCount) + rules.steps(context),
      value: value, values: nil, views: Views(samples, totals),
      shares: Shares(samples, totals, value: value),
      visibility: totals.visibility(
        value: value, denominator: denominator * loss.classFold.divisor(classes: fold.classCount)),
      metrics: Metrics(threshold: settings.threshold, counts: totals.classes.map(\.counts)))
  }

  /// The loss of some of the samples, as a batch of their own.
  func value(of range: Range<Int>) -> Double? {
    let totals = Totals(samples[range])
    return totals.lossSum
      / rules.denominator(totals, positions: range.count * positionsPerSample)
  }

  private static func checkedLoss(
    of input: FoldInput, _ settings: FoldSettings, _ rules: any Rules
  ) throws(ReductionError) -> LossFunction {
    let (yTrue, yPred) = (input.yTrue.shape, input.yPred.shape)
    guard yPred.rank > 0 else { throw .noClassAxis }
    guard yTrue == yPred else { throw .shapeMismatch(yTrue: yTrue, yPred: yPred) }
    let known = type(of: rules)
    let loss = try LossCatalog.loss(
      input.loss, LossSetting(convention: settings.convention, shape: yPred))
    if let reduction = settings.reduction, !known.reductions.contains(reduction) {
      throw .unknownReduction(reduction, settings.convention, known: known.reductions)
    }
    return loss
  }

  private static func foldSamples(
    of input: FoldInput, by fold: SampleFold, parts: Int, _ settings: FoldSettings
  ) throws(ReductionError) -> (elements: [Float], samples: [SampleSums]) {
    let isRow = input.yPred.shape.rank == 1
    let yTrue: any SampleSource = isRow ? SingleRow(base: input.yTrue) : input.yTrue
    let yPred: any SampleSource = isRow ? SingleRow(base: input.yPred) : input.yPred
    let (elements, results) = concurrentlyFilled(
      count: settings.keeping.contains(.elementwise) ? yPred.shape.count : 0, parts: parts,
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

/// The elements of steps, sample by sample or whole.
struct KeptTensors {
  let keeping: Set<Step.ID>
  let elementwise: [Float]
  let samples: [SampleSums]

  /// All elements of a step that is kept, else the first 64.
  func elements(of id: Step.ID) -> [Float] {
    guard keeping.contains(id) else { return first(of: id) }
    return id == .elementwise ? elementwise : samples.flatMap { $0.kept[id] ?? [] }
  }

  private func first(of id: Step.ID) -> [Float] {
    var first: [Float] = []
    for sample in samples where first.count < 64 {
      first.append(contentsOf: (sample.kept[id] ?? []).prefix(64 - first.count))
    }
    return first
  }
}
