public import Drawings
public import Reductions
import Tensors

/// Every loss of every class of every sample: which class pays, and where.
///
/// ```swift
/// let trace = try Trace(of: input, ClassHeatmaps.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try ClassHeatmaps.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum ClassHeatmaps: FigureKind {
  /// `class-heatmaps`
  public static let name = "class-heatmaps"
  /// For `--list`.
  public static let needs =
    "a heat map of each class of each sample on one scale; needs losses with a class axis"
  /// `elementwise`
  public static let keeps: Set<Step.ID> = [.elementwise]

  /// Samples down, classes across, the mean of each panel under it.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let output = subject.output
    let panels = try Panels(.elementwise, of: output, hasClasses: true, figure: name)
    let findings = ClassFindings(panels, output: output, options: options)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? findings.title
    sketch.title(title)

    let layout = HeatmapLayout(panels, options: options, sketch: sketch)
    let classes = Panels.most(layout.columns, by: findings.classMeans)
    let samples = Panels.most(layout.rows, by: findings.sampleMeans)
    let elements = panels.tensor.elements
    let shared = try ColorScale.fitting(elements, options: options)

    let numbers = CellNumbers(
      elements,
      in: Size(
        layout.panelWidth / Double(panels.columns), layout.panelHeight / Double(panels.rows)),
      sketch: sketch)
    let cells = panels.cells(
      samples: samples, classes: classes, scale: shared, isPanel: options.limits == .panel
    ) { try? ColorScale.fitting($0, options: options) }
    sketch.classHeader(classes, layout: layout, options: options)
    for sample in samples {
      let top = sketch.y
      sketch.rowLabel(options.sampleName(sample), layout: layout, top: top)
      for (column, index) in classes.enumerated() {
        let rect = Rect(
          layout.x(column), top, layout.panelWidth, layout.panelHeight)
        let mean = findings.means[sample][index]
        if panels.isCells {
          sketch.cell(
            Float(mean), in: rect, color: cells[sample, index].color,
            font: layout.captionFont)
        } else {
          sketch.panel(
            cells[sample, index], in: rect,
            title: "\(options.sampleName(sample)), \(options.className(index))", numbers: numbers)
          sketch.text(
            NumberFormat.significant(mean), layout.captionFont, sketch.theme.ink, x: rect.midX,
            top: rect.maxY + 1, alignment: .center)
        }
      }
      sketch.y = top + layout.rowHeight
    }
    sketch.y -= layout.gap
    let unit = LossUnit(subject.output)
    if options.limits == .panel {
      sketch.colorBar(
        ownLimits: shared, label: "loss\(unit.bracketed)",
        note: panels.isCells ? "" : "; under each panel its mean")
    } else {
      let range = findings.least...findings.greatest
      sketch.colorBar(
        shared, label: "loss\(unit.bracketed)",
        note: panels.isCells ? "" : "; under each panel its mean",
        range: range, nanCount: findings.nanCount)
    }
    if let note = findings.leftOut(samples: samples, classes: classes) { sketch.note(note) }
    return sketch.drawing(title: title, description: findings.description)
  }

  /// A row for each loss.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let panels = try Panels(.elementwise, of: subject.output, hasClasses: true, figure: name)
    return panels.table(options, value: "loss\(LossUnit(subject.output).suffix)")
  }
}

/// Where the panels of heat maps lie.
struct HeatmapLayout {
  let left: Double
  let columns: Int
  let rows: Int
  let panelWidth: Double
  let panelHeight: Double
  let gap = 4.0
  let columnGap: Double
  let captionFont: Font
  let captionHeight: Double
  /// Whether the samples' labels run upwards beside their panels.
  let isLabelVertical: Bool
  let labelWidth: Double

