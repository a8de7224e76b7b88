public import Drawings
import Reductions

/// A loss over the prediction, for labels 0 and 1.
///
/// ```swift
/// let curve = FormulaSubject.Curve(name: "", label: 1, losses: [1, 0.25, 0])
/// let subject = FormulaSubject(
///   loss: "mean_squared_error", convention: "keras-3", predictions: [0, 0.5, 1], curves: [curve])
/// let drawing = try LossCurve.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum LossCurve: FigureKind {
  /// `loss-curve`
  public static let name = "loss-curve"
  /// For `--list`.
  public static let needs =
    "the curve of --loss over the prediction for the labels 0 and 1, with its clip; needs no tensors"

  /// A panel for each label, a line for each member of the family, named at its end.
  public static func drawing(
    of subject: FormulaSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let words = CurveWords(subject)
    let title = options.title ?? words.title
    sketch.title(title)
    sketch.curves(subject)
    return sketch.drawing(title: title, description: words.description)
  }

  /// A row for each prediction, a column for each line.
  public static func table(
    of subject: FormulaSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    DataTable(
      ["prediction"]
        + subject.curves.map { curve in
          "label_\(Int(curve.label))\(LossUnit(loss: subject.loss).suffix)"
            + (curve.name.isEmpty ? "" : " \(curve.name)")
        },
      rows: subject.predictions.indices.map { index in
        [.number(subject.predictions[index])] + subject.curves.map { .number($0.losses[index]) }
      })
  }
}

private struct CurveWords {
  let title: String
  let description: String

  init(_ subject: FormulaSubject) {
    let loss = LossCatalog.title(of: subject.loss)
    let unit = LossUnit(loss: subject.loss)
    let missed = subject.curves.first { $0.label == 1 }?.losses.first
    let name = loss.startingSentence(true)
    title =
      missed.map {
        "\(name) of a positive predicted as 0 is \(NumberFormat.significant($0)), as "
          + "\(Convention(rawValue: subject.convention)?.title ?? subject.convention) computes it"
      } ?? name
    let middle = subject.predictions.count / 2
    description =
      "Lines of the \(loss)\(unit.phrase) over the prediction from 0 to 1. "
      + subject.curves.map { curve in
        "Label \(Int(curve.label))\(curve.name.isEmpty ? "" : ", \(curve.name)"): "
          + [0, middle, curve.losses.count - 1].map {
            NumberFormat.significant(curve.losses[$0])
          }.joined(separator: ", ") + " at 0, the middle and 1"
          + (!subject.hasTails
            ? ""
            : curve.clip(subject.distances).map {
              ", clipped nearer than \(NumberFormat.tick($0, digits: 2)) to the wrong end"
            } ?? "")
      }.joined(separator: ". ") + "."
  }
}

extension FormulaSubject.Curve {
  /// The distance from the wrong end below which losses no longer grow; nil where they do.
  fileprivate func clip(_ distances: [Double]) -> Double? {
    guard let most = tail.first, most.isFinite else { return nil }
    let alike = tail.prefix { abs($0 - most) <= 1e-4 * most }.count
    return alike >= 4 && alike < tail.count ? distances[alike - 1] : nil
  }
}

extension [FormulaSubject.Curve] {
  /// That which is highest nearest to its wrong end.
  fileprivate var steepest: FormulaSubject.Curve? {
    self.max { ($0.tail.first ?? 0) < ($1.tail.first ?? 0) }
  }

  /// Where the steepest stops growing, or what it reaches.
  fileprivate func clipWords(_ distances: [Double]) -> String {
    guard let steepest, let most = steepest.tail.first else { return "" }
    if let clip = steepest.clip(distances) {
      return "at most \(NumberFormat.significant(most)): clipped nearer than "
        + NumberFormat.tick(clip, digits: 2)
    }
    let atEnd = steepest.label == 1 ? steepest.losses.first : steepest.losses.last
    return atEnd.map { "at the end itself: \(NumberFormat.significant($0))" } ?? ""
  }
}

extension FormulaSubject {
  /// What the axis of losses has to reach: the losses without the tip that a clip alone ends, where
  /// that would leave the panels empty.
  fileprivate var heightOfPanels: [Double] {
    let all = curves.flatMap(\.losses).filter(\.isFinite)
    guard let greatest = all.max(), greatest > 0 else { return all }
    let tops = curves.compactMap { curve -> Double? in
      let sorted = curve.losses.filter(\.isFinite).sorted()
      return sorted.isEmpty ? nil : sorted[Int(Double(sorted.count - 1) * 0.92)]
    }
    guard let top = tops.max(), top > 0, greatest > 2 * top else { return all }
    return all.filter { $0 <= top } + [top]
  }

