/// What stands between `{{` and `}}`: an amount and how it is written.
///
///     real.value                                    three digits, as in the figures
///     real.metrics.iou.speck | percent 2            33 %
///     real.visibility.speck.missed / real.value     + − * / between amounts, spaces around
///     real.steps.elementwise.count                  1 310 720
///
/// A path starts with the `id` of a `fold` block; what it leads through is in ``Entry``.
struct Expression: Equatable, Sendable {
  /// A path or a number that the author wrote.
  enum Operand: Equatable, Sendable {
    case path([String])
    case literal(Double)
    /// The key of a table's row, where `*` stands alone.
    case key(String)
  }

  /// The first operand, then each with what joins it to those before.
  var first: Operand
  var rest: [(sign: Character, operand: Operand)]
  var format: NumeralFormat?

  static func == (left: Expression, right: Expression) -> Bool {
    left.first == right.first && left.format == right.format
      && left.rest.elementsEqual(right.rest) { $0.sign == $1.sign && $0.operand == $1.operand }
  }

  /// - Parameter row: What `*` in a path stands for: the key of a table's row.
  init(_ text: String, row: String? = nil) throws(ExpressionError) {
    let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    format = parts.count > 1 ? try NumeralFormat(String(parts[1])) : nil
    let words = parts[0].split(whereSeparator: \.isWhitespace).map(String.init)
    guard let head = words.first else { throw .empty }
    first = try Self.operand(head, row: row)
    rest = []
    var index = 1
    while index < words.count {
      let sign = words[index] == "−" ? "-" : words[index]
      guard ["+", "-", "*", "/"].contains(sign) else { throw .noSign(words[index]) }
      guard index + 1 < words.count else { throw .unfinished(sign) }
      rest.append((Character(sign), try Self.operand(words[index + 1], row: row)))
      index += 2
    }
  }

  private static func operand(_ word: String, row: String?) throws(ExpressionError) -> Operand {
    if let number = Double(word), number.isFinite { return .literal(number) }
    let path = word.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !path.contains("") else { throw .badPath(word) }
    guard path.contains("*") else { return .path(path) }
    guard let row else { throw .starOutsideTable(word) }
    guard path.count > 1 else { return .key(row) }
    // A row such as 0.2.3 is indices, one for each axis.
    let names =
      row.wholeMatch(of: /\d+(?:\.\d+)+/) == nil
      ? [row] : row.split(separator: ".").map(String.init)
    return .path(path.flatMap { $0 == "*" ? names : [$0] })
  }

  /// The value among `folds`, times and division before plus and minus.
  func value(in folds: Entry) throws(ExpressionError) -> Value {
    guard !rest.isEmpty else { return try value(of: first, in: folds) }
    var sum = 0.0
    var product = try number(of: first, in: folds)
    for (sign, operand) in rest {
      let right = try number(of: operand, in: folds)
      switch sign {
      case "*": product *= right
      case "/": product /= right
      default:
        sum += product
        product = sign == "-" ? -right : right
      }
    }
    return .number(sum + product)
  }

  private func value(of operand: Operand, in folds: Entry) throws(ExpressionError) -> Value {
    switch operand {
    case .literal(let number): .number(number)
    case .key(let key): Int(key).map { .count($0) } ?? .text(key)
    case .path(let path): try folds.value(at: path)
    }
  }

  private func number(of operand: Operand, in folds: Entry) throws(ExpressionError) -> Double {
    switch try value(of: operand, in: folds) {
    case .number(let number): return number
    case .count(let count): return Double(count)
    case .shape, .text:
      guard case .path(let path) = operand else { throw .notANumber("*") }
      throw .notANumber(path.joined(separator: "."))
    }
  }

  /// The value among `folds` in words, and whether it is a numeral.
  func rendered(in folds: Entry) throws(ExpressionError) -> (text: String, isNumeral: Bool) {
    let value = try value(in: folds)
    return (try value.text(as: format), value.isNumeral)
  }
}

/// Why an expression has no value; one sentence each.
enum ExpressionError: Error, Equatable {
  case empty
  case noSign(String)
  case unfinished(String)
  case badPath(String)
  case starOutsideTable(String)
  case notANumber(String)
  case unknownFormat(String)
  case unsuitableFormat(String, for: String)
  case unknown(String, in: String, there: [String])
  case noValue(String, there: [String])
  case nothingBelow(String, next: String)
  case absent(String, why: String)
  /// Of a fold that could not be made, which is a finding already.
  case unresolved

  var sentence: String {
    switch self {
    case .empty: "An expression names a value, but this one is empty."
    case .noSign(let word): "Between two values stands +, -, * or /, but “\(word)” was found."
    case .unfinished(let sign): "A value was expected after “\(sign)”, but the expression ends."
    case .badPath(let word): "A path is names joined by dots, but “\(word)” lacks one."
    case .starOutsideTable(let word):
      "“*” stands for the row of a table block, but “\(word)” is in none."
    case .notANumber(let path): "A number was expected, but “\(path)” is none."
    case .unknownFormat(let format): "There is no format “\(format)”."
    case .unsuitableFormat(let format, let value):
      "The format “\(format)” is for numbers, but the value is “\(value)”."
    case .unknown(let name, let path, _):
      path.isEmpty
        ? "There is no fold “\(name)” on this page." : "There is no “\(name)” in “\(path)”."
    case .noValue(let path, _): "“\(path)” holds several values, so it cannot be written as one."
    case .nothingBelow(let path, let next): "“\(path)” is a value: there is no “\(next)” in it."
    case .absent(let path, let why): "“\(path)” has no value here: \(why)"
    case .unresolved: "The fold could not be made."
    }
  }

  /// Which rule was broken.
  var rule: String {
    switch self {
    case .empty, .noSign, .unfinished, .badPath, .starOutsideTable: "expression/syntax"
    case .notANumber, .noValue, .nothingBelow: "expression/not-a-value"
    case .unknownFormat, .unsuitableFormat: "expression/format"
    case .unknown: "expression/unknown-name"
    case .absent: "expression/absent"
    case .unresolved: "expression/unresolved"
    }
  }

  /// What to do.
  var help: [String] {
    switch self {
    case .unknown(_, let path, let names) where path.isEmpty && names.isEmpty:
      ["Name one with a fold block: ```fold, then a line `id: …`."]
    case .unknown(_, _, let names): ["There is: \(Self.listed(names))."]
    case .noValue(let path, let names): ["Go on with one of: \(Self.listed(names, after: path))."]
    case .unknownFormat: ["Formats are: \(NumeralFormat.names)."]
    default: []
    }
  }

  private static func listed(_ names: [String], after path: String? = nil) -> String {
    let shown = names.prefix(12).map { name in path.map { "\($0).\(name)" } ?? name }
    return shown.joined(separator: ", ") + (names.count > 12 ? ", … \(names.count) in all" : "")
  }
}
