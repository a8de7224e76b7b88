/// Writes a page's text as HTML, and gathers what it meets on the way: anchors, links, findings.
struct PageWriter {
  /// A link to an anchor, to be checked once every page's anchors are known.
  struct AnchorUse: Codable, Equatable {
    var page: String
    var anchor: String
    var line: Int
  }

  /// A heading with its anchor.
  struct Heading: Equatable {
    var level: Int
    var anchor: String
    /// What stands in it, links left out.
    var html: String
  }

  var page: Page
  /// The folds that the page names, under their names.
  let folds: Entry
  /// The page's figures, by the line of their block.
  let figures: [Int: PlacedFigure]
  let map: SiteMap
  /// What the page's blocks computed, by their line.
  var computed: [Int: [ComputedPart]] = [:]
  /// The page's steppers, by the line of their block.
  var steppers: [Int: Stepper] = [:]

  /// Every anchor of the page.
  var anchors: Set<String> = []
  var anchorUses: [AnchorUse] = []
  /// Files that the page links to or shows.
  var files: Set<String> = []
  /// Files of the site that a browser asks for as soon as the page opens.
  var opening: Set<String> = []
  var findings: [Finding] = []
  var brokenLinks: [Finding] = []
  /// Notes that the current block referred to.
  var pendingNotes: [Int] = []
  /// Whether a figure was written already.
  var hasFigure = false
  private var headingsOfRankOne = 0
  /// The headings below the first, for the table of contents.
  private(set) var headings: [Heading] = []

  init(page: Page, folds: Entry, figures: [Int: PlacedFigure], map: SiteMap) {
    self.page = page
    self.folds = folds
    self.figures = figures
    self.map = map
  }

  /// The page's text as HTML.
  mutating func html() -> String {
    let text = blocks(page.markup.blocks)
    let html = withContents(text)
    if headingsOfRankOne != 1 {
      note(
        "A page has one heading of rank 1 (`# …`), but this one has \(headingsOfRankOne).", line: 1,
        rule: "page/headings")
    }
    return html
  }

  /// The text with a table of its sections behind the first paragraph, where there are many.
  private func withContents(_ text: String) -> String {
    let sections = headings.filter { $0.level == 2 }
    guard sections.count > 3, let heading = text.firstRange(of: "</h1>\n"),
      let lead = text[heading.upperBound...].firstRange(of: "</p>\n")
    else { return text }
    let entries = sections.map { section in
      let words = Self.withoutLinks(section.html)
      return "<li><a href=\"#\(section.anchor)\">\(words)</a></li>\n"
    }
    return text[..<lead.upperBound]
      + "<details class=\"contents\">\n<summary>On this page</summary>\n"
      + "<nav aria-label=\"On this page\">\n<ol>\n\(entries.joined())</ol>\n</nav>\n</details>\n"
      + text[lead.upperBound...]
  }

  /// A heading's words without its links and its marks of notes.
  private static func withoutLinks(_ html: String) -> String {
    guard html.contains("<sup") || html.contains("<a") else { return html }
    return html.replacing(/<sup.*?<\/sup>|<\/?a\b[^>]*>/, with: "")
  }

  mutating func note(_ sentence: String, line: Int, help: [String] = [], rule: String) {
    findings.append(Finding(sentence, file: page.file, line: line, help: help, rule: rule))
  }

  mutating func note(_ more: [Finding]) { findings += more }

  /// Takes a new anchor; a second one of the same name is a finding, or gets a number.
  mutating func takeAnchor(_ name: String, line: Int, isGiven: Bool) -> String {
    if anchors.insert(name).inserted { return name }
    if isGiven {
      note(
        "The page has two anchors “\(name)”.", line: line, help: ["Give one another `id`."],
        rule: "page/repeated-anchor")
      return name
    }
    var number = 2
    while !anchors.insert("\(name)-\(number)").inserted { number += 1 }
    return "\(name)-\(number)"
  }

  mutating func blocks(_ blocks: [Block], isTight: Bool = false) -> String {
    var result = ""
    for block in blocks {
      result += html(block, isTight: isTight)
      let notes = pendingNotes
      pendingNotes = []
      for number in notes { result += aside(number) }
    }
    return result
  }

  private mutating func html(_ block: Block, isTight: Bool) -> String {
    switch block.content {
    case .heading(let level, let inlines): return heading(level, inlines, line: block.line)
    case .paragraph(let inlines):
      let text = self.inlines(inlines, line: block.line)
      return isTight ? text : "<p>\(text)</p>\n"
    case .code(let info, let text): return code(info, text, line: block.line)
    case .quote(let blocks): return "<blockquote>\n\(self.blocks(blocks))</blockquote>\n"
    case .list(let start, let isTight, let items):
      let name = start == nil ? "ul" : "ol"
      let from = start.flatMap { $0 == 1 ? nil : String($0) }
      let inner = items.map { "<li>\(self.blocks($0, isTight: isTight))</li>\n" }.joined()
      return "<\(name)\(HTML.attribute("start", from))>\n\(inner)</\(name)>\n"
    case .table(let alignments, let header, let rows):
      let head = header.map { inlines($0, line: block.line) }
      let body = rows.map { row in row.map { inlines($0, line: block.line) } }
      return TableHTML(alignments: alignments, head: head, rows: body).html
    case .html(let text):
      inspect(text, line: block.line)
      return substituted(text)
    case .rule: return "<hr>\n"
    }
  }

