private import CairoRendering
internal import Figures
internal import Reductions
internal import Requests
internal import Tensors

/// One part of what makes a report slow; parts don't wait for each other.
enum ReportWork: Sendable {
  case figure(ReportFigure)
  case sample(ReportProbe, Int)

  enum Result: Sendable {
    case drawn(Swift.Result<ReportDrawing, Finding>)
    case packed(String)
  }

  func result(_ typesetters: TypesetterPool) -> Result {
    switch self {
    case .figure(let figure):
      .drawn(
        Swift.Result { () throws(Finding) in
          try typesetters.with(.debian) { (typesetter) throws(Finding) in
            try ReportDrawing(figure, typesetter)
          }
        })
    case .sample(let probe, let sample): .packed(probe.script(sample))
    }
  }
}

/// What came of the work for one section.
struct ReportPieces {
  private(set) var figures: ReportFigures
  /// The packed samples, those with the highest loss first.
  private(set) var scripts: [String] = []

  init(_ section: ReportSection, _ results: [(ReportWork, ReportWork.Result)]) {
    var drawn: [(ReportFigure, Result<ReportDrawing, Finding>)] = []
    for case (.figure(let figure), .drawn(let result)) in results { drawn.append((figure, result)) }
    for case (.sample, .packed(let script)) in results { scripts.append(script) }
    figures = ReportFigures(drawn, suffix: section.output.suffix)
  }
}

/// What a report says of one output.
struct ReportSection: Sendable {
  let output: ReportOutput
  let against: ReportAgainst?
  let comparison: Comparison?
  private let probe: ReportProbe?

  init(
    output: ReportOutput, input: FoldInput, against: ReportAgainst?, comparison: Comparison?
  ) {
    self.output = output
    self.against = against
    self.comparison = comparison
    probe = ReportProbe(output, against: against?.second)
  }

  /// What there is to draw and to pack.
  ///
  /// - Parameter room: For packed samples, in bytes: a guess at how many are worth packing.
  func works(_ request: FoldRequest, room: Int) -> [ReportWork] {
    var works: [ReportWork] = []
    // One for all kinds: what is found out for one need not be for another.
    let whole = subject(output.output, output.input)
    let detail = subject(output.detail, output.detailInput)
    for kind in ReportFigures.kinds
    where ReportFigures.isOfInterest(kind.name, output) {
      var figure = FigureRequest(kind: kind.name)
      figure.fold = request
      figure.options.classNames = output.names.classNames
      // Of tensors larger than memory, maps show the samples that were kept.
      let isDetail =
        output.picked != nil && !kind.keeps.isEmpty && !ReportFigures.isOfAll(kind.name, output)
      if isDetail { figure.options.sampleNames = output.detailNames.sampleNames }
      works.append(
        .figure(ReportFigure(request: figure, subject: .fold(isDetail ? detail : whole))))
    }
    if let comparison {
      works.append(
        .figure(
          ReportFigure(
            request: FigureRequest(kind: ConventionsFigure.name),
            subject: .comparison(ComparisonSubject(comparison)))))
    }
    if let map = against?.map { works.append(.figure(map)) }
    if let probe {
      let size = max(1, (output.losses?.tensor.shape.sample.count ?? 1))
      // No sample packs to less than a fifth of a byte for each loss.
      let most = max(1, room / max(1, size / 5))
      works += probe.order.prefix(min(most, 64)).map { .sample(probe, $0) }
    }
    return works
  }

  private func subject(_ part: Output, _ input: FoldInput) -> FoldSubject {
    FoldSubject(
      output.trace, output: part, labels: output.isOwnLoss ? nil : input.yTrue as? Tensor,
      predictions: output.isOwnLoss ? nil : input.yPred as? Tensor, mask: input.mask as? Tensor)
  }

