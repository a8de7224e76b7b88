public import Drawings
import Reductions
import Tensors

/// Batches folded to the number of an epoch.
///
/// ```swift
/// let trace = try Trace(of: input, FoldSettings(convention: .keras2, batchSize: 2))
/// let subject = FoldSubject(trace)
/// let drawing = try EpochFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum EpochFigure: FigureKind {
  /// `epoch`
  public static let name = "epoch"
  /// For `--list`.
  public static let needs =
    "batches as bars, the running mean, the number printed and the plain mean of steps; "
    + "needs batches"

  /// A bar for each batch, as wide as it is large; lines of the means, named at the right.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let trace = subject.trace
    guard !trace.batches.isEmpty else { throw .lacking("batches", figure: name) }
    var sketch = try Sketch(options, measuredBy: measurer)
    let content = EpochContent(trace)
    let title = options.title ?? content.title
    sketch.title(title)
    if let why = content.why {
      sketch.reason(why, number: trace.epoch, LossUnit(trace))
    } else {
      sketch.epoch(content)
    }
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each batch.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = EpochContent(subject.trace)
    let unit = LossUnit(subject.trace).suffix
    return DataTable(
      ["batch", "size", "loss\(unit)", "running_mean\(unit)"],
      rows: content.batches.indices.map { index in
        [
          .count(index), .count(content.batches[index].size),
          .number(content.batches[index].loss), .number(content.running[index]),
        ]
      })
  }

  /// How the epoch's number is made.
  public static func caption(of subject: FoldSubject) -> String {
    "Each batch’s loss with its penalties; the running mean is weighted by batch size. "
      + subject.caption
  }
}

private struct EpochContent {
  let batches: [Batch]
  /// The mean so far after each batch, weighted by size.
  let running: [Double]
  let plain: Double
  let stored: Double?
  /// What is printed, before it is rounded.
  let shown: Double?
  let printed: String?
  let unit: LossUnit
  /// Why there is nothing to draw.
  let why: String?
  let title: String
  let description: String

  init(_ trace: Trace) {
    batches = trace.batches
    var (sum, size) = (0.0, 0.0)
    var running: [Double] = []
    for batch in trace.batches {
      sum += batch.loss * Double(batch.size)
      size += Double(batch.size)
      running.append(sum / size)
    }
    self.running = running
    let count = Double(max(1, trace.batches.count))
    plain = trace.batches.reduce(0) { $0 + $1.loss } / count
    stored = trace.epoch
    shown = trace.shown
    // What is printed of 10²⁸ has 33 digits.
    printed = trace.printed.map { text in
      text.count <= 12 && trace.shown?.isFinite != false
        ? text : trace.shown.map { NumberFormat.significant($0) } ?? text
    }
    unit = LossUnit(trace)
    let odd = trace.batches.count { !$0.loss.isFinite }
    why =
      odd < trace.batches.count
      ? nil
      : odd == 1
        ? "The loss of its one batch is not a finite number."
        : "The losses of all \(odd) batches are not finite numbers."
    let number = printed ?? trace.epoch.map { NumberFormat.significant($0) } ?? "no number"
    let mean = NumberFormat.significant(plain)
    let many = NumberFormat.count(trace.batches.count, "batch")
    if trace.batches.count == 1 {
      title = "One batch holds all samples: its loss is the epoch’s, \(number)"
    } else {
      let differs =
        (trace.shown ?? trace.epoch).map { NumberFormat.significant($0) != mean } ?? false
      title =
        "\(many) give \(number)"
        + (differs
          ? "; the plain mean of their losses is \(mean)" : ", the plain mean of their losses too")
    }
    description =
      "Bars of the losses of \(many)\(unit.phrase): "
      + trace.batches.listed(atMost: 32) {
        "\(NumberFormat.count($0.size, "sample")) \(NumberFormat.significant($0.loss))"
      }
      + ". Stored: \(trace.epoch.map { NumberFormat.significant($0) } ?? "nothing"); printed: "
      + "\(trace.printed ?? "nothing"); plain mean: \(mean)."
  }
}

