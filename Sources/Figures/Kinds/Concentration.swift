public import Drawings
public import Reductions
import Tensors

/// Which part of the elements makes which part of the number.
///
/// ```swift
/// let trace = try Trace(of: input, Concentration.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try Concentration.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum Concentration: FigureKind {
  /// `concentration`
  public static let name = "concentration"
  /// For `--list`.
  public static let needs =
    "which part of the elements makes which part of the loss: a Lorenz curve and its Gini "
    + "coefficient; needs a loss for each element, or --losses"
  /// `elementwise`
  public static let keeps: Set<Step.ID> = [.elementwise]

  /// The curve on plain axes, and beside it on a log axis, where few elements make most.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try ConcentrationContent(subject, figure: name)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? content.title
    sketch.title(title)
    if content.points.isEmpty {
      sketch.reason(
        content.why, number: subject.output.value, LossUnit(subject.output))
    } else {
      sketch.concentration(content)
    }
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each point of the curve.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    DataTable(
      ["fraction_of_\(subject.output.countedNoun)s", "fraction_of_loss"],
      rows: try ConcentrationContent(subject, figure: name).points.map {
        [.number($0.values), .number($0.sum)]
      })
  }

  /// What the curve is.
  public static func caption(of subject: FoldSubject) -> String {
    "\(subject.output.countedNoun.startingSentence(true))s in order from the greatest loss to the least. The Gini coefficient is 0 where all are "
      + "alike and near 1 where one has all. " + subject.caption
  }
}

private struct ConcentrationContent {
  let points: [(values: Double, sum: Double)]
  let gini: Double
  /// Whose losses they are.
  let noun: String
  /// The fraction of the elements that has half, nine tenths and all but a hundredth of the loss.
  let marks: [(sum: Double, values: Double)]
  let why: String
  let title: String
  let description: String

  init(_ subject: FoldSubject, figure: String) throws(FigureError) {
    let ledger = try ValueLedger.losses(of: subject, figure: figure)
    let noun = subject.output.countedNoun
    self.noun = noun
    guard ledger.finiteCount == ledger.count, ledger.negativeCount == 0, ledger.greatest > 0,
      ledger.sum.isFinite
    else {
      points = []
      marks = []
      gini = .nan
      why =
        ledger.finiteCount < ledger.count
        ? "\(NumberFormat.count(ledger.count - ledger.finiteCount)) of "
          + "\(NumberFormat.count(ledger.count, "loss")) "
          + "\(ledger.count - ledger.finiteCount == 1 ? "is" : "are") not finite, so nothing has a "
          + "share of their sum."
        : ledger.negativeCount > 0
          ? "Losses below 0 have no share of the sum."
          : "Nothing is lost, so there is nothing to share out."
      title = "The loss has no shares"
      description = "\(title). \(why)"
      return
    }
    why = ""
    let points = ledger.concentration()
    self.points = points
    var area = 0.0
    for (a, b) in zip(points, points.dropFirst()) {
      area += (b.values - a.values) * (a.sum + b.sum) / 2
    }
    gini = max(0, 2 * area - 1)
    marks = [0.5, 0.9, 0.99].map { ($0, ledger.fraction(holding: $0, of: points)) }
    let many = NumberFormat.count(ledger.count, noun)
    title =
      "Half of the loss lies on \(NumberFormat.percent(marks[0].values)) of \(many); Gini "
      + NumberFormat.significant(gini)
    description =
      "Lorenz curve from the greatest loss down. "
      + marks.map {
        "\(NumberFormat.percent($0.sum)) of the loss lies on \(NumberFormat.percent($0.values)) "
          + "of the \(noun)s"
      }.joined(separator: "; ") + ". Gini coefficient \(NumberFormat.significant(gini))."
  }
}

extension ConcentrationContent {
  /// The part of the loss that `fraction` of the elements has.
  func sum(at fraction: Double) -> Double {
    guard let index = points.firstIndex(where: { $0.values >= fraction }), index > 0 else {
      return 0
    }
    let (a, b) = (points[index - 1], points[index])
    guard b.values > a.values else { return b.sum }
    return a.sum + (b.sum - a.sum) * (fraction - a.values) / (b.values - a.values)
  }
}