  /// The section but for its probe.
  ///
  /// - Parameter isAlone: Whether there is no other output.
  func html(
    _ pieces: ReportPieces, isAlone: Bool, isFirst: Bool, _ drawings: inout PageDrawings
  ) -> String {
    let suffix = output.suffix
    let tables = ReportTables(output: output)
    let findings = ReportFindings(
      output: output, comparison: comparison, concentration: pieces.figures.title(ShareMap.name))
    func heading(_ text: String, _ id: String) -> String {
      ReportMarkup.heading(text, id: id + suffix, level: isAlone ? 2 : 3)
    }
    var body = ""
    if !isAlone {
      let weight =
        output.output.lossWeight == 1
        ? "" : ", × \(NumberFormat.tick(output.output.lossWeight)) in the total"
      body += ReportMarkup.heading("Output `\(output.output.name)`", id: "output" + suffix)
      body += ReportMarkup.paragraph("`\(output.output.loss)`\(weight)")
    }
    body += ReportMarkup.findings(findings.items + (against.map { [$0.finding] } ?? []))
    let cautions =
      findings.cautions + (isAlone ? output.trace.warnings : [])
      + (against?.second.trace.warnings.filter { !output.trace.warnings.contains($0) }.map {
        "Of the second: \($0)"
      } ?? [])
    if !cautions.isEmpty {
      body += ReportMarkup.list(cautions).replacing("<ul>", with: "<ul class=\"cautions\">")
    }
    body += isFirst ? Report.contents : ""
    body += pieces.figures.html([Ladder.name, OutputsFigure.name, EpochFigure.name], &drawings)

    if let against {
      body += heading("The second model", "against")
      body += against.classes + pieces.figures.html([TensorFigure.name], &drawings)
      body += against.samples + against.worst
    }

    body += heading("The walk", "walk") + tables.walk
    body += pieces.figures.html([MaskingFigure.name, WeightMap.name], &drawings)

    let classes =
      tables.classes
      + pieces.figures.html(
        [LossVersusMetric.name, VisibilityRanges.name, SharesFigure.name], &drawings)
    if !classes.isEmpty { body += heading("Classes", "classes") + classes }
    let samples = tables.samples + pieces.figures.html([BatchMean.name], &drawings)
    if !samples.isEmpty { body += heading("Samples", "samples") + samples }

    var places = pieces.figures.html([PositionMap.name, ShareMap.name], &drawings) + tables.worst
    let sizes = pieces.figures.html([LossHistogram.name, Concentration.name], &drawings)
    if let picked = output.picked {
      let note = ReportMarkup.paragraph(
        "The tensors are large: what follows shows the "
          + ReportOutput.count(picked.count, "sample", "samples")
          + " with the highest loss, folded by \(picked.count == 1 ? "itself" : "themselves").")
      places =
        ReportFigures.isOfAll(LossHistogram.name, output)
        ? sizes + note + places : note + places + sizes
    } else {
      places += sizes
    }
    if !places.isEmpty { body += heading("Where the loss is", "worst") + places }
    return body
  }

  /// The heat maps, in which a reader can point at each pixel as far as the page has room.
  func probe(
    _ pieces: ReportPieces, room: Int, isAlone: Bool, _ drawings: inout PageDrawings
  ) -> String {
    let before = drawings.definitions.utf8.count
    let picture = pieces.figures.html([ClassHeatmaps.name], &drawings)
    var left = room - picture.utf8.count - (drawings.definitions.utf8.count - before) - 20_000
    var scripts: [String] = []
    for script in pieces.scripts {
      left -= script.utf8.count
      guard left >= 0 else { break }
      scripts.append(script)
    }
    let heading = ReportMarkup.heading(
      isAlone ? "Every \(output.unit.one)" : "Every \(output.unit.one) of `\(output.output.name)`",
      id: "pixels" + output.suffix)
    guard let probe, !scripts.isEmpty else {
      guard probe != nil else { return picture.isEmpty ? "" : heading + picture }
      return heading
        + ReportMarkup.paragraph(
          "No sample fits into a page of 5 MB; the highest losses stand in the table above.")
        + picture
    }
    let all = output.output.views.perSample?.count ?? probe.order.count
    let note =
      scripts.count < all
      ? ReportMarkup.paragraph(
        "A page of 5 MB has room for \(NumberFormat.count(scripts.count)) of "
          + "\(NumberFormat.count(all)) samples: here are those with the highest loss.") : ""
    return heading + note + probe.html(around: picture, scripts: scripts, table: "")
  }
}
