/// The expressions `{{ … }}` and the formulas `$…$` of a page's text, taken out before Markdown is
/// parsed.
///
/// What stands in their place is a pair of private-use characters round a number, which Markdown
/// takes for a letter: so an expression may hold `|` inside a table, `_` and `*` anywhere. In code
/// it is put back as it was written; `\{{` is no expression, `\$` no formula.
struct InlineExpressions: Equatable, Sendable {
  /// One expression as it was written.
  struct Source: Equatable, Sendable {
    /// What stands between the braces, or the dollars.
    var text: String
    /// The line in the file, counted from 1.
    var line: Int
  }

  /// In the order of the text.
  private(set) var sources: [Source] = []
  /// Which of them are formulas.
  private var formulas: Set<Int> = []

  private static let opening: Character = "\u{E000}"
  private static let closing: Character = "\u{E001}"

  /// The same text with a mark in the place of each expression.
  mutating func extract(
    from text: String, firstLine: Int, takingFormulas: Bool = true
  ) -> String {
    guard takingFormulas, text.utf8.contains(UInt8(ascii: "$")) else {
      return expressions(in: text, firstLine: firstLine)
    }
    let marked = formulas(in: text, firstLine: firstLine)
    return expressions(in: marked, firstLine: firstLine)
  }

  private mutating func expressions(in text: String, firstLine: Int) -> String {
    var result = ""
    var line = firstLine
    var rest = Substring(text)
    while let start = rest.firstRange(of: "{{") {
      let before = rest[..<start.lowerBound]
      line += before.count(where: \.isNewline)
      result += before
      rest = rest[start.upperBound...]
      guard !before.hasSuffix("\\"), let end = rest.firstRange(of: "}}"),
        !rest[..<end.lowerBound].contains(where: \.isNewline)
      else {
        result += "{{"
        continue
      }
      result += mark(Source(text: String(rest[..<end.lowerBound]), line: line))
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  /// Takes the formulas out of lines that are no code: a dollar with a letter or sign right behind
  /// it, up to the next one on the line with no space before it and no digit behind.
  private mutating func formulas(in text: String, firstLine: Int) -> String {
    var fence: Substring?
    var result: [String] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let start = line.drop { $0 == " " }
      let mark = start.prefix { $0 == "`" || $0 == "~" }
      if let open = fence {
        if mark.count >= open.count, mark.first == open.first { fence = nil }
        result.append(String(line))
      } else if mark.count >= 3 {
        fence = mark
        result.append(String(line))
      } else if line.contains("$") {
        result.append(formulas(of: line, number: firstLine + number))
      } else {
        result.append(String(line))
      }
    }
    return result.joined(separator: "\n")
  }

  private mutating func formulas(of line: Substring, number: Int) -> String {
    var result = ""
    var rest = line
    while let next = rest.first {
      if next == "\\", rest.count > 1 {
        // A dollar that is escaped is one.
        let pair = rest.prefix(2)
        result += pair == "\\$" ? "$" : String(pair)
        rest = rest.dropFirst(2)
      } else if next == "`" {
        let mark = rest.prefix { $0 == "`" }
        let inside = rest.dropFirst(mark.count)
        let code = inside.firstRange(of: String(mark)).map { rest[..<$0.upperBound] } ?? mark
        result += code
        rest = rest[code.endIndex...]
      } else if next == "$", let formula = Self.formula(rest.dropFirst()) {
        formulas.insert(sources.count)
        result += mark(Source(text: String(formula), line: number))
        rest = rest[formula.endIndex...].dropFirst()
      } else {
        result.append(next)
        rest.removeFirst()
      }
    }
    return result
  }

  private static func formula(_ rest: Substring) -> Substring? {
    guard let first = rest.first, !first.isWhitespace, first != "$" else { return nil }
    var search = rest
    while let end = search.firstIndex(of: "$") {
      let inside = rest[..<end]
      let behind = rest[end...].dropFirst().first
      if inside.last == "\\" {
        search = rest[rest.index(after: end)...]
        continue
      }
      guard inside.last?.isWhitespace == false, behind.map({ !$0.isNumber }) ?? true else {
        return nil
      }
      return inside
    }
    return nil
  }

  private mutating func mark(_ source: Source) -> String {
    sources.append(source)
    return "\(Self.opening)\(sources.count - 1)\(Self.closing)"
  }

  /// `text` with its expressions as they were written.
  func verbatim(_ text: String) -> String {
    pieces(of: text).map { piece in
      switch piece {
      case .text(let text): text
      case .expression(let source): "{{\(source.text)}}"
      case .formula(let source): "$\(source.text)$"
      }
    }.joined()
  }

  /// A stretch of text.
  enum Piece: Equatable, Sendable {
    case text(String)
    case expression(Source)
    case formula(Source)
  }

  /// `text` cut at its marks.
  func pieces(of text: String) -> [Piece] {
    // Most texts have none.
    guard text.utf8.contains(0xEE) else { return text.isEmpty ? [] : [.text(text)] }
    var result: [Piece] = []
    var rest = Substring(text)
    while let start = rest.firstIndex(of: Self.opening),
      let end = rest[start...].firstIndex(of: Self.closing)
    {
      if start > rest.startIndex { result.append(.text(String(rest[..<start]))) }
      if let index = Int(rest[rest.index(after: start)..<end]), sources.indices.contains(index) {
        let source = sources[index]
        result.append(formulas.contains(index) ? .formula(source) : .expression(source))
      }
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { result.append(.text(String(rest))) }
    return result
  }
}
