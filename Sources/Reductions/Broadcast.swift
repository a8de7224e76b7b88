import Tensors

/// A mask or weights, stretched to the shape of a loss by the rules of broadcasting: shapes are
/// aligned at their last axes, and an axis of 1 or one that is missing is repeated.
struct Broadcast: Sendable {
  private let source: any SampleSource
  private let target: Shape
  /// How far to move in the source for one step along each axis of `target`.
  private let strides: [Int]

  /// nil where the two shapes do not fit.
  init?(_ source: any SampleSource, to target: Shape) {
    guard source.shape.rank <= target.rank else { return nil }
    let missing = target.rank - source.shape.rank
    let own = source.shape.strides
    var strides = [Int](repeating: 0, count: target.rank)
    for axis in 0..<source.shape.rank {
      let extent = source.shape[axis]
      guard extent == target[axis + missing] || extent == 1 else { return nil }
      if extent == target[axis + missing] { strides[axis + missing] = own[axis] }
    }
    self.source = source
    self.target = target
    self.strides = strides
  }

  /// The elements for sample `index`, row-major.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where they cannot be read.
  func sample(_ index: Int) throws(TensorError) -> [Float] {
    if let tensor = source as? Tensor {
      guard target.rank > 0 else { return tensor.elements }
      let start = index * strides[0]
      if isPlain {
        return Array(tensor.elements[start..<(start + target.sample.count)])
      }
      return offsets(from: start).map { tensor.elements[$0] }
    }
    // One that has fewer axes has no samples to be read one by one.
    guard source.shape.rank == target.rank, target.rank > 0 else {
      let tensor = try source.materialised()
      return offsets(from: target.rank > 0 ? index * strides[0] : 0).map { tensor.elements[$0] }
    }
    return try source.withSample(strides[0] == 0 ? 0 : index) { elements in
      isPlain
        ? elements.indices.map { elements[$0] } : offsets(from: 0).map { elements[$0] }
    }
  }

  /// The elements for the samples of `range`, one after the other.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where they cannot be read.
  func samples(_ range: Range<Int>) throws(TensorError) -> [Float] {
    if range.count > 1, isPlain, source.shape.rank == target.rank, target.rank > 0, strides[0] != 0
    {
      return try source.withSamples(range) { elements in elements.indices.map { elements[$0] } }
    }
    var elements: [Float] = []
    for index in range { elements += try sample(index) }
    return elements
  }

  /// Whether a sample's elements are all there, in order.
  private var isPlain: Bool { source.shape.extents.dropFirst() == target.extents.dropFirst() }

  private func offsets(from start: Int) -> [Int] {
    var offsets = [start]
    for axis in 1..<max(1, target.rank) {
      offsets = offsets.flatMap { offset in
        (0..<target[axis]).map { offset + $0 * strides[axis] }
      }
    }
    return offsets
  }
}

/// A source under another shape, its samples along the same first axis.
struct ReshapedSource: SampleSource {
  let base: any SampleSource
  let shape: Shape

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result { try base.withSample(index, body) }

  func withSamples<Result>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result { try base.withSamples(range, body) }
}

/// Some of a source's samples.
struct SlicedSource: SampleSource {
  let base: any SampleSource
  let range: Range<Int>

  var shape: Shape { Shape([range.count] + base.shape.extents.dropFirst()) }

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result { try base.withSample(range.lowerBound + index, body) }

  func withSamples<Result>(
    _ part: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let start = range.lowerBound
    return try base.withSamples((start + part.lowerBound)..<(start + part.upperBound), body)
  }
}
