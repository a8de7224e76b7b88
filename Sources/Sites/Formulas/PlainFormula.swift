/// Reads the notation in which the engine writes its formulas on one line: `−y·ln p / (Σ w + ε)`.
///
/// Whatever it does not understand stays as it is written, sign by sign.
struct PlainFormula {
  private enum Token: Equatable {
    case number(String)
    case name(String)
    case sign(Character)
  }

  private var tokens: [Token] = []
  private var index = 0
  /// The bars that are open: the next one of their sort closes.
  private var bars: [Character] = []

  /// Names of functions; other runs of letters are words.
  private static let functions: Set<String> = [
    "ln", "log", "exp", "max", "min", "clip", "mean", "bce", "dice", "lse", "argmax", "tanh",
    "cosh", "sqrt", "sign", "sum", "std", "softplus", "softmax", "cos",
  ]
  private static let relations: Set<Character> = ["=", "<", ">", "≤", "≥", "≈", "≠", "∈", "→"]
  private static let high: [Character: String] = [
    "²": "2", "³": "3", "ᵀ": "⊤", "⁺": "+", "⁻": "−",
  ]
  private static let low: [Character: String] = [
    "₊": "+", "₋": "−", "ₜ": "t", "₀": "0", "₁": "1", "₂": "2", "ₙ": "n", "ᵢ": "i", "ₚ": "p",
  ]

  /// The clauses of `text`, which commas part.
  static func clauses(_ text: String) -> [Formula] {
    var parts = [""]
    var depth = 0
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.filter { $0.contains { !$0.isWhitespace } }.map { formula(String($0)) }
  }

  /// The formula that `text` notes.
  static func formula(_ text: String) -> Formula {
    var reader = PlainFormula(text)
    if let formula = reader.clause(), reader.index == reader.tokens.count { return formula }
    return .joined(
      reader.tokens.map { token in
        switch token {
        case .number(let text): .number(text)
        case .name(let text): .name(text)
        case .sign(let sign): Formula(character: sign)
        }
      })
  }

  private init(_ text: String) {
    var rest = text[...]
    while let next = rest.first {
      if next.isWhitespace {
        rest.removeFirst()
      } else if next.isASCII, next.isNumber {
        var digits = rest.prefix { ($0.isASCII && $0.isNumber) || $0 == "." || $0 == "\u{2009}" }
        while digits.last.map({ !$0.isNumber }) ?? false { digits.removeLast() }
        rest = rest.dropFirst(digits.count)
        tokens.append(.number(String(digits)))
      } else if next.isLetter, !"ΣσℓℯᵀᵢₜₙₚΠ".contains(next) {
        var word = rest.prefix { ($0.isLetter && !"Σᵀᵢₜₙₚ".contains($0)) || $0 == "-" || $0 == "'" }
        while let last = word.last, !last.isLetter { word.removeLast() }
        rest = rest.dropFirst(word.count)
        // Letters that stand side by side are factors, unless they make a word.
        if Self.isWord(word) {
          tokens.append(.name(String(word)))
        } else {
          tokens += word.map { .name(String($0)) }
        }
      } else {
        rest.removeFirst()
        tokens.append(.sign(next == "-" ? "−" : next))
      }
    }
  }

  private static func isWord(_ word: Substring) -> Bool {
    word.count > 2 || functions.contains(String(word))
      || ["as", "of", "it", "is", "or", "in"].contains(word)
  }

  private var next: Token? { tokens.indices.contains(index) ? tokens[index] : nil }

  private mutating func take(_ sign: Character) -> Bool {
    guard next == .sign(sign) else { return false }
    index += 1
    return true
  }

  /// Sums, relations between them, and words.
  private mutating func clause() -> Formula? {
    var parts: [Formula] = []
    while let token = next {
      if case .sign(let sign) = token, Self.relations.contains(sign) {
        index += 1
        parts.append(.sign(String(sign)))
      } else if case .name(let name) = token, name.count > 1, !Self.functions.contains(name) {
        index += 1
        let isAlone = parts.isEmpty
        parts.append(.words((isAlone ? "" : "\u{A0}") + name + (next == nil ? "" : "\u{A0}")))
      } else {
        let before = index
        guard let sum = sum(), index > before else { break }
        parts.append(sum)
      }
    }
    return parts.isEmpty ? nil : parts.count == 1 ? parts[0] : .row(parts)
  }

  private mutating func sum() -> Formula? {
    var parts: [Formula] = []
    if let sign = ["−", "+"].first(where: { next == .sign($0) }) {
      index += 1
      parts.append(.sign(String(sign), isPrefix: true))
    }
    guard let first = product() else { return nil }
    parts.append(first)
    while let sign = ["−", "+"].first(where: { next == .sign($0) }) {
      index += 1
      guard let term = product() else { return nil }
      parts += [.sign(String(sign)), term]
    }
    return parts.count == 1 ? parts[0] : .row(parts)
  }

