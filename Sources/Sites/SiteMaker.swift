internal import CairoRendering
internal import Drawings
private import Reductions
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
  /// Is told how many of how many pages are drawn.
  let progress: @Sendable (Int, Int) -> Void

  /// What there is of the site, by path.
  private(set) var files: [String: Manifest.File] = [:]
  /// The files themselves, where nobody takes them.
  private(set) var bytes: [String: [UInt8]] = [:]
  private(set) var figureCount = 0
  var findings: [Finding]
  /// The pages as they were written, without what stands around every page.
  var written: [WrittenPage] = []
  /// The steps that some page writes out.
  private let kept: Set<Step.ID>
  /// By the digests of its drawings, where an equal figure has its files.
  private var stems: [[String]: String] = [:]
  private var owners: [String: Page] = [:]
  private var copies: Set<String> = []

  /// How many pages are made at a time.
  private static let chunk = 24

  init(
    _ draft: SiteDraft, resolver: any BlockResolver, jobs: Int, sink: FileSink?,
    progress: @escaping @Sendable (Int, Int) -> Void
  ) {
    self.draft = draft
    self.resolver = resolver
    self.jobs = jobs
    self.sink = sink
    self.progress = progress
    findings = draft.findings
    kept = Set(draft.pages.flatMap(\.keptSteps))
  }

  /// Folds, draws and writes every page's text.
  mutating func writePages() {
    for start in stride(from: 0, to: draft.pages.count, by: Self.chunk) {
      let pages = draft.pages[start..<min(start + Self.chunk, draft.pages.count)]
      var made = Dictionary(uniqueKeysWithValues: pages.map { ($0.path, MadeBlocks()) })
      var wanted: [Wanted] = []
      for page in pages {
        let more = resolve(page, &made[page.path, default: MadeBlocks()])
        wanted += more
      }
      let (total, progress) = (draft.pages.count, progress)
      draw(wanted, into: &made) { done, count in
        progress(start + pages.count * done / count, total)
      }
      let writers = Array(pages)
      let map = draft.map
      let results = concurrentMap(writers.count, threads: jobs) { [made] index in
        WrittenPage(writers[index], made[writers[index].path] ?? MadeBlocks(), map: map)
      }
      for page in results {
        findings += page.findings
        copies.formUnion(page.files)
      }
      written += results
    }
    for path in copies.sorted() where files[path] == nil {
      do throws(SiteError) { take(try draft.folder.bytes(path), at: path) } catch {
        findings += error.findings
      }
    }
  }

  /// Takes a finished file; where it can't be put away, that is a finding.
  mutating func take(_ content: [UInt8], at path: String) {
    files[path] = Manifest.File(
      path: path, size: content.count, sha256: SHA256.hex(content))
    guard let sink else {
      bytes[path] = content
      return
    }
    do throws(Finding) { try sink(path, content) } catch { findings.append(error) }
  }

  /// What is drawn for a page.
  private struct Wanted {
    var page: Page
    var block: SourceBlock
    var figure: FigureBlock
    var id: String
    var probe: Probe?
    var files: [FigureFile]
  }

  /// Folds and computes what a page asks for.
  private mutating func resolve(_ page: Page, _ made: inout MadeBlocks) -> [Wanted] {
    var wanted: [Wanted] = []
    for block in page.runBlocks {
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
          wanted.append(
            Wanted(
              page: page, block: block, figure: figure, id: figure.id ?? figure.kind,
              files: FigureFile.shown
                + (isExample || figure.hasDownloads ? FigureFile.downloads : [])
                + (isExample ? FigureFile.thumbnails : [])))
        case "probe":
          let figure = try resolver.figure(block.asFigure)
          let id = figure.id ?? "probe"
          let fold = try resolver.fold(
            block.asFold, keeping: kept.union([.elementwise]), explaining: [])
          let probe = try Probe(fold, id: id, stem: "\(page.name).\(id)", block: block)
          wanted.append(
            Wanted(
              page: page, block: block, figure: figure, id: id, probe: probe,
              files: FigureFile.shown))
        case "stepper":
          let fold = try resolver.fold(
            block.asFold, keeping: kept.union([.elementwise, .perPosition]), explaining: [])
          let stepper = try Stepper(fold, block: block, stem: "figures/\(page.name)")
          for file in stepper.sheets {
            take(
              try resolver.file(file.drawing, as: .png, Stepper.options), at: file.path)
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

  /// Draws all files of some figures, and puts them away.
  private mutating func draw(
    _ wanted: [Wanted], into made: inout [String: MadeBlocks],
    progress: @escaping @Sendable (Int, Int) -> Void
  ) {
    let orders = wanted.indices.flatMap { index in wanted[index].files.map { (index, $0) } }
    let figures = wanted.map(\.figure)
    let done = PartsDone(of: orders.count, report: progress)
    let drawn = concurrentMap(orders.count, threads: jobs) { [resolver] number in
      defer { done.advance() }
      let (index, file) = orders[number]
      return Result { () throws(Finding) -> (DrawingFacts, [UInt8]) in
        let drawn = try figures[index].draw(file.variant)
        let drawing = file.part(of: drawn.drawing)
        return (DrawingFacts(drawn), try resolver.file(drawing, as: file.format, file.options))
      }
    }
    var next = 0
    for item in wanted {
      var contents: [(FigureFile, [UInt8])] = []
      var placed = PlacedFigure(
        block: item.figure, id: item.id, stem: "\(item.page.name).\(item.id)", drawings: [:],
        probe: item.probe)
      for file in item.files {
        switch drawn[next] {
        case .failure(let finding): findings.append(finding)
        case .success(let (facts, bytes)):
          if file.use == .shown { placed.drawings[file.variant] = facts }
          contents.append((file, bytes))
        }
        next += 1
      }
      guard contents.count == item.files.count else { continue }
      place(&placed, of: item.page, contents)
      made[item.page.path, default: MadeBlocks()].figures[item.block.line] = placed
    }
  }

  /// Puts the files of a figure away; those of one that looks the same on several pages once.
  private mutating func place(
    _ figure: inout PlacedFigure, of page: Page, _ contents: [(file: FigureFile, bytes: [UInt8])]
  ) {
    figureCount += 1
    if let probe = figure.probe {
      for image in 0..<probe.imageCount { take(probe.script(image), at: probe.path(image)) }
    }
    // `a-b.md` and `a/b.md` give their figures the same names.
    if let other = owners.updateValue(page, forKey: figure.stem), other.path != page.path {
      findings.append(
        Finding(
          "\(other.file) has a figure “\(figure.id)” too, and its files would have one name.",
          file: page.file, help: ["Give one of the two another `id`."],
          rule: "figure/repeated-name"))
    }
    if contents.count == FigureFile.shown.count {
      let digests = contents.map { SHA256.hex($0.bytes) }
      if let stem = stems[digests] {
        figure.stem = stem
        return
      }
      stems[digests] = figure.stem
    }
    for (file, bytes) in contents { take(bytes, at: figure.path(file)) }
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
}

/// A page's text as HTML, and what has to be known of it when all are there.
struct WrittenPage: Sendable {
  var page: Page
  var body: String
  var anchors: Set<String>
  var anchorUses: [PageWriter.AnchorUse]
  /// Files that the page links to or shows.
  var files: Set<String>
  /// The files that a browser asks for as soon as the page opens, beside the theme's.
  var opening: Set<String>
  var findings: [Finding]
  var brokenLinks: [Finding]
  /// For the search.
  var sections: [SearchIndex.Section]

  init(_ page: Page, _ made: MadeBlocks, map: SiteMap) {
    var writer = PageWriter(
      page: page, folds: .record(made.folds.keys.sorted()) { made.folds[$0] ?? .absent("") },
      figures: made.figures, map: map)
    writer.computed = made.computed
    writer.steppers = made.steppers
    body = writer.html()
    self.page = page
    self.page.markup = Markup(blocks: [])
    self.page.expressions = InlineExpressions()
    anchors = writer.anchors
    anchorUses = writer.anchorUses
    files = writer.files
    opening = writer.opening
    findings = writer.findings
    brokenLinks = writer.brokenLinks
    sections = SearchIndex.sections(of: body, title: page.title)
  }
}
