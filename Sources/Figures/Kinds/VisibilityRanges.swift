public import Drawings
import Reductions
import Tensors

/// How much of the number each class could move: what it would be if the class were perfect, and if
/// it were missed entirely.
///
/// ```swift
/// let trace = try Trace(of: input, VisibilityRanges.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try VisibilityRanges.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum VisibilityRanges: FigureKind {
  /// `visibility`
  public static let name = "visibility"
  /// For `--list`.
  public static let needs =
    "per class the number if it were perfect, as it is, and missed entirely; needs losses by class"

  /// A range for each class on one axis, and the number as it is as a line through all.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let content = VisibilityContent(subject, options)
    let title = options.title ?? content.title
    sketch.title(title)
    if let why = content.why {
      sketch.reason(why, number: subject.output.value, LossUnit(subject.output))
    } else {
      sketch.ranges(content, options)
    }
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each class.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let unit = LossUnit(subject.output).suffix
    return DataTable(
      ["class", "perfect\(unit)", "as_is\(unit)", "missed\(unit)"],
      rows: (subject.output.visibility ?? []).enumerated().map {
        [
          .text(options.className($0.offset)), .number($0.element.perfect),
          .number($0.element.asIs), .number($0.element.missed),
        ]
      })
  }

  /// What the three numbers mean.
  public static func caption(of subject: FoldSubject) -> String {
    "Perfect: the class predicted exactly; missed: the prediction 0 wherever the class is; all other "
      + "predictions as they are. " + subject.caption
  }
}

/// What the ranges say.
private struct VisibilityContent {
  let ranges: [Visibility]
  let value: Double
  let unit: LossUnit
  /// Why there are no ranges.
  let why: String?
  let title: String
  let description: String

  init(_ subject: FoldSubject, _ options: FigureOptions) {
    let output = subject.output
    let ranges = output.visibility ?? []
    self.ranges = ranges
    value = output.value ?? .nan
    unit = LossUnit(output)
    let number = output.value.map { NumberFormat.significant($0) } ?? "NaN"
    if ranges.isEmpty || !value.isFinite {
      let reason =
        output.visibility == nil && value.isFinite
        ? "The \(LossCatalog.title(of: output.loss)) has no losses by class, so no class can be made "
          + "perfect by itself."
        : subject.whyNoParts ?? "There is no number whose classes could be changed."
      why = reason
      title = "What each class could change of \(number) is not known"
      description = title + ". " + reason
      return
    }
    why = nil
    title = Self.title(ranges, number, options)
    description =
      "The number\(unit.phrase) if a class were perfect, and if it were missed entirely; as it is, "
      + "\(number). "
      + ranges.indices.listed {
        "\(options.className($0)): \(NumberFormat.significant(ranges[$0].perfect)) to "
          + NumberFormat.significant(ranges[$0].missed)
      } + "."
  }

  /// The classes whose absence would change the number least and most.
  private static func title(
    _ ranges: [Visibility], _ number: String, _ options: FigureOptions
  ) -> String {
    let gain = ranges.map { $0.missed - $0.asIs }
    let finite = gain.indices.filter { gain[$0].isFinite && gain[$0] != 0 }
    guard let least = finite.min(by: { gain[$0] < gain[$1] }),
      let most = finite.max(by: { gain[$0] < gain[$1] })
    else { return "The number is \(number), and missing a class would not change it" }
    func turned(_ index: Int) -> String { NumberFormat.significant(ranges[index].missed) }
    let first =
      "Missing \(options.className(least)) entirely would turn \(number) into \(turned(least))"
    return least == most
      ? first : "\(first); missing \(options.className(most)), into \(turned(most))"
  }
}

extension Sketch {
  fileprivate mutating func ranges(_ content: VisibilityContent, _ options: FigureOptions) {
    let all = content.ranges
    let rowHeight = rowHeight(all.indices.map(options.rowName))
    let most = rowsThatFit(all.count, height: rowHeight, reserve: 78)
    let shown = Panels.most(most, by: all.map { $0.missed - $0.perfect })
    let names = RowNames(shown.map(options.rowName), in: self, share: isNarrow ? 0.26 : 0.3)
    let perfect = all.map { NumberFormat.significant($0.perfect) }
    let missed = all.map { NumberFormat.significant($0.missed) }
    let heads = (["perfect"], ["missed", "entirely"])
    let leftColumn = NumberColumn(shown.map { perfect[$0] }, .label, in: self)
    let rightColumn = NumberColumn(shown.map { missed[$0] }, .label, in: self)
    func widest(_ column: NumberColumn, _ head: [String]) -> Double {
      max(column.width, head.map { textWidth($0, .note) }.max() ?? 0)
    }
    let leftEnd = left + names.width + 6 + widest(leftColumn, heads.0)
    let rightStart = right - widest(rightColumn, heads.1)
    let values = shown.flatMap { [all[$0].perfect, all[$0].missed] } + [content.value]
    let axis = Axis.fitting(values, start: leftEnd + 7, end: rightStart - 7)

    // The number as it is stands over its own line, once for all classes.
    let now = NumberFormat.significant(content.value)
    let line = axis.at(content.value)
    let asIs = ["as it is", now]
    let half = (asIs.map { textWidth($0, .note) }.max() ?? 0) / 2
    if 2 * half > axis.end - axis.start {
      y = text("as it is \(now)", .note, theme.ink, x: left, top: y) + 1
    } else {
      let middle = min(max(line, axis.start + half), axis.end - half)
      text(lines: asIs, .note, theme.ink, x: middle, top: y, alignment: .center)
    }
    let headBottom = y + 2 * lineHeight(.note)
    heading(heads.0, x: leftEnd, bottom: headBottom, alignment: .trailing)
    heading(heads.1, x: right, bottom: headBottom, alignment: .trailing)
    y = headBottom + 3
    let top = y
    let bottom = top + Double(shown.count) * rowHeight
    self.line(Point(line, top), Point(line, bottom + 3), theme.ink, dashes: [1, 1])

    for (row, index) in shown.enumerated() {
      let range = all[index]
      let middle = top + (Double(row) + 0.5) * rowHeight
      names.draw(options.rowName(index), middle: middle, in: &self)
      let textTop = middle - lineHeight(.label) / 2
      text(
        perfect[index], .label, theme.ink, x: leftEnd - leftColumn.shift(row), top: textTop,
        alignment: .trailing)
      text(
        missed[index], .label, theme.ink, x: right - rightColumn.shift(row), top: textTop,
        alignment: .trailing)
      guard range.perfect.isFinite, range.missed.isFinite else { continue }
      let start = axis.at(range.perfect)
      let end = axis.at(range.missed)
      marks.append(
        .path(
          .line(Point(start, middle), Point(end, middle)),
          stroke: Stroke(theme.lossBar, width: 2)))
      dot(Point(start, middle), radius: 2.5, nil, outline: theme.lossBar)
      dot(Point(end, middle), radius: 2.5, theme.lossBar)
    }
    y = self.axis(across: axis, top: bottom + 3, label: "the number\(content.unit.bracketed)")
    if shown.count < all.count {
      note(
        "Shown: \(shown.count) of \(NumberFormat.count(all.count, "class")), those that can change "
          + "the number most.")
    }
  }
}
