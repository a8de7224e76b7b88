private import CairoRendering
private import Requests
private import Tensors

// What stands around the pages, and the files that speak of all of them.
extension SiteMaker {
  /// Writes every page whole, and what belongs to the site as such.
  ///
  /// - Returns: What is wrong but was allowed to be.
  /// - Throws: All that was found so far.
  mutating func finish(isStrict: Bool) throws(SiteError) -> [Finding] {
    let broken = written.flatMap(\.brokenLinks) + brokenAnchors()
    for (path, bytes) in draft.theme.files { take(bytes, at: path) }
    let frames = SiteFrames(draft)
    findings += broken
    var warnings: [Finding] = []
    if !isStrict {
      warnings = shown(findings.filter { $0.kind != .cannotCreate }).sorted()
      findings.removeAll { $0.kind != .cannotCreate }
    }
    if !findings.isEmpty { throw SiteError(explained(findings)) }
    let pages = written
    let theme = draft.theme
    let whole = concurrentMap(pages.count, threads: jobs) { index in
      theme.page(frames.content(of: pages[index].page, body: pages[index].text.body))
    }
    for (page, bytes) in zip(pages, whole) { take(bytes, at: page.page.outputPath) }
    let heavy = pages.compactMap { overweight($0) }
    if isStrict { findings += heavy } else { warnings += heavy }
    takeIndex(inOrder: frames.order)
    takePages(frames)
    if !findings.isEmpty { throw SiteError(findings) }
    return Set(warnings).sorted()
  }

  private mutating func takeIndex(inOrder order: [String]) {
    var index = SearchIndex()
    let bodies = Dictionary(uniqueKeysWithValues: written.map { ($0.page.path, $0) })
    for path in order {
      guard let written = bodies[path] else { continue }
      index.add(written.text.sections, title: written.page.title, address: written.page.outputPath)
    }
    take(index.script, at: SearchIndex.fileName)
  }

  /// The pages that nobody wrote: one to print, one of contents, one for addresses that are none.
  private mutating func takePages(_ frames: SiteFrames) {
    if frames.hasPrintPage {
      let bodies = Dictionary(uniqueKeysWithValues: written.map { ($0.page.path, $0) })
      let pages = frames.order.compactMap { bodies[$0] }
      let body = PrintPage(pages, title: draft.configuration.title).html
      take(draft.theme.page(frames.printPage(body: body)), at: SiteFrames.printPath)
    }
    if frames.isLarge {
      take(draft.theme.page(frames.contentsPage()), at: SiteFrames.contentsPath)
    }
    guard let address = draft.configuration.baseURL else { return }
    let pages = written.map { "\(address)/\($0.page.outputPath)" }
    take(Self.siteMap(pages), at: "sitemap.xml")
    take(draft.theme.page(frames.missingPage(at: address)), at: "404.html")
    guard draft.configuration.hasSocialCards else { return }
    let cards = written.map { SocialCard(site: draft.configuration.title, of: $0.page) }
    let images = concurrentMap(cards.count, threads: jobs) { [resolver, memory] index in
      Result { () throws(Finding) -> DigestedFile in
        func draw() throws(Finding) -> [UInt8] {
          try resolver.file(
            try resolver.card(cards[index]), as: .png,
            RenderingOptions(dotsPerInch: 96, isReduced: true))
        }
        let words = ["card", cards[index].site, cards[index].title, cards[index].summary]
        guard let memory else { return DigestedFile(try draw()) }
        return try memory.file(of: words, draw)
      }
    }
    for (page, image) in zip(written, images) {
      switch image {
      case .success(let card): take(card, at: page.page.cardPath)
      case .failure(let finding): findings.append(finding)
      }
    }
  }

  /// For search engines: the address of every page.
  private static func siteMap(_ addresses: [String]) -> [UInt8] {
    let entries = addresses.map { "<url><loc>\(HTML.escaped($0))</loc></url>\n" }.joined()
    return Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      \(entries)</urlset>

      """.utf8)
  }

  private func brokenAnchors() -> [Finding] {
    let anchors = Dictionary(
      uniqueKeysWithValues: written.map { ($0.page.path, $0.text.anchors.union(["content"])) })
    return written.flatMap { written in
      written.text.anchorUses.compactMap { use in
        // A page that could not be read has its own finding.
        guard let there = anchors[use.page], !there.contains(use.anchor) else { return nil }
        let near = Spelling.suggestion(for: use.anchor, among: there.sorted())
        return Finding(
          "The link “#\(use.anchor)” leads nowhere: \(draft.folder.file(use.page)) has no such "
            + "anchor.", file: written.page.file, line: use.line,
          help: near.map { ["Did you mean `#\($0)`?"] } ?? [], rule: "link/unknown-anchor")
      }
    }
  }

  /// What a browser asks for as soon as the page opens must be no more than 1 MB in 25 requests.
  private func overweight(_ written: WrittenPage) -> Finding? {
    let paths = written.text.opening.union([written.page.outputPath]).union(draft.theme.files.keys)
    let size = paths.reduce(0) { $0 + (files[$1]?.size ?? 0) }
    guard size > 1_000_000 || paths.count > 25 else { return nil }
    let largest = written.text.opening.max { (files[$0]?.size ?? 0) < (files[$1]?.size ?? 0) }
    return Finding(
      "A page asks for at most 1 MB in 25 requests when it opens, but this one for "
        + "\(NumeralFormat.digits(3).text(Double(size) / 1e6)) MB in \(paths.count).",
      file: written.page.file,
      help: largest.map { ["The largest is `\($0)`. Make it smaller, or part the page."] } ?? [],
      rule: "page/too-heavy")
  }

  /// The findings with the block in which each stands.
  private func explained(_ findings: [Finding]) -> [Finding] {
    let pages = Dictionary(uniqueKeysWithValues: draft.pages.map { ($0.file, $0) })
    return findings.map { finding in
      guard let line = finding.line,
        let block = pages[finding.file]?.runBlocks.last(where: { $0.line <= line }),
        line <= block.line + block.text.count(where: \.isNewline)
      else { return finding }
      let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false)
      let row = line - block.textLine
      let words = lines.indices.contains(row) ? ", at “\(lines[row].prefix(60))”" : ""
      var finding = finding
      finding.help.append("It stands in the \(block.kind) block of line \(block.line)\(words).")
      return finding
    }
  }

  /// The findings, each shown at the top of its page.
  private mutating func shown(_ findings: [Finding]) -> [Finding] {
    let explained = Set(explained(findings)).sorted()
    for index in written.indices {
      let own = explained.filter { $0.file == written[index].page.file }
      guard !own.isEmpty else { continue }
      let items = own.map { finding in
        let help = finding.help.map { " \(HTML.escaped($0))" }.joined()
        return "<li><code>\(HTML.escaped(finding.place))</code> "
          + "<strong>\(HTML.escaped(finding.sentence))</strong>\(help) "
          + "<code>\(HTML.escaped(finding.rule))</code></li>\n"
      }
      written[index].text.body =
        "<div class=\"findings\" role=\"note\">\n<p>To be mended on this page:</p>\n<ul>\n"
        + "\(items.joined())</ul>\n</div>\n" + written[index].text.body
    }
    return explained
  }
}

extension SocialCard {
  fileprivate init(site: String, of page: Page) {
    self.init(site: site, title: page.title, summary: page.summary)
  }
}
