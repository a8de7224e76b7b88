private import CairoRendering
private import Drawings

// Figures and tables: the blocks that show what the engine found.
extension PageWriter {
  /// A figure with its drawings for light and dark, wide and narrow.
  mutating func figure(_ figure: PlacedFigure, _ block: SourceBlock) -> String {
    let id = takeAnchor(figure.id, line: block.line, isGiven: true)
    guard let main = figure.drawings[FigureVariant(theme: .light, width: .page)] else { return "" }
    let alt = figure.block.alt.map { words($0, line: block.textLine) } ?? main.description
    let caption = figure.block.caption ?? main.caption
    if alt.isEmpty {
      note(
        "The figure “\(figure.id)” has no description.", line: block.line, help: ["Add `alt:`."],
        rule: "figure/no-alt")
    }
    var sources = ""
    for width in [FigureVariant.Width.column, .page] {
      for theme in [FigureVariant.Theme.dark, .light] where (width, theme) != (.page, .light) {
        let variant = FigureVariant(theme: theme, width: width)
        guard let drawing = figure.drawings[variant] else { continue }
        let media = [
          theme == .dark ? "(prefers-color-scheme: dark)" : nil,
          width == .column ? "(max-width: 40rem)" : nil,
        ].compactMap(\.self).joined(separator: " and ")
        sources +=
          "<source\(HTML.attribute("media", media))"
          + HTML.attribute("srcset", SiteMap.relative(figure.path(variant), from: page.path))
          + Self.extent(drawing.size) + ">\n"
      }
    }
    let address = SiteMap.relative(
      figure.path(FigureVariant(theme: .light, width: .page)), from: page.path)
    let image =
      "<img\(HTML.attribute("src", address))\(Self.extent(main.size)) decoding=\"async\""
      + HTML.attribute("loading", hasFigure ? "lazy" : nil) + HTML.attribute("alt", alt) + ">"
    // The first is often in sight when the page opens; the others can wait until they are.
    if !hasFigure { opening.insert(figure.path(FigureVariant(theme: .light, width: .page))) }
    hasFigure = true
    return "<figure\(HTML.attribute("id", id))>\n<picture>\n\(sources)\(image)\n</picture>\n"
      + "<figcaption>\(markdown(caption, line: block.textLine))"
      + (figure.block.hasDownloads ? downloads(figure) : "") + "</figcaption>\n</figure>\n"
  }

  /// Where the figure's files are to be had.
  func downloads(_ figure: PlacedFigure) -> String {
    func link(_ words: String, _ file: FigureFile) -> String {
      let address = SiteMap.relative(figure.path(file), from: page.path)
      return "<a\(HTML.attribute("href", address)) download>\(words)</a>"
    }
    func shown(_ theme: FigureVariant.Theme) -> FigureFile {
      FigureFile(
        variant: FigureVariant(theme: theme, width: .page), format: .svg, use: .shown)
    }
    let links =
      [link("SVG, light", shown(.light)), link("SVG, dark", shown(.dark))]
      + FigureFile.downloads.map { link("\($0.format.rawValue.uppercased()), print", $0) }
    return " <span class=\"downloads\">\(links.joined(separator: " "))</span>"
  }

  /// A figure that a script turns into a probe, and its means as a table.
  mutating func probe(_ figure: PlacedFigure, _ block: SourceBlock) -> String {
    let picture = self.figure(figure, block)
    guard let probe = figure.probe else { return picture }
    return "<div class=\"probe\" role=\"group\" aria-label=\"Losses, pixel by pixel\">\n\(picture)"
      + probe.tables.map {
        "<details class=\"numbers\">\n<summary>\($0.summary)</summary>\n\($0.table.html)</details>\n"
      }.joined()
      + "<script type=\"application/json\">\(probe.facts)</script>\n</div>\n"
  }

