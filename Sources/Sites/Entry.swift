package import Tensors

/// What a path leads to.
package enum Value: Equatable, Sendable {
  /// A measured amount.
  case number(Double)
  /// How many: always written in full.
  case count(Int)
  /// Extents.
  case shape(Shape)
  /// Words.
  case text(String)

  /// Whether it is written in digits.
  var isNumeral: Bool { if case .text = self { false } else { true } }
}

/// A place on a path: a value, or names that lead on.
///
/// Every fold is a tree of these; the same names as in `fold --json` lead to the same values.
package indirect enum Entry: Sendable {
  /// The path ends here.
  case value(Value)
  /// The path goes on with one of these names.
  case record([String], @Sendable (String) -> Entry)
  /// The path goes on with an index, or with a name where the entries have names.
  case list(count: Int, names: [String], @Sendable (Int) -> Entry)
  /// The fold has no such value; why, as a sentence.
  case absent(String)
  /// The fold could not be made; that is a finding already.
  case unresolved

  /// Follows `path` to a value.
  func value(at path: [String]) throws(ExpressionError) -> Value {
    let joined = path.joined(separator: ".")
    switch try entry(at: path) {
    case .value(let value): return value
    case .record(let names, _): throw .noValue(joined, there: names)
    case .list(let count, let names, _): throw .noValue(joined, there: Self.keys(count, names))
    case .absent(let why): throw .absent(joined, why: why)
    case .unresolved: throw .unresolved
    }
  }

  /// Follows `path` to wherever it leads.
  func entry(at path: [String]) throws(ExpressionError) -> Entry {
    var entry = self
    for (depth, name) in path.enumerated() {
      let before = path[..<depth].joined(separator: ".")
      switch entry {
      case .value: throw .nothingBelow(before, next: name)
      case .absent(let why): throw .absent(before, why: why)
      case .unresolved: throw .unresolved
      case .record(let names, let next):
        guard names.contains(name) else { throw .unknown(name, in: before, there: names) }
        entry = next(name)
      case .list(let count, let names, let next):
        guard let index = names.firstIndex(of: name) ?? Int(name), (0..<count).contains(index)
        else { throw .unknown(name, in: before, there: Self.keys(count, names)) }
        entry = next(index)
      }
    }
    return entry
  }

  /// The names that lead on from here, none where the path ends.
  var keys: [String] {
    switch self {
    case .value, .absent, .unresolved: []
    case .record(let names, _): names
    case .list(let count, let names, _): Self.keys(count, names)
    }
  }

  private static func keys(_ count: Int, _ names: [String]) -> [String] {
    names.isEmpty ? (0..<count).map(String.init) : names
  }
}

extension Entry {
  /// A list of numbers.
  static func numbers(_ numbers: [Double], names: [String] = []) -> Entry {
    .list(count: numbers.count, names: names) { .value(.number(numbers[$0])) }
  }

  /// A tensor, one index of the path for each axis; `names` are of the last axis.
  static func tensor(_ tensor: Tensor, names: [String]) -> Entry {
    @Sendable func below(_ axis: Int, _ offset: Int) -> Entry {
      guard axis < tensor.shape.rank else {
        return .value(.number(Double(tensor.elements[offset])))
      }
      let isLast = axis == tensor.shape.rank - 1 && names.count == tensor.shape[axis]
      let stride = tensor.shape.strides[axis]
      return .list(count: tensor.shape[axis], names: isLast ? names : []) {
        below(axis + 1, offset + $0 * stride)
      }
    }
    return below(0, 0)
  }
}
