import Tensors

extension FoldInput {
  /// This input with the class axis of dense labels and of predictions turned to the end.
  func withClassesLast(_ axis: Int) -> FoldInput {
    let rank = yPred.shape.rank
    let index = axis < 0 ? rank + axis : axis
    guard rank > 1, index >= 0, index < rank - 1 else { return self }
    func turned(_ source: any SampleSource) -> any SampleSource {
      source.shape.rank == rank ? source.turned(classAxis: index) : source
    }
    var input = self
    input.yTrue = turned(yTrue)
    input.yPred = turned(yPred)
    return input
  }

  /// The loss that the input names, made for its shapes, and how it would be otherwise.
  func resolvedLoss(
    _ settings: FoldSettings
  ) throws(ReductionError) -> (loss: LossFunction, other: OtherLoss?) {
    if let ownLoss { return (ownLoss.function, nil) }
    guard yPred.shape.rank > 0 else { throw .noClassAxis }
    var setting = LossSetting(
      convention: settings.convention, fromLogits: fromLogits, options: options,
      shape: yPred.shape, posWeight: posWeight, classWeight: classWeight, labelShape: yTrue.shape)
    let plain = try LossCatalog.loss(loss, setting)
    if settings.convention != .keras2, LossFunction.dependsOnLabels(loss) {
      setting.labelsAreBinary = true
      return (plain, OtherLoss(loss: try LossCatalog.loss(loss, setting), when: .labelsAreBinary))
    }
    if settings.convention == .tfKeras, LossFunction.isCompiledDifferently(loss) {
      setting.isCompiled = true
      return (plain, OtherLoss(loss: try LossCatalog.loss(loss, setting), when: .isCompiled))
    }
    return (plain, nil)
  }
}

/// What a loss is in circumstances that only show once all samples are folded, or once it trains:
/// folded beside it, sample by sample.
struct OtherLoss: Sendable {
  enum Circumstance: Sendable {
    /// Every label of the batch is 0 or 1.
    case labelsAreBinary
    /// It runs as `fit` and `evaluate` compile it.
    case isCompiled
  }

  var loss: LossFunction
  var when: Circumstance

  /// Whether a batch takes it.
  func applies(hasHardLabels: Bool, isCompiled: Bool) -> Bool {
    when == .isCompiled ? isCompiled : hasHardLabels
  }
}

extension LossFunction {
  /// What the function returns for an input: its shape and, where every sample is needed at once,
  /// its elements.
  func returned(for input: FoldInput) throws(ReductionError) -> (shape: Shape, pooled: Tensor?) {
    switch body {
    case .elements(.none, _): return (input.yPred.shape, nil)
    case .elements, .rows: return (input.yPred.shape.droppingLast, nil)
    case .whole(let function):
      if let pooling { return (pooling.returned(input.yPred.shape), nil) }
      if isReturned, input.yPred.shape.rank > 0 { return (input.yPred.shape, nil) }
      let tensors: (Tensor, Tensor)
      do throws(TensorError) {
        try requireMemory(for: input.yTrue.shape.count + input.yPred.shape.count)
        tensors = (try input.yTrue.materialised(), try input.yPred.materialised())
      } catch {
        throw .doesNotStream(loss: name, error)
      }
      let tensor = try function(tensors.0, tensors.1)
      return (tensor.shape, tensor)
    }
  }

  /// Whether the losses came from elsewhere.
  var isReturned: Bool { name == OwnLoss.returned.name }

  /// Whether the labels of a whole batch decide how the loss of that name reads each.
  static func dependsOnLabels(_ name: String) -> Bool { name == "hinge" || name == "squared_hinge" }

  /// Whether TensorFlow computes the loss of that name otherwise once it is compiled.
  static func isCompiledDifferently(_ name: String) -> Bool {
    name == "binary_crossentropy" || name == "binary_focal_crossentropy"
  }

  /// Whether more than sums over samples decides what it gives.
  var needsAllSamples: Bool { isWhole && pooling == nil && !isReturned }
}

extension LossFunction {
  /// Whether it pools.
  var isWhole: Bool { if case .whole = body { true } else { false } }
}