  private mutating func heading(_ level: Int, _ inlines: [Inline], line: Int) -> String {
    var inlines = inlines
    var given: String?
    if case .text(let text) = inlines.last, let (words, anchor) = Self.givenAnchor(in: text) {
      given = anchor
      inlines[inlines.count - 1] = .text(words)
    }
    if level == 1 { headingsOfRankOne += 1 }
    let html = self.inlines(inlines, line: line)
    let plain = given ?? HTML.slug(self.plain(inlines, line: line))
    let anchor = takeAnchor(plain, line: line, isGiven: given != nil)
    if level > 1 { headings.append(Heading(level: level, anchor: anchor, html: html)) }
    let mark =
      level == 1
      ? "" : " <a class=\"anchor\" href=\"#\(anchor)\" aria-label=\"Link to this section\">#</a>"
    return "<h\(level)\(HTML.attribute("id", anchor))>\(html)\(mark)</h\(level)>\n"
  }

  /// `Words {#anchor}` as its two parts; nil where no anchor is given.
  private static func givenAnchor(in text: String) -> (words: String, anchor: String)? {
    func withoutSpaces(_ text: Substring) -> String {
      String(text.reversed().drop { $0.isWhitespace }.reversed())
    }
    guard text.utf8.contains(UInt8(ascii: "#")), let start = text.lastIndex(of: "{") else {
      return nil
    }
    let given = withoutSpaces(text[start...])
    let anchor = given.dropFirst(2).dropLast()
    guard given.hasPrefix("{#"), given.hasSuffix("}"),
      anchor.utf8.first.map(HTML.isLetter) ?? false,
      anchor.utf8.allSatisfy({
        HTML.isLetter($0) || HTML.isDigit($0) || $0 == UInt8(ascii: "-")
      })
    else { return nil }
    return (withoutSpaces(text[..<start]), String(anchor))
  }

  private mutating func code(_ info: String, _ text: String, line: Int) -> String {
    let block = SourceBlock(kind: info, text: text, file: page.file, line: line)
    switch info {
    case "fold", "numbers": return ""
    case "figure": return figures[line].map { figure($0, block) } ?? ""
    case "example": return figures[line].map { example($0, block) } ?? ""
    case "gallery": return gallery(block)
    case "stepper": return steppers[line].map { stepper($0, block) } ?? ""
    case "probe": return figures[line].map { probe($0, block) } ?? ""
    case "table": return table(block)
    case _ where SourceBlock.computedKinds.contains(info):
      return (computed[line] ?? []).map { html(of: $0, line: line) }.joined()
    case "fold-line": return "<p class=\"fold-line\"><span>\(lineOfText(block))</span></p>\n"
    case "formula": return "<p class=\"formula\" tabindex=\"0\">\(formula(block))</p>\n"
    default: return Self.pre(text, language: info.split(separator: " ").first.map(String.init))
    }
  }

  /// Code, its words coloured where the language is known.
  static func pre(_ text: String, language: String?) -> String {
    "<pre tabindex=\"0\"><code\(HTML.attribute("class", language.map { "language-\($0)" }))>"
      + "\(Highlighter.html(text, language: language ?? ""))</code></pre>\n"
  }

  /// A block whose text is a line of Markdown.
  private mutating func lineOfText(_ block: SourceBlock) -> String {
    markdown(block.text, line: block.textLine)
  }

  /// Text of a block as HTML: Markdown with expressions, without paragraphs of its own.
  mutating func markdown(_ text: String, line: Int) -> String {
    var expressions = InlineExpressions()
    let marked = expressions.extract(from: text, firstLine: line)
    let taken = expressions
    let markup = Markup(commonMark: marked, firstLine: line) { taken.verbatim($0) }
    return within(expressions) { $0.blocks(markup.blocks, isTight: true) }
  }

  /// Text of a block as it is, but for its expressions: for attributes.
  mutating func words(_ text: String, line: Int) -> String {
    var expressions = InlineExpressions()
    let marked = expressions.extract(from: text, firstLine: line)
    return within(expressions) { $0.plain(marked) }
  }

  /// What a writer with other expressions writes; what it meets on the way counts.
  private mutating func within(
    _ expressions: InlineExpressions, _ body: (inout PageWriter) -> String
  ) -> String {
    var inner = self
    inner.page.expressions = expressions
    let text = body(&inner)
    inner.page.expressions = page.expressions
    self = inner
    return text
  }

  private mutating func aside(_ number: Int) -> String {
    guard page.markup.notes.indices.contains(number - 1) else { return "" }
    return
      "<aside class=\"note\" id=\"note-\(number)\"><span class=\"note-number\">\(number)</span> "
      + blocks(page.markup.notes[number - 1], isTight: true) + "</aside>\n"
  }
}
