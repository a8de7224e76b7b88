extension Trace {
  /// Folds each pair of tensors to its loss, and the losses to a total and an epoch.
  ///
  /// - Throws: ``ReductionError`` where the convention refuses what it is given.
  public init(of inputs: [FoldInput], _ settings: FoldSettings) throws(ReductionError) {
    if let size = settings.batchSize, size < 1 { throw .batchSize(size) }
    guard !inputs.isEmpty else { throw .nothingToOptimise }
    var folded: [FoldedOutput] = []
    for input in inputs { folded.append(try FoldedOutput(input, settings)) }
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
      epoch: epoch.stored, printed: epoch.printed,
      warnings: folded.flatMap(\.warnings) + epoch.warnings)
  }

  /// Folds one pair of tensors.
  ///
  /// - Throws: ``ReductionError`` where the convention refuses what it is given.
  public init(of input: FoldInput, _ settings: FoldSettings) throws(ReductionError) {
    try self.init(of: [input], settings)
  }
}
