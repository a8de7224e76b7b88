private import CairoRendering
internal import Reductions

/// A page as it was written: its front matter and its text, parsed but not yet computed.
struct Page: Equatable, Sendable {
  /// In the folder of pages: `by-hand.md`.
  var path: String
  /// The name under which messages speak of it.
  var file: String
  /// Of its text as it was written.
  private(set) var digest: String
  /// For the navigation and the window.
  var title: String
  /// What search engines show, a sentence.
  var summary: String
  var markup: Markup
  var expressions: InlineExpressions
  /// The blocks that the build runs, in the order of the text.
  private(set) var runBlocks: [SourceBlock] = []

  /// In the site: `by-hand.html`.
  var outputPath: String { Self.outputPath(of: path) }
  /// What its figures' names begin with.
  var name: String { String(path.dropLast(3)).replacing("/", with: "-") }

  static func outputPath(of path: String) -> String { String(path.dropLast(3)) + ".html" }

  /// The picture for where its address is sent to somebody.
  var cardPath: String { "cards/\(name).png" }

  /// The page with nothing but its name, its title and its summary.
  var withoutText: Page {
    var page = self
    page.markup = Markup(blocks: [])
    page.expressions = InlineExpressions()
    page.runBlocks = []
    return page
  }

  /// - Throws: A finding where the front matter is not as it should be.
  init(_ text: String, path: String, file: String) throws(SiteError) {
    self.path = path
    self.file = file
    digest = SHA256.hex(Array(text.utf8))
    let (yaml, body, bodyLine) = try Self.parts(of: text, file: file)
    var findings: [Finding] = []
    do {
      let matter = try KeyedText(yaml, file: file, firstLine: 2)
      findings = matter.unknownKeys(besides: ["title", "summary"], of: "page")
      title = try matter.text("title") ?? ""
      summary = try matter.text("summary") ?? ""
    } catch { throw SiteError([error]) }
    for (key, value) in [("title", title), ("summary", summary)] where value.isEmpty {
      findings.append(
        Finding(
          "The front matter needs a `\(key)`.", file: file, line: 1, help: ["Add `\(key): …`."],
          rule: "page/no-\(key)"))
    }
    if !findings.isEmpty { throw SiteError(findings) }
    var expressions = InlineExpressions()
    let marked = expressions.extract(from: body, firstLine: bodyLine)
    let taken = expressions
    self.expressions = expressions
    if let line = Markup.lineTooDeep(in: marked, firstLine: bodyLine) {
      throw SiteError([
        Finding(
          "At most \(Markup.mostNested) lists, quotes and runs of text lie inside one another, but "
            + "here are more.", file: file, line: line, rule: "page/too-deep")
      ])
    }
    markup = Markup(commonMark: marked, firstLine: bodyLine) { taken.verbatim($0) }
    runBlocks = SourceBlock.all(in: markup.blocks + markup.notes.joined(), file: file)
  }

  private static func parts(of text: String, file: String) throws(SiteError) -> (
    yaml: String, body: String, bodyLine: Int
  ) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw SiteError([
        Finding(
          "A page begins with front matter between two lines of ---.", file: file, line: 1,
          help: ["Begin with `---`, `title: …`, `summary: …`, `---`."],
          rule: "page/no-front-matter")
      ])
    }
    return (
      lines[1..<end].joined(separator: "\n") + "\n",
      lines[(end + 1)...].joined(separator: "\n"), end + 2
    )
  }

  /// The blocks of one kind, in the order of the text.
  func blocks(_ kind: String) -> [SourceBlock] { runBlocks.filter { $0.kind == kind } }

  /// The page in a gallery, by its first `example` block; nil where it has none.
  var example: SiteMap.Example? {
    guard let block = blocks("example").first,
      let text = try? KeyedText(block.text, file: file, firstLine: block.textLine),
      let kind = try? text.text("kind")
    else { return nil }
    let id = (try? text.text("id")) ?? kind
    return SiteMap.Example(title: title, summary: summary, stem: "\(name).\(id)")
  }

  /// The pages that its galleries show, by their path in the folder.
  var galleryPaths: [String] {
    blocks("gallery").flatMap { $0.text.split(whereSeparator: \.isNewline) }.compactMap {
      SiteMap.joined(String($0).trimmingSpaces, to: path)
    }
  }
}

extension String {
  /// Without the spaces at either end.
  var trimmingSpaces: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}

/// A fenced block whose text is read by the build: `figure`, `fold`, `table`, …
package struct SourceBlock: Equatable, Sendable {
  /// The word behind the fence.
  package var kind: String
  /// What stands between the fences.
  package var text: String
  /// The file, for messages.
  package var file: String
  /// The line of the opening fence, counted from 1.
  package var line: Int
  /// The line of the block's first line of text.
  package var textLine: Int { line + 1 }

  /// A block of `kind`.
  package init(kind: String, text: String, file: String, line: Int) {
    self.kind = kind
    self.text = text
    self.file = file
    self.line = line
  }

  /// The words behind a fence that the build knows.
  static let kinds =
    [
      "figure", "example", "fold", "numbers", "table", "fold-line", "formula", "probe", "stepper",
      "gallery",
    ] + computedKinds
  /// Those of them that compute what they show.
  static let computedKinds = ["compare", "losses", "command"]

  static func all(in blocks: [Block], file: String) -> [SourceBlock] {
    blocks.flatMap { block -> [SourceBlock] in
      switch block.content {
      case .code(let info, let text):
        kinds.contains(info)
          ? [SourceBlock(kind: info, text: text, file: file, line: block.line)] : []
      case .quote(let blocks): all(in: blocks, file: file)
      case .list(_, _, let items): all(in: Array(items.joined()), file: file)
      default: []
      }
    }
  }
}

extension SourceBlock {
  /// A probe's block as that of its picture.
  var asFigure: SourceBlock {
    var block = self
    block.kind = "figure"
    block.text += (text.hasSuffix("\n") ? "" : "\n") + "kind: class-heatmaps\n"
    return block
  }

  /// A probe's block as that of its fold: what only the page needs is left out, line by line.
  var asFold: SourceBlock {
    var block = self
    block.kind = "fold"
    block.text = text.replacing(/(?m)^(?:id|caption|alt|downloads):.*$/, with: "#")
    return block
  }
}

extension Page {
  /// Whatever may hold an expression.
  private var expressionTexts: [String] {
    expressions.sources.map(\.text)
      + ["table", "fold-line", "formula"].flatMap { blocks($0).map(\.text) }
  }

  /// What the page tells of its folds beside their steps: `….gradient.per_class`.
  var explanations: Set<Explanation> {
    expressionTexts.contains { $0.contains(".gradient.") } ? [.gradient] : []
  }

  /// The steps whose single elements the page writes out: `….steps.elementwise.at.0.1.2`.
  var keptSteps: Set<Step.ID> {
    var steps: Set<Step.ID> = []
    for text in expressionTexts where text.utf8.contains(UInt8(ascii: ".")) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      for index in parts.indices.dropFirst().dropLast(2) where parts[index] == "steps" {
        let word = parts[index + 2].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if word == "at", let step = Step.ID(rawValue: String(parts[index + 1])) {
          steps.insert(step)
        }
      }
    }
    return steps
  }
}
