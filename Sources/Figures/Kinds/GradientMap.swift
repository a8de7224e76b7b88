public import Drawings
public import Reductions
import Tensors

/// Where a step of training would pull: how the number changes with each logit.
///
/// ```swift
/// let trace = try Trace(of: input, GradientMap.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try GradientMap.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum GradientMap: FigureKind {
  /// `gradient-map`
  public static let name = "gradient-map"
  /// For `--list`.
  public static let needs =
    "the gradient of the number with respect to each logit, a map of each class of each sample about "
    + "zero; needs a loss that has one"
  /// The gradient.
  public static let explains: Set<Explanation> = [.gradient]

  /// Samples down, classes across, under each panel how much of the gradient’s size falls on it.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try GradientContent(subject, options, figure: name)
    return try content.drawing(of: subject.output, options, measuredBy: measurer) {
      (sketch, panels) throws(FigureError) in
      try sketch.gradientMap(panels, content, options)
    }
  }

  /// A row for each element.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = try GradientContent(subject, options, figure: name)
    let column = "gradient\(content.unit.suffix)_per_\(content.variable.rawValue)"
    return content.panels?.table(options, value: column)
      ?? DataTable(["sample", "class", "row", "column", column])
  }

  /// With respect to what, and whose number.
  public static func caption(of subject: FoldSubject) -> String {
    let hasLogits = subject.output.maps.logitGradient != nil
    let why = subject.output.maps.whyNoLogits.map { " (\($0))" } ?? ""
    return
      "How the number changes with each \(hasLogits ? "logit" : "prediction\(why)"): below zero where "
      + "a step of training raises it, above zero where it lowers it. " + subject.caption
  }
}

private struct GradientContent: MapContent {
  /// Nil where there is no gradient.
  let panels: Panels?
  let variable: GradientShares.Variable
  let unit: LossUnit
  /// Σ|g| of the finite elements of each panel: sample × class.
  private(set) var sizes: [[Double]] = []
  private(set) var nanCount = 0
  private(set) var finite = FiniteRange([])
  let why: String
  let title: String
  let description: String

  /// The least and the greatest that are finite.
  var range: ClosedRange<Double> {
    finite.least <= finite.greatest ? Double(finite.least)...Double(finite.greatest) : 0...0
  }
  /// Σ|g| of all panels.
  var whole: Double { sizes.reduce(0) { $0 + $1.reduce(0, +) } }

  init(_ subject: FoldSubject, _ options: FigureOptions, figure: String) throws(FigureError) {
    let output = subject.output
    let maps = output.maps
    unit = LossUnit(output)
    variable = maps.logitGradient == nil ? .prediction : .logit
    let number = output.value.map { NumberFormat.significant($0) } ?? "The loss"
    guard let gradient = maps.logitGradient ?? maps.gradient else {
      guard let reason = maps.why else {
        throw .lacking("a gradient, which this trace was not asked for", figure: figure)
      }
      panels = nil
      why = "There is no gradient: \(reason)."
      title = "\(number) has no gradient to show"
      description = "\(title). \(why)"
      return
    }
    // A row of losses is one sample of one class each.
    let panels = try Panels(
      of: gradient.shape.rank == 1
        ? Tensor(shape: [gradient.shape.count, 1]) { gradient.elements[$0] } : gradient,
      figure: figure)
    self.panels = panels
    why = ""
    let samples = concurrentMap(panels.samples, threads: processorCount) { sample in
      Self.sizes(of: panels, sample: sample)
    }
    nanCount = samples.reduce(0) { $0 + $1.nanCount }
    finite = FiniteRange(panels.tensor.elements)
    let sizes = samples.map(\.sizes)
    self.sizes = sizes
    let whole = sizes.reduce(0) { $0 + $1.reduce(0, +) }
    let classes = (0..<panels.classes).map { index in
      sizes.reduce(0) { $0 + $1[index] } / whole
    }
    let many = NumberFormat.count(panels.tensor.shape.count, variable.rawValue)
    guard whole > 0 else {
      title =
        nanCount > 0
        ? "The gradient is not a number on \(NumberFormat.count(nanCount)) of \(many)"
        : "The gradient is 0 on all \(many): nothing would be learned"
      description = "Heat maps of the gradient of \(number). \(title)."
      return
    }
    let most = classes.indices.max { classes[$0] < classes[$1] } ?? 0
    var title =
      "\(options.startingClassName(most)) takes \(NumberFormat.percent(classes[most])) of the "
      + "gradient’s size"
    if panels.classes == 1 { title = "The gradient of \(number) with respect to \(many)" }
    if let positives = output.gradientShares?.positives, positives.isFinite {
      title += "; places where a class is, \(NumberFormat.percent(positives)) in all"
    }
    if nanCount > 0 { title += "; NaN: \(NumberFormat.count(nanCount))" }
    self.title = title
    description =
      "Heat maps of the gradient of \(number) with respect to \(many)\(unit.isNats ? ", in nats" : ""). Of Σ|gradient|, "
      + "\(NumberFormat.significant(whole)): "
      + classes.indices.listed {
        "\(options.className($0)) \(NumberFormat.percent(classes[$0]))"
      }
      + (nanCount > 0 ? ". NaN: \(NumberFormat.count(nanCount))." : ".")
  }

