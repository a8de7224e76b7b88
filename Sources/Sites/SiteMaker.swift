private import CairoRendering
internal import Reductions
private import Tensors

/// Takes a file of the site as soon as it is made.
public typealias FileSink = @Sendable (_ path: String, _ bytes: [UInt8]) throws(Finding) -> Void

/// Makes a site of what was read, some pages at a time: what a page was made of is let go before the
/// next ones are, so that memory doesn't grow with their number.
struct SiteMaker {
  let draft: SiteDraft
  let resolver: any BlockResolver
  let jobs: Int
  /// Where files go; they are kept where there is none.
  let sink: FileSink?
  /// What is known from the build before; nil where nothing is to be remembered.
  let memory: PageMemory?
  /// Is told how many of how many pages are drawn.
  private let progress: @Sendable (Int, Int) -> Void

  /// What there is of the site, by path.
  private(set) var files: [String: Manifest.File] = [:]
  /// The files themselves, where nobody takes them.
  private(set) var bytes: [String: [UInt8]] = [:]
  var figureCount = 0
  var findings: [Finding]
  /// The pages as they were written, without what stands around every page.
  var written: [WrittenPage] = []
  /// The steps that some page writes out.
  let kept: Set<Step.ID>
  /// By the digests of its drawings, where an equal figure has its files.
  var stems: [[String]: String] = [:]
  var owners: [String: Page] = [:]
  private var copies: Set<String> = []

  /// How many pages are made at a time.
  private static let chunk = 24

  /// - Parameters:
  ///   - store: Where pages wait for the next build, if they do.
  ///   - program: Tells the program and its libraries from others, for what waits there.
  init(
    _ draft: SiteDraft, resolver: any BlockResolver, jobs: Int, sink: FileSink?,
    store: (any PageStore)? = nil, program: String = "",
    progress: @escaping @Sendable (Int, Int) -> Void
  ) {
    self.draft = draft
    self.resolver = resolver
    self.jobs = jobs
    self.sink = sink
    self.progress = progress
    findings = draft.findings
    let kept = Set(draft.pages.flatMap(\.keptSteps))
    self.kept = kept
    memory = store.map {
      PageMemory($0, program: program, map: draft.map, kept: kept.map(\.rawValue))
    }
  }

  /// Folds, draws and writes every page's text, or takes it as it was the last time.
  mutating func writePages() {
    for start in stride(from: 0, to: draft.pages.count, by: Self.chunk) {
      let pages = draft.pages[start..<min(start + Self.chunk, draft.pages.count)]
      write(Array(pages), after: start)
    }
    for path in copies.sorted() where files[path] == nil {
      do throws(SiteError) { take(DigestedFile(try draft.folder.bytes(path)), at: path) } catch {
        findings += error.findings
      }
    }
  }

  private mutating func write(_ pages: [Page], after before: Int) {
    let recalled = concurrentMap(pages.count, threads: jobs) { [memory] index in
      // Text alone is sooner written than looked up.
      pages[index].runBlocks.isEmpty ? nil : memory?.page(at: pages[index].path)
    }
    var made: [String: MadeBlocks] = [:]
    var wanted: [WantedFigure] = []
    var holding: [String: KeptPage] = [:]
    for (page, kept) in zip(pages, recalled) {
      if let kept, let memory, memory.holds(kept, for: page) {
        holding[page.path] = kept
      } else {
        wanted += resolve(page, &made[page.path, default: MadeBlocks()], kept)
      }
    }
    let (total, progress) = (draft.pages.count, progress)
    var drawn = draw(wanted) { done, count in
      progress(before + pages.count * done / count, total)
    }
    // In order: which of equal figures bears the files depends on it.
    for (page, kept) in zip(pages, recalled) {
      if let holds = holding[page.path] {
        if adopt(holds, page) { continue }
        holding[page.path] = nil
        drawn += draw(resolve(page, &made[page.path, default: MadeBlocks()], kept))
      }
      for figure in drawn where figure.wanted.page.path == page.path {
        place(figure, into: &made[page.path, default: MadeBlocks()])
      }
    }
    let (blocks, held, map) = (made, holding, draft.map)
    let results = concurrentMap(pages.count, threads: jobs) { [memory] index in
      let page = pages[index]
      if let kept = held[page.path] { return WrittenPage(page, kept.text) }
      let made = blocks[page.path] ?? MadeBlocks()
      let written = WrittenPage(page, made, map: map)
      if written.isSound, made.isComplete, !page.runBlocks.isEmpty, let memory {
        var kept = KeptPage(text: written.text, figures: made.kept, others: made.others)
        memory.keep(&kept, of: page, reading: made.reads)
      }
      return written
    }
    for page in results {
      findings += page.findings
      copies.formUnion(page.text.files)
    }
    written += results
  }

