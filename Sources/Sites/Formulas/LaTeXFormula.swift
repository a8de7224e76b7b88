/// Reads the part of LaTeX's notation that formulas about losses need; the rest is refused by name.
struct LaTeXFormula {
  /// A value that was computed stands between these two characters.
  static let valueStart: Character = "\u{E002}", valueEnd: Character = "\u{E003}"

  private var rest: Substring
  private let text: String

  /// The formula that `text` notes.
  ///
  /// - Throws: ``FormulaError`` that says what is not understood, and in which line of the text.
  static func formula(_ text: String) throws(FormulaError) -> Formula {
    var reader = LaTeXFormula(text)
    let formula = try reader.row(until: [])
    guard reader.rest.isEmpty else { throw reader.error(.unopened(String(reader.rest.prefix(1)))) }
    return formula
  }

  private init(_ text: String) {
    self.text = text
    rest = text[...]
  }

  private func error(_ fault: FormulaError.Fault) -> FormulaError {
    let read = text[..<rest.startIndex]
    return FormulaError(fault: fault, line: read.count(where: \.isNewline))
  }

  private mutating func skipSpaces() { rest = rest.drop(while: \.isWhitespace) }

  /// Whether what follows is one of `ends`, which stays unread.
  private func isAt(_ ends: [String]) -> Bool { ends.contains { rest.hasPrefix($0) } }

  private mutating func row(until ends: [String]) throws(FormulaError) -> Formula {
    var parts: [Formula] = []
    while true {
      skipSpaces()
      guard let next = rest.first, next != "}", !isAt(ends) else { break }
      let part = try scripted()
      // A function's name stands apart from letters and numbers at either side.
      if let last = parts.last,
        part.isFunction && last.isOperand || last.isFunction && part.isOperand
      {
        parts.append(.space("0.17em"))
      }
      parts.append(part)
    }
    return .joined(parts)
  }

  /// An atom with what stands low and high beside it.
  private mutating func scripted() throws(FormulaError) -> Formula {
    var base = Formula.row([])
    if rest.first != "^", rest.first != "_" { base = try atom() }
    var low: Formula?, high: Formula?
    while true {
      skipSpaces()
      switch rest.first {
      case "_" where low == nil:
        rest.removeFirst()
        low = try argument("_")
      case "^" where high == nil:
        rest.removeFirst()
        high = try argument("^")
      case "'" where high == nil:
        let primes = rest.prefix { $0 == "'" }
        rest = rest.dropFirst(primes.count)
        high = .sign(String(repeating: "′", count: primes.count))
      case "_", "^", "'": throw error(.twice(String(rest.prefix(1))))
      default:
        guard low != nil || high != nil else { return base }
        return .scripts(base, low: low, high: high, areLimits: base.takesLimits)
      }
    }
  }

  /// What stands in braces, or a single atom.
  private mutating func argument(_ command: String) throws(FormulaError) -> Formula {
    skipSpaces()
    guard let next = rest.first, next != "}" else { throw error(.noArgument(command)) }
    if next == "{" { return try group() }
    if next.isNumber {
      rest.removeFirst()
      return .number(String(next))
    }
    return try atom()
  }

  private mutating func group() throws(FormulaError) -> Formula {
    rest.removeFirst()
    let inner = try row(until: [])
    guard rest.first == "}" else { throw error(.unclosed("{")) }
    rest.removeFirst()
    return inner
  }

