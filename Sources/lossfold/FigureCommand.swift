import ArgumentParser
import CairoRendering
import Drawings
import Figures
import Reductions
import Requests
import Tensors

/// `lossfold figure`.
struct Figure: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure",
    abstract: "Draws one figure as SVG, PNG or PDF.",
    discussion: """
      The file's ending decides its format. PNGs have 300 dots per inch, or --scale pixels for each \
      CSS pixel.

        lossfold figure ladder batch.npz:y_true batch.npz:y_pred --output ladder.svg
        lossfold figure class-heatmaps run.yaml --width column --output maps.pdf
        lossfold figure shares run.yaml --style house.yaml --output shares.svg
        lossfold figure --list
      """)

  @Argument(help: "The kind of figure; --list names them.", completion: .kinds)
  var kind: String?

  @Argument(
    help: ArgumentHelp(
      "Two arrays, a run file, or the file that the kind is drawn of; --list says which.",
      valueName: "Y_TRUE Y_PRED | RUN.yaml | FILE"),
    completion: .figureOperands)
  var operands: [String] = []

  @Flag(help: "Prints a kind a line, its name first, and what it needs.")
  var list = false

  @Option(
    name: .shortAndLong,
    help: "The file to draw: its ending is .svg, .png or .pdf; - for standard output.",
    completion: .figures)
  var output: String?

  @Option(
    help: "svg, png or pdf, for standard output: svg by default.",
    completion: .list(["svg", "png", "pdf"]))
  var format: String?

  @OptionGroup(title: "How it is drawn")
  var drawing: DrawingOptions

  @Option(help: ArgumentHelp("Writes the caption and the alt text.", valueName: "file"))
  var captionFile: String?

  @Option(help: ArgumentHelp("Writes the numbers of the figure as CSV.", valueName: "file"))
  var dataFile: String?

  @Option(
    help: "Prints the lines that embed the figure: html, markdown, quarto, latex, typst or rst.",
    completion: .snippets)
  var snippet: String?

  @OptionGroup(title: "What is folded")
  var fold: FoldOptions

  @OptionGroup
  var silence: Silence

  func validate() throws {
    guard !list else { return }
    guard kind != nil else {
      throw ValidationError("A figure kind is expected; --list names them.")
    }
    guard output != nil else {
      throw ValidationError("The file to draw is expected, such as --output figure.svg.")
    }
  }

  func run() throws { try run(settingTextWith: nil) }

  /// Draws the figure.
  ///
  /// - Parameter typesetter: Being made since before the command was parsed, over Debian's fonts.
  func run(settingTextWith typesetter: consuming Handover<Result<Typesetter, any Error>>?) throws {
    guard !list, let kind, let output else {
      _ = typesetter.take()?.taken()
      return try printKinds()
    }
    guard FigureKinds.named(kind) != nil else {
      throw RequestError(
        .unknownKind(kind, known: FigureKinds.all.map { $0.name }), at: "KIND", isFromFile: false)
    }
    let format = try self.format(of: output)
    let snippet = try snippet.map { (name) throws(RequestError) in
      guard let snippet = Snippet(rawValue: name) else {
        throw RequestError(
          .badValue(
            key: "snippet", value: name, expected: "html, markdown, quarto, latex, typst or rst",
            known: Snippet.allCases.map(\.rawValue)),
          at: "--snippet", isFromFile: false)
      }
      return snippet
    }
    let request = try DrawingOptions.request(
      kind: kind, of: operands, fold.fields + drawing.fields)
    guard request.worksheet.copies == 1 || format == .pdf else {
      throw RequestError(
        .conflict(
          "Only a PDF has more pages than one, but \(request.worksheet.copies) copies were asked for.",
          help: "Write to a file that ends in .pdf, or leave --copies out."),
        at: "--copies", isFromFile: false)
    }
    let (subject, inputs) = try request.resolved { [silence] inputs in
      Watched.inputs(inputs, title: "folding", silence)
    }
    if case .fold(let fold) = subject {
      for warning in fold.trace.warnings + request.remarks(on: fold.trace) {
        Console.note("warning: \(warning)")
      }
    }
    // Digests take another processor about as long as the picture takes this one.
    let given = self.drawing.fields
    let evidence = Meanwhile {
      Result { () throws(RequestError) in
        try FigureEvidence(of: request, subject, inputs, given: given)
      }
    }
    let prepared = request.style == nil ? typesetter.take()?.taken() : nil
    let (drawing, rendering) = try Self.render(
      request, subject, typesetter: try prepared?.get() ?? Self.typesetter(for: request),
      evidence: evidence.value.get(), as: format)
    for warning in rendering.warnings { Console.note("warning: \(warning)") }
    let words = try request.words(of: subject, drawnAs: drawing)
    if let dataFile {
      try Console.write(
        Array(request.table(of: subject).csv.utf8), to: dataFile, isText: true)
    }
    if let captionFile {
      try Console.write(Array(words.text.utf8), to: captionFile, isText: true)
    }
    try Console.write(rendering.bytes, to: output, isText: format == .svg)
    if let snippet {
      try Console.write(snippet.lines(embedding: output, words: words, size: drawing.size))
    }
  }

  /// The format that the file's ending names; of standard output, the one that was asked for.
  private func format(of output: String) throws(RequestError) -> Format {
    let ending = output == "-" ? nil : Format(ending: output)
    guard output == "-" || ending != nil else {
      throw RequestError(
        .badValue(key: "output", value: output, expected: "a file that ends in .svg, .png or .pdf"),
        at: "--output", isFromFile: false)
    }
    guard let format else { return ending ?? .svg }
    guard let named = Format(rawValue: format.lowercased()) else {
      throw RequestError(
        .badValue(
          key: "format", value: format, expected: "svg, png or pdf", known: ["svg", "png", "pdf"]),
        at: "--format", isFromFile: false)
    }
    guard ending == nil || ending == named else {
      throw RequestError(
        .conflict(
          "The file ends in .\(ending?.rawValue ?? ""), but the format \(format) was asked for.",
          help: "Leave --format out, or let the file end in .\(format)."),
        at: "--format", isFromFile: false)
    }
    return named
  }

  /// What sets the text of figures that have no style of their own, made by another thread: its
  /// fonts are open before they are needed.
  static func preparedTypesetter() -> Handover<Result<Typesetter, any Error>> {
    Handover {
      Result {
        let typesetter = try Typesetter()
        typesetter.prepare(FigureOptions().usualFonts)
        return typesetter
      }
    }
  }

  /// What sets the text of a figure.
  static func typesetter(for request: FigureRequest) throws -> Typesetter {
    try Typesetter(files: request.houseStyle().fontFiles())
  }

  /// The picture of `subject` as a file that bears `evidence`.
  static func render(
    _ request: FigureRequest, _ subject: FigureSubject,
    typesetter: @autoclosure () throws -> Typesetter,
    evidence: @autoclosure () throws -> FigureEvidence, as format: Format
  ) throws -> (Drawing, Rendering) {
    do {
      let renderer = try Renderer(typesetter: typesetter())
      let pages = try request.pages(of: subject, measuredBy: renderer.typesetter)
      var options = request.scale.map { RenderingOptions.scale($0) } ?? RenderingOptions()
      options.id = request.id
      var failure: (any Error)?
      func text() -> String? {
        do { return try evidence().text } catch {
          failure = error
          return nil
        }
      }
      if pages.count > 1 { options.evidence = text() }
      var rendering =
        pages.count > 1
        ? try renderer.render(pages: pages, options: options)
        : try renderer.render(pages[0], as: format, options: options, evidence: text)
      if let failure { throw failure }
      rendering.bytes = Evidence.sealed(rendering.bytes)
      return (pages[0], rendering)
    } catch let error as RenderingError {
      throw RenderingMishap(error) ?? error
    }
  }

  private func printKinds() throws {
    func padded(_ text: String, to width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count) + 2)
    }
    let width = FigureKinds.all.map { $0.name.count }.max() ?? 0
    let operands = FigureKinds.all.map { $0.takes.operands.count }.max() ?? 0
    for kind in FigureKinds.all {
      try Console.write(
        Style.output.bold(padded(kind.name, to: width)) + padded(kind.takes.operands, to: operands)
          + "\(kind.needs)\n")
    }
  }
}

/// A rendering that failed for no fault of ours: too large, or without its fonts.
struct RenderingMishap: Equatable, UserFacingError {
  let kind: MishapKind
  let place: String
  let sentence: String
  let help: [String]

  /// Nil where only a bug of ours leads there.
  init?(_ error: RenderingError) {
    switch error {
    case .tooManyPixels, .badResolution:
      kind = .usage
      place = "--scale"
    case .unreadableFont:
      kind = .missingInput
      place = error.place
    case .missingFont, .missingGlyphs, .cairo, .png:
      kind = .cannotCreate
      place = error.place
    case .emptySize, .badCoordinate: return nil
    }
    sentence = error.sentence
    help = error.help
  }
}

extension Format {
  /// The format that a file's ending names, in small letters or capitals.
  init?(ending path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
  }
}