extension Sketch {
  fileprivate mutating func epoch(_ content: EpochContent) {
    let losses = content.batches.map(\.loss)
    var lines: [(name: String, value: Double)] = []
    if let printed = content.printed, let shown = content.shown {
      lines.append(("printed \(printed)", shown))
      if let stored = content.stored, abs(stored - shown) > 1e-6 * abs(shown) {
        lines.append(("stored \(NumberFormat.significant(stored))", stored))
      }
    } else if let stored = content.stored {
      lines.append((NumberFormat.significant(stored), stored))
    }
    func dashes(_ index: Int) -> [Double] {
      index == 0 ? [] : lines[index].name.hasPrefix("stored") ? [1, 1.5] : [3, 2]
    }
    if content.batches.count > 1 {
      lines.append(
        ("plain mean of steps \(NumberFormat.significant(content.plain))", content.plain))
    }
    y = text("loss\(content.unit.bracketed)", .note, theme.ink, x: left, top: y) + 2
    let height = content.batches.count == 1 ? 60 : min(170, max(80, innerWidth * 0.3))
    let up = Axis.linear(losses + lines.map(\.value), start: y + height, end: y + 4)
    let start = left + tickWidth(up) + 5
    let room = right - start
    let sizes = content.batches.map { Double($0.size) }
    let all = sizes.reduce(0, +)
    axis(up: up, x: start)
    var x = start
    let gap = room / Double(sizes.count) > 6 ? 1.0 : 0
    var steps: [Point] = []
    for (index, batch) in content.batches.enumerated() {
      let width = room * sizes[index] / all
      let top = up.at(batch.loss.isFinite ? batch.loss : 0)
      let zero = up.at(0)
      let rect = Rect(x, min(top, zero), max(0, width - gap), abs(zero - top))
      if rect.width > 0, rect.height > 0 {
        fill(rect, theme.lossBar.mixed(with: theme.paper, 0.45))
      }
      if content.running[index].isFinite {
        let level = up.at(content.running[index])
        steps += [Point(x, level), Point(x + width, level)]
      }
      x += width
    }
    if steps.count > 2 {
      marks.append(.path(.polyline(steps), stroke: Stroke(theme.ink, width: 1)))
    }
    line(Point(start, up.at(0)), Point(right, up.at(0)), theme.muted)
    for (index, line) in lines.enumerated() where line.value.isFinite {
      let level = up.at(line.value)
      self.line(
        Point(start, level), Point(right, level), index == 0 ? theme.alarm : theme.muted,
        dashes: dashes(index))
    }
    y += height + 3
    let few = NumberFormat.count(content.batches.count, "batch")
    let isEven = Set(content.batches.map(\.size)).count == 1
    let size = NumberFormat.count(content.batches[0].size, "sample")
    let widths =
      content.batches.count == 1
      ? " of \(size)" : isEven ? " of \(size) each" : ", each as wide as it has samples"
    text("\(few)\(widths)", .note, theme.ink, x: start, top: y)
    y += lineHeight(.note) + 4
    epochKey(
      lines.indices.map { (lines[$0].name, dashes($0)) }, hasRunning: steps.count > 2)
  }

  /// What each line is: beside one another where they fit, else under one another.
  private mutating func epochKey(_ names: [(String, [Double])], hasRunning: Bool) {
    let line = lineHeight(.label)
    var items: [(String, Color, [Double], Double)] = []
    for (index, (name, dashes)) in names.enumerated() {
      items.append((name, index == 0 ? theme.alarm : theme.muted, dashes, 0.5))
    }
    if hasRunning { items.append(("running mean, weighted by batch size", theme.ink, [], 1)) }
    var x = left
    for (name, color, dashes, width) in items {
      let needed = 18 + textWidth(name, .label)
      if x > left, x + needed > right {
        x = left
        y += line + 2
      }
      marks.append(
        .path(
          .line(Point(x, y + line / 2), Point(x + 14, y + line / 2)),
          stroke: Stroke(color, width: width, dashes: dashes)))
      text(elided(name, .label, to: right - x - 18), .label, theme.ink, x: x + 18, top: y)
      x += needed + 14
    }
    y += line
  }
}
