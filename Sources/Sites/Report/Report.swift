private import CairoRendering
private import Figures
public import Reductions
public import Requests
private import TensorFiles
internal import Tensors

/// All that there is to say about one fold, as one page that needs no other file and no network.
public struct Report: Sendable {
  /// The bytes of the page.
  public let html: [UInt8]
  /// What a reader should know, a sentence each.
  public let warnings: [String]

  /// How much the page may weigh, in bytes: past that, the probe has the worst samples only.
  private static let budget = 4_950_000

  /// The longest JSON of a fold that the page holds, in bytes.
  private static let longestJSON = 1_500_000

  /// Folds what is asked for and writes the page.
  ///
  /// - Parameters:
  ///   - source: What was folded, for the page's head: `batch.npz:y_true batch.npz:y_pred`.
  ///   - against: Other predictions for the same labels.
  ///   - jobs: How many threads may work at once.
  ///   - watching: Stands between the files and the fold, to see how far it is read.
  ///   - progress: Is told how many of how many parts are done.
  /// - Throws: ``RequestError`` where a file cannot be read, the convention refuses, or a font is
  ///   missing.
  public init(
    _ request: FoldRequest, source: String, against: String? = nil, jobs: Int,
    watching: ([FoldInput]) -> [FoldInput] = { $0 },
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws(RequestError) {
    // What does not wait for the fold keeps another processor busy meanwhile.
    let typesetters = TypesetterPool()
    typesetters.prepare(.debian)
    let inputs = try request.inputs()
    let others =
      inputs.count == 1 && ReportFold.areInMemory(inputs)
      ? Meanwhile { Comparison(of: inputs[0], request.settings()) } : nil
    let first = try ReportFold(request, inputs, watching: watching)
    let second = try against.map { (path) throws(RequestError) in
      try Self.second(request, path, first, watching)
    }
    let comparison = others?.value
    let sections = first.outputs.enumerated().map { index, output in
      ReportSection(
        output: output, input: first.inputs[index],
        against: second.flatMap { second in
          second.outputs.indices.contains(index) && index == 0
            ? ReportAgainst(first: output, second: second.outputs[index], path: against ?? "") : nil
        }, comparison: comparison)
    }
    // All that is slow, over all sections: figures, and the packing of samples.
    let room = Self.budget / max(1, sections.count)
    let works = sections.enumerated().flatMap { index, section in
      section.works(request, room: room).map { (index, $0) }
    }
    let done = PartsDone(of: works.count, report: progress)
    let results = concurrentMap(works.count, threads: jobs) { index in
      defer { done.advance() }
      return works[index].1.result(typesetters)
    }

    var drawings = PageDrawings()
    let json = Self.json(first.trace)
    var body = Self.head(first, source: source)
    var parts: [(ReportSection, ReportPieces)] = []
    for (index, section) in sections.enumerated() {
      let pieces = ReportPieces(
        section, zip(works, results).filter { $0.0.0 == index }.map { ($0.0.1, $0.1) })
      parts.append((section, pieces))
    }
    for (index, (section, pieces)) in parts.enumerated() {
      body += section.html(
        pieces, isAlone: parts.count == 1, isFirst: index == 0, &drawings)
    }
    var ending = ""
    if let comparison {
      ending += ReportMarkup.heading("What each framework would say", id: "conventions")
      ending += ReportTables.conventions(comparison)
      ending += parts[0].1.figures.html([ConventionsFigure.name], &drawings)
    } else if !first.isInMemory {
      ending += ReportMarkup.heading("What each framework would say", id: "conventions")
      ending += ReportMarkup.paragraph(
        "Not folded here: the tensors stayed in their files, which would have to be read once more "
          + "for each framework. `lossfold compare` does that.")
    }
    let rest =
      body.utf8.count + ending.utf8.count + drawings.definitions.utf8.count
      + drawings.style.utf8.count
      + ReportPage.frame + ReportPage.byteCount(json)
    let probes = parts.map { section, pieces in
      section.probe(
        pieces, room: (Self.budget - rest) / parts.count, isAlone: parts.count == 1, &drawings)
    }
    let texts = Self.withContents([body] + probes + [ending, Self.leftOut(parts)])
    html = ReportPage(title: Self.title(first), texts: texts, drawings: drawings, json: json).html
    let names = (request.classNames ?? []) + first.trace.outputs.map(\.name)
    // Whatever could not be set at all has its place on the page, where the figure is missing.
    let notes = try? typesetters.with(.debian) { (typesetter) throws(Finding) in
      do throws(RenderingError) { return try typesetter.notes(on: names) } catch {
        throw Finding(error)
      }
    }
    warnings =
      first.trace.warnings + request.remarks(on: first.trace) + (notes?.all ?? [])
  }

  /// The JSON of the fold; nil where it would be too long.
  private static func json(_ trace: Trace) -> String? {
    // Of each sample it has a loss and a share.
    let samples = trace.outputs.reduce(0) { $0 + ($1.views.perSample?.count ?? 0) }
    guard samples * 4 <= longestJSON else { return nil }
    let text = trace.json.prettyText
    return text.utf8.count <= longestJSON ? text : nil
  }

  // MARK: The head

  private static func title(_ fold: ReportFold) -> String {
    guard let total = fold.trace.total else { return "Many losses, not one number" }
    if total.isNaN { return "Why the number is NaN" }
    if total.isInfinite { return "Why the number is infinite" }
    if total == 0 { return "The number is 0" }
    return "Where \(NumberFormat.significant(total)) comes from"
  }

  private static func head(_ fold: ReportFold, source: String) -> String {
    let losses = fold.trace.outputs.map { "`\($0.loss)`" }
    let shapes = fold.inputs.map {
      NumberFormat.countsGrouped(in: $0.yPred.shape.description)
    }
    var parts: [ReportFindings.Item] = []
    if fold.trace.outputs.count > 1 || !fold.trace.penalties.isEmpty {
      parts = fold.trace.outputs.map { output in
        let weight =
          output.lossWeight == 1 ? "" : " × \(NumberFormat.tick(output.lossWeight))"
        return .init(
          number: ReportOutput.number(output.value.map { $0 * output.lossWeight }),
          sentence: "comes from \(ReportMarkup.bold(output.name)): "
            + "\(ReportOutput.number(output.value))\(weight).")
      }
      for penalty in fold.trace.penalties {
        parts.append(
          .init(number: ReportOutput.number(penalty), sentence: "is added as a penalty."))
      }
    }
    let what =
      fold.inputs.count == 1
      ? "\(losses[0]) of `\(source)`, \(shapes[0])" : "\(losses.count) outputs of `\(source)`"
    return "<h1 id=\"report\">\(HTML.escaped(title(fold)))</h1>\n"
      + "<p class=\"lead\">\(ReportMarkup.inline("\(what), folded as \(fold.trace.convention.title) does."))</p>\n"
      + ReportMarkup.findings(parts)
  }

  /// Where the list of sections will stand.
  static let contents = "\u{E002}"

  /// Links to the sections of all texts, in place of ``contents`` in the first.
  private static func withContents(_ texts: [String]) -> [String] {
    var texts = texts
    guard let place = texts.first?.firstRange(of: contents) else { return texts }
    let links = texts.map(links).joined() + "<a href=\"#downloads\">To take away</a>\n"
    texts[0].replaceSubrange(
      place, with: "<nav class=\"toc\" aria-label=\"Sections\">\n\(links)</nav>\n")
    return texts
  }

  /// Links to the headings of `text`.
  private static func links(_ text: String) -> String {
    var links = ""
    // Bytes, not characters: the packed samples are megabytes.
    let start = Array("<h2 id=\"".utf8)
    var rest = Array(text.utf8)[...]
    while let place = rest.place(of: UInt8(ascii: "<")) {
      rest = rest[place...]
      guard rest.starts(with: start) else {
        rest = rest.dropFirst()
        continue
      }
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...]
      let heading = String(decoding: line.dropFirst(start.count), as: UTF8.self)
      guard let quote = heading.firstIndex(of: "\""), let end = heading.firstRange(of: "</h2>")
      else { continue }
      links +=
        "<a href=\"#\(heading[..<quote])\">"
        + "\(heading[quote..<end.lowerBound].dropFirst(2))</a>\n"
    }
    return links
  }