  /// Whether losses rise steeply near the wrong end, where a clip may end them.
  fileprivate var hasTails: Bool {
    let heights = heightOfPanels
    guard let top = heights.max(), !distances.isEmpty else { return false }
    return curves.flatMap(\.losses).contains { $0 > top * (1 + 1e-9) }
  }

  /// The line through `places` as far as it lies below the end of the axis, where it is cut.
  fileprivate func lines(
    through places: [(x: Double, y: Double)], _ across: Axis, _ up: Axis
  ) -> [Path.Segment] {
    var segments: [Path.Segment] = []
    var last: (x: Double, y: Double)?
    func point(_ place: (x: Double, y: Double)) -> Point {
      Point(across.at(place.x), up.at(place.y))
    }
    /// Where the line from a place below the end to one above it meets the end.
    func crossing(_ below: (x: Double, y: Double), _ above: (x: Double, y: Double)) -> Point {
      let part = (up.high - below.y) / (above.y - below.y)
      return point((below.x + (above.x - below.x) * part, up.high))
    }
    for place in places {
      guard place.y.isFinite else {
        last = nil
        continue
      }
      if let last {
        switch (last.y <= up.high, place.y <= up.high) {
        case (true, true): segments.append(.line(point(place)))
        case (true, false): segments.append(.line(crossing(last, place)))
        case (false, true):
          segments += [.move(crossing(place, last)), .line(point(place))]
        case (false, false): break
        }
      } else if place.y <= up.high {
        segments.append(.move(point(place)))
      }
      last = place
    }
    return segments
  }
}

extension Sketch {
  /// One panel: all predictions of a label, or those close to its wrong end.
  private struct CurvePanel {
    var label: Float
    var isTail: Bool
    func heading(_ unit: LossUnit) -> String {
      let name = isTail ? "Label \(Int(label)), close to \(1 - Int(label))" : "Label \(Int(label))"
      return name + ": loss" + unit.bracketed
    }
  }

  fileprivate mutating func curves(_ subject: FormulaSubject) {
    let isBeside = innerWidth >= 300
    let gap = 22.0
    let all = subject.heightOfPanels
    let tails = subject.hasTails ? subject.curves.flatMap(\.tail).filter(\.isFinite) : []
    let panels = [Float(0), 1].flatMap { label in
      [CurvePanel(label: label, isTail: false)]
        + (tails.isEmpty ? [] : [CurvePanel(label: label, isTail: true)])
    }
    let perColumn = isBeside ? panels.count / 2 : panels.count
    let highest = isBeside ? min(150, innerWidth * 0.3) : min(130, innerWidth * 0.5)
    let room = (greatestHeight - y - 8) / Double(perColumn)
    // In a column the words of a clip stand over its panel: inside, they would meet the line.
    let words = isBeside || tails.isEmpty ? 0 : lineHeight(.note)
    let height = min(highest, room - 4 * lineHeight(.note) - words - 18)
    let tick =
      [all, tails].map { tickWidth(Axis.linear($0, start: height, end: 0)) }.max().map { $0 + 5 }
      ?? 5
    let names = subject.curves.map { textWidth($0.name, .label) }.max() ?? 0
    let named = names > 0 ? names + 12 : 0
    let width = (isBeside ? (innerWidth - gap) / 2 : innerWidth) - tick - named
    let top = y
    for (index, panel) in panels.enumerated() {
      let column = isBeside ? index / perColumn : 0
      let x = left + Double(column) * (width + tick + named + gap) + tick
      if index % perColumn == 0 { y = top }
      y = text(panel.heading(LossUnit(loss: subject.loss)), .note, theme.ink, x: x, top: y)
      let curves = subject.curves.filter { $0.label == panel.label }
      if panel.isTail, !isBeside {
        y = text(
          elided(curves.clipWords(subject.distances), .note, to: width), .note, theme.muted, x: x,
          top: y)
      }
      y += 4
      let up = Axis.linear(panel.isTail ? tails : all, start: y + height, end: y)
      let across =
        panel.isTail
        ? Axis(.log, from: subject.distances[0], to: 1, start: x, end: x + width)
        : Axis(.linear, from: 0, to: 1, start: x, end: x + width)
      axis(up: up, x: x)
      if panel.isTail {
        clip(of: curves, subject.distances, across, up, isNamed: isBeside)
      } else {
        greatest(of: curves, panel.label, across, up)
      }
      for (index, curve) in curves.enumerated() {
        let color =
          curves.count == 1 ? theme.lossBar : theme.classColor([4, 2, 5, 6, 0][index % 5])
        let points =
          panel.isTail
          ? zip(subject.distances, curve.tail).map { (x: $0, y: $1) }
          : zip(subject.predictions, curve.losses).map { (x: $0, y: $1) }
        let path = Path(subject.lines(through: points, across, up))
        guard path.segments.count > 1 else { continue }
        if color.contrast(with: theme.paper) < 3 {
          marks.append(.path(path, stroke: Stroke(theme.ink, width: 2)))
        }
        marks.append(.path(path, stroke: Stroke(color, width: 1.2)))
      }
      if !panel.isTail { curveNames(curves, across, up) }
      y = curveAxis(panel, across, top: up.start)
      if index % perColumn < perColumn - 1 { y += 8 }
    }
  }

