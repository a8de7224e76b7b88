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
    try trace(of: inputs, settings(keeping: keeping))
  }

  /// Folds arrays that were read before, as `settings` say.
  ///
  /// - Throws: ``RequestError`` where the convention refuses.
  public func trace(
    of inputs: [FoldInput], _ settings: FoldSettings
  ) throws(RequestError) -> Trace {
    do throws(ReductionError) {
      return try Trace(reconciling: inputs, settings)
    } catch {
      throw RequestError(.reduction(error), at: outputs[0].origin, isFromFile: isFromFile)
    }
  }

  /// What the samples of arrays that were read before add up to, as `settings` say.
  ///
  /// - Parameter firstSample: The place of the first sample among all; nil where it is not known.
  /// - Throws: ``RequestError`` where the convention refuses, or sums do not do.
  public func part(
    of inputs: [FoldInput], _ settings: FoldSettings, firstSample: Int?
  ) throws(RequestError) -> Part {
    do throws(ReductionError) {
      var part = try Part(of: inputs, settings, firstSample: firstSample)
      part.classNames = classNames
      return part
    } catch {
      throw RequestError(.reduction(error), at: outputs[0].origin, isFromFile: isFromFile)
    }
  }

  /// How the arrays are folded.
  public func settings(keeping: Set<Step.ID> = []) -> FoldSettings {
    var settings = FoldSettings(
      convention: convention, reduction: reduction, batchSize: batchSize, epoch: epoch,
      replicas: replicas, accumulate: accumulate, penalties: penalties, threshold: threshold,
      keeping: keeping)
    settings.skippedOutputs = outputs.filter { $0.loss == "none" }.map(\.name)
    return settings
  }

  /// The arrays that are to be folded, with their classes where both have them.
  ///
  /// - Throws: ``RequestError`` where one is not named or cannot be read.
  public func inputs() throws(RequestError) -> [FoldInput] {
    var inputs: [FoldInput] = []
    // `loss: none` skips an output, as Keras does.
    for output in outputs where output.loss != "none" {
      let arrays = read(
        // The largest first, so that all are there at about the same time.
        [
          output.yPred, output.yTrue, output.losses, output.sampleWeight, output.mask,
          output.posWeight,
        ], of: output)
      let (sampleWeight, mask) = (try arrays[3].get(), try arrays[4].get())
      if let losses = try arrays[2].get() {
        if let other = output.yTrue ?? output.yPred {
          throw RequestError(
            .conflict(
              "Either losses or y-true and y-pred are folded, but \(other) stands beside losses.",
              help: "Leave one of them out."),
            at: output.origin, isFromFile: isFromFile)
        }
        var input = FoldInput(name: output.name, losses: losses)
        input.lossWeight = output.lossWeight
        input.sampleWeight = sampleWeight
        input.mask = mask
        inputs.append(input)
        continue
      }
      var yTrue = try needed(arrays[1].get(), "y-true", of: output)
      var yPred = try needed(arrays[0].get(), "y-pred", of: output)
      let isWeighted =
        sampleWeight != nil || mask != nil || output.posWeight != nil || output.classWeight != nil
      if isWeighted || yPred.shape != yTrue.shape {
        // Only a row beside a row is folded piece by piece; others would be read by the element.
        (yPred, yTrue) = (try inMemory(yPred, of: output), try inMemory(yTrue, of: output))
      }
      inputs.append(
        FoldInput(
          name: output.name, yTrue: yTrue, yPred: yPred, loss: output.loss,
          lossWeight: output.lossWeight, fromLogits: output.fromLogits, options: output.options,
          sampleWeight: sampleWeight, mask: mask, posWeight: try arrays[5].get(),
          classWeight: output.classWeight, classAxis: output.classAxis
        ).withClassAxisFound(under: convention))
    }
    return inputs
  }

  /// `source`, read whole if it is a row that was left in its file.
  private func inMemory(
    _ source: any SampleSource, of output: Output
  ) throws(RequestError) -> any SampleSource {
    guard source.shape.rank == 1 else { return source }
    do throws(TensorError) { return try source.materialised() } catch {
      throw RequestError(
        .reduction(.unreadable(error)), at: output.origin, isFromFile: isFromFile)
    }
  }

  /// Labels or predictions.
  private func needed(
    _ source: (any SampleSource)?, _ key: String, of output: Output
  ) throws(RequestError) -> any SampleSource {
    guard let source else {
      throw RequestError(
        .missingKey(
          key, purpose: "name the array of \(key == "y-true" ? "labels" : "predictions")"),
        at: output.origin, isFromFile: isFromFile)
    }
    return source
  }

  /// Arrays, on many threads, since most of the time goes into inflating: in memory or, where they
  /// are large, left in their files.
  private func read(
    _ references: [ArrayReference?], of output: Output
  ) -> [Result<(any SampleSource)?, RequestError>] {
    concurrentMap(references.count, threads: processorCount) { index in
      Result { () throws(RequestError) in
        try references[index].map { (reference) throws(RequestError) in
          // Labels and predictions; the rest is read by the position.
          try read(reference, of: output, isRow: index < 2)
        }
      }
    }
  }

  private func read(
    _ reference: ArrayReference, of output: Output, isRow: Bool
  ) throws(RequestError) -> any SampleSource {
    do throws(FileError) {
      return try TensorFile.source(
        reference, relativeTo: folder, classColors: output.classColors, isRow: isRow)
    } catch {
      throw RequestError(.file(error), at: output.origin, isFromFile: isFromFile)
    }
  }
}
