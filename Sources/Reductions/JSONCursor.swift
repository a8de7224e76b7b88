import Tensors

/// Why a part cannot be read: what was expected where.
public struct PartFault: Error, Equatable, Sendable {
  /// Where: `outputs[0].sums.classes`; empty for the whole.
  public var place: String
  /// What was expected there.
  public var expected: String
}

/// A place in a JSON value, by name.
struct JSONCursor {
  let value: JSON
  let place: String

  init(_ value: JSON, at place: String = "") {
    self.value = value
    self.place = place
  }

  func fault(_ expected: String) -> PartFault { PartFault(place: place, expected: expected) }

  subscript(key: String) -> JSONCursor {
    get throws(PartFault) {
      guard case .object(let entries) = value else { throw fault("keys and values") }
      guard let entry = entries.first(where: { $0.key == key }) else {
        throw fault("the key \(key)")
      }
      return JSONCursor(entry.value, at: place.isEmpty ? key : place + "." + key)
    }
  }

  /// nil where it is null.
  var present: JSONCursor? { if case .null = value { nil } else { self } }

  func integer(_ range: ClosedRange<Int> = 0...Int.max) throws(PartFault) -> Int {
    guard case .integer(let integer) = value, range.contains(integer) else {
      throw fault(
        range.lowerBound < 0 ? "a whole number" : "a whole number of \(range.lowerBound) or more")
    }
    return integer
  }

  func number() throws(PartFault) -> Double {
    switch value {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    case .single(let single): return Double(single)
    case .string("NaN"): return .nan
    case .string("Infinity"): return .infinity
    case .string("-Infinity"): return -.infinity
    default: throw fault("a number")
    }
  }

  func text() throws(PartFault) -> String {
    guard case .string(let text) = value else { throw fault("text") }
    return text
  }

  func flag() throws(PartFault) -> Bool {
    guard case .bool(let flag) = value else { throw fault("true or false") }
    return flag
  }

  func entries() throws(PartFault) -> [(key: String, value: JSONCursor)] {
    guard case .object(let entries) = value else { throw fault("keys and values") }
    return entries.map { ($0.key, JSONCursor($0.value, at: place + "." + $0.key)) }
  }

  func list<Element>(
    _ read: (JSONCursor) throws(PartFault) -> Element
  ) throws(PartFault) -> [Element] {
    guard case .array(let values) = value else { throw fault("a list") }
    var elements: [Element] = []
    elements.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      elements.append(try read(JSONCursor(value, at: "\(place)[\(index)]")))
    }
    return elements
  }

  func numbers() throws(PartFault) -> [Double] {
    try list { (item) throws(PartFault) in try item.number() }
  }

  func sum() throws(PartFault) -> ExactSum {
    guard let sum = ExactSum(text: try text()) else {
      throw fault("an exact sum such as 3fap-32")
    }
    return sum
  }

  func choice<Value: RawRepresentable>(
    _ type: Value.Type
  ) throws(PartFault) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: try text()) else { throw fault("a name that is known") }
    return value
  }
}
