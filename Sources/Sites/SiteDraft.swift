internal import Drawings
private import Reductions
private import Requests
private import Tensors

/// A folder of pages on its way to a plan: what was read, then what its blocks gave.
struct SiteDraft {
  private(set) var pages: [Page] = []
  private var findings: [Finding] = []
  /// Links that lead nowhere, where somebody allowed them.
  private(set) var warnings: [Finding] = []
  private let folder: SourceFolder
  private let configuration: SiteConfiguration
  private let theme: SiteTheme
  private let map: SiteMap
  /// By page: its folds under their names.
  private var folds: [String: [String: Entry]] = [:]
  /// By page: its figures, by the line of their block.
  private var figures: [String: [Int: PlacedFigure]] = [:]
  /// By page: what its blocks computed, by their line.
  private var computed: [String: [Int: [ComputedPart]]] = [:]

  /// The page that one opens first.
  var home: String { configuration.navigation.first.map(Page.outputPath) ?? "index.html" }
  /// How many figures the pages show.
  var figureCount: Int { figures.values.map(\.count).reduce(0, +) }

  /// Reads everything; a page that can't be understood is a finding where others may follow.
  init(_ folder: SourceFolder) throws(SiteError) {
    self.folder = folder
    let inTheme = SiteTheme.folder + "/"
    let paths = folder.paths.filter { !$0.hasPrefix(inTheme) && $0 != SiteConfiguration.fileName }
    let pagePaths = paths.filter { $0.hasSuffix(".md") }
    map = SiteMap(
      pages: Set(pagePaths), files: Set(paths).subtracting(pagePaths), folder: folder.name)
    guard folder.paths.contains(SiteConfiguration.fileName) else {
      throw SiteError([
        Finding(
          "A folder of pages has a `site.yaml`, but this one has none.", file: folder.name,
          kind: .missingInput, help: ["Write one with a line `title: …`."])
      ])
    }
    var overrides: [String: [UInt8]] = [:]
    for path in folder.paths where path.hasPrefix(inTheme) {
      overrides[String(path.dropFirst(inTheme.count))] = try folder.bytes(path)
    }
    theme = try SiteTheme(overrides: overrides, place: folder.file(SiteTheme.folder))
    configuration = try SiteConfiguration(
      try folder.text(SiteConfiguration.fileName), file: folder.file(SiteConfiguration.fileName),
      pages: pagePaths)
    for path in pagePaths {
      do throws(SiteError) {
        pages.append(try Page(try folder.text(path), path: path, file: folder.file(path)))
      } catch { findings += error.findings }
    }
  }

  /// Folds and draws what the pages' blocks ask for.
  mutating func resolve(with resolver: any BlockResolver, jobs: Int) {
    let kept = Set(pages.flatMap(\.keptSteps))
    var wanted: [Wanted] = []
    for page in pages {
      for block in page.blocks("fold") {
        do throws(Finding) {
          let id = try name(of: block)
          guard folds[page.path]?[id] == nil else {
            throw Finding("The page has two folds “\(id)”.", file: block.file, line: block.line)
          }
          folds[page.path, default: [:]][id] = .unresolved
          folds[page.path]?[id] = try resolver.fold(block, keeping: kept).entry
        } catch { findings.append(error) }
      }
      for block in page.blocks("numbers") {
        do throws(Finding) {
          let numbers = try NumbersBlock(block, in: folder)
          guard folds[page.path]?[numbers.id] == nil else {
            throw Finding(
              "The page has another “\(numbers.id)”.", file: block.file, line: block.line)
          }
          folds[page.path, default: [:]][numbers.id] = numbers.entry
        } catch { findings.append(error) }
      }
      for block in SourceBlock.computedKinds.flatMap(page.blocks) {
        do throws(Finding) {
          computed[page.path, default: [:]][block.line] = try resolver.parts(of: block)
        } catch { findings.append(error) }
      }
      for block in page.blocks("figure") {
        do throws(Finding) {
          let figure = try resolver.figure(block)
          wanted.append((page, block, figure, figure.id ?? figure.kind, nil))
        } catch { findings.append(error) }
      }
      for block in page.blocks("probe") {
        do throws(Finding) {
          let figure = try resolver.figure(block.asFigure)
          let id = figure.id ?? "probe"
          let fold = try resolver.fold(block.asFold, keeping: kept.union([.elementwise]))
          let probe = try Probe(fold, id: id, stem: "\(page.name).\(id)", block: block)
          wanted.append((page, block, figure, id, probe))
        } catch { findings.append(error) }
      }
    }
    draw(wanted, jobs: jobs)
  }

