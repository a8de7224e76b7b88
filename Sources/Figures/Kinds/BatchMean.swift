public import Drawings
public import Reductions
import Tensors

/// The means of the samples, and the number that they become.
///
/// ```swift
/// let trace = try Trace(of: input, BatchMean.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try BatchMean.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum BatchMean: FigureKind {
  /// `batch-mean`
  public static let name = "batch-mean"
  /// For `--list`.
  public static let needs =
    "the mean loss of each sample as bars, and their mean; needs losses that belong to samples"
  /// None: the means are always there.
  public static let keeps: Set<Step.ID> = []

  /// Bars from zero with their values, a fold line, and the mean, large.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let output = subject.output
    guard let means = output.views.perSample, !means.isEmpty else {
      throw .noSampleMeans(figure: name)
    }
    var sketch = try Sketch(options, measuredBy: measurer)
    let findings = BatchFindings(means: means, output: output, options: options)
    let title = options.title ?? findings.title
    sketch.title(title)
    let unit = LossUnit(output)

    sketch.y = sketch.text(
      "mean loss\(unit.bracketed)", .note, sketch.theme.muted, x: sketch.right, top: sketch.y,
      alignment: .trailing)
    let rowHeight = means.count > 12 ? 10.0 : 14.0
    let most = max(4, Int((sketch.greatestHeight - sketch.y - 90) / rowHeight))
    let shown = Panels.most(min(most, means.count), by: means)
    let bars = sketch.bars(
      shown.map { (options.sampleName($0), means[$0]) }, rowHeight: rowHeight)
    if shown.count < means.count {
      let others = (0..<means.count).filter { !shown.contains($0) }
      let mean = others.reduce(0.0) { $0 + means[$1] } / Double(others.count)
      sketch.note(
        "Shown: \(shown.count) of \(means.count) samples, those with the highest mean loss; the "
          + "other \(others.count) have the mean \(NumberFormat.significant(mean)).")
    }
    sketch.meanLine(findings.mean, bars: bars)
    sketch.foldLine("mean over \(NumberFormat.count(means.count, "sample"))")
    sketch.result(
      NumberFormat.significant(findings.mean), of: "\(unit.lead)mean of the samples",
      under: min(bars.x(findings.mean), sketch.right))
    if let note = findings.afterwards { sketch.note(note) }
    return sketch.drawing(title: title, description: findings.description)
  }

  /// A row for each sample.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    DataTable(
      ["sample", "mean_loss\(LossUnit(subject.output).suffix)"],
      rows: (subject.output.views.perSample ?? []).enumerated().map {
        [.text(options.sampleName($0.offset)), .number($0.element)]
      })
  }
}

/// Where bars begin, and how long a value is.
struct BarScale {
  let origin: Double
  let pointsPerUnit: Double
  let top: Double
  let bottom: Double
  func x(_ value: Double) -> Double {
    value.isFinite ? origin + value * pointsPerUnit : origin
  }
}

extension Sketch {
  /// Horizontal bars under one another, each with its name before it, the values in a column.
  mutating func bars(_ items: [(name: String, value: Double)], rowHeight: Double) -> BarScale {
    let names = items.map(\.name)
    let longest = min(names.map { textWidth($0, .label) }.max() ?? 0, innerWidth * 0.3)
    let numbers = items.map { NumberFormat.significant($0.value) }
    let column = NumberColumn(numbers, .label, in: self)
    let finite = items.map(\.value).filter(\.isFinite)
    let (least, greatest) = (min(0, finite.min() ?? 0), max(0, finite.max() ?? 0))
    let start = left + longest + 6
    let room = right - start - column.width - 6
    let scale = greatest > least ? room / (greatest - least) : 0
    let bars = BarScale(
      origin: start - least * scale, pointsPerUnit: scale, top: y,
      bottom: y + Double(items.count) * rowHeight)
    for (index, item) in items.enumerated() {
      let top = y + Double(index) * rowHeight
      let middle = top + rowHeight / 2
      let textTop = middle - lineHeight(.label) / 2
      text(
        elided(item.name, .label, to: longest), .label, theme.ink, x: start - 6, top: textTop,
        alignment: .trailing)
      let end = bars.x(item.value)
      let bar = Rect(
        min(end, bars.origin), top + 2, abs(end - bars.origin), rowHeight - 4)
      if bar.width > 0 { fill(bar, theme.lossBar) }
      text(
        numbers[index], .label, item.value.isFinite ? theme.ink : theme.alarm,
        x: right - column.shift(index), top: textTop, alignment: .trailing)
    }
    line(
      Point(bars.origin, y), Point(bars.origin, bars.bottom), theme.muted)
    y = bars.bottom
    return bars
  }

