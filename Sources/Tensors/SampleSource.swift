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

  /// Hands the elements of the samples of `range`, one after the other, to `body`.
  ///
  /// Small samples are best asked for by the hundred. Many threads may ask at once.
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where the elements cannot be read.
  func withSamples<Result>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result
}

extension SampleSource {
  /// Gathers the samples one by one.
  public func withSamples<Result>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    if range.count == 1 { return try withSample(range.lowerBound, body) }
    var elements: [Float] = []
    elements.reserveCapacity(range.count * shape.sample.count)
    for index in range {
      try withSample(index) { span in
        for offset in span.indices { elements.append(span[offset]) }
      }
    }
    return try body(elements.span)
  }
}

extension Tensor: SampleSource {
  /// Hands the elements of sample `index`, row-major, to `body`.
  public func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    try withSamples(index..<(index + 1), body)
  }

  /// Hands the elements of the samples of `range` to `body`.
  public func withSamples<Result>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let count = shape.sample.count
    return try body(
      elements.span.extracting((range.lowerBound * count)..<(range.upperBound * count)))
  }
}
