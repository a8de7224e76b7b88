private import CairoRendering
private import Drawings
private import Figures
internal import Reductions
public import Requests
private import TensorFiles
private import Tensors

/// All that there is to say about one fold, as one page that needs no other file and no network.
public struct Report: Sendable {
  /// The bytes of the page.
  public let html: [UInt8]
  /// What a reader should know, a sentence each.
  public let warnings: [String]

  /// How much the page may weigh before its probe is left out, in bytes.
  private static let budget = 5_000_000

  /// Folds what is asked for and writes the page.
  ///
  /// - Parameters:
  ///   - source: What was folded, for the page's head: `batch.npz:y_true batch.npz:y_pred`.
  ///   - against: Other predictions for the same labels.
  ///   - jobs: How many threads may work at once.
  /// - Throws: ``RequestError`` where a file cannot be read, the convention refuses, or a font is
  ///   missing.
  public init(
    _ request: FoldRequest, source: String, against: String? = nil, jobs: Int
  ) throws(RequestError) {
    let inputs = try request.inputs()
    let kinds = ReportFigures.kinds
    var settings = request.settings(
      keeping: kinds.reduce([.elementwise, .perPosition]) { $0.union($1.keeps) })
    settings.explaining = kinds.reduce([.positionShares]) { $0.union($1.explains) }
    let trace = try request.trace(of: inputs, settings)
    let facts = ReportFacts(trace, inputs, classNames: request.classNames)
    let figures = try ReportFigures(request, trace, inputs, jobs: jobs)

    var body = facts.head(source: source)
    body += figures.html(["ladder"])
    body += facts.walk
    body += figures.html(["outputs", "epoch", "masking", "weight-map"])
    body += facts.classes
    body += figures.html(["loss-versus-metric", "visibility", "shares"])
    body += facts.samples
    body += facts.worst
    body += figures.html(["position-map", "share-map", "histogram", "concentration"])
    if let against {
      body += try Self.comparison(facts, request, inputs, settings, against: against)
    }
    body += facts.conventions(request.settings())
    body += figures.html(["conventions"])
    body += figures.leftOut

    let rest = body.utf8.count + 60_000
    let probe = Self.probe(trace, inputs, request, figures, room: Self.budget - rest)
    html = Array(ReportPage(facts: facts, body: body, probe: probe, trace: trace).html.utf8)
    warnings = trace.warnings + request.remarks(on: trace)
  }

  /// The heat maps, in which a reader can point at each pixel where the page has room for them.
  private static func probe(
    _ trace: Trace, _ inputs: [FoldInput], _ request: FoldRequest, _ figures: ReportFigures,
    room: Int
  ) -> String {
    let block = SourceBlock(kind: "probe", text: "", file: "report", line: 1)
    let picture = figures.html(["class-heatmaps"])
    guard !picture.isEmpty else { return "" }
    let heading = "<h2 id=\"pixels\">Every loss</h2>\n"
    let fold = NamedFold(
      trace: trace, classNames: request.classNames ?? [], inputs: inputs,
      threshold: request.threshold)
    guard inputs.count == 1, let probe = try? Probe(fold, id: "probe", stem: "report", block: block)
    else { return heading + picture }
    var scripts = ""
    for image in 0..<probe.imageCount {
      scripts +=
        "<script>\(String(decoding: probe.script(image, isPacked: true), as: UTF8.self))</script>\n"
      guard scripts.utf8.count + picture.utf8.count <= room else {
        return heading + picture
          + "<p>There are too many pixels to point at each of them on a page of 5 MB; the worst "
          + "stand in the table above.</p>\n"
      }
    }
    return heading
      + "<div class=\"probe\" role=\"group\" aria-label=\"Losses, pixel by pixel\">\n\(picture)"
      + "<details class=\"numbers\">\n<summary>The means of the panels as a table</summary>\n"
      + "\(probe.table.html)</details>\n"
      + "<script type=\"application/json\">\(probe.facts)</script>\n</div>\n\(scripts)"
  }

  /// Where other predictions gain and lose.
  private static func comparison(
    _ facts: ReportFacts, _ request: FoldRequest, _ inputs: [FoldInput], _ settings: FoldSettings,
    against: String
  ) throws(RequestError) -> String {
    var other = request
    do throws(FileError) {
      other.outputs[0].yPred = try ArrayReference(parsing: against)
    } catch { throw RequestError(.file(error), at: "--against", isFromFile: false) }
    let otherInputs = try other.inputs()
    guard let own = inputs.first, let second = otherInputs.first,
      own.yPred.shape == second.yPred.shape
    else {
      func shape(_ inputs: [FoldInput]) -> String {
        inputs.first.map { "\($0.yPred.shape)" } ?? "none"
      }
      throw RequestError(
        .reduction(
          .refused(
            role: "--against",
            sentence: "Predictions of the shape \(shape(inputs)) were expected, but \(against) has "
              + "\(shape(otherInputs)).",
            help: ["Give the predictions of both models for the same samples."])),
        at: "", isFromFile: false)
    }
    let trace = try other.trace(of: otherInputs, settings)
    return facts.against(
      ReportFacts(trace, otherInputs, classNames: request.classNames), named: against)
  }
}
