/// A dense array of float32, row-major, with value semantics.
public struct Tensor: Sendable {
  /// The extents of its axes.
  public let shape: Shape
  /// The elements, last axis fastest; as many as `shape.count`.
  public private(set) var elements: [Float]

  /// - Throws: ``TensorError/elementCountMismatch(shape:count:)``.
  public init(shape: Shape, elements: [Float]) throws(TensorError) {
    guard shape.count == elements.count else {
      throw .elementCountMismatch(shape: shape, count: elements.count)
    }
    self.shape = shape
    self.elements = elements
  }

  /// A tensor whose every element is `value`.
  public init(repeating value: Float, shape: Shape) {
    self.shape = shape
    self.elements = Array(repeating: value, count: shape.count)
  }

  /// A tensor whose element at flat index `i` is `element(i)`.
  public init(shape: Shape, generating element: (Int) -> Float) {
    self.shape = shape
    self.elements = (0..<shape.count).map(element)
  }

  /// A scalar.
  public init(_ value: Float) { self.init(repeating: value, shape: []) }

  /// The element at one index per axis.
  public subscript(indices: Int...) -> Float {
    precondition(indices.count == shape.rank, "one index per axis")
    return elements[zip(indices, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }]
  }

  /// Sample `index`: the elements under one index of the first axis.
  public func sample(_ index: Int) -> Tensor {
    let count = shape.sample.count
    return Tensor(
      unchecked: shape.sample, Array(elements[(index * count)..<((index + 1) * count)]))
  }

  /// The same elements under another shape.
  ///
  /// - Throws: ``TensorError/elementCountMismatch(shape:count:)``.
  public func reshaped(to shape: Shape) throws(TensorError) -> Tensor {
    try Tensor(shape: shape, elements: elements)
  }

  init(unchecked shape: Shape, _ elements: [Float]) {
    self.shape = shape
    self.elements = elements
  }
}

extension Tensor: Equatable {
  /// By bit pattern: NaN equals itself, and 0 differs from −0.
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape
      && left.elements.elementsEqual(right.elements) { $0.bitPattern == $1.bitPattern }
  }
}
