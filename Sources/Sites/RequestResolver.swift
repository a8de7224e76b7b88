internal import CairoRendering
internal import Drawings
private import Figures
internal import Reductions
internal import Requests
internal import Synchronization
internal import Tensors

extension SitePlan {
  /// Reads a folder of pages, folds and draws what they ask for, and checks every link.
  ///
  /// - Parameters:
  ///   - source: The folder.
  ///   - isStrict: Whether links that lead nowhere are errors; warnings otherwise.
  ///   - jobs: How many threads may work at once.
  ///   - commands: What `--help` says, by the name of the command: for `command` blocks.
  /// - Throws: All that is wrong, at once.
  public init(
    source: String, isStrict: Bool = true, jobs: Int, commands: [String: String] = [:]
  ) throws(SiteError) {
    try self.init(
      SiteMemory(source: source, commands: commands), isStrict: isStrict, jobs: jobs)
  }

  /// Reads a folder of pages again; what was folded, drawn and rendered before is not made anew.
  ///
  /// - Throws: All that is wrong, at once.
  public init(_ memory: SiteMemory, isStrict: Bool = true, jobs: Int) throws(SiteError) {
    try self.init(
      source: memory.source, resolver: memory.resolver, isStrict: isStrict, jobs: jobs)
  }
}

/// What planning one folder's site leaves behind for the next time: arrays, folds, drawings, files.
///
/// It holds as long as the files that the pages draw from do.
public struct SiteMemory: Sendable {
  /// The folder of pages.
  public let source: String
  let resolver: RequestResolver

  /// Nothing is known yet.
  ///
  /// - Parameter commands: What `--help` says, by the name of the command: for `command` blocks.
  public init(source: String, commands: [String: String] = [:]) {
    self.source = source
    resolver = RequestResolver(folder: source, commands: commands)
  }
}

/// Blocks as the requests that they are; each array read once, each fold folded once.
final class RequestResolver: BlockResolver {
  /// A trace, with what it was asked for.
  struct KnownTrace {
    var trace: Trace
    var kept: Set<Step.ID>
    var explained: Set<Explanation>
  }

  struct Memory {
    /// The arrays, by the request for nothing but them.
    var inputs: [FoldRequest: [FoldInput]] = [:]
    var traces: [FoldRequest: KnownTrace] = [:]
    /// By what the block says.
    var drawings: [String: [FigureVariant: Drawing]] = [:]
    var files: [Drawing: [UInt8]] = [:]
    /// Of drawings in a house's own font.
    var fonts: [Drawing: FontFiles] = [:]
    var parts: [String: [ComputedPart]] = [:]
  }

  /// What relative paths start from.
  private let folder: String
  /// What `--help` says, by the name of the command.
  let commands: [String: String]
  let memory = Mutex(Memory())

  init(folder: String, commands: [String: String] = [:]) {
    self.folder = folder
    self.commands = commands
  }

  func fold(_ block: SourceBlock, keeping kept: Set<Step.ID>) throws(Finding) -> NamedFold {
    do throws(RequestError) {
      // The name is the page's business; the line stays, so that others keep their numbers.
      let yaml = block.text.replacing(/(?m)^id:.*$/, with: "#")
      let request = try FoldRequest(yaml: yaml, place: place(block))
      let (trace, inputs) = try folded(request, keeping: kept)
      return NamedFold(
        trace: trace, classNames: request.classNames ?? [], inputs: inputs,
        threshold: request.threshold)
    } catch { throw Finding(error) }
  }

  func figure(_ block: SourceBlock) throws(Finding) -> FigureBlock {
    do throws(RequestError) {
      let request = try FigureRequest(yaml: block.text, place: place(block))
      let keeps = try request.keeps()
      return FigureBlock(
        kind: request.kind, id: request.id, caption: request.caption, alt: request.alt
      ) { [self] (variant) throws(Finding) in
        if let known = memory.withLock({ $0.drawings[block.text]?[variant] }) { return known }
        let drawing = try drawing(request, keeping: keeps, variant)
        memory.withLock { $0.drawings[block.text, default: [:]][variant] = drawing }
        return drawing
      }
    } catch { throw Finding(error) }
  }

  func svg(_ drawing: Drawing) throws(Finding) -> [UInt8] {
    if let known = memory.withLock({ $0.files[drawing] }) { return known }
    do throws(RenderingError) {
      let fonts = memory.withLock { $0.fonts[drawing] } ?? .debian
      let renderer = Renderer(typesetter: try Typesetter(files: fonts))
      let bytes = try renderer.render(drawing, as: .svg).bytes
      memory.withLock { $0.files[drawing] = bytes }
      return bytes
    } catch { throw Finding(error) }
  }

  private func drawing(
    _ request: FigureRequest, keeping kept: Set<Step.ID>, _ variant: FigureVariant
  ) throws(Finding) -> Drawing {
    var request = request
    request.options.theme = variant.theme == .dark ? .dark : .light
    if variant.width == .column { request.options.width = FigureVariant.columnWidth }
    let fonts: FontFiles
    do throws(RequestError) { fonts = try request.houseStyle().fontFiles() } catch {
      throw Finding(error)
    }
    let typesetter: Typesetter
    do throws(RenderingError) { typesetter = try Typesetter(files: fonts) } catch {
      throw Finding(error)
    }
    do throws(RequestError) {
      let drawing: Drawing
      if try request.figureKind().takes == .fold {
        let (trace, inputs) = try folded(
          request.fold, keeping: kept, explaining: request.figureKind().explains)
        drawing = try request.drawing(
          of: request.subject(trace, inputs), measuredBy: typesetter)
      } else if try request.figureKind().takes == .comparison {
        let (_, inputs) = try folded(request.fold, keeping: [])
        drawing = try request.drawing(of: request.comparison(of: inputs), measuredBy: typesetter)
      } else {
        drawing = try request.drawing(of: request.fileSubject(), measuredBy: typesetter)
      }
      if fonts != .debian { memory.withLock { $0.fonts[drawing] = fonts } }
      return drawing
    } catch { throw Finding(error) }
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
    let known = traces[key]
    if let known, kept.isSubset(of: known.kept), explaining.isSubset(of: known.explained) {
      return (known.trace, inputs)
    }
    var settings = request.settings(keeping: kept.union(known?.kept ?? []))
    settings.explaining = explaining.union(known?.explained ?? [])
    let trace = try request.trace(of: inputs, settings)
    traces[key] = RequestResolver.KnownTrace(
      trace: trace, kept: settings.keeping, explained: settings.explaining)
    return (trace, inputs)
  }
}

extension Finding {
  /// A drawing that can't become a file.
  init(_ error: RenderingError) {
    self.init(error.sentence, file: error.place, kind: .cannotCreate, help: error.help)
  }

  /// What a lower room says; its place may hold a line, and what stands on it.
  init(_ error: some UserFacingError) {
    self.init(error.sentence, file: error.place, kind: error.kind, help: error.help)
    if let match = error.place.wholeMatch(of: /(.*?):(\d+)(?:: (.*))?/), let line = Int(match.2) {
      file = String(match.1)
      self.line = line
      if let inside = match.3 { sentence = "\(inside): \(sentence)" }
    }
  }
}
