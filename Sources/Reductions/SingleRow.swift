import Tensors

/// A source of rank 1, taken as one sample: its only axis is the one that a loss folds.
struct SingleRow: SampleSource {
  let base: any SampleSource

  var shape: Shape { Shape([1] + base.shape.extents) }

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    try base.withSamples(0..<base.shape.count, body)
  }
}
