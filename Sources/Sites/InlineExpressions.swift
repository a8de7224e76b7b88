/// The expressions `{{ … }}` of a page's text, taken out before Markdown is parsed.
///
/// What stands in their place is a pair of private-use characters round a number, which Markdown
/// takes for a letter: so an expression may hold `|` inside a table, `_` and `*` anywhere. In code
/// it is put back as it was written; `\{{` is no expression.
struct InlineExpressions: Equatable, Sendable {
  /// One expression as it was written.
  struct Source: Equatable, Sendable {
    /// What stands between the braces.
    var text: String
    /// The line in the file, counted from 1.
    var line: Int
  }

  /// In the order of the text.
  private(set) var sources: [Source] = []

  private static let opening: Character = "\u{E000}"
  private static let closing: Character = "\u{E001}"

  /// The same text with a mark in the place of each expression.
  mutating func extract(from text: String, firstLine: Int) -> String {
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
      let source = rest[..<end.lowerBound]
      result += "\(Self.opening)\(sources.count)\(Self.closing)"
      sources.append(Source(text: String(source), line: line))
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  /// `text` with its expressions as they were written.
  func verbatim(_ text: String) -> String {
    pieces(of: text).map { piece in
      switch piece {
      case .text(let text): text
      case .expression(let source): "{{\(source.text)}}"
      }
    }.joined()
  }

  /// A stretch of text.
  enum Piece: Equatable, Sendable {
    case text(String)
    case expression(Source)
  }

  /// `text` cut at its marks.
  func pieces(of text: String) -> [Piece] {
    var result: [Piece] = []
    var rest = Substring(text)
    while let start = rest.firstIndex(of: Self.opening),
      let end = rest[start...].firstIndex(of: Self.closing)
    {
      if start > rest.startIndex { result.append(.text(String(rest[..<start]))) }
      if let index = Int(rest[rest.index(after: start)..<end]), sources.indices.contains(index) {
        result.append(.expression(sources[index]))
      }
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { result.append(.text(String(rest))) }
    return result
  }
}
