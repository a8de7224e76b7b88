import Tensors

/// A source of rank 1, taken as one sample: its only axis is the one that a loss folds.
struct SingleRow: SampleSource {
  let base: any SampleSource

  var shape: Shape { Shape([1] + base.shape.extents) }

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    var row: [Float] = []
    for element in 0..<base.shape.count {
      row.append(try base.withSample(element) { $0[0] })
    }
    return try body(row.span)
  }
}
