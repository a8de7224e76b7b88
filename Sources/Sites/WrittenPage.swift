/// A page's text as HTML, with what others have to know of it.
struct WrittenText: Codable, Equatable, Sendable {
  var body: String
  var anchors: Set<String>
  var anchorUses: [PageWriter.AnchorUse]
  /// Files that the page links to or shows.
  var files: Set<String>
  /// The files that a browser asks for as soon as the page opens, beside the theme's.
  var opening: Set<String>
  /// For the search.
  var sections: [SearchIndex.Section]
}

/// A page's text, and what is wrong with it.
struct WrittenPage: Sendable {
  /// Without its markup.
  var page: Page
  var text: WrittenText
  var findings: [Finding] = []
  var brokenLinks: [Finding] = []

  /// Whether nothing is wrong.
  var isSound: Bool { findings.isEmpty && brokenLinks.isEmpty }

  /// A page as it was the last time.
  init(_ page: Page, _ text: WrittenText) {
    self.page = page
    self.page.markup = Markup(blocks: [])
    self.page.expressions = InlineExpressions()
    self.text = text
  }

  init(_ page: Page, _ made: MadeBlocks, map: SiteMap) {
    var writer = PageWriter(
      page: page, folds: .record(made.folds.keys.sorted()) { made.folds[$0] ?? .absent("") },
      figures: made.figures, map: map)
    writer.computed = made.computed
    writer.steppers = made.steppers
    let body = writer.html()
    self.init(
      page,
      WrittenText(
        body: body, anchors: writer.anchors, anchorUses: writer.anchorUses, files: writer.files,
        opening: writer.opening, sections: SearchIndex.sections(of: body, title: page.title)))
    findings = writer.findings
    brokenLinks = writer.brokenLinks
  }
}
