internal import Reductions
internal import Tensors

extension FoldInput {
  /// The input of some of the samples, read into memory.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where a sample cannot be read.
  func picking(_ samples: [Int]) throws(TensorError) -> FoldInput {
    let count = yPred.shape.sampleCount
    func read(_ source: any SampleSource) throws(TensorError) -> Tensor {
      var elements: [Float] = []
      for sample in samples {
        try source.withSample(sample) { span in
          for index in span.indices { elements.append(span[index]) }
        }
      }
      return try Tensor(
        shape: Shape([samples.count] + source.shape.sample.extents), elements: elements)
    }
    func cut(_ source: (any SampleSource)?) throws(TensorError) -> (any SampleSource)? {
      guard let source, source.shape.rank > 0, source.shape[0] == count, count > 1 else {
        return source
      }
      return try read(source)
    }
    var input = self
    input.yTrue = try read(yTrue)
    input.yPred = try read(yPred)
    input.sampleWeight = try cut(sampleWeight)
    input.mask = try cut(mask)
    return input
  }
}
