public import Drawings
public import Reductions
import Tensors

/// How much each position counts in the number: 1 is what it counts in a plain mean.
///
/// ```swift
/// let trace = try Trace(of: masked, WeightMap.settings(following: .keras2))
/// let subject = FoldSubject(trace, mask: mask)
/// let drawing = try WeightMap.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum WeightMap: FigureKind {
  /// `weight-map`
  public static let name = "weight-map"
  /// For `--list`.
  public static let needs =
    "the effective weight of each position after masks, sample weights and class weights; 1 "
    + "everywhere where there are none"
  /// What the weights are held against.
  public static let keeps: Set<Step.ID> = [.perPosition]
  /// The weights.
  public static let explains: Set<Explanation> = [.weights]

  /// One panel a sample, or a sample and a class where classes of a position weigh differently.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try WeightContent(subject, options, figure: name)
    return try content.drawing(of: subject.output, options, measuredBy: measurer) {
      (sketch, panels) throws(FigureError) in
      try sketch.weightMap(panels, content, options)
    }
  }

  /// A row for each position.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = try WeightContent(subject, options, figure: name)
    return content.panels?.table(options, value: "weight", hasClasses: content.hasClasses)
      ?? DataTable(["sample", "row", "column", "weight"])
  }

  /// What a weight is.
  public static func caption(of subject: FoldSubject) -> String {
    let plain = subject.output.reduction == "sum" ? "sum" : "mean"
    return
      "A position’s weight is by what its loss enters the number, after masks and weights, over "
      + "what it would be in a plain \(plain) of all. " + subject.caption
  }
}

private struct WeightContent: MapContent {
  /// Nil where the number has no weights.
  let panels: Panels?
  let hasClasses: Bool
  /// The mean weight of each sample.
  private(set) var means: [Double] = []
  private(set) var least = 0.0, greatest = 0.0
  private(set) var zeroCount = 0, nanCount = 0
  let why: String
  let title: String
  let description: String

  init(_ subject: FoldSubject, _ options: FigureOptions, figure: String) throws(FigureError) {
    let output = subject.output
    let number = output.value.map { NumberFormat.significant($0) } ?? "The loss"
    guard let map = output.maps.weights else {
      guard let reason = output.maps.why else {
        throw .lacking("weights, which this trace was not asked for", figure: figure)
      }
      panels = nil
      hasClasses = false
      why = "There are no weights: \(reason)."
      title = "\(number) has no weights to show"
      description = "\(title). \(why)"
      return
    }
    try Self.check(map, output, figure: figure)
    why = ""
    hasClasses =
      map.shape.rank >= 2 && output.step(.elementwise).map { $0.shape == map.shape } ?? false
      && output.views.perClass.map { $0.count == map.shape[-1] } ?? false
    let raw = try Panels(of: map, hasClasses: hasClasses, figure: figure)
    let count = map.elements.count
    let plain = output.reduction == "sum" ? 1 : 1 / Double(count)
    let panels = raw.holding(map.elements.map { Float($0 / plain) })
    self.panels = panels
    (least, greatest) = (.infinity, -.infinity)
    for weight in panels.tensor.elements {
      if weight.isNaN { nanCount += 1 }
      if weight == 0 { zeroCount += 1 }
      guard weight.isFinite, weight != 0 else { continue }
      least = min(least, Double(weight))
      greatest = max(greatest, Double(weight))
    }
    if least > greatest { (least, greatest) = (0, 0) }
    let size = Double(panels.rows * panels.columns * panels.classes)
    let means = (0..<panels.samples).map { sample in
      (0..<panels.classes).reduce(0.0) { sum, index in
        panels.values(sample: sample, class: index).reduce(sum) { $0 + Double($1) }
      } / size
    }
    self.means = means
    let many = NumberFormat.count(count, hasClasses ? "element" : "position")
    let isEven = NumberFormat.significant(least) == NumberFormat.significant(greatest)
    let range =
      isEven
      ? NumberFormat.significant(least)
      : "\(NumberFormat.significant(least)) to \(NumberFormat.significant(greatest))"
    if zeroCount == count {
      title = "None of \(many) has any weight in \(number)"
    } else if zeroCount > 0 {
      title =
        "\(NumberFormat.percent(Double(zeroCount) / Double(count))) of \(many) have no weight; each "
        + "of the others weighs \(range)"
    } else if isEven, NumberFormat.significant(least) == "1.00" {
      title =
        count == 1
        ? "The \(hasClasses ? "element" : "position") has the weight 1: there is no mask and no weight"
        : "Each of \(many) has the weight 1: no mask and no weight tells them apart"
    } else {
      title = "Each of \(many) weighs \(range), where 1 is its weight in a plain mean"
    }
    description =
      "Heat maps of the weight of \(many) in \(number), where 1 is the weight in a plain "
      + "\(output.reduction == "sum" ? "sum" : "mean"). \(title). Mean weight: "
      + means.indices.listed(atMost: 16) {
        "\(options.sampleName($0)) \(NumberFormat.significant(means[$0]))"
      }
      + (nanCount > 0 ? ". NaN: \(NumberFormat.count(nanCount))." : ".")
  }

