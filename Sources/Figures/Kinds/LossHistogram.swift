public import Drawings
public import Reductions
import Tensors

/// How many elements have which loss, and which losses make the number.
///
/// ```swift
/// let trace = try Trace(of: input, LossHistogram.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try LossHistogram.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum LossHistogram: FigureKind {
  /// `histogram`
  public static let name = "histogram"
  /// For `--list`.
  public static let needs =
    "element losses on a log axis with quantiles and the mean, and what they add up to; "
    + "needs a loss for each element, or --losses"
  /// `elementwise`
  public static let keeps: Set<Step.ID> = [.elementwise]

  /// Two histograms over one axis: of the elements above, of their loss below.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try HistogramContent(subject, figure: name)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? content.title
    sketch.title(title)
    if content.bins.isEmpty {
      sketch.reason(content.why, number: content.mean, content.unit)
    } else {
      sketch.histograms(content)
    }
    for note in content.notes { sketch.note(note) }
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each bin.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let unit = LossUnit(subject.output).suffix
    return DataTable(
      ["from\(unit)", "to\(unit)", "\(subject.output.countedNoun)s", "sum\(unit)"],
      rows: try HistogramContent(subject, figure: name).bins.map {
        [.number($0.low), .number($0.high), .count($0.count), .number($0.sum)]
      })
  }

  /// How it is binned.
  public static func caption(of subject: FoldSubject) -> String {
    "Each bar is a quarter of a decade or more. Quantiles are within 0.4\u{A0}%. " + subject.caption
  }
}

private struct HistogramContent {
  struct Bin {
    var low: Double
    var high: Double
    var count: Int
    var sum: Double
  }

  let bins: [Bin]
  let quantiles: [(name: String, value: Double)]
  let mean: Double
  let unit: LossUnit
  /// Whose losses they are.
  let noun: String
  let ledger: ValueLedger
  let why: String
  let title: String
  let description: String
  let notes: [String]

  init(_ subject: FoldSubject, figure: String) throws(FigureError) {
    let output = subject.output
    let (step, noun) = try output.countedLosses(figure: figure)
    self.noun = noun
    let ledger = try ValueLedger.losses(of: subject, figure: figure)
    self.ledger = ledger
    mean = step.summary.mean
    unit = LossUnit(output)
    var notes: [String] = []
    if ledger.zeroCount > 0 {
      notes.append(
        "Not drawn: \(NumberFormat.count(ledger.zeroCount, "loss")) of exactly 0 "
          + "(\(NumberFormat.percent(Double(ledger.zeroCount) / Double(ledger.count)))).")
    }
    if ledger.nanCount + ledger.infiniteCount > 0 {
      let odd = [(ledger.nanCount, "NaN"), (ledger.infiniteCount, "infinite")].filter { $0.0 > 0 }
      notes.append(
        "Not drawn: "
          + odd.map { "\(NumberFormat.count($0.0)) \($0.1)" }.joined(separator: " and ") + ".")
    }
    if ledger.negativeCount > 0 {
      notes.append("Not drawn: \(NumberFormat.count(ledger.negativeCount)) below 0.")
    }
    self.notes = notes
    let many = NumberFormat.count(ledger.count, "loss")
    guard ledger.greatest > 0 else {
      bins = []
      quantiles = []
      why =
        "No loss of \(noun == "element" ? "an" : "a") \(noun) is a number above 0, so none has a place on a log axis."
      title =
        ledger.nanCount > 0
        ? NumberFormat.notNumbers(ledger.nanCount, of: many) : "None of \(many) is above 0"
      description = "\(title). " + notes.joined(separator: " ")
      return
    }
    why = ""
    bins = Self.bins(ledger)
    let isWhole = ledger.negativeCount == 0
    let quantiles: [(name: String, value: Double)] =
      isWhole
      ? [("median", 0.5), ("90\u{A0}% ≤", 0.9), ("99\u{A0}% ≤", 0.99)].map {
        ($0.0, ledger.quantile($0.1))
      } : []
    self.quantiles = quantiles
    let median = quantiles.first?.value ?? 0
    let least =
      median == 0
      ? "\(NumberFormat.percent(Double(ledger.zeroCount) / Double(ledger.count))) of \(many) are 0"
      : "Half of \(many) are \(NumberFormat.significant(median)) or less"
    let average = NumberFormat.significant(step.summary.mean)
    title =
      mean.isFinite && isWhole
      ? "\(least); their mean is \(average)"
      : ledger.finiteCount < ledger.count
        ? "\(many), \(NumberFormat.count(ledger.count - ledger.finiteCount)) of them not finite"
        : "\(many), \(NumberFormat.count(ledger.negativeCount)) of them below 0"
    description =
      "Histograms of \(many) and of their sum over a log axis\(unit.phrase), from "
      + "\(NumberFormat.significant(Double(ledger.least))) to "
      + "\(NumberFormat.significant(Double(ledger.greatest))). "
      + quantiles.map { "\($0.name) \(NumberFormat.significant($0.value))" }
      .joined(separator: ", ").startingSentence(true)
      + ([". Mean \(average)."] + notes).joined(separator: " ")
  }

