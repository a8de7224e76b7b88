public import Drawings
public import Reductions
import Tensors

/// Where in the image the number comes from.
///
/// ```swift
/// let trace = try Trace(of: input, ShareMap.settings(following: .keras2))
/// let subject = FoldSubject(trace, labels: labels)
/// let drawing = try ShareMap.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum ShareMap: FigureKind {
  /// `share-map`
  public static let name = "share-map"
  /// For `--list`.
  public static let needs =
    "each position's share of the number, the outline of the target on top; needs a loss for each "
    + "position"
  /// What positions lose, before and after mask and weights.
  public static let keeps: Set<Step.ID> = [.perPosition, .masked, .weighted]

  /// One panel a sample, all on one scale, the share of each under it.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try ShareMapContent(subject, options, figure: name)
    return try content.drawing(of: subject.output, options, measuredBy: measurer) {
      (sketch, panels) throws(FigureError) in
      try sketch.shareMap(panels, content, options)
    }
  }

  /// A row for each position.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = try ShareMapContent(subject, options, figure: name)
    return content.panels?.table(options, value: "percent_of_number", hasClasses: false)
      ?? DataTable(["sample", "row", "column", "percent_of_number"])
  }

  /// What a share is.
  public static func caption(of subject: FoldSubject) -> String {
    "A position’s share is its loss, after mask and weights, over that of all positions. "
      + subject.caption
  }
}

private struct ShareMapContent: MapContent {
  private let shares: PositionShares
  let title: String
  let description: String

  /// Percentages of the number; nil where it has no parts.
  var panels: Panels? { shares.panels }
  /// How much of the number each sample accounts for.
  var samples: [Double] { shares.samples }
  /// The edges of the target in each sample, where labels are at hand.
  var contours: [Contours]? { shares.contours }
  var why: String { shares.why }

  init(_ subject: FoldSubject, _ options: FigureOptions, figure: String) throws(FigureError) {
    shares = try subject.memo.value("shares of positions") { () throws(FigureError) in
      try PositionShares(subject, figure: figure)
    }
    let number = subject.output.value.map { NumberFormat.significant($0) } ?? "The loss"
    guard let panels = shares.panels else {
      title = "\(number) has no parts"
      description = "\(title). \(shares.why)"
      return
    }
    let samples = shares.samples
    let many = NumberFormat.count(panels.tensor.shape.count, "position")
    let worst = samples.indices.max { samples[$0] < samples[$1] } ?? 0
    let found =
      panels.tensor.shape.count == 1
      ? "All of \(number) comes from one position"
      : shares.half.map { "Half of \(number) comes from \(NumberFormat.percent($0)) of \(many)" }
        ?? "\(many) make \(number)"
    title =
      found
      + (samples.count > 1
        ? "; \(options.sampleName(worst)) accounts for \(NumberFormat.percent(samples[worst]))"
        : "")
    description =
      "Heat maps of the share of each position in \(number). "
      + samples.indices.listed(atMost: 16) {
        "\(options.sampleName($0)) \(NumberFormat.percent(samples[$0]))"
      }
      + ". \(found)."
  }
}

/// What each position accounts for, and where the target is.
private struct PositionShares {
  /// Percentages of the number; nil where it has no parts.
  let panels: Panels?
  /// How much of the number each sample accounts for.
  let samples: [Double]
  /// The edges of the target in each sample, where labels are at hand.
  let contours: [Contours]?
  /// The smallest fraction of the positions that has half of the number.
  let half: Double?
  let why: String

  init(_ subject: FoldSubject, figure: String) throws(FigureError) {
    let output = subject.output
    var losses = try Panels(.perPosition, of: output, hasClasses: false, figure: figure)
    for id in [Step.ID.weighted, .masked] {
      if let later = output.step(id)?.tensor, later.shape.count == losses.tensor.shape.count {
        losses = losses.holding(later.elements)
        break
      }
    }
    let panels = losses
    let sums = concurrentMap(panels.samples, threads: processorCount) { sample in
      panels.values(sample: sample).reduce(0.0) { $0 + Double($1) }
    }
    let total = sums.reduce(0, +)
    guard let value = output.value, value.isFinite, value != 0, total.isFinite, total != 0,
      output.shares.why == nil || output.shares.perSample != nil
    else {
      self.panels = nil
      samples = []
      contours = nil
      half = nil
      why = subject.whyNoParts ?? "There is nothing that positions could share."
      return
    }
    why = ""
    // Weights of whole samples come after the positions: the engine's shares of samples have them.
    let samples =
      output.shares.perSample.flatMap { $0.count == sums.count ? $0 : nil }
      ?? sums.map { $0 / total }
    self.samples = samples
    let parts = concurrentMap(panels.samples, threads: processorCount) { sample in
      let factor = sums[sample] == 0 ? 0 : samples[sample] / sums[sample] * 100
      return panels.values(sample: sample).map { Float(Double($0) * factor) }
    }
    let percent = parts.flatMap(\.self)
    let ledger = Meanwhile { ValueLedger(percent) }
    let sum = percent.reduce(0.0) { $0 + Double($1) }
    guard abs(sum - 100) <= 1e-4 else {
      throw .partsDoNotAddUp(sum / 100 * value, number: value, figure: figure)
    }
    self.panels = panels.holding(percent)
    // Where cells are finer than lines, outlines would hide them all.
    let isTooFine = panels.isStrips && panels.columns > 128
    contours =
      isTooFine || panels.isCells
      ? nil : subject.labels.flatMap { Self.contours(of: $0, panels: panels) }
    half = ledger.value.negativeCount == 0 ? ledger.value.fraction(holding: 0.5) : nil
  }