  /// A drawing's size in CSS pixels, so that nothing moves when it arrives.
  private static func extent(_ size: Size) -> String {
    func pixels(_ points: Double) -> String { String(Int((points * 96 / 72).rounded())) }
    return " width=\"\(pixels(size.width))\" height=\"\(pixels(size.height))\""
  }

  /// A table with a row for each name that a path leads on to.
  mutating func table(_ block: SourceBlock) -> String {
    do throws(Finding) {
      let text = try KeyedText(block.text, file: block.file, firstLine: block.textLine)
      note(text.unknownKeys(besides: ["rows", "columns", "caption", "id"], of: "table"))
      guard let rows = text["rows"], let columns = text["columns"],
        case .pairs(let cells, let order) = columns.value
      else {
        throw Finding(
          "A table block needs `rows`, a path, and `columns`, a heading and an expression each.",
          file: block.file, line: block.line, rule: "table/keys")
      }
      let keys = try rowKeys(rows)
      let id = try text.text("id").map { takeAnchor($0, line: block.line, isGiven: true) }
      var table = TableHTML(alignments: [], head: order.map { markdown($0, line: columns.line) })
      table.id = id
      table.caption = try text.text("caption").map { markdown($0, line: block.textLine) }
      for key in keys {
        let values = order.map { value(of: cells[$0] ?? "", row: key, line: columns.line) }
        table.rows.append(values.map { HTML.escaped($0?.text ?? "") })
        if table.alignments.isEmpty {
          table.alignments = values.map { $0?.isNumeral == true ? .trailing : .leading }
        }
      }
      return table.html
    } catch {
      note([error])
      return ""
    }
  }

  /// The names that the path behind `rows` leads on to.
  private func rowKeys(_ rows: KeyedText.Pair) throws(Finding) -> [String] {
    switch rows.value {
    case .list(let keys): return keys
    case .text(let path):
      do {
        let entry = try folds.entry(at: path.split(separator: ".").map(String.init))
        if !entry.keys.isEmpty { return entry.keys }
        if case .unresolved = entry { return [] }
      } catch {
        if error == .unresolved { return [] }
        throw Finding(
          "rows: \(path): \(error.sentence)", file: page.file, line: rows.line, help: error.help,
          rule: error.rule)
      }
    default: break
    }
    throw Finding(
      "Behind `rows` stands a path that leads on to several names, or a list of such names.",
      file: page.file, line: rows.line, rule: "table/rows")
  }
}

/// A table in a box of its own, which scrolls where the page is narrow.
struct TableHTML {
  var alignments: [ColumnAlignment]
  var head: [String]
  var rows: [[String]] = []
  var caption: String?
  var id: String?

  var html: String {
    let caption = caption.map { "<caption>\($0)</caption>\n" } ?? ""
    let head = head.enumerated().map { cell("th", $1, $0, scope: "col") }.joined()
    let body = rows.map { row in
      let cells = row.enumerated().map { index, text in
        index == 0 ? cell("th", text, index, scope: "row") : cell("td", text, index)
      }
      return "<tr>\(cells.joined())</tr>\n"
    }.joined()
    return """
      <div class="scroll" role="group" aria-label="Table" tabindex="0"\(HTML.attribute("id", id))>
      <table\(HTML.attribute("class", hasShortNames ? "short" : nil))>
      \(caption)<thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)</tbody>
      </table>
      </div>

      """
  }

  /// Whether no name at the left needs a second line.
  private var hasShortNames: Bool { rows.allSatisfy { ($0.first?.count ?? 0) <= 12 } }

  private func cell(_ name: String, _ text: String, _ column: Int, scope: String? = nil) -> String {
    let alignment = alignments.indices.contains(column) ? alignments[column] : .leading
    let style = alignment == .leading ? nil : alignment.rawValue
    return "<\(name)\(HTML.attribute("scope", scope))\(HTML.attribute("class", style))>"
      + "\(text)</\(name)>"
  }
}
