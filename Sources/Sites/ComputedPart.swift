/// A piece of what a block computes, in the order of the page.
package enum ComputedPart: Equatable, Sendable {
  /// A heading of rank 2, with its anchor.
  case heading(String, id: String)
  /// Text; what stands between backticks is code.
  case paragraph(String)
  /// A formula as the engine writes it.
  case formula(String)
  /// Code, or what a terminal shows.
  case code(String)
  /// Short texts, one below the other.
  case list([String])
  /// A table.
  case table(Table)

  /// Rows under a heading each.
  package struct Table: Equatable, Sendable {
    package var id: String?, caption: String?
    package var head: [String]
    package var rows: [[String]] = []
    /// Columns of numerals.
    package var numerals: Set<Int> = []
  }
}

extension PageWriter {
  mutating func html(of part: ComputedPart, line: Int) -> String {
    switch part {
    case .heading(let text, let id):
      let anchor = takeAnchor(id, line: line, isGiven: false)
      return "<h2\(HTML.attribute("id", anchor))>\(Self.inline(text))</h2>\n"
    case .paragraph(let text): return "<p>\(Self.inline(text))</p>\n"
    case .formula(let text):
      return "<p class=\"formula\" tabindex=\"0\">\(Self.mathML(text))</p>\n"
    case .code(let text): return Self.pre(text, language: nil)
    case .list(let texts):
      return "<ul>\n\(texts.map { "<li>\(Self.inline($0))</li>\n" }.joined())</ul>\n"
    case .table(let table):
      let alignments = table.head.indices.map { index -> ColumnAlignment in
        table.numerals.contains(index) ? .trailing : .leading
      }
      var result = TableHTML(alignments: alignments, head: table.head.map(Self.inline))
      result.id = table.id.map { takeAnchor($0, line: line, isGiven: true) }
      result.caption = table.caption.map { markdown($0, line: line) }
      result.rows = table.rows.map { $0.map(Self.inline) }
      return result.html
    }
  }

  /// What stands between backticks as code.
  private static func inline(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, piece in
      let text = HTML.escaped(String(piece))
      // A long name may go on in the next line.
      return index % 2 == 1 ? "<code>\(text.replacing("_", with: "_<wbr>"))</code>" : text
    }.joined()
  }
}
