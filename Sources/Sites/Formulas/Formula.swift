/// A formula as a tree, on its way from a notation to MathML.
indirect enum Formula: Equatable, Sendable {
  /// One after the other.
  case row([Formula])
  /// A name: of one letter in italics, longer ones upright.
  case name(String)
  case number(String)
  /// `=`, `+`, `∑`; a prefix stands close to what follows it.
  case sign(String, isPrefix: Bool = false)
  /// Words between formulas.
  case words(String)
  /// An empty stretch, in `em`.
  case space(String)
  case fraction(Formula, Formula)
  case root(Formula, index: Formula?)
  /// What stands low and high beside `base`; under and over it where they are limits.
  case scripts(Formula, low: Formula?, high: Formula?, areLimits: Bool)
  /// Between two signs that grow with what they hold; either may be empty.
  case fence(String, Formula, String)
  /// Rows of cells.
  case table([[Formula]], isLeading: Bool)

  /// As an element of a page, in lines of text or set apart.
  func mathML(isDisplayed: Bool) -> String {
    "<math\(isDisplayed ? " displaystyle=\"true\"" : "")>\(markup)</math>"
  }

  /// Whether it is the sign of an operation that takes all that follows: a sum, a product.
  static let largeSigns: Set<String> = ["∑", "∏", "∫"]

  private var markup: String {
    switch self {
    case .row(let parts):
      let inner = parts.map(\.markup).joined()
      return parts.count == 1 ? inner : "<mrow>\(inner)</mrow>"
    case .name(let text): return "<mi>\(HTML.escaped(text))</mi>"
    case .number(let text): return "<mn>\(HTML.escaped(text))</mn>"
    case .sign(let text, let isPrefix):
      // Without a place of its own, a minus would stand between two terms.
      let form = isPrefix ? " form=\"prefix\"" : ""
      return "<mo\(form)>\(HTML.escaped(text))</mo>"
    case .words(let text): return "<mtext>\(HTML.escaped(text))</mtext>"
    case .space(let width): return "<mspace width=\"\(width)\"></mspace>"
    case .fraction(let upper, let lower):
      return "<mfrac>\(upper.markup)\(lower.markup)</mfrac>"
    case .root(let inner, nil): return "<msqrt>\(inner.markup)</msqrt>"
    case .root(let inner, let index?): return "<mroot>\(inner.markup)\(index.markup)</mroot>"
    case .scripts(let base, let low, let high, let areLimits):
      let names = areLimits ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup")
      switch (low, high) {
      case (let low?, let high?):
        return "<\(names.2)>\(base.markup)\(low.markup)\(high.markup)</\(names.2)>"
      case (let low?, nil): return "<\(names.0)>\(base.markup)\(low.markup)</\(names.0)>"
      case (nil, let high?): return "<\(names.1)>\(base.markup)\(high.markup)</\(names.1)>"
      case (nil, nil): return base.markup
      }
    case .fence(let open, let inner, let close):
      return "<mrow>\(Self.bracket(open, "prefix"))\(inner.markup)\(Self.bracket(close, "postfix"))"
        + "</mrow>"
    case .table(let rows, let isLeading):
      let style = isLeading ? " class=\"leading\"" : ""
      let body = rows.map { row in
        "<mtr>\(row.map { "<mtd>\($0.markup)</mtd>" }.joined())</mtr>"
      }
      return "<mtable\(style)>\(body.joined())</mtable>"
    }
  }

  private static func bracket(_ sign: String, _ form: String) -> String {
    sign.isEmpty ? "" : "<mo form=\"\(form)\" fence=\"true\">\(HTML.escaped(sign))</mo>"
  }
}

extension Formula {
  /// A character that stands for itself.
  init(character: Character) {
    if character.isNumber, !"½¼¾⅓⅔".contains(character) {
      self = .number(String(character))
    } else if character.isLetter || "½¼¾⅓⅔∞".contains(character) {
      self = "½¼¾⅓⅔".contains(character) ? .number(String(character)) : .name(String(character))
    } else {
      self = .sign(character == "-" ? "−" : character == "*" ? "∗" : String(character))
    }
  }

  /// The parts one after the other, a minus or plus at the start, or behind a sign, as a prefix.
  static func joined(_ parts: [Formula]) -> Formula {
    var result: [Formula] = []
    for part in parts {
      if case .sign(let sign, _) = part, "−+±".contains(sign) {
        let isFirst =
          switch result.last {
          case nil, .sign: true
          default: false
          }
        result.append(.sign(sign, isPrefix: isFirst))
      } else {
        result.append(part)
      }
    }
    return result.count == 1 ? result[0] : .row(result)
  }

  /// What stands inside round brackets round all of it, else itself.
  var withoutBrackets: Formula {
    if case .fence("(", let inner, ")") = self { inner } else { self }
  }
}
