internal import CairoRendering
internal import Drawings
private import Figures
internal import Reductions
internal import Requests
internal import Synchronization
package import Tensors
private import TensorFiles

extension SitePlan {
  /// Reads a folder of pages, folds and draws what they ask for, and checks every link.
  ///
  /// - Parameters:
  ///   - source: The folder.
  ///   - isStrict: Whether what is wrong with pages is an error; shown in the page otherwise.
  ///   - jobs: How many threads may work at once.
  ///   - commands: What `--help` says, by the name of the command: for `command` blocks.
  ///   - sink: Takes each file as soon as it is there; without it the plan keeps them.
  ///   - store: Where pages wait for the next plan, if they do.
  ///   - program: Tells the program and its libraries from others, for what waits there.
  ///   - progress: Is told how many of how many pages are drawn.
  /// - Throws: All that is wrong, at once.
  public init(
    source: String, isStrict: Bool = true, jobs: Int, commands: [String: String] = [:],
    sink: FileSink? = nil, store: (any PageStore)? = nil, program: String = "",
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws(SiteError) {
    try self.init(
      source: source, resolver: RequestResolver(folder: source, commands: commands),
      isStrict: isStrict, jobs: jobs, sink: sink, store: store, program: program,
      progress: progress)
  }

  /// Reads a folder of pages again; what was folded, drawn and rendered before is not made anew.
  ///
  /// - Throws: All that is wrong, at once.
  public init(_ memory: SiteMemory, isStrict: Bool = true, jobs: Int) throws(SiteError) {
    try self.init(
      source: memory.source, resolver: memory.resolver, isStrict: isStrict, jobs: jobs,
      store: memory.store)
  }
}

/// What planning one folder's site leaves behind for the next time: arrays, folds, pages.
public struct SiteMemory: Sendable {
  /// The folder of pages.
  public let source: String
  private(set) var resolver: RequestResolver
  let store: any PageStore = MemoryStore()

  /// Nothing is known yet.
  ///
  /// - Parameter commands: What `--help` says, by the name of the command: for `command` blocks.
  public init(source: String, commands: [String: String] = [:]) {
    self.source = source
    resolver = RequestResolver(folder: source, commands: commands)
  }

  /// Forgets arrays and folds, since files that pages draw from have changed.
  public mutating func forgetData() {
    resolver = RequestResolver(folder: source, commands: resolver.commands)
  }
}

/// Blocks as the requests that they are; each array read once, each fold folded once.
final class RequestResolver: BlockResolver {
  /// A trace, with what it was asked for.
  struct KnownTrace {
    var trace: Trace
    /// When it was last asked for, counted in requests.
    var use = 0
    var kept: Set<Step.ID>
    var explained: Set<Explanation>
  }

  struct Memory {
    /// The arrays, by the request for nothing but them.
    var inputs: [FoldRequest: [FoldInput]] = [:]
    var traces: [FoldRequest: KnownTrace] = [:]
    /// Of drawings in a house's own font.
    var fonts: [Drawing: FontFiles] = [:]
    var parts: [String: [ComputedPart]] = [:]
    /// How often a fold was asked for.
    var uses = 0
    /// How many elements all traces may hold together: 128 MB.
    static let mostElements = 32_000_000
  }

  /// What relative paths start from.
  private let folder: String
  private let typesetters = TypesetterPool()
  /// What `--help` says, by the name of the command.
  let commands: [String: String]
  let memory = Mutex(Memory())

  init(folder: String, commands: [String: String] = [:]) {
    self.folder = folder
    self.commands = commands
  }

  func fold(
    _ block: SourceBlock, keeping kept: Set<Step.ID>, explaining explained: Set<Explanation>
  ) throws(Finding) -> NamedFold {
    do throws(RequestError) {
      // The name is the page's business; the line stays, so that others keep their numbers.
      let yaml = block.text.replacing(/(?m)^id:.*$/, with: "#")
      let request = try FoldRequest(yaml: yaml, place: place(block))
      let (trace, inputs) = try folded(request, keeping: kept, explaining: explained)
      return NamedFold(
        trace: trace, classNames: request.classNames ?? [], inputs: inputs,
        threshold: request.threshold)
    } catch { throw Finding(error, of: "fold") }
  }

