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
    sketch.conventions(subject.comparison)
    return sketch.drawing(title: title, description: subject.caption)
  }

  /// A row for each convention.
  public static func table(
    of subject: ComparisonSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    DataTable(
      ["convention", "value\(subject.unit.suffix)", "denominator", "parts_at"],
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
      ? "\(count) \(values.count == 1 ? "gives" : "give") \(least)"
      : "The same tensors give \(least) to \(most) in \(count)"
  }
}

extension Sketch {
  fileprivate mutating func conventions(_ comparison: Comparison) {
    let rows = comparison.rows
    let names = rows.map(\.convention.rawValue)
    let numbers = rows.map { $0.value.map { NumberFormat.significant($0) } ?? "refuses" }
    let parts = rows.map { $0.partsAt.map { "parts at \($0.rawValue)" } ?? "" }
    let nameEnd = left + (names.map { textWidth($0, .label) }.max() ?? 0)
    // On a narrow figure what parts stands under the name of the convention.
    let partsWidth = isNarrow ? 0 : (parts.map { textWidth($0, .note) }.max() ?? 0) + 8
    let values = rows.compactMap(\.value).filter(\.isFinite)
    let column = NumberColumn(numbers, .label, in: self)
    let numberEnd = nameEnd + 8 + column.width
    // What stands under a name is nearer to it than to the next.
    let heights = parts.map {
      lineHeight(.label) + (isNarrow && !$0.isEmpty ? lineHeight(.note) + 6 : 4)
    }
    let top = y + 2
    let bottom = top + heights.reduce(0, +)
    let axis = Axis.fitting(values, start: numberEnd + 10, end: right - partsWidth - 6)
    var rowTop = top
    for (index, row) in rows.enumerated() {
      defer { rowTop += heights[index] }
      let middle = rowTop + 2 + lineHeight(.label) / 2
      text(names[index], .label, theme.ink, x: left, top: rowTop + 2)
      text(
        numbers[index], .label, row.value == nil ? theme.muted : theme.ink,
        x: numberEnd - column.shift(index), top: rowTop + 2, alignment: .trailing)
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
      if !values.isEmpty {
        line(Point(axis.start, middle), Point(axis.end, middle), theme.hairline)
      }
      if let value = row.value, value.isFinite {
        let isApart = row.partsAt != nil
        dot(
          Point(axis.at(value), middle), radius: 3, isApart ? nil : theme.lossBar,
          outline: theme.lossBar)
      }
    }
    guard !values.isEmpty else {
      y = bottom
      return
    }
    let unit = ComparisonSubject(comparison).unit
    y = self.axis(across: axis, top: bottom + 2, label: "the number\(unit.bracketed)")
    note(
      "Filled: agrees with \(comparison.reference.rawValue) in every step. Open: parts from it.")
  }
}