  private func name(of block: SourceBlock) throws(Finding) -> String {
    let text = try KeyedText(block.text, file: block.file, firstLine: block.textLine)
    guard let id = try text.text("id") else {
      throw Finding(
        "A fold block needs an `id`, by which the text speaks of it.", file: block.file,
        line: block.line, help: ["Add a line such as `id: real`."])
    }
    return id
  }

  private typealias Wanted = (
    page: Page, block: SourceBlock, figure: FigureBlock, id: String, probe: Probe?
  )

  private mutating func draw(
    _ wanted: [Wanted], jobs: Int
  ) {
    let orders = wanted.indices.flatMap { index in FigureVariant.all.map { (index, $0) } }
    let figures = wanted.map(\.figure)
    let drawings = concurrentMap(orders.count, threads: jobs) { number in
      let (index, variant) = orders[number]
      return Result { () throws(Finding) in try figures[index].draw(variant) }
    }
    for ((index, variant), result) in zip(orders, drawings) {
      let (page, block, figure, id, probe) = wanted[index]
      switch result {
      case .failure(let finding): findings.append(finding)
      case .success(let drawing):
        self.figures[page.path, default: [:]][
          block.line,
          default: PlacedFigure(
            block: figure, id: id, stem: "\(page.name).\(id)", drawings: [:], probe: probe)
        ].drawings[variant] = drawing
      }
    }
    shareFiles(of: wanted.map { ($0.page.path, $0.block.line) })
  }

  /// Figures that look the same on several pages are the same files: those of the first.
  private mutating func shareFiles(of places: [(page: String, line: Int)]) {
    var stems: [[FigureVariant: Drawing]: String] = [:]
    for (page, line) in places {
      guard let figure = figures[page]?[line], figure.probe == nil else { continue }
      if let stem = stems[figure.drawings] {
        figures[page]?[line]?.sharedStem = stem
      } else {
        stems[figure.drawings] = figure.stem
      }
    }
  }

