public import Drawings
public import Reductions
import Tensors

/// A mean before a mask and after it, with every denominator that it could have.
///
/// ```swift
/// let trace = try Trace(of: masked, MaskingFigure.settings(following: .keras2))
/// let subject = FoldSubject(trace, mask: mask)
/// let drawing = try MaskingFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum MaskingFigure: FigureKind {
  /// `masking`
  public static let name = "masking"
  /// For `--list`.
  public static let needs =
    "a mean before the mask and after it, over all positions and over those that the mask leaves; "
    + "needs a loss for each position"

  /// `per-position`
  public static let keeps: Set<Step.ID> = [.perPosition]

  /// What the mask leaves of positions and of loss, then the means.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try MaskContent(subject, figure: name)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? content.title
    sketch.title(title)
    sketch.masking(content)
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each mean.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let unit = LossUnit(subject.output).suffix
    return DataTable(
      ["mean", "sum\(unit)", "denominator", "value\(unit)"],
      rows: try MaskContent(subject, figure: name).means.map {
        [.text($0.name), .number($0.sum), .number($0.denominator), .number($0.value)]
      })
  }
}

private struct MaskContent {
  struct Mean {
    var name: String
    var sum: Double
    var denominator: Double
    var isTheNumber = false
    var value: Double { sum / denominator }
  }

  let count: Double
  let kept: Double
  let sum: Double
  let keptSum: Double
  private(set) var means: [Mean]
  let unit: LossUnit
  let title: String
  let description: String

  init(_ subject: FoldSubject, figure: String) throws(FigureError) {
    guard let before = subject.output.step(.perPosition) else {
      throw .missingStep(.perPosition, figure: figure)
    }
    unit = LossUnit(subject.output)
    count = Double(before.summary.count)
    sum = before.summary.sum
    let mask = subject.output.step(.masked) == nil ? nil : subject.mask
    if let mask {
      kept =
        mask.elements.reduce(0.0) { $0 + Double($1) } * count / Double(max(1, mask.shape.count))
      guard let tensor = before.tensor else { throw .tensorNotKept(.perPosition, figure: figure) }
      // The step `masked` may be divided already: what is left is summed here.
      guard let left = Self.sum(of: tensor, times: mask) else {
        throw .unsuitableShape(
          mask.shape, figure: figure, expected: "a mask of the losses’ first axes, \(tensor.shape)")
      }
      keptSum = left
    } else {
      kept = count
      keptSum = sum
    }
    var means = [
      Mean(name: "without the mask", sum: sum, denominator: count),
      Mean(name: "masked, ÷ all positions", sum: keptSum, denominator: count),
      Mean(name: "masked, ÷ those left", sum: keptSum, denominator: kept),
    ]
    if let value = subject.output.value {
      let near = means.indices.filter { abs(means[$0].value - value) <= 1e-5 * abs(value) }
      if let index = near.last { means[index].isTheNumber = true }
    }
    self.means = means
    let percent = NumberFormat.percent(kept / count)
    let values = means.map { NumberFormat.significant($0.value) }
    title =
      mask == nil
      ? "There is no mask: every mean is \(values[0])"
      : "The mask leaves \(percent) of the positions: their mean is \(values[2]), that of all "
        + "\(values[0])"
    description =
      mask == nil
      ? "There is no mask: the loss of \(NumberFormat.count(before.summary.count, "position")) is "
        + "\(NumberFormat.significant(sum))\(unit.word), their mean \(values[0])."
      : "The mask leaves \(percent) of \(NumberFormat.count(before.summary.count, "position")) and "
        + "\(NumberFormat.significant(keptSum)) of \(NumberFormat.significant(sum))\(unit.word). "
        + means.map { "\($0.name): \(NumberFormat.significant($0.value))" }.joined(separator: "; ")
        + "."
  }

  /// The losses of positions times a mask that repeats along the last axes.
  private static func sum(of losses: Tensor, times mask: Tensor) -> Double? {
    let count = mask.shape.count
    guard count > 0, losses.shape.count % count == 0,
      losses.shape.extents.prefix(mask.shape.rank) == mask.shape.extents[...]
    else { return nil }
    let each = losses.shape.count / count
    var sum = 0.0
    for (index, loss) in losses.elements.enumerated() where mask.elements[index / each] != 0 {
      sum += Double(loss) * Double(mask.elements[index / each])
    }
    return sum
  }
}

extension Sketch {
  fileprivate mutating func masking(_ content: MaskContent) {
    let parts = [
      ("positions", content.kept, content.count, { NumberFormat.tick($0, digits: 9) }),
      ("their loss", content.keptSum, content.sum, { NumberFormat.significant($0) }),
    ]
    let names = RowNames(parts.map { RowName(text: $0.0) }, in: self)
    let start = left + names.width + 6
    for (name, kept, all, format) in parts {
      let line = lineHeight(.label)
      names.draw(RowName(text: name), middle: y + 6, in: &self)
      let frame = Rect(start, y, right - start, 12)
      let fraction = all > 0 && kept.isFinite ? min(1, max(0, kept / all)) : 0
      if fraction > 0 {
        fill(
          Rect(frame.minX, frame.minY, frame.width * fraction, frame.height),
          name == "positions" ? theme.scoreBar : theme.lossBar)
      }
      marks.append(.path(.rect(frame), stroke: Stroke(theme.muted)))
      let unit = name == "positions" ? "" : content.unit.word
      let words = all.isFinite ? "\(format(kept)) of \(format(all))\(unit) left" : format(all)
      y = text(elided(words, .label, to: frame.width), .label, theme.ink, x: start, top: y + 13)
      y += max(4, line / 2)
    }
    foldLine(content.unit.isNats ? "divide: nats per position" : "divide: loss per position")
    let items = content.means.map { mean in
      (name: mean.isTheNumber ? "\(mean.name): the number" : mean.name, value: mean.value)
    }
    let stacked = isNarrow
    let longest = items.map { textWidth($0.name, .label) }.max() ?? 0
    let numbers = items.map { textWidth(NumberFormat.significant($0.value), .heading) }.max() ?? 0
    for item in items {
      let number = NumberFormat.significant(item.value)
      let finite = items.map(\.value).filter(\.isFinite)
      let greatest = finite.map { abs($0) }.max() ?? 0
      let width = stacked ? innerWidth : min(longest, innerWidth * 0.42)
      let top = y
      text(
        elided(item.name, .label, to: width - (stacked ? textWidth(number, .heading) + 8 : 0)),
        .label, theme.ink, x: left, top: top)
      text(number, .heading, theme.ink, x: right, top: top, alignment: .trailing)
      if stacked { y += lineHeight(.label) + 1 }
      let barStart = stacked ? left : left + width + 6
      let room = right - barStart - (stacked ? 0 : numbers + 8)
      if item.value.isFinite, item.value > 0, greatest > 0 {
        fill(
          Rect(barStart, y + 1, room * item.value / greatest, stacked ? 4 : 7), theme.lossBar)
      }
      y = stacked ? y + 9 : top + 13
    }
  }
}