extension Sketch {
  fileprivate mutating func concentration(_ content: ConcentrationContent) {
    let percent: (Double) -> String = { NumberFormat.tick($0 * 100) + "\u{A0}%" }
    let tick = textWidth("100\u{A0}%", .note) + 5
    let isBeside = innerWidth >= 300
    let gap = isBeside ? 22.0 : 0
    let width = isBeside ? (innerWidth - gap) / 2 - tick : innerWidth - tick
    let height = isBeside ? min(width * 0.8, 190) : min(width * 0.62, 150)
    let first = content.points.dropFirst().first?.values ?? 1
    let top = y
    for panel in 0..<2 {
      let x = isBeside ? left + Double(panel) * (width + tick + gap) + tick : left + tick
      if isBeside { y = top }
      y = text("of the loss", .note, theme.ink, x: x, top: y) + 3
      let up = Axis(.linear, from: 0, to: 1, start: y + height, end: y)
      let low = Ticks.scaled(1, by: Ticks.exponent(of: min(first, 0.1)))
      let across =
        panel == 0
        ? Axis(.linear, from: 0, to: 1, start: x, end: x + width - 8)
        : Axis(.log, from: low, to: 1, start: x, end: x + width - 8)
      axis(up: up, x: x, format: percent)
      curve(content, across, up)
      if panel == 0 {
        // Where all elements are alike.
        line(Point(across.start, up.start), Point(across.end, up.end), theme.ink, dashes: [1, 1.5])
        text(
          elided("if all lost the same", .note, to: width * 0.44), .note, theme.ink,
          x: across.end - 2, top: up.at(0.5) + 4, alignment: .trailing)
      }
      concentrationMarks(content, across, up, isNamed: panel == 1)
      y = self.plainAxis(across, top: up.start, format: percent, width: width, of: content.noun)
      y += isBeside || panel == 1 ? 0 : 8
    }
  }

  private mutating func curve(_ content: ConcentrationContent, _ across: Axis, _ up: Axis) {
    var points: [Point] = []
    var before: (values: Double, sum: Double)?
    for point in content.points where across.scale == .linear || point.values > 0 {
      let place = Point(across.at(point.values), up.at(point.sum))
      // Half a point of a hair's breadth apart is enough.
      if let last = points.last, abs(last.x - place.x) + abs(last.y - place.y) < 0.3,
        point.values < 1
      {
        continue
      }
      if across.scale == .log, let before, point.values > before.values * 1.2 {
        // Between them elements count as alike: a curve on a log axis, not a straight line.
        for step in 1..<8 {
          let part = Double(step) / 8
          points.append(
            Point(
              across.at(before.values + (point.values - before.values) * part),
              up.at(before.sum + (point.sum - before.sum) * part)))
        }
      }
      before = point.values > 0 ? point : nil
      points.append(place)
    }
    if across.scale == .log, let first = content.points.dropFirst().first {
      // Alike elements: their loss grows with their number, a curve on a log axis.
      let ratio = first.values / across.low
      var start: [Point] = []
      var fraction = across.low
      var step = ratio
      for _ in 0..<5 { step = step.squareRoot() }
      for _ in 0..<32 {
        start.append(
          Point(across.at(fraction), up.at(first.sum * fraction / first.values)))
        fraction *= step
      }
      points = start + points
    }
    guard let last = points.last, let first = points.first else { return }
    marks.append(
      .path(
        .polyline(
          points + [Point(last.x, up.start), Point(first.x, up.start)], closed: true),
        fill: theme.lossBar.mixed(with: theme.paper, 0.75)))
    marks.append(.path(.polyline(points), stroke: Stroke(theme.lossBar, width: 1.25)))
  }

  private mutating func concentrationMarks(
    _ content: ConcentrationContent, _ across: Axis, _ up: Axis, isNamed: Bool
  ) {
    var free = -Double.infinity
    // From the top down, each below the one before.
    for mark in content.marks.reversed() where mark.values > 0 {
      // Of few elements the smallest number that has half has more than half.
      let place = Point(across.at(mark.values), up.at(content.sum(at: mark.values)))
      dot(place, radius: 2, theme.ink)
      guard isNamed else { continue }
      // On the area under the curve, where there is room for words.
      let part = mark.sum == 0.5 ? "half" : NumberFormat.tick(mark.sum * 100) + "\u{A0}%"
      let words = "\(part) on \(NumberFormat.percent(mark.values))"
      let width = textWidth(words, .note)
      let start = min(place.x + 5, across.end - 2 - width)
      guard start > across.start else { continue }
      // Where the curve is steep, down to where it leaves room.
      let curve = up.at(content.sum(at: across.value(at: start - 2)))
      let isRight = start == place.x + 5
      let top = max(isRight ? place.y + (mark.sum > 0.95 ? 6 : 1) : curve + 3, free)
      guard top + lineHeight(.note) < up.start - 1 else { continue }
      free = text(words, .note, theme.ink, x: start, top: top)
    }
  }

  /// An axis whose words stay within `width`.
  private mutating func plainAxis(
    _ axis: Axis, top: Double, format: (Double) -> String, width: Double, of noun: String
  ) -> Double {
    line(Point(axis.start, top), Point(axis.end, top), theme.muted)
    var free = -Double.infinity
    for value in axis.ticks() {
      let place = axis.at(value)
      line(Point(place, top), Point(place, top + 2), theme.muted)
      let half = textWidth(format(value), .note) / 2
      let middle = min(max(place, axis.start - 8 + half), axis.start + width - half)
      guard middle - half >= free else { continue }
      text(format(value), .note, theme.muted, x: middle, top: top + 4, alignment: .center)
      free = middle + half + 3
    }
    let words = "of the \(noun)s" + (axis.scale == .log ? ", log scale" : "")
    return text(
      elided(words, .note, to: width), .note, theme.ink, x: axis.start,
      top: top + 4 + lineHeight(.note))
  }
}
