extension Trace {
  /// Folds each pair of tensors to its loss, and the losses to a total and an epoch.
  ///
  /// - Throws: ``ReductionError`` where the convention refuses what it is given.
  public init(of inputs: [FoldInput], _ settings: FoldSettings) throws(ReductionError) {
    if let size = settings.batchSize, size < 1 { throw .batchSize(size) }
    var folded: [FoldedOutput] = []
    for input in inputs { folded.append(try FoldedOutput(input, settings)) }
    let outputs = folded.map(\.output)
    let penalty = settings.penalties.reduce(0, +)

    /// Losses times their weights, plus penalties.
    func total(_ losses: [Double?]) -> Double? {
      var sum = penalty
      for (loss, input) in zip(losses, inputs) {
        guard let loss else { return nil }
        sum += loss * input.lossWeight
      }
      return sum
    }

    let sampleCount = folded.first?.sampleCount ?? 0
    let size = settings.batchSize ?? max(sampleCount, 1)
    let batches = stride(from: 0, to: sampleCount, by: size).compactMap { start -> Batch? in
      let samples = start..<min(start + size, sampleCount)
      return total(folded.map { $0.value(of: samples) }).map {
        Batch(size: samples.count, loss: $0)
      }
    }
    let epoch = EpochNumbers(of: batches, settings.epoch)
    self.init(
      convention: settings.convention, outputs: outputs, penalties: settings.penalties,
      total: total(outputs.map(\.value)), batches: batches, optimised: batches.map(\.loss),
      epoch: epoch.stored, printed: epoch.printed, warnings: [])
  }

  /// Folds one pair of tensors.
  ///
  /// - Throws: ``ReductionError`` where the convention refuses what it is given.
  public init(of input: FoldInput, _ settings: FoldSettings) throws(ReductionError) {
    try self.init(of: [input], settings)
  }
}