  /// Weight × loss of all positions is the number, or there is no figure.
  private static func check(
    _ map: Reductions.PositionMap, _ output: Output, figure: String
  ) throws(FigureError) {
    guard let value = output.value, value.isFinite,
      let losses = output.step(.perPosition)?.tensor, losses.shape.count == map.elements.count
    else { return }
    var (sum, size) = (0.0, abs(value))
    for (loss, weight) in zip(losses.elements, map.elements) where weight != 0 {
      sum += Double(loss) * weight
      size += abs(Double(loss) * weight)
    }
    guard abs(sum - value) <= 1e-6 * size else {
      throw .partsDoNotAddUp(sum, number: value, figure: figure)
    }
  }
}

/// Weights as colours; dotted grey is no weight at all.
private struct WeightScale {
  let scale: ColorScale
  let palette: [Color]

  init(_ values: [Float], _ content: WeightContent, _ options: FigureOptions) throws(FigureError) {
    let theme = options.theme
    func ranged(_ low: Double, _ high: Double) -> ColorScale {
      ColorScale(
        from: low, to: high, kind: low > 0 && high / low > 10 ? options.scaleKind : .linear,
        map: theme.weightMap, theme: theme)
    }
    var limits = (content.least, content.greatest)
    if options.limits == .panel {
      let weights = values.filter { $0.isFinite && $0 != 0 }.map { Double($0) }
      limits = (weights.min() ?? 0, weights.max() ?? 0)
    }
    if options.limits == .robust { limits = ColorScale.robustLimits(values) ?? limits }
    if case .range(let low, let high) = options.limits {
      guard low < high else { throw .badLimits(low, high) }
      scale = ranged(low, high)
    } else if limits.0 > 0, limits.1 / limits.0 > 10, options.scaleKind == .log {
      scale = ranged(limits.0, limits.1)
    } else {
      let low = min(0, limits.0)
      // What is everywhere alike has the colour in the middle.
      let high = limits.0 < limits.1 ? limits.1 : 2 * limits.1
      scale = ranged(low, high > low ? high : low + 1)
    }
    palette = scale.palette + [theme.muted.mixed(with: theme.paper, 0.5), theme.paper]
  }

  func raster(_ values: [Float], columns: Int, rows: Int) -> Raster {
    Raster(
      width: columns, height: rows, palette: palette,
      indices: values.enumerated().map { index, weight in
        guard weight == 0 else { return scale.level(of: weight) }
        return UInt8(scale.palette.count + (index / columns + index % columns) % 2)
      })
  }
}

extension Sketch {
  fileprivate mutating func weightMap(
    _ panels: Panels, _ content: WeightContent, _ options: FigureOptions
  ) throws(FigureError) {
    let colors = try WeightScale(panels.tensor.elements, content, options)
    func draw(_ sketch: inout Sketch, _ sample: Int, _ index: Int, _ rect: Rect, _ title: String) {
      let values = panels.elements(sample: sample, class: index)
      // Of the values alone: only limits that somebody gives can be wrong.
      let own =
        options.limits == .panel ? try? WeightScale(values, content, options) : nil
      let raster = (own ?? colors).raster(values, columns: panels.columns, rows: panels.rows)
      let numbers = CellNumbers(
        values,
        in: Size(rect.width / Double(panels.columns), rect.height / Double(panels.rows)),
        sketch: sketch)
      sketch.panel(PanelCells(values, raster: raster), in: rect, title: title, numbers: numbers)
    }
    var shown = (samples: 0, classes: 1)
    if content.hasClasses {
      let layout = HeatmapLayout(panels, options: options, sketch: self)
      let samples = Panels.most(layout.rows, by: content.means)
      let classes = Array(0..<layout.columns)
      shown = (samples.count, classes.count)
      classGrid(layout, samples: samples, classes: classes, options: options) {
        sketch, sample, index, rect in
        draw(
          &sketch, sample, index, rect,
          "\(options.sampleName(sample)), \(options.className(index))")
        return NumberFormat.significant(panels.mean(sample: sample, class: index))
      }
    } else {
      let grid = PositionGrid(panels, options: options, sketch: self, reserve: 72)
      let samples = Panels.most(grid.columns * grid.rows, by: content.means)
      shown.samples = samples.count
      positionGrid(grid, samples: samples, options: options) { sketch, sample, rect in
        draw(&sketch, sample, 0, rect, options.sampleName(sample))
        let number = NumberFormat.significant(content.means[sample])
        return sketch.textWidth("mean " + number, .note) <= grid.width ? "mean " + number : number
      }
    }
    let label = "weight of a position (1: as in a plain mean)"
    let dotted = content.zeroCount > 0 ? "; dotted: no weight" : ""
    if options.limits == .panel {
      colorBar(ownLimits: colors.scale, label: label, note: dotted)
    } else {
      colorBar(
        colors.scale, label: label, note: dotted, range: content.least...content.greatest,
        nanCount: content.nanCount)
    }
    leftOut(
      samples: shown.samples, classes: shown.classes, of: panels, by: "largest mean weight")
  }
}
