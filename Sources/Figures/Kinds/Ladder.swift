public import Drawings
public import Reductions
import Tensors

/// Every fold from all losses to one number: blocks that shrink, fold by fold.
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
    of output: Output, in trace: Trace, options: FigureOptions,
    measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    guard let first = output.steps.first else { throw .missingStep(.elementwise, figure: name) }
    var sketch = try Sketch(options, measuredBy: measurer)
    let ladder = LadderContent(output: output, trace: trace, first: first)
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
        lines: Self.lines(of: step), fold: step.operation, folds: folds)
    }
    let last = output.step(.output)
    let total = NumberFormat.count(first.summary.count, "loss")
    let loss = output.loss.replacing("_", with: " ")
    if let value = output.value, let last {
      number = NumberFormat.significant(value)
      unit = "nats, \(loss)"
      lastFold = (last.operation, last.summary.count < count)
      let verb = first.summary.count == 1 ? "is" : "fold to"
      title = "\(total) \(verb) \(number)"
    } else {
      number = NumberFormat.count(count)
      unit = "losses stay: reduction \(output.reduction)"
      lastFold = nil
      title = "\(total) become \(NumberFormat.count(count)), not one number"
    }
    let size = positions.isEmpty ? "one loss" : "\(Shape(Array(positions))) losses"
    note =
      "A sheet is \(size); areas are in proportion. Computed as \(trace.convention.rawValue) does."
    description =
      "From \(total) to \(number), fold by fold. "
      + output.steps.map { step in
        "\(step.id.rawValue): \(step.operation), shape \(step.shape), "
          + "mean \(NumberFormat.significant(step.summary.mean))."
      }.joined(separator: " ")
  }

  private static func lines(of step: Step) -> [String] {
    let summary = step.summary
    var lines = [
      step.shape.description, NumberFormat.count(summary.count, "loss"),
      "mean \(NumberFormat.significant(summary.mean))",
      "max \(NumberFormat.significant(Double(summary.maximum)))",
    ]
    if summary.nanCount > 0 { lines.append("\(NumberFormat.count(summary.nanCount)) NaN") }
    return lines
  }
}

/// A tensor as stacks of sheets: a stack for each sample, a sheet for each class in it.
struct Blocks: Equatable {
  /// As many as there are samples.
  let stacks: Int
  /// As many as there are classes; 1 once they are folded.
  let sheets: Int
  /// Height over width of a sheet.
  let aspect: Double
  /// Whether the positions are folded away too, so that a sheet is a single number.
  let isNumber: Bool

  static let mostStacks = 6
  static let mostSheets = 8
  /// How far each sheet of a stack stands out behind the one before, in points.
  static let offset = 2.5

  init(_ shape: Shape, of rank: Int, hasClasses: Bool) {
    stacks = max(1, shape.sampleCount)
    let keepsClasses = hasClasses && shape.rank == rank
    sheets = keepsClasses ? shape[-1] : 1
    let positions = shape.extents.dropFirst().dropLast(keepsClasses ? 1 : 0)
    let expected = rank - 1 - (hasClasses ? 1 : 0)
    isNumber = positions.count < expected || expected == 0
    let width = Double(positions.last ?? 1)
    let height = Double(positions.dropLast().reduce(1, *))
    aspect = positions.isEmpty ? 1 : min(3, max(0.12, height / width))
  }

  var shownStacks: Int { min(stacks, Self.mostStacks) }
  var shownSheets: Int { min(sheets, Self.mostSheets) }
  /// What the fan of a stack adds to a sheet, in points.
  var fan: Double { Double(shownSheets - 1) * Self.offset }

  /// The widest sheet with which all stacks fit a box.
  func sheetWidth(in box: Size) -> Double {
    let count = Double(shownStacks)
    let across = (box.width - (count - 1) * 4) / count - fan
    return max(2, min(across, (box.height - fan) / aspect))
  }

  func width(sheet: Double) -> Double {
    let side = isNumber ? min(sheet, 3) : sheet
    let count = Double(shownStacks)
    return count * (side + fan) + (count - 1) * 4
  }

  func height(sheet: Double) -> Double { (isNumber ? min(sheet, 3) : sheet * aspect) + fan }

  /// What isn't drawn, as a line of its own.
  var leftOut: String? {
    var parts: [String] = []
    if stacks > shownStacks {
      parts.append("\(shownStacks) of \(NumberFormat.count(stacks)) samples")
    }
    if sheets > shownSheets {
      parts.append("\(shownSheets) of \(NumberFormat.count(sheets)) classes")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ") + " drawn"
  }
}
