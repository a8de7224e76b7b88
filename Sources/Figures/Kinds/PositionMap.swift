public import Drawings
public import Reductions
import Tensors

/// What the loss function returns: one loss for each position, its classes folded away.
///
/// ```swift
/// let trace = try Trace(of: input, PositionMap.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try PositionMap.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum PositionMap: FigureKind {
  /// `position-map`
  public static let name = "position-map"
  /// For `--list`.
  public static let needs =
    "a heat map of each sample after the class axis is folded; needs a loss for each position"
  /// `per-position`
  public static let keeps: Set<Step.ID> = [.perPosition]

  /// One panel a sample, all on one scale, the mean of each under it.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let output = subject.output
    let panels = try Panels(.perPosition, of: output, hasClasses: false, figure: name)
    let means = (0..<panels.samples).map { panels.mean(sample: $0) }
    let findings = PositionFindings(
      panels, means: means, unit: LossUnit(output), options: options)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? findings.title
    sketch.title(title)

    let grid = PositionGrid(panels, options: options, sketch: sketch)
    let samples = Panels.most(grid.columns * grid.rows, by: means)
    let shared = try ColorScale.fitting(panels.tensor.elements, options: options)
    let numbers = CellNumbers(
      panels.tensor.elements,
      in: Size(grid.width / Double(panels.columns), grid.height / Double(panels.rows)),
      sketch: sketch)
    let cells = panels.cells(
      samples: samples, scale: shared, isPanel: options.limits == .panel
    ) { try? ColorScale.fitting($0, options: options) }
    let lineHeight = sketch.lineHeight(.label)
    for (place, sample) in samples.enumerated() {
      let (row, column) = place.quotientAndRemainder(dividingBy: grid.columns)
      let x = sketch.left + Double(column) * (grid.width + grid.gap)
      let top = sketch.y + Double(row) * (grid.height + 2 * lineHeight + 10)
      let rect = Rect(x, top + lineHeight + 2, grid.width, grid.height)
      let sampleName = sketch.elided(options.sampleName(sample), .label, to: grid.width)
      sketch.text(sampleName, .label, sketch.theme.ink, x: x, top: top)
      sketch.panel(
        cells[sample, 0], in: rect, title: options.sampleName(sample), numbers: numbers)
      // A single number stands in its cell already.
      if panels.isCells, numbers != nil { continue }
      let number = NumberFormat.significant(means[sample])
      let full = "mean " + number
      let caption = sketch.textWidth(full, .note) <= grid.width ? full : number
      sketch.text(caption, .note, sketch.theme.ink, x: x, top: rect.maxY + 1)
    }
    let rows = (samples.count + grid.columns - 1) / grid.columns
    sketch.y += Double(rows) * (grid.height + 2 * lineHeight + 10) - 6
    let label = "loss of a position\(LossUnit(output).bracketed)"
    if options.limits == .panel {
      sketch.colorBar(ownLimits: shared, label: label)
    } else {
      sketch.colorBar(
        shared, label: label, range: findings.least...findings.greatest,
        nanCount: findings.nanCount)
    }
    if samples.count < panels.samples {
      sketch.note(
        "Shown: \(samples.count) of \(NumberFormat.count(panels.samples, "sample")), those with the "
          + "highest mean loss.")
    }
    return sketch.drawing(title: title, description: findings.description)
  }

  /// A row for each loss.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let panels = try Panels(.perPosition, of: subject.output, hasClasses: false, figure: name)
    return panels.table(options, value: "loss\(LossUnit(subject.output).suffix)", hasClasses: false)
  }
}

/// How many panels stand beside and under one another.
struct PositionGrid {
  let columns: Int
  let rows: Int
  let width: Double
  let height: Double
  let gap = 6.0

