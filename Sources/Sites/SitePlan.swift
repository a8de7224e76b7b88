/// What a folder of pages becomes: files by path.
public struct SitePlan: Sendable {
  /// The files, sorted by path, without the manifest.
  public var paths: [String] { manifest.files.map(\.path) }
  /// How many pages there are.
  public let pageCount: Int
  /// The path of the page that one opens first.
  public let home: String
  /// How many figures they show, each in several drawings.
  public let figureCount: Int
  /// What is wrong, where somebody allowed it; sorted.
  public let warnings: [Finding]
  /// What the site holds.
  public let manifest: Manifest
  /// The files, where nobody took them.
  private let files: [String: [UInt8]]

  /// Reads a folder of pages, folds and draws what they ask for, and checks every link.
  ///
  /// - Parameters:
  ///   - source: The folder.
  ///   - resolver: Turns blocks into folds and drawings.
  ///   - isStrict: Whether what is wrong with pages is an error; shown in the page otherwise.
  ///   - jobs: How many threads may work at once.
  ///   - sink: Takes each file as soon as it is there; without it the plan keeps them.
  ///   - store: Where pages wait for the next plan, if they do.
  ///   - program: Tells the program and its libraries from others, for what waits there.
  ///   - progress: Is told how many of how many pages are drawn.
  /// - Throws: All that is wrong, at once.
  package init(
    source: String, resolver: any BlockResolver, isStrict: Bool = true, jobs: Int,
    sink: FileSink? = nil, store: (any PageStore)? = nil, program: String = "",
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws(SiteError) {
    let draft = try SiteDraft(try SourceFolder(source), jobs: jobs)
    var maker = SiteMaker(
      draft, resolver: resolver, jobs: jobs, sink: sink, store: store, program: program,
      progress: progress)
    maker.writePages()
    warnings = try maker.finish(isStrict: isStrict)
    pageCount = draft.pages.count
    home = draft.configuration.home
    figureCount = maker.figureCount
    manifest = Manifest(files: Array(maker.files.values))
    files = maker.bytes
  }

  /// The file at `path`; nil where the plan has none, or somebody took it.
  public func render(_ path: String) -> [UInt8]? { files[path] }

  /// Every file that nobody took, sorted by path.
  public var rendered: [(path: String, bytes: [UInt8])] {
    files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