  /// Bins of equal width on a log axis, at most 48, whose edges are those of buckets.
  private static func bins(_ ledger: ValueLedger) -> [Bin] {
    let first = Ticks.exponent(of: Double(ledger.least))
    let last = Ticks.exponent(of: Double(ledger.greatest)) + 1
    let each = max(1, (last - first) * 4 > 48 ? (last - first + 11) / 12 : 1)
    // Quarters of a decade: 10^(1/4) by two square roots.
    let quarter = 10.0.squareRoot().squareRoot()
    var edges: [Double] = []
    var power = first
    while power < last {
      let start = Ticks.scaled(1, by: power)
      edges +=
        each == 1
        ? [start, start * quarter, start * quarter * quarter, start * quarter * quarter * quarter]
        : [start]
      power += each == 1 ? 1 : max(1, each / 4)
    }
    edges.append(Ticks.scaled(1, by: last))
    let buckets = edges.map { edge in
      edge >= Double(Float.greatestFiniteMagnitude)
        ? 1 << 16 : ValueLedger.bucket(Float(edge))
    }
    var bins: [Bin] = []
    for (index, (start, end)) in zip(buckets, buckets.dropFirst()).enumerated() {
      let range = start..<max(start, min(end, 1 << 16))
      bins.append(
        Bin(
          low: edges[index], high: edges[index + 1],
          count: range.reduce(0) { $0 + ledger.counts[$1] },
          sum: range.reduce(0) { $0 + ledger.sums[$1] }))
    }
    while bins.count > 1, bins.first?.count == 0 { bins.removeFirst() }
    while bins.count > 1, bins.last?.count == 0 { bins.removeLast() }
    return bins
  }
}

extension Sketch {
  fileprivate mutating func histograms(_ content: HistogramContent) {
    let bins = content.bins
    let all = Double(bins.reduce(0) { $0 + $1.count })
    let sum = bins.reduce(0.0) { $0 + $1.sum }
    let counts = bins.map { Double($0.count) / all }
    let sums = bins.map { $0.sum / sum }
    let percent: (Double) -> String = { NumberFormat.tick($0 * 100) + "\u{A0}%" }
    let height = min(90, max(50, innerWidth * 0.16))
    let limits = [counts, sums].map { max($0.max() ?? 1, 1e-9) * 1.04 }
    let tick =
      [0, 1].map {
        tickWidth(Axis(.linear, from: 0, to: limits[$0], start: height, end: 0), format: percent)
      }.max() ?? 0
    let start = left + tick + 6
    let axis = Axis(
      .log, from: bins[0].low, to: bins[bins.count - 1].high, start: start, end: right)
    markers(content, axis: axis)
    for (place, (values, heading)) in zip(
      [counts, sums], ["of the losses above 0", "of their sum"]
    ).enumerated() {
      y = text(heading, .note, theme.ink, x: start, top: y) + 2
      let up = Axis(.linear, from: 0, to: limits[place], start: y + height, end: y)
      for (bin, value) in zip(bins, values) where value > 0 {
        let (from, to) = (axis.at(bin.low), axis.at(bin.high))
        let gap = to - from > 4 ? 0.75 : 0
        fill(
          Rect(from, up.at(value), max(0.25, to - from - gap), up.start - up.at(value)),
          place == 0 ? theme.scoreBar : theme.lossBar)
      }
      self.axis(up: up, x: start, format: percent)
      line(Point(start, up.start), Point(right, up.start), theme.muted)
      markerLines(content, axis: axis, from: up.end, to: up.start)
      y += height + (place == 0 ? 6 : 0)
    }
    y = self.axis(
      across: axis, top: y,
      label:
        "loss of \(content.noun == "element" ? "an element" : "a position")\(content.unit.bracketed)"
    )
  }

  /// Quantiles and the mean through one plot.
  private mutating func markerLines(
    _ content: HistogramContent, axis: Axis, from top: Double, to bottom: Double
  ) {
    for quantile in content.quantiles where quantile.value > 0 {
      let x = axis.at(quantile.value)
      line(Point(x, top), Point(x, bottom), theme.ink, dashes: [1.5, 1.5])
    }
    guard content.mean > 0, content.mean.isFinite else { return }
    let x = axis.at(content.mean)
    line(Point(x, top), Point(x, bottom), theme.alarm)
  }

  /// Quantiles and the mean by name over their lines, on as many lines as they need.
  private mutating func markers(_ content: HistogramContent, axis: Axis) {
    var named = content.quantiles.filter { $0.value > 0 }
    if content.mean > 0, content.mean.isFinite { named.append(("mean", content.mean)) }
    let mean = named.last?.name == "mean" ? named.count - 1 : -1
    let line = lineHeight(.note)
    var ends: [Double] = []
    var places: [(String, Double, Int, Color)] = []
    for index in named.indices.sorted(by: { named[$0].value < named[$1].value }) {
      let words = "\(named[index].name) \(NumberFormat.significant(named[index].value))"
      let half = textWidth(words, .note) / 2
      let x = min(max(axis.at(named[index].value), left + half), right - half)
      let row = ends.firstIndex { x - half >= $0 + 4 } ?? ends.count
      if row == ends.count { ends.append(0) }
      ends[row] = x + half
      places.append((words, x, row, index == mean ? theme.alarm : theme.ink))
    }
    let base = y + Double(max(0, ends.count - 1)) * line
    for (words, x, row, color) in places {
      text(words, .note, color, x: x, top: base - Double(row) * line, alignment: .center)
    }
    y = base + line + 2
  }
}