  private mutating func product() -> Formula? {
    var parts: [Formula] = []
    while let token = next {
      switch token {
      case .sign("/"), .sign("÷"):
        guard !parts.isEmpty else { return nil }
        index += 1
        let isSum = take("Σ")
        guard var lower = isSum ? sumOperand() : factor() else { return nil }
        if isSum { lower = .row([.sign("∑"), lower]) }
        let upper = parts.count == 1 ? parts[0].withoutBrackets : .row(parts)
        parts = [.fraction(upper, lower.withoutBrackets)]
      case .sign("·"), .sign("×"):
        index += 1
        if token == .sign("×"), parts.isEmpty { return nil }
        parts.append(.sign(token == .sign("·") ? "·" : "×"))
      case .sign("Σ"):
        index += 1
        guard let inner = sumOperand() else { return nil }
        parts += [.sign("∑"), inner]
      case .name(let name) where name.count > 1 && !Self.functions.contains(name):
        return parts.isEmpty ? nil : .joined(parts)
      default:
        let before = index
        guard let factor = factor(), index > before else {
          return parts.isEmpty ? nil : .joined(parts)
        }
        parts.append(factor)
      }
    }
    return parts.isEmpty ? nil : .joined(parts)
  }

  /// The factors behind a sum's sign, up to a fraction bar.
  private mutating func sumOperand() -> Formula? {
    var parts: [Formula] = []
    while next != .sign("/"), next != .sign("Σ") {
      if take("·") {
        parts.append(.sign("·"))
        continue
      }
      if case .name(let name)? = next, name.count > 1, !Self.functions.contains(name) { break }
      let before = index
      guard let factor = factor(), index > before else { break }
      parts.append(factor)
    }
    return parts.isEmpty ? nil : .joined(parts)
  }

  /// An operand with its powers and indices.
  private mutating func factor() -> Formula? {
    guard var base = operand() else { return nil }
    var low: Formula?, high: Formula?
    while case .sign(let sign)? = next {
      if let text = Self.high[sign] {
        high = text == "⊤" ? .sign(text) : Int(text) == nil ? .sign(text) : .number(text)
      } else if let text = Self.low[sign] {
        low = Int(text) == nil ? .name(text) : .number(text)
      } else if sign == "^" || sign == "_" {
        index += 1
        let isNegative = take("−")
        guard let script = operand() else { return nil }
        let whole = script.withoutBrackets
        let signed = isNegative ? .row([.sign("−", isPrefix: true), whole]) : whole
        if sign == "^" { high = signed } else { low = signed }
        continue
      } else {
        break
      }
      index += 1
    }
    if low != nil || high != nil {
      base = .scripts(base, low: low, high: high, areLimits: false)
    }
    // A name in front of a bracket is a function of what it holds.
    if case .name(let name) = base, Self.functions.contains(name), next != .sign("(") {
      guard let argument = factor() else { return base }
      return .row([base, .space("0.17em"), argument])
    }
    if isCallable(base), next == .sign("("), let arguments = operand() {
      return .row([base, arguments])
    }
    return base
  }

  private func isCallable(_ base: Formula) -> Bool {
    switch base {
    case .name: true
    case .scripts(.name, _, _, _): true
    default: false
    }
  }

  private mutating func operand() -> Formula? {
    switch next {
    case .number(let text):
      index += 1
      return .number(text)
    case .name(let name):
      index += 1
      return .name(name)
    case .sign("("), .sign("["):
      let open = next == .sign("(") ? "(" : "["
      index += 1
      var parts: [Formula] = []
      while next != .sign(")"), next != .sign("]"), next != nil {
        if take(",") {
          parts.append(.sign(","))
          continue
        }
        let before = index
        guard let part = clause(), index > before else { return nil }
        parts.append(part)
      }
      guard take(")") || take("]") else { return nil }
      return .fence(open, parts.count == 1 ? parts[0] : .row(parts), open == "(" ? ")" : "]")
    case .sign("|"), .sign("‖"):
      let sign: Character = next == .sign("|") ? "|" : "‖"
      guard bars.last != sign else { return nil }
      index += 1
      bars.append(sign)
      defer { bars.removeLast() }
      guard let inner = sum(), take(sign) else { return nil }
      return .fence(String(sign), inner, String(sign))
    case .sign("½"), .sign("¼"):
      let text = next == .sign("½") ? "½" : "¼"
      index += 1
      return .number(text)
    case .sign(let sign) where "σℓΠε∞".contains(sign):
      index += 1
      return .name(String(sign))
    default: return nil
    }
  }
}
