internal import Drawings
private import Tensors

/// What a folder of pages becomes: files by path, each rendered by itself; nothing is written.
public struct SitePlan: Sendable {
  /// How one file is made.
  enum Recipe: Sendable {
    /// A page, a style, a copy: already there.
    case bytes([UInt8])
    /// A drawing that becomes SVG.
    case drawing(Drawing)
    /// The data of one image, for a probe.
    case probe(Probe, image: Int)
  }

  /// The files, sorted by path, without the manifest.
  public var paths: [String] { recipes.map(\.path) }
  /// How many pages there are.
  public let pageCount: Int
  /// The path of the page that one opens first.
  public let home: String
  /// How many figures they show, each in several drawings.
  public let figureCount: Int
  /// Links that lead nowhere, where somebody allowed them; sorted.
  public let warnings: [Finding]
  private let recipes: [(path: String, recipe: Recipe)]
  private let resolver: any BlockResolver

  /// Reads a folder of pages, folds and draws what they ask for, and checks every link.
  ///
  /// - Parameters:
  ///   - source: The folder.
  ///   - resolver: Turns blocks into folds and drawings.
  ///   - isStrict: Whether links that lead nowhere are errors; warnings otherwise.
  ///   - jobs: How many threads may work at once.
  /// - Throws: All that is wrong, at once.
  package init(source: String, resolver: any BlockResolver, isStrict: Bool = true, jobs: Int)
    throws(SiteError)
  {
    let folder = try SourceFolder(source)
    var draft = try SiteDraft(folder)
    draft.resolve(with: resolver, jobs: jobs)
    recipes = try draft.recipes(isStrict: isStrict)
    warnings = draft.warnings
    pageCount = draft.pages.count
    home = draft.home
    figureCount = draft.figureCount
    self.resolver = resolver
  }

  /// The file at `path`; nil where the plan has none.
  public func render(_ path: String) throws(SiteError) -> [UInt8]? {
    guard let recipe = recipes.first(where: { $0.path == path })?.recipe else { return nil }
    do { return try bytes(of: recipe) } catch { throw SiteError([error]) }
  }

  /// Every file, sorted by path.
  ///
  /// - Parameter jobs: How many threads may work at once.
  public func render(jobs: Int) throws(SiteError) -> [(path: String, bytes: [UInt8])] {
    var findings: [Finding] = []
    var files: [(path: String, bytes: [UInt8])] = []
    let results = concurrentMap(recipes.count, threads: jobs) { index in
      Result { () throws(Finding) in try bytes(of: recipes[index].recipe) }
    }
    for ((path, _), result) in zip(recipes, results) {
      switch result {
      case .success(let bytes): files.append((path, bytes))
      case .failure(let finding): findings.append(finding)
      }
    }
    if !findings.isEmpty { throw SiteError(findings) }
    return files
  }

  private func bytes(of recipe: Recipe) throws(Finding) -> [UInt8] {
    switch recipe {
    case .bytes(let bytes): bytes
    case .drawing(let drawing): try resolver.svg(drawing)
    case .probe(let probe, let image): probe.script(image)
    }
  }
}
