public import Drawings
import Reductions
import Tensors

/// Outputs times their loss weights, plus penalties: the total.
///
/// ```swift
/// let trace = try Trace(of: [input, depth], FoldSettings(convention: .keras2, penalties: [0.05]))
/// let subject = FoldSubject(trace)
/// let drawing = try OutputsFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum OutputsFigure: FigureKind {
  /// `outputs`
  public static let name = "outputs"
  /// For `--list`.
  public static let needs =
    "outputs times their loss weights, plus penalties, as a waterfall; needs a total"

  /// A bar for each output and for the penalties, each beginning where the one before ends.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try OutputsContent(subject.trace, figure: name)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? content.title
    sketch.title(title)
    if let waterfall = content.waterfall {
      let rows = max(2, Int((sketch.greatestHeight - sketch.y - 60) / 14) - 1)
      sketch.waterfall(
        waterfall.limited(to: rows, noun: "parts"), total: "the total", nameShare: 0.45,
        axisLabel: LossUnit(subject.trace).isNats ? "nats" : "loss")
    } else {
      sketch.reason(content.why, number: subject.trace.total, LossUnit(subject.trace))
    }
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each part.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let unit = LossUnit(subject.trace).suffix
    return DataTable(
      ["part", "value\(unit)", "loss_weight", "amount\(unit)"],
      rows: subject.trace.outputs.map { output in
        [
          .text(output.name), output.value.map { .number($0) } ?? .none,
          .number(output.lossWeight), output.value.map { .number($0 * output.lossWeight) } ?? .none,
        ]
      }
        + subject.trace.penalties.enumerated().map {
          [.text(IndexName.penalty($0.offset)), .number($0.element), .none, .number($0.element)]
        })
  }

  /// All outputs.
  public static func caption(of subject: FoldSubject) -> String {
    "Each output’s loss times its loss weight, and the penalties; computed as "
      + "\(subject.trace.convention.title) does."
  }
}

private struct OutputsContent {
  let waterfall: Waterfall?
  let why: String
  let title: String
  let description: String

  init(_ trace: Trace, figure: String) throws(FigureError) {
    guard let total = trace.total, total.isFinite else {
      waterfall = nil
      why =
        trace.total == nil
        ? "An output is left as a tensor, so there is no total."
        : "What is not a finite number has no parts that add up to it."
      title = "The outputs have no finite total"
      description = "\(title). \(why)"
      return
    }
    why = ""
    var parts: [Waterfall.Part] = trace.outputs.map { output in
      let value = output.value ?? .nan
      let weight = NumberFormat.tick(output.lossWeight)
      let name =
        output.lossWeight == 1
        ? output.name : "\(output.name): \(weight)\u{A0}× \(NumberFormat.significant(value))"
      return .init(name: RowName(text: name), amount: value * output.lossWeight)
    }
    if !trace.penalties.isEmpty {
      let count = trace.penalties.count
      parts.append(
        .init(
          name: RowName(text: count == 1 ? "penalty" : "\(count) penalties"),
          amount: trace.penalties.reduce(0, +)))
    }
    waterfall = try Waterfall(parts, total: total, figure: figure)
    let number = NumberFormat.significant(total)
    let greatest = parts.max { $0.amount < $1.amount }
    if parts.count == 1 {
      title = "One output is the total, \(number)"
    } else {
      title =
        "\(NumberFormat.count(parts.count, "part")) add up to \(number)"
        + (greatest.map {
          ", \(NumberFormat.significant($0.amount)) of it from \($0.name.text.prefix { $0 != ":" })"
        } ?? "")
    }
    description =
      "Waterfall\(LossUnit(trace).phrase): "
      + parts.listed(separatedBy: "; ") {
        "\($0.name.text): \(NumberFormat.significant($0.amount))"
      } + ". The total is \(number)."
  }
}
