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

  static func inline(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, piece in
      let text = HTML.escaped(String(piece))
      return index % 2 == 1 ? "<code>\(text)</code>" : text
    }.joined()
  }
}
