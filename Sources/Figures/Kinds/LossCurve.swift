public import Drawings

/// A loss over the prediction, for labels 0 and 1.
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
          "label_\(Int(curve.label))_nats" + (curve.name.isEmpty ? "" : " \(curve.name)")
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
    let loss = subject.loss.replacing("_", with: " ")
    let missed = subject.curves.first { $0.label == 1 }?.losses.first
    let name = loss.startingSentence(true)
    title =
      missed.map {
        "\(name) of a positive predicted as 0 is \(NumberFormat.significant($0)), as "
          + "\(subject.convention) computes it"
      } ?? name
    let middle = subject.predictions.count / 2
    description =
      "Lines of the loss \(loss) in nats over the prediction from 0 to 1. "
      + subject.curves.map { curve in
        "Label \(Int(curve.label))\(curve.name.isEmpty ? "" : ", \(curve.name)"): "
          + [0, middle, curve.losses.count - 1].map {
            NumberFormat.significant(curve.losses[$0])
          }.joined(separator: ", ") + " at 0, the middle and 1"
      }.joined(separator: ". ") + "."
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

  /// The line of `curve` as far as it lies below the end of the axis, where it is cut.
  fileprivate func lines(of curve: Curve, _ across: Axis, _ up: Axis) -> [Path.Segment] {
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
    for place in zip(predictions, curve.losses).map({ (x: $0.0, y: $0.1) }) {
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
  fileprivate mutating func curves(_ subject: FormulaSubject) {
    let labels: [Float] = [0, 1]
    let isBeside = innerWidth >= 300
    let gap = 22.0
    let all = subject.heightOfPanels
    let height = isBeside ? min(170, innerWidth * 0.36) : min(130, innerWidth * 0.5)
    let tick = tickWidth(Axis.linear(all, start: height, end: 0)) + 5
    let names = subject.curves.map { textWidth($0.name, .label) }.max() ?? 0
    let named = names > 0 ? names + 12 : 0
    let width = (isBeside ? (innerWidth - gap) / 2 : innerWidth) - tick - named
    let top = y
    for (panel, label) in labels.enumerated() {
      let x = isBeside ? left + Double(panel) * (width + tick + named + gap) + tick : left + tick
      if isBeside { y = top }
      y = text("Label \(Int(label)): loss (nats)", .note, theme.ink, x: x, top: y) + 4
      let up = Axis.linear(all, start: y + height, end: y)
      let across = Axis(.linear, from: 0, to: 1, start: x, end: x + width)
      axis(up: up, x: x)
      let curves = subject.curves.filter { $0.label == label }
      // The clip is where the losses stop growing: the greatest that there is.
      if let most = curves.flatMap(\.losses).filter(\.isFinite).max(), most > 0 {
        let isOff = most > up.high * (1 + 1e-9)
        if !isOff {
          line(Point(x, up.at(most)), Point(across.end, up.at(most)), theme.muted, dashes: [3, 2])
        }
        let words =
          "greatest: \(NumberFormat.significant(most))" + (isOff ? ", off the top" : "")
        if textWidth(words, .note) < width * 0.8 {
          text(
            words, .note, theme.muted, x: label == 0 ? x + 4 : across.end,
            top: up.at(most) + 2, alignment: label == 0 ? .leading : .trailing)
        }
      }
      for (index, curve) in curves.enumerated() {
        let color =
          curves.count == 1 ? theme.lossBar : theme.classColor([4, 2, 5, 6, 0][index % 5])
        let path = Path(subject.lines(of: curve, across, up))
        guard path.segments.count > 1 else { continue }
        if color.contrast(with: theme.paper) < 3 {
          marks.append(.path(path, stroke: Stroke(theme.ink, width: 2)))
        }
        marks.append(.path(path, stroke: Stroke(color, width: 1.2)))
      }
      curveNames(curves, across, up, right: across.end + named)
      y = curveAxis(across, top: up.start)
      if !isBeside, panel == 0 { y += 8 }
    }
  }

  /// A key of the family beside the panel, its lines in their order.
  private mutating func curveNames(
    _ curves: [FormulaSubject.Curve], _ across: Axis, _ up: Axis, right: Double
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

  private mutating func curveAxis(_ across: Axis, top: Double) -> Double {
    line(Point(across.start, top), Point(across.end, top), theme.muted)
    for value in [0, 0.5, 1.0] {
      let x = across.at(value)
      line(Point(x, top), Point(x, top + 2), theme.muted)
      let half = textWidth(NumberFormat.tick(value), .note) / 2
      text(
        NumberFormat.tick(value), .note, theme.muted,
        x: min(max(x, left + half), right - half), top: top + 4, alignment: .center)
    }
    return text(
      "prediction", .note, theme.ink, x: across.start, top: top + 4 + lineHeight(.note))
  }
}