  /// Σ|g| of the finite elements of each class of a sample, and how many elements are NaN.
  private static func sizes(
    of panels: Panels, sample: Int
  ) -> (sizes: [Double], nanCount: Int) {
    let count = panels.rows * panels.columns
    var sizes = [Double](repeating: 0, count: panels.classes)
    var nanCount = 0
    let elements = panels.tensor.elements.span
    var place = sample * count * panels.classes
    for _ in 0..<count {
      for index in sizes.indices {
        let size = abs(elements[place])
        if size < .infinity {
          sizes[index] += Double(size)
        } else if size.isNaN {
          nanCount += 1
        }
        place += 1
      }
    }
    return (sizes, nanCount)
  }
}

extension ColorScale {
  /// About zero, as far as the largest of `values` or as the limits say; logarithmic down to a
  /// thousandth of that, or linear where the values are not far apart.
  static func gradient(
    _ values: [Float], range: FiniteRange, options: FigureOptions
  ) throws(FigureError) -> ColorScale {
    var limit = 0.0
    switch options.limits {
    case .range(let low, let high):
      guard low < high, low.isFinite, high.isFinite else { throw .badLimits(low, high) }
      limit = max(abs(low), abs(high))
    case .robust:
      let ends = robustLimits(values) ?? (0, 0)
      limit = max(abs(ends.0), abs(ends.1))
    case .shared, .panel: break
    }
    if limit == 0 {
      limit = range.least > range.greatest ? 0 : Double(max(abs(range.least), abs(range.greatest)))
    }
    // Smaller limits would leave no float32 between them.
    limit = limit < 1e-30 ? 1 : limit
    let isNear = values.allSatisfy { $0 == 0 || !$0.isFinite || abs(Double($0)) > limit / 20 }
    return options.colorScale == .linear || isNear
      ? ColorScale(about: limit, theme: options.theme)
      : ColorScale(about: limit, zero: limit / 1000, theme: options.theme)
  }
}

extension Sketch {
  fileprivate mutating func gradientMap(
    _ panels: Panels, _ content: GradientContent, _ options: FigureOptions
  ) throws(FigureError) {
    let layout = HeatmapLayout(panels, options: options, sketch: self)
    let whole = content.whole
    let samples = Panels.most(layout.rows, by: content.sizes.map { $0.reduce(0, +) })
    let classes = Panels.most(
      layout.columns,
      by: (0..<panels.classes).map { index in content.sizes.reduce(0) { $0 + $1[index] } })
    let shared = try ColorScale.gradient(
      panels.tensor.elements, range: content.finite, options: options)
    let cells = panels.cells(
      samples: samples, classes: classes, scale: shared, isPanel: options.limits == .panel
    ) { try? ColorScale.gradient($0, range: FiniteRange($0), options: options) }
    let numbers = CellNumbers(
      panels.tensor.elements,
      in: Size(
        layout.panelWidth / Double(panels.columns), layout.panelHeight / Double(panels.rows)),
      sketch: self)
    // As many digits as elsewhere, where all of them have room under their panels.
    func share(_ sample: Int, _ index: Int, digits: Int) -> String {
      whole > 0 ? NumberFormat.percent(content.sizes[sample][index] / whole, digits: digits) : ""
    }
    let room = layout.panelWidth + (panels.isCells ? -1 : 2)
    let isRoomy = samples.allSatisfy { sample in
      classes.allSatisfy { textWidth(share(sample, $0, digits: 3), layout.captionFont) <= room }
    }
    classGrid(layout, samples: samples, classes: classes, options: options) {
      sketch, sample, index, rect in
      let share = share(sample, index, digits: isRoomy ? 3 : 2)
      if panels.isCells {
        let color = cells[sample, index].color
        sketch.fill(rect, color, outline: sketch.theme.hairline)
        if !share.isEmpty, sketch.textWidth(share, layout.captionFont) <= rect.width - 1 {
          sketch.text(
            share, layout.captionFont, color.label, x: rect.midX,
            top: rect.midY - sketch.lineHeight(layout.captionFont) / 2, alignment: .center)
        }
        return ""
      }
      sketch.panel(
        cells[sample, index], in: rect,
        title: "\(options.sampleName(sample)), \(options.className(index))", numbers: numbers)
      // Zero has the colour of the paper: without a line a panel would have no edge.
      sketch.marks.append(.path(.rect(rect), stroke: Stroke(sketch.theme.hairline)))
      return share
    }
    let note =
      whole > 0
      ? "; \(panels.isCells ? "in" : "under") each panel its part of\u{A0}Σ|gradient|" : ""
    let label =
      "gradient (\(content.unit.isNats ? "nats " : "")per unit of the \(content.variable.rawValue))"
    if options.limits == .panel {
      colorBar(ownLimits: shared, label: label, note: note)
    } else {
      colorBar(
        shared, label: label, note: note, range: content.range, nanCount: content.nanCount)
    }
    leftOut(samples: samples.count, classes: classes.count, of: panels, by: "largest gradient")
  }

  /// Says which panels had no room.
  mutating func leftOut(samples: Int, classes: Int, of panels: Panels, by what: String) {
    var parts: [String] = []
    if samples < panels.samples {
      parts.append("\(samples) of \(NumberFormat.count(panels.samples, "sample"))")
    }
    if classes < panels.classes {
      parts.append("\(classes) of \(NumberFormat.count(panels.classes, "class"))")
    }
    guard !parts.isEmpty else { return }
    note("Shown: " + parts.joined(separator: " and ") + ", those with the \(what).")
  }
}