  func figure(_ block: SourceBlock) throws(Finding) -> FigureBlock {
    do throws(RequestError) {
      let request = try FigureRequest(yaml: block.text, place: place(block))
      let keeps = try request.keeps()
      var figure = FigureBlock(
        kind: request.kind, id: request.id, caption: request.caption, alt: request.alt
      ) { [self] (variant) throws(Finding) in
        try drawing(request, keeping: keeps, variant)
      }
      figure.hasDownloads = request.hasDownloads
      return figure
    } catch { throw Finding(error, of: block.kind) }
  }

  func file(
    _ drawing: Drawing, as format: Format, _ options: RenderingOptions
  ) throws(Finding) -> [UInt8] {
    let fonts = memory.withLock { $0.fonts[drawing] } ?? .debian
    return try typesetters.with(fonts) { (typesetter) throws(Finding) in
      do throws(RenderingError) {
        let rendering = try Renderer(typesetter: typesetter)
          .render(drawing, as: format, options: options)
        if let boxes = rendering.notes.boxes { throw .missingGlyphs(boxes) }
        return rendering.bytes
      } catch { throw Finding(error) }
    }
  }

  func paths(of block: SourceBlock) -> [String]? {
    func request(_ block: SourceBlock) -> FigureRequest? {
      try? FigureRequest(yaml: block.text, place: place(block))
    }
    switch block.kind {
    case "figure", "example": return try? request(block)?.paths()
    case "probe": return try? request(block.asFigure)?.paths()
    case "numbers":
      let text = try? KeyedText(block.text, file: block.file, firstLine: block.textLine)
      return (try? text?.text("file")).map { [folder + "/" + $0] }
    case "fold", "stepper", "compare":
      let yaml = block.text.replacing(/(?m)^(?:id|caption|number):.*$/, with: "#")
      return (try? FoldRequest(yaml: yaml, place: place(block)))?.paths
    default: return []
    }
  }

  func card(_ words: SocialCard) throws(Finding) -> Drawing {
    try typesetters.with(.debian) { (typesetter) throws(Finding) in
      words.drawing(measuredBy: typesetter)
    }
  }

  private func drawing(
    _ request: FigureRequest, keeping kept: Set<Step.ID>, _ variant: FigureVariant
  ) throws(Finding) -> DrawnFigure {
    var request = request
    switch variant.theme {
    case .light: request.options.theme = .light
    case .dark: request.options.theme = .dark
    case .print: request.options.theme = .print
    }
    if variant.width == .column { request.options.width = FigureVariant.columnWidth }
    let fonts: FontFiles
    do throws(RequestError) { fonts = try request.houseStyle().fontFiles() } catch {
      throw Finding(error, of: "figure")
    }
    let drawn = try typesetters.with(fonts) { (typesetter) throws(Finding) in
      try drawing(request, keeping: kept, measuredBy: typesetter)
    }
    if fonts != .debian { memory.withLock { $0.fonts[drawn.drawing] = fonts } }
    return drawn
  }

  private func drawing(
    _ request: FigureRequest, keeping kept: Set<Step.ID>, measuredBy typesetter: Typesetter
  ) throws(Finding) -> DrawnFigure {
    do throws(RequestError) {
      let subject: FigureSubject
      if try request.figureKind().takes == .fold {
        let (trace, inputs) = try folded(
          request.fold, keeping: kept, explaining: request.figureKind().explains)
        subject = try request.subject(trace, inputs)
      } else if try request.figureKind().takes == .comparison {
        let (_, inputs) = try folded(request.fold, keeping: [])
        subject = try request.comparison(of: inputs)
      } else {
        subject = try request.fileSubject()
      }
      return DrawnFigure(
        try request.drawing(of: subject, measuredBy: typesetter),
        caption: try request.figureKind().caption(of: subject))
    } catch { throw Finding(error, of: "figure") }
  }

  func place(_ block: SourceBlock) -> RequestPlace {
    RequestPlace(file: block.file, line: block.textLine, folder: folder)
  }

  /// The arrays of a request, read once.
  func inputs(of request: FoldRequest) throws(RequestError) -> [FoldInput] {
    let result = memory.withLock { memory in
      Result { () throws(RequestError) in try memory.arrays(of: request) }
    }
    return try result.get()
  }

