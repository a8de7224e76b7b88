private import CairoRendering
private import Drawings
private import Requests
private import Tensors

// A figure with all that a reader needs to make it, galleries of such, and steppers.
extension PageWriter {
  /// A figure, its files, and how it is drawn: on the command line, in a page, in Swift, elsewhere.
  mutating func example(_ figure: PlacedFigure, _ block: SourceBlock) -> String {
    let picture = self.figure(figure, block)
    guard
      let text = try? KeyedText(block.text, file: block.file, firstLine: block.textLine)
    else { return picture }
    let recipe = FigureRecipe(figure.block.kind, text, source: block.text)
    let alt = figure.drawings[FigureVariant(theme: .light, width: .page)]?.description ?? ""
    var result = picture
    result += section("Draw it", id: "command", line: block.line)
    if let run = recipe.runFile {
      result += "<p>What is folded stands in a file, <code>run.yaml</code>:</p>\n"
      result += Self.pre(run, language: "yaml")
    }
    result += Self.pre(recipe.command, language: "sh")
    result += data(recipe)
    result += section("In a page", id: "block", line: block.line)
    result += Self.pre(recipe.block, language: "yaml")
    result += section("In Swift", id: "swift", line: block.line)
    result += Self.pre(recipe.swift, language: "swift")
    result += section("Anywhere else", id: "embed", line: block.line)
    result += Self.pre(recipe.html(stem: figure.stem, alt: alt), language: "html")
    return result
  }

  private mutating func section(_ title: String, id: String, line: Int) -> String {
    let anchor = takeAnchor(id, line: line, isGiven: false)
    return "<h2\(HTML.attribute("id", anchor))>\(title)</h2>\n"
  }

  /// Links to the files that the figure is drawn of.
  private mutating func data(_ recipe: FigureRecipe) -> String {
    let links = recipe.files.compactMap { file -> String? in
      guard map.files.contains(file) else { return nil }
      files.insert(file)
      let address = SiteMap.relative(file, from: page.path)
      return "<a\(HTML.attribute("href", address)) download>\(FigureRecipe.name(of: file))</a>"
    }
    return links.isEmpty ? "" : "<p>Its data: \(links.joined(separator: ", ")).</p>\n"
  }

  /// Pages with an example each, by a small picture: a line of the block names one.
  mutating func gallery(_ block: SourceBlock) -> String {
    var cards = ""
    let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let name = String(line).trimmingSpaces
      guard !name.isEmpty else { continue }
      guard let path = SiteMap.joined(name, to: page.path), map.pages.contains(path) else {
        let near = Spelling.suggestion(for: name, among: map.examples.keys.sorted())
        note(
          "A gallery names pages, but there is no page “\(name)”.", line: block.textLine + index,
          help: near.map { ["Did you mean `\($0)`?"] } ?? [], rule: "gallery/unknown-page")
        continue
      }
      guard let example = map.examples[path] else {
        note(
          "A gallery shows the `example` block of a page, but “\(name)” has none.",
          line: block.textLine + index, help: ["Make its first figure block an example block."],
          rule: "gallery/no-example")
        continue
      }
      let address = SiteMap.relative(Page.outputPath(of: path), from: page.path)
      func file(_ theme: FigureVariant.Theme) -> String {
        let file = FigureFile(
          variant: FigureVariant(theme: theme, width: .column), format: .png, use: .thumbnail)
        return SiteMap.relative("figures/\(example.stem).\(file.ending)", from: page.path)
      }
      cards +=
        "<li><a\(HTML.attribute("href", address))><picture>"
        + "<source media=\"(prefers-color-scheme: dark)\"\(HTML.attribute("srcset", file(.dark)))>"
        + "<img\(HTML.attribute("src", file(.light))) alt=\"\" width=\"288\" height=\"216\" "
        + "loading=\"lazy\" decoding=\"async\"></picture>"
        + "<b>\(HTML.escaped(example.title))</b></a> "
        + "<span>\(HTML.escaped(example.summary))</span></li>\n"
    }
    return "<ul class=\"gallery\">\n\(cards)</ul>\n"
  }

  mutating func stepper(_ stepper: Stepper, _ block: SourceBlock) -> String {
    _ = takeAnchor(stepper.id, line: block.line, isGiven: true)
    for stage in stepper.stages {
      _ = takeAnchor("\(stepper.id)-\(stage.name)", line: block.line, isGiven: true)
    }
    let caption = stepper.caption.map { markdown($0, line: block.textLine) } ?? ""
    return stepper.html(from: page.path, caption: caption, formula: Self.mathML)
  }
}
