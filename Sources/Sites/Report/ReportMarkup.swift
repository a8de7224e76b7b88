/// The pieces of a report's page.
enum ReportMarkup {
  static func heading(_ text: String, id: String, level: Int = 2) -> String {
    "<h\(level) id=\"\(id)\">\(inline(text))</h\(level)>\n"
  }

  static func paragraph(_ text: String) -> String { "<p>\(inline(text))</p>\n" }

  static func list(_ texts: [String]) -> String {
    "<ul>\n" + texts.map { "<li>\(inline($0))</li>\n" }.joined() + "</ul>\n"
  }

  /// Numbers, each with its sentence.
  static func findings(_ items: [ReportFindings.Item]) -> String {
    guard !items.isEmpty else { return "" }
    return "<dl class=\"facts\">\n"
      + items.map {
        "<div><dt>\(inline($0.number))</dt>\n<dd>\(inline($0.sentence))</dd></div>\n"
      }.joined() + "</dl>\n"
  }

  /// - Parameter words: How many columns at the left hold words; the others hold numerals.
  static func table(_ caption: String, _ head: [String], _ rows: [[String]], words: Int = 1)
    -> String
  {
    var table = TableHTML(
      alignments: head.indices.map { $0 < words ? .leading : .trailing },
      head: head.map(HTML.escaped))
    table.caption = inline(caption)
    // A long name may go on in the next line.
    table.rows = rows.map { $0.map { inline($0, nameBreak: "_<wbr>") } }
    return table.html
  }

  /// `text` marked as what a sentence is about.
  static func bold(_ text: String) -> String {
    "\u{E000}\(text.filter { $0 != "\u{E000}" && $0 != "\u{E001}" })\u{E001}"
  }

  /// What stands between backticks is code, and what ``bold(_:)`` marked is bold.
  static func inline(_ text: String, nameBreak: String = "_") -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, piece in
      let text = HTML.escaped(String(piece))
      return index % 2 == 1 ? "<code>\(text.replacing("_", with: nameBreak))</code>" : text
    }.joined().replacing("\u{E000}", with: "<b>").replacing("\u{E001}", with: "</b>")
  }
}
