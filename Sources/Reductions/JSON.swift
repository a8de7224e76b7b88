/// A JSON value whose keys keep their order and whose numbers have the shortest digits that
/// round-trip.
public indirect enum JSON: Equatable, Sendable {
  /// No value.
  case null
  /// true or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A float64; NaN and infinities become strings.
  case number(Double)
  /// A float32; NaN and infinities become strings.
  case single(Float)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Values by key, in order.
  case object([(key: String, value: JSON)])

  /// Equal by bit pattern, NaN included.
  public static func == (left: JSON, right: JSON) -> Bool { left.text == right.text }

  /// A number, or null.
  public init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
  /// Numbers, or null.
  public init(_ values: [Double]?) { self = values.map { .array($0.map { .number($0) }) } ?? .null }
  /// Text, or null.
  public init(_ value: String?) { self = value.map { .string($0) } ?? .null }

  /// The value as one line of text.
  public var text: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// The value as lines, objects and arrays of objects one entry a line.
  public var prettyText: String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }

  private var isCompound: Bool {
    switch self {
    case .array(let values): values.contains { $0.isCompound }
    case .object: true
    default: false
    }
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .number(let value):
      text += value.isFinite ? "\(value)".droppingZeroFraction : Self.quoted(Self.name(of: value))
    case .single(let value):
      text +=
        value.isFinite ? "\(value)".droppingZeroFraction : Self.quoted(Self.name(of: Double(value)))
    case .string(let value): text += Self.quoted(value)
    case .array(let values):
      let indent = isCompound ? indent : nil
      text += "["
      for (index, value) in values.enumerated() {
        Self.separate(at: index, in: &text, indent: indent)
        value.write(to: &text, indent: indent.map { $0 + 1 })
      }
      Self.close("]", isEmpty: values.isEmpty, in: &text, indent: indent)
    case .object(let entries):
      text += "{"
      for (index, entry) in entries.enumerated() {
        Self.separate(at: index, in: &text, indent: indent)
        text += Self.quoted(entry.key) + ": "
        entry.value.write(to: &text, indent: indent.map { $0 + 1 })
      }
      Self.close("}", isEmpty: entries.isEmpty, in: &text, indent: indent)
    }
  }

  private static func separate(at index: Int, in text: inout String, indent: Int?) {
    if index > 0 { text += indent == nil ? ", " : "," }
    if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
  }

  private static func close(
    _ bracket: String, isEmpty: Bool, in text: inout String, indent: Int?
  ) {
    if let indent, !isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += bracket
  }

  private static func name(of value: Double) -> String {
    value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }

  private static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension String {
  /// `1.0` as JSON writes it: `1`.
  fileprivate var droppingZeroFraction: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
