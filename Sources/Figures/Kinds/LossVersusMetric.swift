public import Drawings
import Reductions
import Tensors

/// For each class what it costs, what it accounts for, how well it is found, and how much of it
/// there is: the picture of the question.
///
/// ```swift
/// let trace = try Trace(of: input, LossVersusMetric.settings(following: .keras2))
/// let subject = FoldSubject(trace, labels: labels)
/// let drawing = try LossVersusMetric.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum LossVersusMetric: FigureKind {
  /// `loss-versus-metric`
  public static let name = "loss-versus-metric"
  /// For `--list`.
  public static let needs =
    "per class its loss, its share of the number, its IoU and its share of positives; "
    + "needs labels by class"

  /// A row for each class, a column for each quantity, every cell a number with its bar.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try ClassScores(subject, options, figure: name)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? content.title
    sketch.title(title)
    sketch.scores(content, options)
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each class.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = try ClassScores(subject, options, figure: name)
    return DataTable(
      ["class"] + content.columns.map(\.key),
      rows: content.names.indices.map { index in
        [.text(content.names[index])]
          + content.columns.map { $0.values.map { .number($0[index]) } ?? .none }
      })
  }

  /// What the columns are.
  public static func caption(of subject: FoldSubject) -> String {
    let threshold = subject.output.metrics.map { NumberFormat.tick(Double($0.threshold)) } ?? "0.5"
    return
      "IoU: intersection over union, pooled over all samples, a prediction being positive above "
      + "\(threshold). " + subject.caption
  }
}

/// The quantities of each class, in numbers and in words.
private struct ClassScores {
  struct Column {
    var key: String
    var heading: String
    /// One for each class; nil where the loss has none.
    var values: [Double]?
    /// What a full bar is; nil for the greatest of the values.
    var full: Double?
    /// How a value is written with so many digits.
    var format: @Sendable (Double, Int) -> String
    var isLoss: Bool
  }

  let columns: [Column]
  let names: [String]
  /// Why a column has no numbers; nil where each has some.
  let why: String?
  let title: String
  let description: String

  init(_ subject: FoldSubject, _ options: FigureOptions, figure: String) throws(FigureError) {
    let output = subject.output
    guard let metrics = output.metrics, !metrics.counts.isEmpty else {
      throw .lacking("the labels and predictions of each class", figure: figure)
    }
    let number: @Sendable (Double, Int) -> String = { NumberFormat.significant($0, digits: $1) }
    let percent: @Sendable (Double, Int) -> String = { value, digits in
      value.isFinite ? NumberFormat.percent(value, digits: digits) : "–"
    }
    let score: @Sendable (Double, Int) -> String = {
      $0.isNaN ? "–" : NumberFormat.significant($0, digits: $1)
    }
    let unit = LossUnit(output)
    let all = metrics.counts.map { Double($0.truePositives + $0.falseNegatives) }
    let positives = all.reduce(0, +)
    let share = all.map { $0 / positives }
    let losses = output.views.perClass.flatMap { $0.count == all.count ? $0 : nil }
    let shares = output.shares.perClass.flatMap { $0.count == all.count ? $0 : nil }
    why =
      losses == nil
      ? "this loss has no losses of each class." : shares == nil ? subject.whyNoParts : nil
    columns = [
      Column(
        key: "mean_loss\(unit.suffix)", heading: "mean loss\(unit.bracketed)", values: losses,
        format: number,
        isLoss: true),
      Column(
        key: "share_of_number", heading: "share of the number", values: shares, full: 1,
        format: percent, isLoss: true),
      Column(
        key: "iou", heading: "IoU", values: metrics.iou, full: 1, format: score, isLoss: false),
      Column(
        key: "share_of_positives", heading: "share of the positives", values: share, full: 1,
        format: percent, isLoss: false),
    ]
    let classes = all.indices
    names = classes.map { options.className($0) }
    let iou = metrics.iou
    let scored = classes.filter { !iou[$0].isNaN }
    let written = Set(scored.map { NumberFormat.significant(iou[$0]) })
    if scored.count > 1, written.count == 1, let all = written.first {
      title =
        scored.count == classes.count
        ? "Every class has an IoU of \(all)" : "Every class that is there has an IoU of \(all)"
    } else if let worst = scored.min(by: { iou[$0] < iou[$1] }), classes.count > 1 {
      var text =
        "\(options.startingClassName(worst)) has the lowest IoU (\(NumberFormat.significant(iou[worst])))"
      if let shares, shares[worst].isFinite {
        text +=
          ", \(NumberFormat.percent(share[worst])) of the positives and "
          + "\(NumberFormat.percent(shares[worst])) of the loss"
      } else if share[worst].isFinite {
        text += " and \(NumberFormat.percent(share[worst])) of the positives"
      }
      title = text
    } else {
      title =
        scored.first.map { "The IoU is \(NumberFormat.significant(iou[$0]))" }
        ?? "No class is there to be found"
    }
    let columns = columns
    let names = names
    description =
      "For each class: "
      + classes.listed(separatedBy: "; ") { index in
        "\(names[index]) "
          + columns.compactMap { column in
            column.values.map { "\(column.heading) \(column.format($0[index], 3))" }
          }.joined(separator: ", ")
      } + "."
  }
}

