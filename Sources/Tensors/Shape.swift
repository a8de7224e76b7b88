/// The extents of a tensor's axes, outermost first.
///
/// A scalar has rank 0 and one element.
public struct Shape: Hashable, Sendable {
  /// The extent of each axis, outermost first; none is negative.
  public let extents: [Int]
  /// The number of elements: the product of the extents, 1 for a scalar.
  public let count: Int

  /// The number of axes.
  public var rank: Int { extents.count }

  /// A shape read from somewhere that may lie.
  ///
  /// - Throws: ``TensorError/negativeExtent(_:)``, ``TensorError/tooManyElements(_:)`` where the
  ///   product does not fit an `Int`.
  public init(validating extents: [Int]) throws(TensorError) {
    var count = 1
    for extent in extents {
      guard extent >= 0 else { throw .negativeExtent(extents) }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw .tooManyElements(extents) }
      count = product
    }
    self.extents = extents
    self.count = count
  }

  /// - Precondition: no extent is negative, and their product fits an `Int`.
  public init(_ extents: [Int]) {
    precondition(extents.allSatisfy { $0 >= 0 }, "an extent is negative")
    self.extents = extents
    self.count = extents.reduce(1, *)
  }

  /// The extent of `axis`; a negative axis counts from the last one.
  public subscript(axis: Int) -> Int { extents[axis < 0 ? rank + axis : axis] }

  /// The first axis, along which samples lie: 1 for a scalar.
  public var sampleCount: Int { extents.first ?? 1 }

  /// The shape of one sample: without the first axis.
  public var sample: Shape { Shape(Array(extents.dropFirst())) }

  /// This shape without its last axis; a scalar stays as it is.
  public var droppingLast: Shape { Shape(Array(extents.dropLast())) }

  /// This shape with `extent` as one more axis at the end.
  public func appending(_ extent: Int) -> Shape { Shape(extents + [extent]) }

  /// How many elements lie between neighbours along each axis, row-major.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// The index along each axis of the element at flat index `offset`.
  public func indices(of offset: Int) -> [Int] {
    zip(strides, extents).map { stride, extent in offset / stride % max(extent, 1) }
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// - Precondition: no extent is negative.
  public init(arrayLiteral extents: Int...) { self.init(extents) }
}

extension Shape: CustomStringConvertible {
  /// `4 × 256 × 256 × 5`, or `scalar`.
  public var description: String {
    rank == 0 ? "scalar" : extents.map(String.init).joined(separator: " × ")
  }
}
