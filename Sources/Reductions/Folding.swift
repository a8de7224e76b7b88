import Tensors

extension Trace {
  /// Folds each pair of tensors to its loss, and the losses to a total and an epoch.
  ///
  /// - Throws: ``ReductionError`` where the convention refuses what it is given.
  public init(of inputs: [FoldInput], _ settings: FoldSettings) throws(ReductionError) {
    if let size = settings.batchSize, size < 1 { throw .batchSize(size) }
    guard let first = inputs.first else { throw .nothingToOptimise }
    let count = first.yPred.shape.sampleCount
    for input in inputs where input.yPred.shape.sampleCount != count {
      throw .refused(
        role: "outputs",
        sentence: "All outputs have the same samples, but \(first.name) has \(count) and "
          + "\(input.name) has \(input.yPred.shape.sampleCount).", help: [])
    }
    var folded: [FoldedOutput] = []
    for input in inputs { folded.append(try FoldedOutput(input, settings)) }
    try self.init(folded, settings)
  }

  /// Folds outputs to a total and an epoch.
  init(_ folded: [FoldedOutput], _ settings: FoldSettings) throws(ReductionError) {
    let outputs = folded.map(\.output)
    let penalty = settings.penalties.reduce(0, +)

    let total = outputs.reduce(Optional(penalty)) { sum, output in
      guard let sum, let value = output.value else { return nil }
      return sum + value * output.lossWeight
    }
    let epoch = try EpochNumbers(folded, settings, penalty: penalty)
    self.init(
      convention: settings.convention, outputs: outputs,
      skippedOutputs: settings.skippedOutputs, penalties: settings.penalties,
      total: total, batches: epoch.batches, optimised: epoch.optimised,
      epoch: epoch.stored, shown: epoch.shown,
      printed: epoch.printed,
      warnings: folded.flatMap(\.warnings) + epoch.warnings)
  }

  /// Folds one pair of tensors.
  ///
  /// - Throws: ``ReductionError`` where the convention refuses what it is given.
  public init(of input: FoldInput, _ settings: FoldSettings) throws(ReductionError) {
    try self.init(of: [input], settings)
  }
}