  /// A hairline at the mean, through the gaps between the bars down to the number.
  mutating func meanLine(_ mean: Double, bars: BarScale) {
    guard mean.isFinite else { return }
    let x = bars.x(mean)
    line(Point(x, bars.top), Point(x, bars.bottom + 4), theme.ink, dashes: [1, 1])
  }

  /// The number that all is about, large, once.
  mutating func result(_ number: String, of unit: String, under x: Double? = nil) {
    let font = Font(size: isNarrow ? 20 : 24, weight: .semibold)
    let width = textWidth(number, font)
    let unitWidth = textWidth(unit, .label)
    let start = max(left, min((x ?? left) - width / 2, right - width - 4 - unitWidth))
    let line = extent("0", font)
    text(number, font, theme.ink, x: start, top: y)
    if start + width + 4 + unitWidth <= right {
      marks.append(
        .text(
          Text(
            unit, font: .label, color: theme.muted,
            at: Point(start + width + 4, y + line.ascent))))
      y += line.height
    } else {
      y = text(
        lines: wrapped(unit, .label, to: innerWidth), .label, theme.muted, x: left,
        top: y + line.height)
    }
  }
}

extension Theme {
  /// Bars of losses: a middle tone of the loss scale, 3 : 1 and more against the paper.
  var lossBar: Color { lossMap.color(at: isDark ? 0.72 : 0.36) }
}

/// What the means of samples say, in words.
private struct BatchFindings {
  let mean: Double
  private let means: [Double]
  private let output: Output
  private let options: FigureOptions

  init(means: [Double], output: Output, options: FigureOptions) {
    self.means = means
    self.output = output
    self.options = options
    mean = means.reduce(0, +) / Double(means.count)
  }

  var title: String {
    let finite = means.indices.filter { means[$0].isFinite }
    if finite.count < means.count {
      return "\(means.count - finite.count) of \(NumberFormat.count(means.count, "sample")) "
        + "\(means.count - finite.count == 1 ? "has" : "have") no finite mean loss"
    }
    guard means.count > 1, let worst = finite.max(by: { means[$0] < means[$1] }) else {
      return "One sample has the mean loss \(NumberFormat.significant(mean))"
    }
    let share = means[worst] / means.reduce(0, +)
    let accounts =
      share.isFinite && means.allSatisfy { $0 >= 0 }
      ? " and accounts for \(NumberFormat.percent(share))" : ""
    let name = options.sampleName(worst).startingSentence(options.sampleNames == nil)
    return
      "\(name) loses \(NumberFormat.significant(means[worst]))\(accounts); "
      + "the mean of \(NumberFormat.count(means.count, "sample")) is "
      + NumberFormat.significant(mean)
  }

  /// What the output is, where it isn't this mean.
  var afterwards: String? {
    guard let value = output.value,
      NumberFormat.significant(value) != NumberFormat.significant(mean)
    else { return nil }
    return "The number itself is \(NumberFormat.significant(value)): "
      + output.steps.filter { $0.id != .elementwise }.map {
        NumberFormat.countsGrouped(in: $0.operation)
      }.joined(separator: ", then ")
      + "."
  }

  /// The alt text.
  var description: String {
    "Bars of the mean loss\(LossUnit(output).phrase) of \(NumberFormat.count(means.count, "sample")): "
      + means.indices.listed(atMost: 32) {
        "\(options.sampleName($0)) \(NumberFormat.significant(means[$0]))"
      }
      + ". Their mean is \(NumberFormat.significant(mean))."
      + (afterwards.map { " " + $0 } ?? "")
  }
}
