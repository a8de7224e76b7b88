public import Drawings

/// What training wrote down, epoch by epoch.
///
/// ```swift
/// let loss = HistorySubject.Series(name: "loss", values: [0.69, 0.2, 0.07, 0.04])
/// let subject = HistorySubject(name: "history.json", epochs: [1, 2, 3, 4], series: [loss])
/// let drawing = try HistoryFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum HistoryFigure: FigureKind {
  /// `history`
  public static let name = "history"
  /// For `--list`.
  public static let needs =
    "every quantity of a training over its epochs; needs a history as Keras or CSVLogger writes it"

  /// A panel for each quantity, its lines named at their right end.
  public static func drawing(
    of subject: HistorySubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    var options = options
    options.classNames = options.classNames ?? subject.classNames
    let content = HistoryContent(subject, options)
    let title = options.title ?? content.title
    sketch.title(title)
    sketch.history(content, subject.epochs)
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each epoch, a column for each line.
  public static func table(
    of subject: HistorySubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    var options = options
    options.classNames = options.classNames ?? subject.classNames
    return DataTable(
      ["epoch"]
        + subject.series.map { series in
          series.name + (series.classIndex.map { "_" + options.className($0) } ?? "")
        },
      rows: subject.epochs.indices.map { epoch in
        [.number(subject.epochs[epoch])] + subject.series.map { .number($0.values[epoch]) }
      })
  }
}

private struct HistoryContent {
  struct Line {
    var name: String
    var values: [Double]
    var classIndex: Int?
    var isValidation: Bool
  }
  struct Panel {
    var name: String
    var lines: [Line]
  }

  let panels: [Panel]
  let title: String
  let description: String

  init(_ subject: HistorySubject, _ options: FigureOptions) {
    var panels: [Panel] = []
    for series in subject.series {
      let isValidation = series.name.hasPrefix("val_")
      let base = isValidation ? String(series.name.dropFirst(4)) : series.name
      let key = series.classIndex == nil ? base : series.name
      let name =
        series.classIndex.map { options.className($0) }
        ?? (isValidation ? "validation" : "training")
      let line = Line(
        name: name, values: series.values, classIndex: series.classIndex,
        isValidation: isValidation)
      if let index = panels.firstIndex(where: { $0.name == key }) {
        panels[index].lines.append(line)
      } else {
        panels.append(Panel(name: key, lines: [line]))
      }
    }
    self.panels = panels
    let count = NumberFormat.count(subject.epochs.count, "epoch")
    var parts: [String] = []
    if let loss = panels.first(where: { $0.name == "loss" })?.lines,
      let last = (loss.first { $0.isValidation } ?? loss.first),
      let value = last.values.last
    {
      parts.append("the \(last.name) loss is \(NumberFormat.significant(value))")
    }
    if let scores = panels.first(where: { $0.lines.first?.classIndex != nil }) {
      let finals = scores.lines.compactMap { line in
        line.values.last.flatMap { $0.isFinite ? (line.name, $0) : nil }
      }
      if let low = finals.min(by: { $0.1 < $1.1 }), finals.count > 1 {
        parts.append(
          "\(scores.name.spaced) is lowest for \(low.0), \(NumberFormat.significant(low.1))")
      }
    }
    title =
      parts.isEmpty
      ? "\(NumberFormat.count(panels.count, "quantity")) over \(count)"
      : "After \(count) " + parts.joined(separator: "; ")
    description =
      "Lines over \(count). At the end: "
      + panels.map { panel in
        "\(panel.name.spaced): "
          + panel.lines.map {
            "\($0.name) \(NumberFormat.significant($0.values.last ?? .nan))"
          }.joined(separator: ", ")
      }.joined(separator: "; ") + "."
  }
}

extension String {
  /// A name of a program's in words; `val_iou` is of validation.
  fileprivate var spaced: String {
    let words = hasPrefix("val_") ? "validation " + dropFirst(4) : self
    return words.replacing("_", with: " ").split(separator: " ").map {
      $0.lowercased() == "iou" ? "IoU" : String($0)
    }.joined(separator: " ")
  }
}

extension Sketch {
  fileprivate mutating func history(_ content: HistoryContent, _ epochs: [Double]) {
    let hasThree = innerWidth >= 480 && (content.panels.count == 3 || content.panels.count > 4)
    let columns = hasThree ? 3 : innerWidth >= 330 && content.panels.count > 1 ? 2 : 1
    let gap = columns == 3 ? 12.0 : 20
    let width = (innerWidth - gap * Double(columns - 1)) / Double(columns)
    let rows = (content.panels.count + columns - 1) / columns
    let around = 2 * lineHeight(.note) + lineHeight(.heading) + 18
    let space = greatestHeight - y
    // Panels that would be too flat are left out.
    let most = max(1, Int(space / (around + 36)))
    let shownRows = min(rows, most)
    let height = min((columns == 1 ? 100 : 120) * growth, space / Double(shownRows) - around)
    let shown = content.panels.prefix(shownRows * columns)
    var top = y
    for (index, panel) in shown.enumerated() {
      y = top
      let x = left + Double(index % columns) * (width + gap)
      historyPanel(panel, epochs, x: x, width: width, height: height)
      if index % columns == columns - 1 || index == shown.count - 1 { top = y + 8 }
    }
    y = top - 8
    if shown.count < content.panels.count {
      note(
        "Not drawn for want of room: "
          + content.panels.dropFirst(shown.count).map(\.name.spaced).joined(separator: ", ") + ".")
    }
  }

