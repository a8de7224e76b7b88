public import Drawings

/// A small tensor with blanks to fill in, for a class of pupils.
///
/// ```swift
/// let options = FigureOptions(width: WorksheetFigure.defaultWidth)
/// let subject = WorksheetSubject(seed: 3, hasAnswers: true)
/// let drawing = try WorksheetFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum WorksheetFigure: FigureKind {
  /// `worksheet`
  public static let name = "worksheet"
  /// For `--list`.
  public static let needs =
    "a seeded tensor whose losses are folded by hand, from elements to the number; --answers draws "
    + "the key, --copies 30 a PDF of that many sheets; needs no tensors"
  /// A4.
  public static let defaultWidth = 210 / 25.4 * 72

  /// The first sheet.
  public static func drawing(
    of subject: WorksheetSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let numbers = WorksheetNumbers(seed: subject.seed)
    let sheet = "sheet \(NumberFormat.count(subject.seed))"
    let title =
      options.title
      ?? (subject.hasAnswers ? "Key to \(sheet)" : "From 24 losses to one number: \(sheet)")
    let elements = WorksheetNumbers.samples * WorksheetNumbers.positions * WorksheetNumbers.classes
    let description =
      "A sheet for a pencil, number \(subject.seed): \(WorksheetNumbers.samples) samples of "
      + "\(WorksheetNumbers.positions) positions and \(WorksheetNumbers.classes) classes, "
      + "\(elements) squared errors to fold to one number"
      + (subject.hasAnswers
        ? ", which is \(WorksheetNumbers.written(hundredths: numbers.number)). "
          + "\(options.startingClassName(numbers.costliest)) pays most."
        : ". Every box is empty.")
    sketch.worksheet(numbers, subject, options, heading: title)
    var drawing = sketch.drawing(title: title, description: description)
    // A sheet has the proportions of A4, where what it holds leaves room.
    drawing.size.height = max(
      drawing.size.height, min(options.width / 210 * 297, 297 / 25.4 * 72))
    return drawing
  }

  /// A row for each element of each sheet, then the answers.
  public static func table(
    of subject: WorksheetSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    var table = DataTable(
      ["sheet", "step", "sample", "position", "class", "label", "prediction", "answer"])
    for sheet in subject.sheets {
      let numbers = WorksheetNumbers(seed: sheet.seed)
      func row(
        _ step: String, _ sample: Int?, _ position: Int?, _ index: Int?,
        _ element: WorksheetNumbers.Element?, _ hundredths: Int
      ) {
        table.rows.append([
          .count(sheet.seed), .text(step), sample.map { .count($0) } ?? .none,
          position.map { .count($0) } ?? .none,
          index.map { .text(options.className($0)) } ?? .none,
          element.map { .count($0.label) } ?? .none,
          element.map { .number(Double($0.tenths) / 10) } ?? .none,
          .number(Double(hundredths) / 100),
        ])
      }
      for (sample, positions) in numbers.elements.enumerated() {
        for (position, elements) in positions.enumerated() {
          for (index, element) in elements.enumerated() {
            row("elementwise", sample, position, index, element, element.hundredths)
          }
          let mean = numbers.mean(sample: sample, position: position)
          row("per-position", sample, position, nil, nil, mean)
        }
        row("per-sample", sample, nil, nil, nil, numbers.mean(sample: sample))
      }
      for index in 0..<WorksheetNumbers.classes {
        row("class-sum", nil, nil, index, nil, numbers.sum(class: index))
      }
      row("output", nil, nil, nil, nil, numbers.number)
    }
    return table
  }
}