  init(_ panels: Panels, options: FigureOptions, sketch: Sketch) {
    let isCells = panels.isCells
    let caption = Font(size: sketch.isNarrow ? 5.5 : 6)
    let numberWidth = sketch.textWidth("0.00000", caption)
    let longest =
      options.widestSampleNames(panels.samples).map { sketch.textWidth($0, .note) }.max() ?? 0
    let aspect = Double(panels.rows) / Double(panels.columns)
    func columnsFor(label: Double) -> Int {
      min(
        panels.classes,
        max(1, Int((sketch.innerWidth - label + 4) / (max(numberWidth, 24) + 4))))
    }
    let verticalLabel = sketch.lineHeight(.note) + 3
    var label = verticalLabel
    var columns = columnsFor(label: label)
    func widthFor(_ columns: Int, _ label: Double) -> Double {
      // One or two classes: panels needn't fill the width.
      let all = sketch.innerWidth - label - 4 * Double(columns - 1)
      return min(all / Double(columns), 250 * sketch.growth)
    }
    var width = widthFor(columns, label)
    var height = isCells ? 12 : panels.isStrips ? max(10, min(20, width / 8)) : width * aspect
    var isVertical = !isCells && !panels.isStrips && height >= longest + 2
    if !isVertical {
      label = min(longest, sketch.innerWidth / 4) + 4
      columns = columnsFor(label: label)
      width = widthFor(columns, label)
      height = isCells ? 12 : panels.isStrips ? height : width * aspect
    }
    if isCells { width = min(width, 40) }
    let space = sketch.greatestHeight - sketch.y - (sketch.isNarrow ? 84 : 64)
    if !isCells, !panels.isStrips {
      // Rather smaller panels than fewer, down to three fifths.
      let around = sketch.lineHeight(caption) + 1 + 4
      let wanted = max(space / Double(panels.samples) - around, min(0.6 * height, 60))
      let shown = max(min(height, wanted, space - around), numberWidth * aspect, 6)
      // Flat panels are stretched to a height that can be seen.
      width = max(numberWidth, width * min(1, shown / height))
      height = shown
      isVertical = isVertical && height >= longest + 2
    }
    captionFont = caption
    captionHeight = isCells ? 0 : sketch.lineHeight(caption) + 1
    isLabelVertical = isVertical
    labelWidth = label
    left = sketch.left + label
    self.columns = columns
    // Where the page's height keeps panels small, the columns stand as far apart as the rows.
    let free = sketch.innerWidth - label - Double(columns) * width
    columnGap = columns > 1 && !isCells ? max(4, min(free / Double(columns - 1), 16)) : 4
    panelWidth = width
    panelHeight = height
    let row = height + (isCells ? 0 : captionHeight + gap) + (isCells ? 1 : 0)
    rows = max(1, min(panels.samples, Int(space / row)))
  }

  var rowHeight: Double {
    captionHeight == 0 ? panelHeight + 1 : panelHeight + captionHeight + gap
  }
  func x(_ column: Int) -> Double { left + Double(column) * (panelWidth + columnGap) }
}

extension Sketch {
  /// The classes' letters and names over their panels.
  mutating func classHeader(_ classes: [Int], layout: HeatmapLayout, options: FigureOptions) {
    let nameWidth = layout.panelWidth - Self.tabSide - 2
    let widths = classes.map { textWidth(options.className($0), Font(size: 5)) }
    let isShort = options.classNames == nil && widths.contains { $0 > nameWidth }
    let line = lineHeight(.label)
    for (column, index) in classes.enumerated() {
      let name = isShort ? String(index) : options.className(index)
      let font = font([7, 6, 5], for: name, to: nameWidth)
      let x = layout.x(column)
      classTab(index, x: x, top: y + (line - Self.tabSide) / 2)
      text(
        elided(name, font, to: nameWidth), font, theme.ink, x: x + Self.tabSide + 2,
        top: y + (line - lineHeight(font)) / 2)
    }
    y += line + 3
  }

  /// A sample's name beside its panels.
  mutating func rowLabel(_ name: String, layout: HeatmapLayout, top: Double) {
    let middle = top + layout.panelHeight / 2
    if layout.isLabelVertical {
      let shown = elided(name, .note, to: layout.panelHeight)
      let line = extent("0", .note)
      marks.append(
        .text(
          Text(
            shown, font: .note, color: theme.ink,
            at: Point(left + line.ascent, middle), alignment: .center, isVertical: true)))
    } else {
      text(
        elided(name, .note, to: layout.labelWidth - 4), .note, theme.ink,
        x: layout.left - 4, top: middle - lineHeight(.note) / 2, alignment: .trailing)
    }
  }

  /// One number as a cell of its colour.
  mutating func cell(_ value: Float, in rect: Rect, color: Color, font: Font) {
    fill(rect, color)
    var number = abs(value) < 0.001 && value != 0 ? "< 0.001" : ""
    for digits in [3, 2, 1] where number.isEmpty {
      let shorter = NumberFormat.significant(Double(value), digits: digits)
      if textWidth(shorter, font) <= rect.width - 2 { number = shorter }
    }
    text(
      number, font, color.label, x: rect.midX, top: rect.midY - lineHeight(font) / 2,
      alignment: .center)
  }
}