  /// - Parameters:
  ///   - least: How wide a panel of an image is at least, in points.
  ///   - reserve: What stands below the panels, in points.
  init(
    _ panels: Panels, options: FigureOptions, sketch: Sketch, least: Double = 54,
    reserve: Double = 50
  ) {
    // Of single numbers the names decide: the last has the most digits.
    let name = sketch.textWidth(options.sampleName(panels.samples - 1), .label) + 1
    let cell = min(max(40, name), 80)
    let least = panels.isStrips ? sketch.innerWidth : panels.isCells ? cell : least
    let most = max(1, Int((sketch.innerWidth + 6) / (least + 6)))
    let rowsNeeded = (panels.samples + most - 1) / most
    // Rows as even as they can be: 5 panels are 3 and 2, not 4 and 1.
    columns = min(most, (panels.samples + rowsNeeded - 1) / rowsNeeded)
    let room = (sketch.innerWidth - 6 * Double(columns - 1)) / Double(columns)
    let aspect = Double(panels.rows) / Double(panels.columns)
    let widest = panels.isStrips ? room : panels.isCells ? cell : min(room, 255 * sketch.growth)
    width = widest
    height =
      panels.isStrips ? 12 : panels.isCells ? 12 : min(max(6, widest * aspect), 300 * sketch.growth)
    let row = height + 2 * sketch.lineHeight(.label) + 10
    rows = max(1, min(rowsNeeded, Int((sketch.greatestHeight - sketch.y - reserve) / row)))
  }
}

/// What a map of positions shows, in numbers and in words.
private struct PositionFindings {
  let nanCount: Int
  let least: Double
  let greatest: Double
  private let panels: Panels
  private let means: [Double]
  private let unit: LossUnit
  private let options: FigureOptions
  private let mean: Double
  /// The smallest fraction of the positions that holds half of the loss.
  private let half: Double?

  init(_ panels: Panels, means: [Double], unit: LossUnit, options: FigureOptions) {
    self.unit = unit
    self.panels = panels
    self.means = means
    self.options = options
    let elements = panels.tensor.elements
    var (least, greatest, nanCount) = (Float.infinity, -Float.infinity, 0)
    for value in elements {
      if value.isNaN {
        nanCount += 1
      } else {
        least = min(least, value)
        greatest = max(greatest, value)
      }
    }
    self.nanCount = nanCount
    self.least = least <= greatest ? Double(least) : 0
    self.greatest = least <= greatest ? Double(greatest) : 0
    mean = means.reduce(0, +) / Double(means.count)
    half = nanCount == 0 && least >= 0 ? Self.half(of: elements) : nil
  }

  /// Counted by size, not sorted: a quarter of a million values sort in 30 ms.
  private static func half(of elements: [Float]) -> Double? {
    let ledger = ValueLedger(elements)
    guard ledger.sum > 0, ledger.sum.isFinite, ledger.infiniteCount == 0 else { return nil }
    return ledger.fraction(holding: 0.5)
  }

  var title: String {
    let count = NumberFormat.count(panels.tensor.shape.count)
    if nanCount > 0 {
      return NumberFormat.notNumbers(nanCount, of: "\(count) position losses")
    }
    let all = NumberFormat.significant(mean)
    if panels.tensor.shape.count == 1 { return "One position has the loss \(all)" }
    guard let half else {
      return "\(count) position losses have the mean \(all)"
    }
    return "Half of the loss lies on \(NumberFormat.percent(half)) of "
      + "\(NumberFormat.count(panels.tensor.shape.count, "position")); the mean of all is \(all)"
  }

  /// The alt text.
  var description: String {
    let size =
      panels.isCells
      ? "one position each"
      : "each of \(NumberFormat.count(panels.rows)) × \(NumberFormat.count(panels.columns)) positions"
    let shown = means.indices.listed(atMost: 16) {
      "\(options.sampleName($0)) \(NumberFormat.significant(means[$0]))"
    }
    var text =
      "Heat maps of the loss of each position\(unit.phrase): "
      + "\(NumberFormat.count(panels.samples, "sample")), \(size), from "
      + "\(NumberFormat.significant(least)) to \(NumberFormat.significant(greatest)). Mean: \(shown). "
      + "Mean of all: \(NumberFormat.significant(mean))."
    if let half, panels.tensor.shape.count > 1 {
      text += " Half of the loss lies on \(NumberFormat.percent(half)) of the positions."
    }
    if nanCount > 0 { text += " NaN: \(NumberFormat.count(nanCount))." }
    return text
  }
}
