/// What can be wrong with a tensor's shape, its elements or the place they are read from.
public enum TensorError: Error, Equatable, Sendable {
  /// An axis has fewer than no elements.
  case negativeExtent([Int])
  /// The product of the extents does not fit an `Int`.
  case tooManyElements([Int])
  /// The elements given do not fill the shape, or overflow it.
  case elementCountMismatch(shape: Shape, count: Int)
  /// A source could not be read any further; the reason is a sentence.
  case sourceFailed(reason: String)
}

extension TensorError: CustomStringConvertible {
  /// One sentence: what was expected and what was found.
  public var description: String {
    switch self {
    case .negativeExtent(let extents):
      "A shape's extents are 0 or more, but one of \(extents) is negative."
    case .tooManyElements(let extents):
      "A shape holds at most \(Int.max) elements, but \(Shape.product(extents)) are more."
    case .elementCountMismatch(let shape, let count):
      "Shape \(shape) holds \(shape.count) elements, but \(count) were given."
    case .sourceFailed(let reason): reason
    }
  }
}

extension Shape {
  /// `1000000 × 1000000`: extents whose product may not be formed.
  fileprivate static func product(_ extents: [Int]) -> String {
    extents.map(String.init).joined(separator: " × ")
  }
}