  /// Takes a finished file; where it can't be put away, that is a finding.
  mutating func take(_ file: DigestedFile, at path: String) {
    files[path] = Manifest.File(path: path, size: file.bytes.count, sha256: file.sha256)
    guard let sink else {
      bytes[path] = file.bytes
      return
    }
    do throws(Finding) { try sink(path, file.bytes) } catch { findings.append(error) }
  }

  /// Takes a finished file that nobody digested yet.
  mutating func take(_ bytes: [UInt8], at path: String) { take(DigestedFile(bytes), at: path) }

  /// Folds and computes what a page asks for.
  ///
  /// - Parameter before: The page as it was the last time, if it is known.
  private mutating func resolve(
    _ page: Page, _ made: inout MadeBlocks, _ before: KeptPage?
  ) -> [WantedFigure] {
    var wanted: [WantedFigure] = []
    for block in page.runBlocks {
      let paths = memory == nil ? nil : resolver.paths(of: block)
      if let paths { made.reads.formUnion(paths) } else { made.isComplete = false }
      func want(_ figure: FigureBlock, id: String, probe: Probe? = nil, _ files: [FigureFile]) {
        let key = paths.flatMap { memory?.key(of: block, reading: $0) }
        wanted.append(
          WantedFigure(
            page: page, block: block, figure: figure, id: id, probe: probe, files: files, key: key,
            kept: key.flatMap { key in before?.figures.first { $0.key == key } }))
      }
      do throws(Finding) {
        switch block.kind {
        case "fold":
          let id = try Self.name(of: block)
          guard made.folds[id] == nil else {
            throw Finding(
              "The page has two folds “\(id)”.", file: block.file, line: block.line,
              rule: "fold/repeated-id")
          }
          made.folds[id] = .unresolved
          made.folds[id] = try resolver.fold(
            block, keeping: kept, explaining: page.explanations
          ).entry
        case "numbers":
          let numbers = try NumbersBlock(block, in: draft.folder)
          guard made.folds[numbers.id] == nil else {
            throw Finding(
              "The page has another “\(numbers.id)”.", file: block.file, line: block.line,
              rule: "numbers/repeated-id")
          }
          made.folds[numbers.id] = numbers.entry
        case "figure", "example":
          var figure = try resolver.figure(block)
          let isExample = block.kind == "example"
          if isExample { figure.hasDownloads = true }
          want(
            figure, id: figure.id ?? figure.kind,
            FigureFile.shown + (isExample || figure.hasDownloads ? FigureFile.downloads : [])
              + (isExample ? FigureFile.thumbnails : []))
        case "probe":
          let figure = try resolver.figure(block.asFigure)
          let id = figure.id ?? "probe"
          let fold = try resolver.fold(
            block.asFold, keeping: kept.union([.elementwise]), explaining: [])
          let probe = try Probe(fold, id: id, stem: "\(page.name).\(id)", block: block)
          want(figure, id: id, probe: probe, FigureFile.shown)
        case "stepper":
          let fold = try resolver.fold(
            block.asFold, keeping: kept.union([.elementwise, .perPosition]), explaining: [])
          let stepper = try Stepper(fold, block: block, stem: "figures/\(page.name)")
          for file in stepper.sheets {
            let sheet = DigestedFile(
              try resolver.file(file.drawing, as: .png, Stepper.options))
            take(sheet, at: file.path)
            made.others.append((file.path, sheet))
          }
          made.steppers[block.line] = stepper
        case _ where SourceBlock.computedKinds.contains(block.kind):
          made.computed[block.line] = try resolver.parts(of: block)
        default: break
        }
      } catch { findings.append(error) }
    }
    return wanted
  }

  private static func name(of block: SourceBlock) throws(Finding) -> String {
    let text = try KeyedText(block.text, file: block.file, firstLine: block.textLine)
    guard let id = try text.text("id") else {
      throw Finding(
        "A fold block needs an `id`, by which the text speaks of it.", file: block.file,
        line: block.line, help: ["Add a line such as `id: real`."], rule: "fold/no-id")
    }
    return id
  }
}

/// What the blocks of a page became.
struct MadeBlocks: Sendable {
  /// Under their names.
  var folds: [String: Entry] = [:]
  /// By the line of their block, as the following.
  var figures: [Int: PlacedFigure] = [:]
  var computed: [Int: [ComputedPart]] = [:]
  var steppers: [Int: Stepper] = [:]

  // For the next build.

  /// The files that they read.
  var reads: Set<String> = []
  /// Whether that is all of them.
  var isComplete = true
  var kept: [KeptFigure] = []
  /// Files that belong to no figure, by path.
  var others: [(path: String, file: DigestedFile)] = []
}
