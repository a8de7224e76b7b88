public import Drawings
import Reductions

/// One dot for each convention on a common axis, and the step where it parts from the others.
///
/// ```swift
/// let comparison = Comparison(of: input, FoldSettings(convention: .keras2))
/// let subject = ComparisonSubject(comparison)
/// let drawing = try ConventionsFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum ConventionsFigure: FigureKind {
  /// `conventions`
  public static let name = "conventions"
  /// For `--list`.
  public static let needs =
    "one dot per convention on a common axis, and where they part; needs two tensors"

  /// A row for each convention.
  public static func drawing(
    of subject: ComparisonSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? Self.title(subject.comparison)
    sketch.title(title)
    sketch.conventions(subject.comparison.rows)
    return sketch.drawing(title: title, description: subject.caption)
  }

  /// A row for each convention.
  public static func table(
    of subject: ComparisonSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    DataTable(
      ["convention", "value_nats", "denominator", "parts_at"],
      rows: subject.comparison.rows.map { row in
        [
          .text(row.convention.rawValue), .number(row.value ?? .nan),
          .number(row.denominator ?? .nan), .text(row.partsAt?.rawValue ?? ""),
        ]
      })
  }

  private static func title(_ comparison: Comparison) -> String {
    let values = comparison.rows.compactMap(\.value).filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else {
      return "No convention gives a number for these tensors"
    }
    let (least, most) = (NumberFormat.significant(low), NumberFormat.significant(high))
    let count = NumberFormat.count(values.count, "convention")
    return least == most
      ? "\(count) give \(least)" : "The same tensors give \(least) to \(most) in \(count)"
  }
}

extension Sketch {
  fileprivate mutating func conventions(_ rows: [Comparison.Row]) {
    let names = rows.map(\.convention.rawValue)
    let numbers = rows.map { $0.value.map { NumberFormat.significant($0) } ?? "refuses" }
    let parts = rows.map { $0.partsAt.map { "parts at \($0.rawValue)" } ?? "" }
    let nameEnd = left + (names.map { textWidth($0, .label) }.max() ?? 0)
    let numberEnd = nameEnd + 8 + (numbers.map { textWidth($0, .label) }.max() ?? 0)
    // On a narrow figure what parts stands under the name of the convention.
    let partsWidth = isNarrow ? 0 : (parts.map { textWidth($0, .note) }.max() ?? 0) + 8
    let values = rows.compactMap(\.value).filter(\.isFinite)
    let rowHeight = lineHeight(.label) + (isNarrow ? lineHeight(.note) : 0) + 4
    let top = y + 2
    let bottom = top + Double(rows.count) * rowHeight
    let axis = Axis.fitting(values, start: numberEnd + 10, end: right - partsWidth - 6)
    for (index, row) in rows.enumerated() {
      let rowTop = top + Double(index) * rowHeight
      let middle = rowTop + 2 + lineHeight(.label) / 2
      text(names[index], .label, theme.ink, x: left, top: rowTop + 2)
      text(
        numbers[index], .label, row.value == nil ? theme.muted : theme.ink, x: numberEnd,
        top: rowTop + 2, alignment: .trailing)
      if !parts[index].isEmpty {
        if isNarrow {
          text(
            parts[index], .note, theme.muted, x: left, top: rowTop + 2 + lineHeight(.label))
        } else {
          text(
            parts[index], .note, theme.muted, x: right,
            top: middle - lineHeight(.note) / 2, alignment: .trailing)
        }
      }
      line(Point(axis.start, middle), Point(axis.end, middle), theme.hairline)
      if let value = row.value, value.isFinite {
        let isApart = row.partsAt != nil
        dot(
          Point(axis.at(value), middle), radius: 3, isApart ? nil : theme.lossBar,
          outline: theme.lossBar)
      }
    }
    y = self.axis(across: axis, top: bottom + 2, label: "the number (nats)")
    note("Filled: no step parts from the convention that the others are held against.")
  }
}
