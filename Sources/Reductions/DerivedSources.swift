package import Tensors

/// What is made of another source's samples, one at a time.
struct MappedSource: SampleSource {
  let base: any SampleSource
  let shape: Shape
  /// Makes as many elements as a sample of `shape` has.
  let map: @Sendable (Span<Float>) throws(TensorError) -> [Float]

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let elements = try base.withSample(index, map)
    return try body(elements.span)
  }
}

/// The product of two sources, made sample by sample.
struct ProductSource: SampleSource {
  let shape: Shape
  private let left: Broadcast, right: Broadcast

  /// nil where the two do not fit.
  init?(_ left: any SampleSource, _ right: any SampleSource) {
    guard let shape = Shape.broadcast(left.shape, right.shape),
      let left = Broadcast(left, to: shape), let right = Broadcast(right, to: shape)
    else { return nil }
    self.shape = shape
    self.left = left
    self.right = right
  }

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let elements = zip(try left.sample(index), try right.sample(index)).map { $0 * $1 }
    return try body(elements.span)
  }
}

/// A shape without elements: stands for samples that were folded elsewhere, or cannot be read.
struct AbsentSource: SampleSource {
  let shape: Shape
  var error = TensorError.sourceFailed(
    reason: "The samples were folded elsewhere, and are not here.")

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    throw error
  }
}

extension SampleSource {
  /// All elements in memory.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where they would not fit.
  package func materialised() throws(TensorError) -> Tensor {
    if let tensor = self as? Tensor { return tensor }
    try requireMemory(for: shape.count)
    var elements: [Float] = []
    elements.reserveCapacity(shape.count)
    for block in blocks() {
      try withSamples(block) { span in
        for offset in span.indices { elements.append(span[offset]) }
      }
    }
    return try Tensor(shape: shape, elements: elements)
  }

  /// The same elements under another shape of as many; in memory where samples lie otherwise.
  ///
  /// - Precondition: `shape` holds as many elements.
  func viewed(as shape: Shape) -> any SampleSource {
    if self.shape == shape { return self }
    if let tensor = self as? Tensor { return tensor.viewed(as: shape) }
    if shape.rank > 0, self.shape.rank > 0, shape[0] == self.shape[0] {
      return ReshapedSource(base: self, shape: shape)
    }
    do throws(TensorError) {
      return try materialised().viewed(as: shape)
    } catch {
      return AbsentSource(shape: shape, error: error)
    }
  }

  /// The same elements with the class axis turned to the end; in memory where samples lie along it.
  func turned(classAxis axis: Int) -> any SampleSource {
    let order = shape.extents.indices.filter { $0 != axis } + [axis]
    if axis > 0, !(self is Tensor) {
      let sample = shape.sample
      return MappedSource(base: self, shape: Shape(order.map { shape[$0] })) {
        (span) throws(TensorError) in
        try Tensor(shape: sample, elements: span.indices.map { span[$0] })
          .transposed(order.dropFirst().map { $0 - 1 }).elements
      }
    }
    do throws(TensorError) {
      return try materialised().transposed(order)
    } catch {
      return AbsentSource(shape: Shape(order.map { shape[$0] }), error: error)
    }
  }

  /// Element by element, after broadcasting; nil where the shapes do not fit.
  func multiplied(by other: any SampleSource) -> (any SampleSource)? {
    if let left = self as? Tensor, let right = other as? Tensor {
      return left.multiplied(by: right)
    }
    return ProductSource(self, other)
  }

  /// The sum of each sample's elements, added exactly.
  func exactSum() throws(TensorError) -> Double {
    if let tensor = self as? Tensor { return tensor.exactSum }
    var sum = ExactSum()
    for index in 0..<shape.sampleCount {
      sum.add(try withSample(index) { $0.plainSum })
    }
    return sum.value
  }
}

extension Span where Element == Float {
  /// The sum in float64, from the first to the last.
  var plainSum: Double {
    var sum = 0.0
    for index in indices { sum += Double(self[index]) }
    return sum
  }
}
