public import Reductions
import TensorFiles
import Tensors

extension FoldRequest {
  /// Reads the arrays and folds them.
  ///
  /// - Throws: ``RequestError`` where a file cannot be read or the convention refuses.
  public func trace(keeping: Set<Step.ID> = []) throws(RequestError) -> Trace {
    try trace(of: inputs(), keeping: keeping)
  }

  /// Folds arrays that were read before.
  ///
  /// - Throws: ``RequestError`` where the convention refuses.
  public func trace(
    of inputs: [FoldInput], keeping: Set<Step.ID> = []
  ) throws(RequestError) -> Trace {
    let settings = FoldSettings(
      convention: convention, reduction: reduction, batchSize: batchSize, epoch: epoch,
      penalties: penalties, threshold: threshold, keeping: keeping)
    do throws(ReductionError) {
      return try Trace(of: inputs, settings)
    } catch {
      throw RequestError(.reduction(error), at: outputs[0].origin, isFromFile: isFromFile)
    }
  }

  /// The arrays that are to be folded.
  ///
  /// - Throws: ``RequestError`` where one is not named or cannot be read.
  public func inputs() throws(RequestError) -> [FoldInput] {
    var inputs: [FoldInput] = []
    for output in outputs {
      inputs.append(
        FoldInput(
          name: output.name, yTrue: try tensor(output.yTrue, "y-true", of: output),
          yPred: try tensor(output.yPred, "y-pred", of: output), loss: output.loss,
          lossWeight: output.lossWeight, sampleWeight: try tensor(output.sampleWeight, of: output),
          mask: try tensor(output.mask, of: output)))
    }
    return inputs
  }

  private func tensor(
    _ reference: ArrayReference?, _ key: String, of output: Output
  ) throws(RequestError) -> Tensor {
    guard let tensor = try tensor(reference, of: output) else {
      throw RequestError(
        .missingKey(
          key, purpose: "name the array of \(key == "y-true" ? "labels" : "predictions")"),
        at: output.origin, isFromFile: isFromFile)
    }
    return tensor
  }

  private func tensor(
    _ reference: ArrayReference?, of output: Output
  ) throws(RequestError) -> Tensor? {
    guard let reference else { return nil }
    do throws(FileError) {
      return try TensorFile.read(reference, relativeTo: folder)
    } catch {
      throw RequestError(.file(error), at: output.origin, isFromFile: isFromFile)
    }
  }
}
