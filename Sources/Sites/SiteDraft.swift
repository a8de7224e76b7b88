private import Tensors

/// A folder of pages as it was read: nothing is folded or drawn yet.
struct SiteDraft {
  let folder: SourceFolder
  let configuration: SiteConfiguration
  let theme: SiteTheme
  let map: SiteMap
  /// Sorted by path.
  let pages: [Page]
  /// What is wrong with the pages that could not be read.
  let findings: [Finding]

  /// Reads everything; a page that can't be understood is a finding where others may follow.
  ///
  /// - Parameter jobs: How many threads may work at once.
  init(_ folder: SourceFolder, jobs: Int) throws(SiteError) {
    self.folder = folder
    let inTheme = SiteTheme.folder + "/"
    let paths = folder.paths.filter { !$0.hasPrefix(inTheme) && $0 != SiteConfiguration.fileName }
    let pagePaths = paths.filter { $0.hasSuffix(".md") }
    guard folder.paths.contains(SiteConfiguration.fileName) else {
      throw SiteError([
        Finding(
          "A folder of pages has a `site.yaml`, but this one has none.", file: folder.name,
          kind: .missingInput, help: ["Write one with a line `title: …`."],
          rule: "site/no-configuration")
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
    guard !pagePaths.isEmpty else {
      throw SiteError([
        Finding(
          "A folder of pages has a page, but this one has none.", file: folder.name,
          kind: .missingInput,
          help: ["Write an `index.md`; `lossfold build --help` shows the smallest."],
          rule: "site/no-pages")
      ])
    }
    let read = concurrentMap(pagePaths.count, threads: jobs) { index in
      Result { () throws(SiteError) in
        let path = pagePaths[index]
        return try Page(try folder.text(path), path: path, file: folder.file(path))
      }
    }
    var pages: [Page] = []
    var findings: [Finding] = []
    for result in read {
      switch result {
      case .success(let page): pages.append(page)
      case .failure(let error): findings += error.findings
      }
    }
    self.pages = pages
    self.findings = findings
    map = SiteMap(
      pages: Set(pagePaths), files: Set(paths).subtracting(pagePaths), folder: folder.name,
      examples: Dictionary(
        uniqueKeysWithValues: pages.compactMap { page in
          page.example.map { (page.path, $0) }
        }))
  }
}