  private static func leftOut(_ parts: [(ReportSection, ReportPieces)]) -> String {
    let reasons = parts.flatMap { section, pieces in
      pieces.figures.reasons.map { parts.count > 1 ? "`\(section.output.output.name)`, \($0)" : $0 }
    }
    guard !reasons.isEmpty else { return "" }
    return ReportMarkup.heading("Left out", id: "left-out")
      + ReportMarkup.paragraph("Figures that this fold does not have, and why:")
      + ReportMarkup.list(reasons)
  }

  // MARK: Other predictions

  private static func second(
    _ request: FoldRequest, _ path: String, _ first: ReportFold,
    _ watching: ([FoldInput]) -> [FoldInput]
  ) throws(RequestError) -> ReportFold {
    func refusal(_ sentence: String, _ help: String) -> RequestError {
      RequestError(
        .reduction(.refused(role: "--against", sentence: sentence, help: [help])), at: "",
        isFromFile: false)
    }
    guard first.inputs.count == 1, request.outputs.count == 1 else {
      throw refusal(
        "Predictions of one output were expected, but \(request.outputs.count) outputs are folded.",
        "Give the two arrays of one output instead of the run file.")
    }
    guard !first.outputs[0].isOwnLoss else {
      throw refusal(
        "Labels and predictions were expected, but losses are folded.",
        "Give Y_TRUE and Y_PRED instead of --losses.")
    }
    var other = request
    do throws(FileError) {
      other.outputs[0].yPred = try ArrayReference(parsing: path)
    } catch { throw RequestError(.file(error), at: "--against", isFromFile: false) }
    let inputs = try other.inputs()
    let (expected, found) = (first.inputs[0].yPred.shape, inputs[0].yPred.shape)
    guard expected == found else {
      throw refusal(
        "Predictions of the shape \(expected) were expected, but \(path) has \(found).",
        "Give the predictions of both models for the same samples.")
    }
    return try ReportFold(other, inputs, picks: first.outputs.map(\.picked), watching: watching)
  }
}
