/// Where an engine reads samples from, one at a time: a tensor in memory or a file past memory.
public protocol SampleSource: Sendable {
  /// The whole shape; samples lie along the first axis.
  var shape: Shape { get }

  /// Hands the elements of sample `index`, row-major, to `body`.
  ///
  /// Many threads may ask at once.
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where the elements cannot be read.
  func withSample<Result>(_ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result)
    throws(TensorError)
    -> Result
}

extension Tensor: SampleSource {
  /// Hands the elements of sample `index`, row-major, to `body`.
  public func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let count = shape.sample.count
    return try body(elements.span.extracting((index * count)..<((index + 1) * count)))
  }
}
