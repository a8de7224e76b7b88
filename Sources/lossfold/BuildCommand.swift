import ArgumentParser
import Foundation
import Sites
import Tensors

/// `lossfold build`: a folder of pages becomes a site.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build the site from a folder of pages.",
    discussion: """
      Reads Markdown pages and their site.yaml, folds the tensors that they name, draws their \
      figures, checks every link, and writes plain files that open without a server.

      The smallest folder of pages is two files:

        mkdir pages
        echo 'title: My losses' > pages/site.yaml
        printf '%s\\n' --- 'title: Start' 'summary: One page.' --- '# Start' \\
            > pages/index.md
        lossfold build pages --output out

      What was drawn waits in the cache folder ($XDG_CACHE_HOME or ~/.cache, in lossfold) for the \
      next build: an edit of one page draws what that page changed, and the site is the same, byte \
      by byte, as one built from nothing. It may be deleted at any time; --check doesn't use it.

      Every finding bears the name of its rule, such as [figure/unknown-kind]. With --no-strict \
      the site is built all the same, and shows on its pages what is to be mended.

        lossfold build
        lossfold build docs-src --output site
        lossfold build --check      # in CI: is the site what the pages give?
      """)

  @Argument(help: "The folder of pages.", completion: .directory)
  var source = "docs-src"

  @Option(
    name: .shortAndLong, help: "Where the site goes; replaced as a whole.", completion: .directory)
  var output = "site"

  @Flag(help: "Write nothing; exit 65 where the output differs from what the pages give.")
  var check = false

  @Flag(
    inversion: .prefixedNo,
    help: "What is wrong with pages is an error; otherwise it is shown in the page.")
  var strict = true

  @Option(help: "Threads at work; as many as there are processors by default.")
  var jobs: Int?

  @OptionGroup
  var silence: Silence

  func validate() throws {
    guard jobs.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--jobs: 1 or more was expected, but \(jobs ?? 0) was given.")
    }
  }

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let threads = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    try checkPlaces()
    let folder = try OutputFolder(output)
    let cache = check ? nil : BuildCache(source: source, isStrict: strict)
    if let record = cache?.record, folder.holds(record.manifest) {
      let what = Self.summary(record)
      return try Console.write(
        "\(folder.path): \(what), nothing changed. Open \(folder.path)/\(record.home)\n")
    }
    guard !check else {
      // What the files are is in the manifest; nothing is written.
      let plan = try plan(jobs: threads, cache) { (_, _) throws(Finding) in }
      let differing = folder.differences(from: plan.manifest)
      if !differing.isEmpty { throw StaleSite(folder: folder.path, source: source, differing) }
      return try Console.write(
        "\(folder.path): as \(source) gives it, \(plan.paths.count) files.\n")
    }
    let staging = folder.staging()
    defer { staging.remove() }
    let plan = try plan(jobs: threads, cache) { (path, bytes) throws(Finding) in
      do throws(OutputFolderError) { try staging.write(path, bytes) } catch {
        throw Finding(error, rule: "output/unwritable")
      }
    }
    try folder.replace(with: staging, plan.manifest)
    cache?.pages?.prune()
    let record = BuildCache.Record(
      content: cache?.content ?? "", pageCount: plan.pageCount, figureCount: plan.figureCount,
      byteCount: plan.manifest.files.reduce(0) { $0 + $1.size }, home: plan.home,
      manifest: String(decoding: plan.manifest.json, as: UTF8.self))
    // What was warned of is to be warned of again.
    if plan.warnings.isEmpty, cache?.content != nil { cache?.remember(record) }
    try Console.write(
      "\(folder.path): \(Self.summary(record)) in \(Self.tenths(seconds(clock.now - start))) s."
        + " Open \(folder.path)/\(plan.home)\n")
  }

  /// Makes the site, and says what is wrong with it but allowed.
  private func plan(
    jobs: Int, _ cache: BuildCache?, sink: @escaping FileSink
  ) throws -> SitePlan {
    let progress = Progress("building", silence)
    let plan = try Self.reportingAll { () throws(SiteError) in
      try SitePlan(
        source: source, isStrict: strict, jobs: jobs, commands: Lossfold.helpMessages, sink: sink,
        store: cache?.pages, program: cache?.program ?? "", progress: progress.show)
    }
    for warning in plan.warnings { Console.note("warning: \(warning.place): \(warning.ruled)") }
    return plan
  }

  private static func summary(_ record: BuildCache.Record) -> String {
    "\(counted(record.pageCount, "page")), \(counted(record.figureCount, "figure")),"
      + " \(tenths(Double(record.byteCount) / 1e6)) MB"
  }

  /// Prints every finding but the last, which is thrown: one error ends a process.
  private static func reportingAll<Result>(
    _ body: () throws(SiteError) -> Result
  ) throws -> Result {
    do throws(SiteError) { return try body() } catch {
      for finding in error.findings.dropLast() {
        Console.note("error: \(finding.place): \(finding.ruled)")
        for help in finding.help { Console.note("help: \(help)") }
      }
      guard var last = error.findings.last else { throw error }
      last.kind = error.kind
      last.sentence = last.ruled
      throw last
    }
  }

  /// Source and output must not hold one another.
  private func checkPlaces() throws {
    let source = URL(fileURLWithPath: source).standardizedFileURL.path + "/"
    let output = URL(fileURLWithPath: output).standardizedFileURL.path + "/"
    if source.hasPrefix(output) || output.hasPrefix(source) {
      throw OutputFolderError(.insideSource(self.source), self.output)
    }
  }

  private func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  static func tenths(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

/// `build --check` found other bytes than the pages give.
struct StaleSite: UserFacingError, Equatable {
  var folder: String
  var source: String
  /// Sorted; never empty.
  var paths: [String]

  init(folder: String, source: String, _ paths: [String]) {
    self.folder = folder
    self.source = source
    self.paths = paths
  }

  var kind: MishapKind { .badData }
  var place: String { folder }
  var sentence: String {
    "The site was expected to be what \(source) gives, but "
      + "\(Build.counted(paths.count, "file")) differ\(paths.count == 1 ? "s" : ""): "
      + paths.joined(separator: ", ") + "."
  }
  var help: [String] { ["Build it again: lossfold build \(source) --output \(folder)"] }
}