  /// One fold for equal requests, wherever they stand.
  private func folded(
    _ request: FoldRequest, keeping kept: Set<Step.ID>, explaining: Set<Explanation> = []
  ) throws(RequestError) -> (Trace, [FoldInput]) {
    let every = FigureKinds.all.reduce(kept) { $0.union($1.keeps) }
    let result = memory.withLock { memory in
      Result { () throws(RequestError) in
        try memory.folded(request, keeping: every, explaining: explaining)
      }
    }
    return try result.get()
  }
}

extension RequestResolver.Memory {
  fileprivate mutating func arrays(
    of request: FoldRequest
  ) throws(RequestError) -> [FoldInput] {
    let key = request.arraysOnly
    if let known = inputs[key] { return known }
    let arrays = try request.inputs()
    inputs[key] = arrays
    return arrays
  }

  fileprivate mutating func folded(
    _ request: FoldRequest, keeping kept: Set<Step.ID>, explaining: Set<Explanation>
  ) throws(RequestError) -> (Trace, [FoldInput]) {
    let key = request.withoutPlaces
    let inputs = try arrays(of: request)
    uses += 1
    let known = traces[key]
    traces[key]?.use = uses
    if let known, kept.isSubset(of: known.kept), explaining.isSubset(of: known.explained) {
      return (known.trace, inputs)
    }
    var settings = request.settings(keeping: kept.union(known?.kept ?? []))
    settings.explaining = explaining.union(known?.explained ?? [])
    let trace = try request.trace(of: inputs, settings)
    forget(but: key)
    traces[key] = RequestResolver.KnownTrace(
      trace: trace, use: uses, kept: settings.keeping, explained: settings.explaining)
    return (trace, inputs)
  }

  /// Lets go what was asked for the longest ago, where much is held.
  private mutating func forget(but key: FoldRequest) {
    while traces.values.reduce(0, { $0 + $1.trace.keptCount }) > Self.mostElements,
      let oldest = traces.filter({ $0.key != key }).min(by: { $0.value.use < $1.value.use })
    {
      traces[oldest.key] = nil
      let left = Set(traces.keys.map(\.arraysOnly) + [key.arraysOnly])
      inputs = inputs.filter { left.contains($0.key) }
    }
  }
}

extension Trace {
  /// How many elements its tensors hold.
  fileprivate var keptCount: Int {
    outputs.reduce(0) { $0 + $1.steps.reduce(0) { $0 + ($1.tensor?.shape.count ?? 0) } }
  }
}

extension Finding {
  /// A drawing that can't become a file.
  init(_ error: RenderingError) {
    self.init(
      error.sentence, file: error.place, kind: .cannotCreate, help: error.help,
      rule: "figure/unrenderable")
  }

  /// What a request is told, which a block of `kind` made.
  init(_ error: RequestError, of kind: String) {
    self.init(error, rule: "\(kind)/\(error.fault.ruleName)")
  }

  /// What a lower room says; its place may hold a line, and what stands on it.
  package init(_ error: some UserFacingError, rule: String = "figure/undrawable") {
    self.init(error.sentence, file: error.place, kind: error.kind, help: error.help, rule: rule)
    if let match = error.place.wholeMatch(of: /(.*?):(\d+)(?:: (.*))?/), let line = Int(match.2) {
      file = String(match.1)
      self.line = line
      if let inside = match.3 { sentence = "\(inside): \(sentence)" }
    }
  }
}

extension RequestError.Fault {
  /// The last part of the rule's name.
  fileprivate var ruleName: String {
    switch self {
    case .notYAML: "not-yaml"
    case .notKeyed: "not-keyed"
    case .unknownKey: "unknown-key"
    case .repeatedKey: "repeated-key"
    case .badValue: "bad-value"
    case .missingKey: "missing-key"
    case .conflict: "conflict"
    case .unknownKind: "unknown-kind"
    case .unreadableFile: "missing-data"
    case .tooLongFile, .badFile: "bad-data"
    case .file(let error): error.kind == .missingInput ? "missing-data" : "bad-data"
    case .reduction: "refused"
    case .figure: "undrawable"
    case .missingFont: "missing-font"
    }
  }
}