  private mutating func atom() throws(FormulaError) -> Formula {
    guard let next = rest.first else { return .row([]) }
    switch next {
    case "{": return try group()
    case "\\": return try command()
    case "&": throw error(.outsideTable("&"))
    case "$": throw error(.unopened("$"))
    case Self.valueStart:
      let value = rest.dropFirst().prefix { $0 != Self.valueEnd }
      rest = rest.dropFirst(value.count + 2)
      return value.contains(where: \.isNumber) ? .number(String(value)) : .words(String(value))
    case "(", "[":
      rest.removeFirst()
      let close = next == "(" ? ")" : "]"
      let inner = try row(until: [")", "]"])
      // Intervals may end in the other bracket.
      guard let end = rest.first, end == ")" || end == "]" else {
        return .row([.sign(String(next)), inner])
      }
      rest.removeFirst()
      return .fence(String(next), inner, close.isEmpty ? "" : String(end))
    case _ where next.isASCII && next.isNumber:
      let digits = rest.prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
      rest = rest.dropFirst(digits.count)
      return .number(String(digits))
    default:
      rest.removeFirst()
      return Formula(character: next)
    }
  }

  private mutating func command() throws(FormulaError) -> Formula {
    let before = self
    rest.removeFirst()
    var name = rest.prefix { $0.isASCII && $0.isLetter }
    if name.isEmpty { name = rest.prefix(1) }
    rest = rest.dropFirst(name.count)
    let word = String(name)
    if let sign = LaTeXWords.signs[word] { return .sign(sign) }
    if let letter = LaTeXWords.letters[word] { return .name(letter) }
    if let width = LaTeXWords.spaces[word] { return .space(width) }
    if let accent = LaTeXWords.accents[word] {
      return .scripts(
        try argument("\\" + word), low: nil, high: .sign(accent), areLimits: true)
    }
    if LaTeXWords.functions.contains(word) { return .name(word) }
    switch word {
    case "frac", "tfrac", "dfrac":
      return .fraction(try argument("\\" + word), try argument("\\" + word))
    case "sqrt":
      skipSpaces()
      guard rest.first == "[" else { return .root(try argument("\\sqrt"), index: nil) }
      rest.removeFirst()
      let index = try row(until: ["]"])
      guard rest.first == "]" else { throw error(.unclosed("[")) }
      rest.removeFirst()
      return .root(try argument("\\sqrt"), index: index)
    case "text", "mathrm", "operatorname", "mathit", "mathbf":
      let words = try verbatim("\\" + word)
      return word == "text" ? .words(words) : .name(words)
    case "mathbb":
      let letters = try verbatim("\\mathbb")
      return .name(String(letters.map { LaTeXWords.doubleStruck[$0] ?? $0 }))
    case "argmax", "argmin": return .name(word)
    case "underset", "overset":
      let limit = try argument("\\" + word)
      let base = try argument("\\" + word)
      return .scripts(
        base, low: word == "underset" ? limit : nil, high: word == "overset" ? limit : nil,
        areLimits: true)
    case "underbrace", "overbrace":
      let sign = Formula.sign(word == "underbrace" ? "⏟" : "⏞")
      let isUnder = word == "underbrace"
      return .scripts(
        try argument("\\" + word), low: isUnder ? sign : nil, high: isUnder ? nil : sign,
        areLimits: true)
    case "left": return try fenced()
    case "begin": return try environment()
    default:
      self = before
      throw error(.unknownCommand(word))
    }
  }

  /// Words in braces as they are, computed values among them.
  private mutating func verbatim(_ command: String) throws(FormulaError) -> String {
    skipSpaces()
    guard rest.first == "{" else { throw error(.noArgument(command)) }
    guard let end = rest.firstIndex(of: "}") else { throw error(.unclosed("{")) }
    let words = rest[rest.index(after: rest.startIndex)..<end]
    rest = rest[rest.index(after: end)...]
    return String(words.filter { $0 != Self.valueStart && $0 != Self.valueEnd })
      .replacing("\\%", with: "%").replacing("\\_", with: "_").replacing("\\&", with: "&")
  }

  /// The sign behind `\left` or `\right`; a dot is none.
  private mutating func delimiter(_ command: String) throws(FormulaError) -> String {
    skipSpaces()
    guard let next = rest.first else { throw error(.noArgument(command)) }
    rest.removeFirst()
    guard next == "\\" else { return next == "." ? "" : String(next) }
    var name = rest.prefix { $0.isASCII && $0.isLetter }
    if name.isEmpty { name = rest.prefix(1) }
    rest = rest.dropFirst(name.count)
    guard let sign = LaTeXWords.signs[String(name)] else {
      throw error(.unknownCommand(String(name)))
    }
    return sign
  }

