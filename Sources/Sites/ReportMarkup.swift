/// The pieces of a report's page.
enum ReportMarkup {
  static func heading(_ text: String, id: String) -> String {
    "<h2 id=\"\(id)\">\(HTML.escaped(text))</h2>\n"
  }

  /// What stands between backticks is code.
  static func paragraph(_ text: String) -> String { "<p>\(inline(text))</p>\n" }

  static func list(_ texts: [String]) -> String {
    "<ul>\n" + texts.map { "<li>\(inline($0))</li>\n" }.joined() + "</ul>\n"
  }

  /// - Parameter words: How many columns at the left hold words; the others hold numerals.
  static func table(_ caption: String, _ head: [String], _ rows: [[String]], words: Int = 1)
    -> String
  {
    var table = TableHTML(
      alignments: head.indices.map { $0 < words ? .leading : .trailing },
      head: head.map(HTML.escaped))
    table.caption = inline(caption)
    table.rows = rows.map { $0.map(inline) }
    return table.html
  }

  /// An SVG file as an element of the page.
  static func inlined(_ svg: [UInt8]) -> String {
    let text = String(decoding: svg, as: UTF8.self)
    return text.firstRange(of: "<svg").map { String(text[$0.lowerBound...]) } ?? ""
  }

  /// One drawing for both themes, each colour as the system's theme has it; nil where the two differ
  /// in more than colours, as pictures do.
  static func merged(light: String, dark: String) -> String? {
    let prefix = light.firstMatch(of: /lf[0-9a-f]{8}/).map { String($0.output) } ?? ""
    let (light, dark) = (pieces(of: light), pieces(of: dark))
    guard light.texts == dark.texts, light.colors.count == dark.colors.count else { return nil }
    var result = light.texts[0]
    for (index, color) in light.colors.enumerated() {
      let other = dark.colors[index]
      result += color == other ? color : "light-dark(\(color),\(other))"
      result += light.texts[index + 1]
    }
    return result.replacing("\u{1}", with: prefix)
  }

  /// A drawing parted at its colours; ids, which tell drawings apart, are those of one name.
  private static func pieces(of svg: String) -> (texts: [String], colors: [String]) {
    var texts: [String] = []
    var colors: [String] = []
    var start = svg.startIndex
    for match in svg.matches(of: /:(#[0-9a-f]{6})/) {
      texts.append(named(svg[start..<match.output.1.startIndex]))
      colors.append(String(match.output.1))
      start = match.range.upperBound
    }
    return (texts + [named(svg[start...])], colors)
  }

  private static func named(_ text: Substring) -> String {
    String(text).replacing(/lf[0-9a-f]{8}/, with: "\u{1}")
  }

  static func inline(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, piece in
      let text = HTML.escaped(String(piece))
      return index % 2 == 1 ? "<code>\(text)</code>" : text
    }.joined()
  }
}
