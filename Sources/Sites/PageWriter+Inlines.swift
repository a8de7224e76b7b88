// Runs of text.
extension PageWriter {
  mutating func inlines(_ inlines: [Inline], line: Int) -> String {
    inlines.map { html($0, line: line) }.joined()
  }

  private mutating func html(_ inline: Inline, line: Int) -> String {
    switch inline {
    case .text(let text): return substituted(text, escaping: true)
    case .softBreak: return "\n"
    case .lineBreak: return "<br>\n"
    case .code(let text): return "<code>\(HTML.escaped(text))</code>"
    case .html(let text):
      inspect(text, line: line)
      return text
    case .emphasis(let inner): return "<em>\(inlines(inner, line: line))</em>"
    case .strong(let inner): return "<strong>\(inlines(inner, line: line))</strong>"
    case .link(let link, let inner):
      let title = link.title.isEmpty ? nil : link.title
      return "<a\(HTML.attribute("href", address(link)))\(HTML.attribute("title", title))>"
        + "\(inlines(inner, line: line))</a>"
    case .image(let link, let description):
      let text = plain(description, line: line)
      if text.isEmpty {
        note(
          "The image “\(link.target)” has no description.", line: link.line,
          help: ["Write it between the brackets: ![what it shows](\(link.target))."],
          rule: "image/no-alt")
      }
      if case .file(let path)? = try? map.destination(of: link.target, from: page.path) {
        opening.insert(path)
      }
      return "<img\(HTML.attribute("src", address(link)))\(HTML.attribute("alt", text))>"
    case .note(let number):
      // Once: a note that refers to itself would have no end.
      if anchors.insert("note-\(number)").inserted { pendingNotes.append(number) }
      return "<sup class=\"note-mark\"><a href=\"#note-\(number)\">\(number)</a></sup>"
    }
  }

  /// The same text without markup.
  mutating func plain(_ inlines: [Inline], line: Int) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): plain(text)
      case .softBreak, .lineBreak: " "
      case .code(let text): text
      case .html, .note: ""
      case .emphasis(let inner), .strong(let inner), .link(_, let inner),
        .image(_, description: let inner):
        plain(inner, line: line)
      }
    }.joined()
  }

  mutating func plain(_ text: String) -> String {
    page.expressions.pieces(of: text).map { piece in
      switch piece {
      case .text(let text): text
      case .formula(let source): source.text
      case .expression(let source): value(of: source)?.text ?? ""
      }
    }.joined()
  }

  /// `text` with values in the places of its expressions.
  mutating func substituted(_ text: String, escaping: Bool = false) -> String {
    page.expressions.pieces(of: text).map { piece in
      switch piece {
      case .text(let text): return escaping ? HTML.escaped(text) : text
      case .formula(let source):
        return formula(source.text, line: source.line)?.mathML(isDisplayed: false)
          ?? HTML.escaped(source.text)
      case .expression(let source):
        guard let value = value(of: source) else { return "" }
        // The engine's own formulas are formulas here too.
        if source.text.trimmingSpaces.hasSuffix(".formula") { return Self.mathML(value.text) }
        let text = HTML.escaped(value.text)
        return value.isNumeral ? "<span class=\"n\">\(text)</span>" : text
      }
    }.joined()
  }

  private mutating func value(of source: InlineExpressions.Source) -> (
    text: String, isNumeral: Bool
  )? {
    value(of: source.text, line: source.line)
  }

  /// The value of an expression, nil and a finding where it has none.
  mutating func value(of text: String, row: String? = nil, line: Int) -> (
    text: String, isNumeral: Bool
  )? {
    do { return try Expression(text, row: row).rendered(in: folds) } catch {
      if error == .unresolved { return nil }
      let written = text.trimmingPrefix { $0.isWhitespace }
      let source = String(written.reversed().drop { $0.isWhitespace }.reversed())
      note(
        "{{ \(source) }}: \(error.sentence)", line: line, help: error.help, rule: error.rule)
      return nil
    }
  }

  /// The address of a link as the site has it; where it leads nowhere, a finding.
  private mutating func address(_ link: Link) -> String {
    do {
      switch try map.destination(of: link.target, from: page.path) {
      case .elsewhere: return link.target
      case .file(let path):
        files.insert(path)
        return SiteMap.relative(path, from: page.path)
      case .page(let path, let anchor):
        if let anchor { anchorUses.append(AnchorUse(page: path, anchor: anchor, line: link.line)) }
        let address =
          path == page.path && anchor != nil
          ? "" : SiteMap.relative(Page.outputPath(of: path), from: page.path)
        return address + (anchor.map { "#" + $0 } ?? "")
      }
    } catch {
      brokenLinks.append(
        Finding(
          error.sentence, file: page.file, line: link.line, help: error.help, rule: error.rule))
      return link.target
    }
  }

  /// Anchors and links of raw HTML count like the others.
  mutating func inspect(_ markup: String, line: Int) {
    for (name, value) in HTML.attributes(["id", "href", "src"], in: markup) {
      if name == "id" {
        _ = takeAnchor(value, line: line, isGiven: true)
      } else {
        let target = address(Link(target: value, title: "", line: line))
        // Raw HTML stays as it is written, so it has to name what the site has.
        if target != value, case .page(_, nil)? = try? map.destination(of: value, from: page.path) {
          note(
            "Raw HTML names “\(value)”, but the page is “\(target)” in the site.", line: line,
            help: ["Use a Markdown link."], rule: "link/raw-html")
        }
      }
    }
  }
}