extension Sketch {
  fileprivate mutating func scores(_ content: ClassScores, _ options: FigureOptions) {
    let count = content.names.count
    let isStacked = isNarrow
    let needed = rowHeight(content.names.indices.map(options.rowName))
    let rowHeight = isStacked ? max(17, needed) : needed
    let most = rowsThatFit(count, height: rowHeight, reserve: 66)
    let order = content.columns[0].values ?? content.columns[3].values ?? []
    let shown = Panels.most(min(most, count), by: order)
    let names = RowNames(
      shown.map(options.rowName), in: self, share: isNarrow ? 0.24 : 0.28)
    let gap = isNarrow ? 6.0 : 14
    let columns = content.columns
    let first = left + names.width + gap
    let width = (right - first - gap * Double(columns.count - 1)) / Double(columns.count)
    func x(_ column: Int) -> Double { first + Double(column) * (width + gap) }

    let heads = columns.map { wrapped($0.heading, .note, to: width) }
    y += Double(heads.map(\.count).max() ?? 1) * lineHeight(.note)
    for (index, lines) in heads.enumerated() { heading(lines, x: x(index), bottom: y) }
    y += 3
    let top = y
    for (index, column) in columns.enumerated() {
      guard let values = column.values else {
        for row in shown.indices {
          text(
            "–", .label, theme.muted, x: x(index),
            top: top + (Double(row) + 0.5) * rowHeight - lineHeight(.label) / 2)
        }
        continue
      }
      let font = isNarrow ? Font(size: 6) : .label
      var texts = shown.map { column.format(values[$0], 3) }
      for digits in [2, 1] where texts.contains(where: { self.textWidth($0, font) > width }) {
        texts = shown.map { column.format(values[$0], digits) }
      }
      let numbers = NumberColumn(texts, font, in: self)
      let barStart = isStacked ? x(index) : x(index) + numbers.width + 4
      let room = x(index) + width - barStart
      let greatest = column.full ?? shown.map { values[$0] }.filter(\.isFinite).max() ?? 0
      for (row, index) in shown.enumerated() {
        let rowTop = top + Double(row) * rowHeight
        let value = values[index]
        let textTop = isStacked ? rowTop + 1 : rowTop + (rowHeight - lineHeight(font)) / 2
        let end = isStacked ? barStart : barStart - 4 - numbers.shift(row)
        text(
          texts[row], font, value.isFinite ? theme.ink : theme.muted, x: end, top: textTop,
          alignment: isStacked ? .leading : .trailing)
        guard value.isFinite, value > 0, greatest > 0, room > 2 else { continue }
        let barHeight = isStacked ? 3.0 : rowHeight - 6
        let bar = Rect(
          barStart, isStacked ? rowTop + 2 + lineHeight(font) : rowTop + 3,
          room * min(1, value / greatest), barHeight)
        fill(bar, column.isLoss ? theme.lossBar : theme.scoreBar)
      }
      // What has an end is seen against it.
      if column.full != nil, room > 2, !isStacked {
        let full = index == 2 ? "1" : "100\u{A0}%"
        let free = width - (heads[index].map { self.textWidth($0, .note) }.max() ?? 0)
        if free >= self.textWidth(full, .note) + 6 {
          heading([full], x: barStart + room, bottom: top - 3, alignment: .trailing)
        }
        for edge in [barStart, barStart + room] {
          line(Point(edge, top), Point(edge, top + Double(shown.count) * rowHeight), theme.hairline)
        }
      }
    }
    for (row, index) in shown.enumerated() {
      let middle = top + (Double(row) + 0.5) * rowHeight
      names.draw(options.rowName(index), middle: middle, in: &self)
    }
    y = top + Double(shown.count) * rowHeight
    if let why = content.why { note("–: " + why) }
    if shown.count < count {
      note(
        "Shown: \(shown.count) of \(NumberFormat.count(count, "class")), those with the highest mean "
          + "loss.")
    }
  }
}

extension Theme {
  /// Bars of what isn't loss: scores and counts.
  var scoreBar: Color { isDark ? Color(0x9BA4B4) : Color(0x586070) }
}