  private mutating func fenced() throws(FormulaError) -> Formula {
    let open = try delimiter("\\left")
    let inner = try row(until: ["\\right"])
    guard rest.hasPrefix("\\right") else { throw error(.unclosed("\\left")) }
    rest = rest.dropFirst("\\right".count)
    return .fence(open, inner, try delimiter("\\right"))
  }

  private mutating func environment() throws(FormulaError) -> Formula {
    let name = try verbatim("\\begin")
    guard let fence = LaTeXWords.environments[name] else { throw error(.unknownEnvironment(name)) }
    let end = "\\end{\(name)}"
    var rows: [[Formula]] = [[]]
    while true {
      rows[rows.count - 1].append(try row(until: ["&", "\\\\", "\\end"]))
      if rest.first == "&" {
        rest.removeFirst()
      } else if rest.hasPrefix("\\\\") {
        rest = rest.dropFirst(2)
        rows.append([])
      } else {
        break
      }
    }
    guard rest.hasPrefix(end) else { throw error(.unclosed("\\begin{\(name)}")) }
    rest = rest.dropFirst(end.count)
    if rows.last == [.row([])] { rows.removeLast() }
    let table = Formula.table(rows, isLeading: fence.isLeading)
    return fence.open.isEmpty ? table : .fence(fence.open, table, fence.close)
  }
}

extension Formula {
  /// Whether it is `ln`, `max` or their like, with whatever stands beside it.
  fileprivate var isFunction: Bool {
    switch self {
    case .name(let name): name.count > 1
    case .scripts(let base, _, _, _): base.isFunction
    default: false
    }
  }

  /// Whether it is a letter, a number, or made of such.
  fileprivate var isOperand: Bool {
    switch self {
    case .name, .number, .fraction, .root, .scripts, .row: true
    case .fence: false
    case .sign, .words, .space, .table: false
    }
  }

  /// Whether what stands low and high beside it is set under and over it.
  fileprivate var takesLimits: Bool {
    switch self {
    case .sign(let sign, _): Formula.largeSigns.contains(sign) && sign != "∫"
    case .name(let name): ["max", "min", "argmax", "argmin", "lim", "sup", "inf"].contains(name)
    case .scripts(_, low: let low, high: let high, areLimits: true):
      low == .sign("⏟") || high == .sign("⏞")
    default: false
    }
  }
}

/// A formula that is not understood.
struct FormulaError: Error, Equatable {
  enum Fault: Equatable {
    case unknownCommand(String)
    case unknownEnvironment(String)
    case noArgument(String)
    case unclosed(String)
    case unopened(String)
    case twice(String)
    case outsideTable(String)
  }

  var fault: Fault
  /// Of the formula's own text, from 0.
  var line: Int

  var sentence: String {
    switch fault {
    case .unknownCommand(let name): "A formula has no command `\\\(name)` here."
    case .unknownEnvironment(let name): "A formula has no environment `\(name)` here."
    case .noArgument(let name):
      "Something was expected behind `\(name)`, but the formula goes on without."
    case .unclosed(let sign): "The formula opens `\(sign)` and does not close it."
    case .unopened(let sign): "The formula has a `\(sign)` that closes nothing."
    case .twice(let sign): "Two `\(sign)` follow one another; braces say which belongs to what."
    case .outsideTable(let sign): "`\(sign)` parts cells, but stands outside an environment."
    }
  }

  /// The last part of the rule's name.
  var rule: String {
    switch fault {
    case .unknownCommand: "formula/unknown-command"
    case .unknownEnvironment: "formula/unknown-environment"
    default: "formula/syntax"
    }
  }
}