  /// The files of the site, sorted by path.
  ///
  /// - Parameter isStrict: Whether links that lead nowhere are errors.
  /// - Throws: All that was found so far.
  mutating func recipes(isStrict: Bool) throws(SiteError) -> [(
    path: String, recipe: SitePlan.Recipe
  )] {
    var recipes: [String: SitePlan.Recipe] = [:]
    var broken: [Finding] = []
    var copies: Set<String> = []
    var stems: [String: Page] = [:]
    var written: [(page: Page, writer: PageWriter, body: String)] = []
    for page in pages {
      let entries = folds[page.path] ?? [:]
      var writer = PageWriter(
        page: page, folds: .record(entries.keys.sorted()) { entries[$0] ?? .absent("") },
        figures: figures[page.path] ?? [:], map: map)
      writer.computed = computed[page.path] ?? [:]
      let body = writer.html()
      findings += writer.findings
      broken += writer.brokenLinks
      written.append((page, writer, body))
      for figure in (figures[page.path] ?? [:]).values {
        // `a-b.md` and `a/b.md` give their figures the same names.
        if let other = stems.updateValue(page, forKey: figure.stem), other.path != page.path {
          findings.append(
            Finding(
              "\(other.file) has a figure “\(figure.id)” too, and its files would have one name.",
              file: page.file, help: ["Give one of the two another `id`."]))
        }
        for (variant, drawing) in figure.drawings {
          recipes[figure.path(variant)] = .drawing(drawing)
        }
        if let probe = figure.probe {
          for image in 0..<probe.imageCount {
            recipes[probe.path(image)] = .probe(probe, image: image)
          }
        }
      }
      copies.formUnion(writer.files)
      recipes[page.outputPath] = .bytes(theme.page(content(of: page, body: body)))
    }
    broken += brokenAnchors(written.map { ($0.page, $0.writer) })
    if isStrict { findings += broken } else { warnings = Set(broken).sorted() }
    if !findings.isEmpty { throw SiteError(findings) }
    for path in copies.sorted() where recipes[path] == nil {
      recipes[path] = .bytes(try folder.bytes(path))
    }
    for (path, bytes) in theme.files { recipes[path] = .bytes(bytes) }
    var index = SearchIndex()
    for (page, _, body) in inOrder(written) {
      index.add(body, title: page.title, address: page.outputPath)
    }
    recipes[SearchIndex.fileName] = .bytes(index.script)
    if let address = configuration.baseURL {
      recipes["sitemap.xml"] = .bytes(Self.siteMap(pages.map { "\(address)/\($0.outputPath)" }))
      recipes["404.html"] = .bytes(theme.page(missingPage(at: address)))
    }
    return recipes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Pages in the order of the navigation, then the others.
  private func inOrder<Rest>(_ written: [(page: Page, Rest, body: String)]) -> [(
    page: Page, Rest, body: String
  )] {
    let named = configuration.navigation
    return written.filter { named.contains($0.page.path) }.sorted {
      (named.firstIndex(of: $0.page.path) ?? 0) < (named.firstIndex(of: $1.page.path) ?? 0)
    } + written.filter { !named.contains($0.page.path) }
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

  /// What a server shows for an address that it doesn't know, in whichever folder.
  private func missingPage(at address: String) -> PageContent {
    PageContent(
      site: configuration.title, language: configuration.language, title: "No such page",
      summary: "There is no page at this address.", root: address + "/", home: home, canonical: nil,
      body: "<h1 id=\"missing\">There is no such page</h1>\n"
        + "<p>The address may have changed. The pages that there are stand above; "
        + "<a href=\"\(HTML.escaped(address))/\(home)\">the first one</a> is a good start.</p>\n",
      groups: groups { .init(title: $0.title, address: "\(address)/\($0.outputPath)") })
  }

  /// The navigation, each page as `neighbour` names it.
  private func groups(_ neighbour: (Page) -> PageContent.Neighbour) -> [PageContent.Group] {
    configuration.groups.map { group in
      .init(
        title: group.title,
        pages: group.pages.compactMap { path in pages.first { $0.path == path } }.map(neighbour))
    }
  }

  private func brokenAnchors(_ written: [(page: Page, writer: PageWriter)]) -> [Finding] {
    let anchors = Dictionary(
      uniqueKeysWithValues: written.map { ($0.page.path, $0.writer.anchors.union(["content"])) })
    return written.flatMap { page, writer in
      writer.anchorUses.compactMap { use in
        // A page that could not be read has its own finding.
        guard let there = anchors[use.page], !there.contains(use.anchor) else { return nil }
        let near = Spelling.suggestion(for: use.anchor, among: there.sorted())
        return Finding(
          "The link “#\(use.anchor)” leads nowhere: \(folder.file(use.page)) has no such anchor.",
          file: page.file, line: use.line, help: near.map { ["Did you mean `#\($0)`?"] } ?? [])
      }
    }
  }

  private func content(of page: Page, body: String) -> PageContent {
    let order = configuration.navigation.compactMap { path in pages.first { $0.path == path } }
    let place = order.firstIndex { $0.path == page.path }
    func neighbour(_ other: Page) -> PageContent.Neighbour {
      .init(
        title: other.title, address: SiteMap.relative(other.outputPath, from: page.path),
        isCurrent: other.path == page.path)
    }
    let next = place.map { $0 + 1 }.flatMap { order.indices.contains($0) ? order[$0] : nil }
    let previous = place.map { $0 - 1 }.flatMap { order.indices.contains($0) ? order[$0] : nil }
    return PageContent(
      site: configuration.title, language: configuration.language, title: page.title,
      summary: page.summary, root: SiteMap.relative("", from: page.path),
      home: home,
      canonical: configuration.baseURL.map { "\($0)/\(page.outputPath)" }, body: body,
      groups: groups(neighbour), previous: previous.map(neighbour), next: next.map(neighbour))
  }
}
