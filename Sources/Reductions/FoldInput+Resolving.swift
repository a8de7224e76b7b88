import Tensors

extension FoldInput {
  /// This input with the class axis of dense labels and of predictions turned to the end.
  func withClassesLast(_ axis: Int) -> FoldInput {
    let rank = yPred.shape.rank
    let index = axis < 0 ? rank + axis : axis
    guard rank > 1, index >= 0, index < rank - 1 else { return self }
    func turned(_ source: any SampleSource) -> any SampleSource {
      guard source.shape.rank == rank, let tensor = try? source.materialised() else {
        return source
      }
      return tensor.transposed((0..<rank).filter { $0 != index } + [index])
    }
    var input = self
    input.yTrue = turned(yTrue)
    input.yPred = turned(yPred)
    return input
  }

  /// The loss that the input names, made for its shapes.
  func resolvedLoss(
    _ settings: FoldSettings, isCompiled: Bool
  ) throws(ReductionError) -> LossFunction {
    if let ownLoss { return ownLoss.function }
    guard yPred.shape.rank > 0 else { throw .noClassAxis }
    let setting = LossSetting(
      convention: settings.convention, fromLogits: fromLogits, options: options,
      shape: yPred.shape, posWeight: posWeight, classWeight: classWeight, isCompiled: isCompiled,
      labelsAreBinary: LossFunction.dependsOnLabels(loss) ? try hasBinaryLabels() : false,
      labelShape: yTrue.shape)
    return try LossCatalog.loss(loss, setting)
  }

  /// Whether every label is 0 or 1.
  private func hasBinaryLabels() throws(ReductionError) -> Bool {
    do throws(TensorError) {
      for index in 0..<yTrue.shape.sampleCount {
        guard try yTrue.withSample(index, { (labels) throws(TensorError) in labels.isHard }) else {
          return false
        }
      }
      return true
    } catch {
      throw .unreadable(error)
    }
  }
}

extension LossFunction {
  /// What the function returns for an input: its shape and, where it pools, its elements.
  func returned(for input: FoldInput) throws(ReductionError) -> (shape: Shape, pooled: Tensor?) {
    switch body {
    case .elements(.none, _): return (input.yPred.shape, nil)
    case .elements, .rows: return (input.yPred.shape.droppingLast, nil)
    case .whole(let function):
      let tensors: (Tensor, Tensor)
      do throws(TensorError) {
        tensors = (try input.yTrue.materialised(), try input.yPred.materialised())
      } catch {
        throw .unreadable(error)
      }
      let tensor = try function(tensors.0, tensors.1)
      return (tensor.shape, tensor)
    }
  }

  /// Whether the labels of a whole batch decide how the loss of that name reads each.
  static func dependsOnLabels(_ name: String) -> Bool { name == "hinge" || name == "squared_hinge" }

  /// Whether TensorFlow computes the loss of that name otherwise once it is compiled.
  static func isCompiledDifferently(_ name: String) -> Bool {
    name == "binary_crossentropy" || name == "binary_focal_crossentropy"
  }

  /// Whether samples of other batches change what it gives for one.
  var isBatchBound: Bool { isWhole || Self.dependsOnLabels(name) }
}

extension LossFunction {
  /// Whether it pools.
  var isWhole: Bool { if case .whole = body { true } else { false } }
}
