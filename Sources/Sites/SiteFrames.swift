/// What stands around the text of every page: navigation, neighbours, addresses.
struct SiteFrames: Sendable {
  static let printPath = "print.html"
  static let contentsPath = "contents.html"

  private let configuration: SiteConfiguration
  private let pages: [String: Page]
  /// The pages in the order in which one reads them: those of the navigation, each with what lies
  /// below it, then the others.
  let order: [String]
  /// By page: the one before and the one behind.
  private let neighbours: [String: (before: String?, behind: String?)]
  /// By page: the page of the navigation that it lies below.
  private let parents: [String: String]

  /// Whether there are more pages than a page's head can list.
  var isLarge: Bool { configuration.navigation.count > 60 }
  /// Whether all pages stand on one too.
  var hasPrintPage: Bool { configuration.hasPrintPage ?? (pages.count <= 100) }

  init(_ draft: SiteDraft) {
    configuration = draft.configuration
    // What they hold is of no interest here.
    pages = Dictionary(uniqueKeysWithValues: draft.pages.map { ($0.path, $0.withoutText) })
    let named = draft.configuration.navigation.filter { path in
      draft.pages.contains { $0.path == path }
    }
    let isNamed = Set(named)
    var parents: [String: String] = [:]
    var children: [String: [String]] = [:]
    let folders = Dictionary(uniqueKeysWithValues: named.map { ($0.dropLast(3) + "/", $0) })
    for page in draft.pages where !isNamed.contains(page.path) {
      guard let slash = page.path.lastIndex(of: "/"), let parent = folders[page.path[...slash]]
      else { continue }
      parents[page.path] = parent
      children[parent, default: []].append(page.path)
    }
    for page in draft.pages where children[page.path] != nil {
      // In the order of the page that shows them.
      let places = Dictionary(
        page.galleryPaths.enumerated().map { ($0.element, $0.offset) }
      ) { first, _ in first }
      children[page.path]?.sort {
        (places[$0] ?? .max, $0) < (places[$1] ?? .max, $1)
      }
    }
    var neighbours: [String: (before: String?, behind: String?)] = [:]
    for chain in [named] + children.values {
      for (index, path) in chain.enumerated() {
        neighbours[path] = (
          index > 0 ? chain[index - 1] : nil, index + 1 < chain.count ? chain[index + 1] : nil
        )
      }
    }
    self.parents = parents
    self.neighbours = neighbours
    let reading = named.flatMap { [$0] + (children[$0] ?? []) }
    let isRead = Set(reading)
    order = reading + draft.pages.map(\.path).filter { !isRead.contains($0) }
  }

  /// The page that one opens first.
  var home: String { configuration.home }

  func content(of page: Page, body: String) -> PageContent {
    func neighbour(_ path: String?) -> PageContent.Neighbour? {
      path.flatMap { pages[$0] }.map { other in
        PageContent.Neighbour(
          title: other.title, address: SiteMap.relative(other.outputPath, from: page.path))
      }
    }
    let current = parents[page.path] ?? page.path
    var content = frame(page.title, page.summary, body, root: SiteMap.relative("", from: page.path))
    { other in
      PageContent.Neighbour(
        title: other.title, address: SiteMap.relative(other.outputPath, from: page.path),
        isCurrent: other.path == current)
    }
    content.parent = neighbour(parents[page.path])
    content.previous = neighbour(neighbours[page.path]?.before)
    content.next = neighbour(neighbours[page.path]?.behind)
    if let address = configuration.baseURL {
      content.canonical = "\(address)/\(page.outputPath)"
      if configuration.hasSocialCards { content.card = "\(address)/\(page.cardPath)" }
    }
    return content
  }

  /// All pages on one.
  func printPage(body: String) -> PageContent {
    var content = frame(
      "All pages", "Every page of \(configuration.title) on one, to be printed.", body, root: ""
    ) { .init(title: $0.title, address: $0.outputPath) }
    content.isPrint = true
    return content
  }

  /// What a server shows for an address that it doesn't know, in whichever folder.
  func missingPage(at address: String) -> PageContent {
    frame(
      "No such page", "There is no page at this address.",
      "<h1 id=\"missing\">There is no such page</h1>\n"
        + "<p>The address may have changed. The pages that there are stand above; "
        + "<a href=\"\(HTML.escaped(address))/\(home)\">the first one</a> is a good start.</p>\n",
      root: address + "/"
    ) { .init(title: $0.title, address: "\(address)/\($0.outputPath)") }
  }

  /// The list of all pages, where there are too many for every page's head.
  func contentsPage() -> PageContent {
    let lists = configuration.groups.map { group in
      let items = group.pages.compactMap { pages[$0] }.map {
        "<li><a href=\"\(HTML.escaped($0.outputPath))\">\(HTML.escaped($0.title))</a></li>\n"
      }
      let heading = group.title.isEmpty ? "" : "<h2>\(HTML.escaped(group.title))</h2>\n"
      return heading + "<ul>\n\(items.joined())</ul>\n"
    }
    return frame(
      "All pages", "Every page of \(configuration.title).",
      "<h1 id=\"all\">All pages</h1>\n" + lists.joined(), root: ""
    ) { .init(title: $0.title, address: $0.outputPath) }
  }

  private func frame(
    _ title: String, _ summary: String, _ body: String, root: String,
    _ neighbour: (Page) -> PageContent.Neighbour
  ) -> PageContent {
    var content = PageContent(
      site: configuration.title, language: configuration.language, title: title, summary: summary,
      root: root, home: home, body: body)
    if isLarge {
      content.contents = root + Self.contentsPath
    } else {
      content.groups = configuration.groups.map { group in
        .init(title: group.title, pages: group.pages.compactMap { pages[$0] }.map(neighbour))
      }
    }
    if hasPrintPage { content.printAddress = root + Self.printPath }
    return content
  }
}