  /// The edges between positions that aren't of the same classes, so that a thing inside another has
  /// its outline too.
  private static func contours(of labels: Tensor, panels: Panels) -> [Contours]? {
    let count = panels.rows * panels.columns
    let positions = panels.samples * count
    guard positions > 0, labels.shape.count % positions == 0 else { return nil }
    let classes = labels.shape.count / positions
    return concurrentMap(panels.samples, threads: processorCount) { sample in
      let all = (sample * count)..<((sample + 1) * count)
      let targets =
        classes > 1
        ? labels.elements.sets(of: classes, at: all)
        : labels.elements[all].map { ($0.rounded() + 0).bitPattern }
      return Contours(of: targets, rows: panels.rows, columns: panels.columns)
    }
  }
}

extension Array where Element == Float {
  /// A number for the set of those of each `classes` neighbours that are ½ or more; where none is,
  /// for the greatest of them above 0.
  fileprivate func sets(of classes: Int, at positions: Range<Int>) -> [UInt32] {
    positions.map { position in
      let labels = position * classes
      var set: UInt32 = 0
      for index in 0..<classes where self[labels + index] >= 0.5 {
        set = set &* 31 &+ UInt32(index + 1)
      }
      guard set == 0 else { return set }
      var (greatest, best): (Float, UInt32) = (0, 0)
      for index in 0..<classes where self[labels + index] > greatest {
        (greatest, best) = (self[labels + index], UInt32(index + 1))
      }
      return best
    }
  }
}

extension Sketch {
  fileprivate mutating func shareMap(
    _ panels: Panels, _ content: ShareMapContent, _ options: FigureOptions
  ) throws(FigureError) {
    let grid = PositionGrid(
      panels, options: options, sketch: self, least: min(96, (innerWidth - 6) / 2), reserve: 72)
    let samples = Panels.most(grid.columns * grid.rows, by: content.samples)
    let shared = try ColorScale.fitting(panels.tensor.elements, options: options)
    let isPanel = options.limits == .panel
    let cells = panels.cells(
      samples: samples, scale: shared, isPanel: options.limits == .panel
    ) { try? ColorScale.fitting($0, options: options) }
    let top = y
    let line = lineHeight(.label)
    for (place, sample) in samples.enumerated() {
      let (row, column) = place.quotientAndRemainder(dividingBy: grid.columns)
      let x = left + Double(column) * (grid.width + grid.gap)
      let panelTop = top + Double(row) * (grid.height + 2 * line + 10)
      let rect = Rect(x, panelTop + line + 2, grid.width, grid.height)
      text(
        elided(options.sampleName(sample), .label, to: grid.width), .label, theme.ink, x: x,
        top: panelTop)
      panel(
        cells[sample, 0], in: rect, title: options.sampleName(sample), numbers: nil)
      if let path = content.contours?[sample].path(in: rect) {
        let cell = min(rect.width / Double(panels.columns), rect.height / Double(panels.rows))
        if !path.segments.isEmpty {
          // The halo would hide cells that are finer than itself.
          if cell >= 4 { marks.append(.path(path, stroke: Stroke(theme.paper, width: 1.5))) }
          marks.append(.path(path, stroke: Stroke(theme.ink)))
        }
      }
      text(
        elided(NumberFormat.percent(content.samples[sample]), .note, to: grid.width), .note,
        theme.ink, x: x, top: rect.maxY + 1)
    }
    let rows = (samples.count + grid.columns - 1) / grid.columns
    y = top + Double(rows) * (grid.height + 2 * line + 10) - 6
    let finite = FiniteRange(panels.tensor.elements)
    let label = "share of a position (percent of the number)"
    let lines = content.contours == nil ? "" : "; lines: edges of the target"
    if isPanel {
      colorBar(ownLimits: shared, label: label, note: lines)
    } else {
      colorBar(
        shared, label: label, note: lines,
        range: finite.least <= finite.greatest
          ? Double(finite.least)...Double(finite.greatest) : 0...0, nanCount: 0)
    }
    if samples.count < panels.samples {
      note(
        "Shown: \(samples.count) of \(NumberFormat.count(panels.samples, "sample")), those with the "
          + "largest share.")
    }
  }
}