  /// The greatest loss of a panel, by a line or, where it lies past the top, in words alone.
  private mutating func greatest(
    of curves: [FormulaSubject.Curve], _ label: Float, _ across: Axis, _ up: Axis
  ) {
    guard let most = curves.flatMap(\.losses).filter(\.isFinite).max(), most > 0 else { return }
    let isOff = most > up.high * (1 + 1e-9)
    if !isOff {
      line(
        Point(across.start, up.at(most)), Point(across.end, up.at(most)), theme.muted,
        dashes: [3, 2])
    }
    let words = "greatest: \(NumberFormat.significant(most))" + (isOff ? ", off the top" : "")
    if textWidth(words, .note) < (across.end - across.start) * 0.8 {
      text(
        words, .note, theme.muted, x: label == 0 ? across.start + 4 : across.end,
        top: up.at(most) + 2, alignment: label == 0 ? .leading : .trailing)
    }
  }

  /// Where the losses stop growing, however near the wrong end the prediction comes.
  private mutating func clip(
    of curves: [FormulaSubject.Curve], _ distances: [Double], _ across: Axis, _ up: Axis,
    isNamed: Bool
  ) {
    if let clip = curves.steepest?.clip(distances) {
      let x = across.at(clip)
      line(Point(x, up.start), Point(x, up.end), theme.muted, dashes: [3, 2])
    }
    let words = isNamed ? curves.clipWords(distances) : ""
    if textWidth(words, .note) < (across.end - across.start) * 0.8, !words.isEmpty {
      text(words, .note, theme.muted, x: across.end, top: up.end + 2, alignment: .trailing)
    }
  }

  /// A key of the family beside the panel, its lines in their order.
  private mutating func curveNames(
    _ curves: [FormulaSubject.Curve], _ across: Axis, _ up: Axis
  ) {
    guard curves.count > 1 else { return }
    var place = up.end
    for (index, curve) in curves.enumerated() {
      let color = theme.classColor([4, 2, 5, 6, 0][index % 5])
      let middle = place + lineHeight(.label) / 2
      marks.append(
        .path(
          .line(Point(across.end + 3, middle), Point(across.end + 9, middle)),
          stroke: Stroke(color, width: 1.5)))
      text(curve.name, .label, theme.ink, x: across.end + 11, top: place)
      place += lineHeight(.label) + 1
    }
  }

  private mutating func curveAxis(
    _ panel: CurvePanel, _ across: Axis, top: Double
  ) -> Double {
    line(Point(across.start, top), Point(across.end, top), theme.muted)
    var free = -Double.infinity
    for value in panel.isTail ? across.ticks() : [0, 0.5, 1.0] {
      let x = across.at(value)
      line(Point(x, top), Point(x, top + 2), theme.muted)
      let half = textWidth(NumberFormat.tick(value), .note) / 2
      let middle = min(max(x, left + half), right - half)
      guard middle - half >= free else { continue }
      free = middle + half + 3
      text(
        NumberFormat.tick(value), .note, theme.muted, x: middle, top: top + 4, alignment: .center)
    }
    let words =
      panel.isTail
      ? (panel.label == 0 ? "1 − prediction, log scale" : "prediction, log scale") : "prediction"
    return text(
      elided(words, .note, to: across.end - across.start), .note, theme.ink, x: across.start,
      top: top + 4 + lineHeight(.note))
  }
}
