public import Drawings
public import Reductions
import Tensors

/// Every fold from all losses to one number: blocks that shrink, fold by fold.
///
/// ```swift
/// let trace = try Trace(of: input, Ladder.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try Ladder.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum Ladder: FigureKind {
  /// `ladder`
  public static let name = "ladder"
  /// For `--list`.
  public static let needs =
    "the tensors from all losses to one number as blocks, every fold between them; needs a trace"
  /// None: shapes and summaries are enough.
  public static let keeps: Set<Step.ID> = []

  /// From left to right where there is room for it, from top to bottom in a column.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let output = subject.output
    guard let first = output.steps.first else { throw .missingStep(.elementwise, figure: name) }
    var sketch = try Sketch(options, measuredBy: measurer)
    let ladder = LadderContent(output: output, trace: subject.trace, first: first)
    let title = options.title ?? ladder.title
    sketch.title(title)
    let across = LadderColumns(ladder, sketch: sketch)
    if let across {
      sketch.ladder(across, ladder)
    } else {
      sketch.ladderDown(ladder)
    }
    sketch.note(ladder.note)
    return sketch.drawing(title: title, description: ladder.description)
  }

  /// A row for each step.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let unit = LossUnit(subject.output).suffix
    return DataTable(
      ["step", "operation", "shape", "count", "mean\(unit)", "max\(unit)", "nan"],
      rows: subject.output.steps.map { step in
        [
          .text(step.id.rawValue), .text(step.operation), .text(step.shape.description),
          .count(step.summary.count), .number(step.summary.mean), .single(step.summary.maximum),
          .count(step.summary.nanCount),
        ]
      })
  }
}

/// What a ladder says, rung by rung.
struct LadderContent {
  /// A tensor on the way.
  struct Rung {
    var step: Step
    var blocks: Blocks
    var lines: [String]
    /// What leads here: the fold's own words.
    var fold: String
    /// Whether the tensor became smaller.
    var folds: Bool
  }

  let rungs: [Rung]
  /// The number at the end, or the count of losses that stay.
  let number: String
  let unit: String
  /// The fold that leads to the number; nil where the number is only a count.
  let lastFold: (label: String, folds: Bool)?
  let title: String
  let description: String
  let note: String

  init(output: Output, trace: Trace, first: Step) {
    let hasClasses = first.id == .elementwise && first.shape.rank >= 2
    let positions = first.shape.extents.dropFirst().dropLast(hasClasses ? 1 : 0)
    let steps = output.steps.filter { !($0.id == .output && $0.shape.rank == 0) }
    var count = first.summary.count
    rungs = steps.map { step in
      let folds = step.summary.count < count
      count = step.summary.count
      return Rung(
        step: step,
        blocks: Blocks(step.shape, of: first.shape.rank, hasClasses: hasClasses),
        lines: Self.lines(of: step), fold: NumberFormat.countsGrouped(in: step.operation),
        folds: folds)
    }
    let last = output.step(.output)
    let total = NumberFormat.count(first.summary.count, "loss")
    let loss = LossCatalog.title(of: output.loss)
    if let value = output.value, let last {
      number = NumberFormat.significant(value)
      unit = LossUnit(output).lead + loss
      lastFold = (NumberFormat.countsGrouped(in: last.operation), last.summary.count < count)
      let verb = first.summary.count == 1 ? "is" : "fold to"
      let nan = first.summary.nanCount
      title =
        "\(total) \(verb) \(number)"
        + (nan > 0 ? ": \(NumberFormat.notNumbers(nan, of: "them"))" : "")
    } else {
      number = NumberFormat.count(count)
      unit = "losses stay: reduction \(output.reduction)"
      lastFold = nil
      title = "\(total) become \(NumberFormat.count(count)), not one number"
    }
    let size =
      positions.isEmpty
      ? "one loss" : NumberFormat.countsGrouped(in: "\(Shape(Array(positions))) losses")
    let enlarged =
      rungs.contains { $0.blocks.isNumber } ? " Single numbers are drawn larger than that." : ""
    note =
      "A sheet is \(size); areas are in proportion.\(enlarged) "
      + "Computed as \(trace.convention.title) does."
    description =
      "From \(total) to \(number), fold by fold. "
      + output.steps.map { step in
        NumberFormat.countsGrouped(
          in: "\(step.id.rawValue): \(step.operation), shape \(step.shape), ")
          + "mean \(NumberFormat.significant(step.summary.mean))."
      }.joined(separator: " ")
  }

  private static func lines(of step: Step) -> [String] {
    let summary = step.summary
    var lines = step.shape.rank > 1 ? [NumberFormat.countsGrouped(in: step.shape.description)] : []
    lines += [
      NumberFormat.count(summary.count, "loss"),
      "mean \(NumberFormat.significant(summary.mean))",
    ]
    // Of nothing but NaN there is no greatest.
    if summary.minimum <= summary.maximum {
      lines.append("max \(NumberFormat.significant(Double(summary.maximum)))")
    }
    if summary.nanCount > 0 { lines.append("\(NumberFormat.count(summary.nanCount)) NaN") }
    return lines
  }
}
