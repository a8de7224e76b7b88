/// A page's text, parsed: blocks in order, and the notes that they refer to.
struct Markup: Equatable, Sendable {
  var blocks: [Block]
  /// By the number that the text refers to, less one.
  var notes: [[Block]] = []
}

/// A paragraph, a heading, a list: whatever stands on lines of its own.
struct Block: Equatable, Sendable {
  /// The line where it starts, counted from 1.
  var line: Int
  var content: Content

  indirect enum Content: Equatable, Sendable {
    case heading(level: Int, [Inline])
    case paragraph([Inline])
    /// A fenced or indented block, taken literally; `info` is what stands behind the fence.
    case code(info: String, String)
    case quote([Block])
    /// `start` numbers the first item, nil where items have bullets; tight items hold no paragraphs.
    case list(start: Int?, isTight: Bool, items: [[Block]])
    case table(alignments: [ColumnAlignment], header: [[Inline]], rows: [[[Inline]]])
    case html(String)
    case rule
  }
}

/// How a column of a table is set.
enum ColumnAlignment: String, Sendable {
  case leading, center, trailing
}

/// A run of text inside a block.
indirect enum Inline: Equatable, Sendable {
  case text(String)
  case softBreak
  case lineBreak
  case code(String)
  case html(String)
  case emphasis([Inline])
  case strong([Inline])
  case link(Link, [Inline])
  case image(Link, description: [Inline])
  /// A reference to a note, by its number.
  case note(Int)
}

/// Where a link or an image points.
struct Link: Equatable, Sendable {
  var target: String
  var title: String
  /// The line where it stands, counted from 1.
  var line: Int
}