  private mutating func historyPanel(
    _ panel: HistoryContent.Panel, _ epochs: [Double], x: Double, width: Double, height: Double
  ) {
    let values = panel.lines.flatMap(\.values).filter(\.isFinite)
    let isLoss = panel.name.contains("loss")
    // Losses may fall by orders of magnitude; scores stand on an axis from zero.
    let provisional =
      isLoss
      ? Axis.fitting(values, start: height, end: 0)
      : Axis.linear(
        values + ((values.max() ?? 0) > 0.5 && (values.max() ?? 0) <= 1 ? [1] : []), start: height,
        end: 0)
    let logarithmic = provisional.scale == .log ? ", log scale" : ""
    y =
      text(
        elided(panel.name.spaced.startingSentence(true) + logarithmic, .heading, to: width),
        .heading,
        theme.ink, x: x, top: y) + 4
    let up = Axis(
      provisional.scale, from: provisional.low, to: provisional.high, start: y + height, end: y)
    let tick = tickWidth(up) + 5
    let lineHeight = panel.lines.map { extent($0.name, .label).height }.max() ?? 8
    let most = max(1, Int(height / lineHeight))
    let lines = named(panel.lines, limit: most)
    let tab = panel.lines.contains { $0.classIndex != nil } ? Self.tabSide + 3 : 0
    let label = min(
      lines.map { textWidth($0.name, .label) }.max() ?? 0, width * 0.3 - tab)
    let across = Axis(
      .linear, from: epochs[0], to: max(epochs[epochs.count - 1], epochs[0] + 1), start: x + tick,
      end: x + width - label - tab - 12)
    axis(up: up, x: across.start)
    for line in panel.lines { historyLine(line, epochs, across, up) }
    var labels: [(place: Double, line: HistoryContent.Line)] = lines.map { line in
      (up.at(line.values.last { $0.isFinite } ?? up.low), line)
    }
    labels.sort { $0.place < $1.place }
    let places = spread(labels.map(\.place), by: lineHeight, from: y, to: y + height)
    for ((place, line), middle) in zip(labels, places) {
      let start = across.end + 10
      if abs(place - middle) > 1.5 {
        self.line(
          Point(across.end + 2, place), Point(across.end + 8, middle), theme.hairline)
      }
      if let index = line.classIndex {
        classTab(index, x: start, top: middle - Self.tabSide / 2)
      }
      text(
        elided(line.name, .label, to: label), .label, theme.ink, x: start + tab,
        top: middle - self.lineHeight(.label) / 2)
    }
    historyEpochs(across, top: up.start)
    y = up.start + 4 + 2 * self.lineHeight(.note)
  }

  private mutating func historyEpochs(_ across: Axis, top: Double) {
    line(Point(across.start, top), Point(across.end, top), theme.muted)
    var free = -Double.infinity
    for value in across.ticks() where value.rounded() == value {
      let x = across.at(value)
      let half = textWidth(NumberFormat.tick(value), .note) / 2
      line(Point(x, top), Point(x, top + 2), theme.muted)
      guard x - half >= free else { continue }
      text(NumberFormat.tick(value), .note, theme.muted, x: x, top: top + 4, alignment: .center)
      free = x + half + 3
    }
    text("epoch", .note, theme.ink, x: across.start, top: top + 4 + lineHeight(.note))
  }

  /// At most `limit` lines with a name: those that end apart.
  private func named(_ lines: [HistoryContent.Line], limit: Int) -> [HistoryContent.Line] {
    guard lines.count > limit else { return lines }
    let step = Double(lines.count - 1) / Double(max(1, limit - 1))
    let order = lines.indices.sorted {
      (lines[$0].values.last ?? 0) < (lines[$1].values.last ?? 0)
    }
    return (0..<limit).map {
      lines[order[min(lines.count - 1, Int((Double($0) * step).rounded()))]]
    }
  }

  /// Middles at least `distance` apart, near to `places`, which ascend.
  private func spread(
    _ places: [Double], by distance: Double, from top: Double, to bottom: Double
  ) -> [Double] {
    var result = places
    for index in result.indices {
      result[index] = max(
        result[index], index == 0 ? top + distance / 2 : result[index - 1] + distance)
    }
    let limit = bottom + distance / 2
    for index in result.indices.reversed() {
      let most = index == result.count - 1 ? limit : result[index + 1] - distance
      result[index] = min(result[index], most)
    }
    return result
  }

  private mutating func historyLine(
    _ line: HistoryContent.Line, _ epochs: [Double], _ across: Axis, _ up: Axis
  ) {
    let color =
      line.classIndex.map(theme.classColor) ?? (line.isValidation ? theme.lossBar : theme.scoreBar)
    var run: [Point] = []
    var runs: [[Point]] = []
    for (epoch, value) in zip(epochs, line.values) {
      if value.isFinite {
        run.append(Point(across.at(epoch), up.at(value)))
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    for points in runs {
      guard points.count > 1 else {
        dot(points[0], radius: 1.5, color)
        continue
      }
      // Ink under a pale colour, so that it is seen on paper.
      if color.contrast(with: theme.paper) < 3 {
        marks.append(.path(.polyline(points), stroke: Stroke(theme.ink, width: 2)))
      }
      marks.append(
        .path(
          .polyline(points),
          stroke: Stroke(
            color, width: 1.2, dashes: line.classIndex == nil && !line.isValidation ? [3, 1.5] : [])
        ))
    }
  }
}
