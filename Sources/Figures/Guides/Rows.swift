import Drawings

/// What a row of a figure is called: a class with its tab, or any other thing.
struct RowName: Equatable {
  /// The class whose tab stands before the name.
  var tab: Int? = nil
  var text: String
}

/// Names beside rows: how wide they are, and how high the rows.
struct RowNames {
  let width: Double
  let height: Double
  private let hasTabs: Bool
  private let font: Font

  /// The names take no more than `share` of the sketch's width.
  init(_ names: [RowName], in sketch: Sketch, share: Double = 0.3) {
    hasTabs = names.contains { $0.tab != nil }
    let tab = hasTabs ? Sketch.tabSide + 3 : 0
    let longest = names.map { sketch.textWidth($0.text, .label) }.max() ?? 0
    width = min(longest + tab, sketch.innerWidth * share)
    height = sketch.rowHeight(names)
    // One size for all: smaller type rather than names cut short.
    font = longest + tab <= width ? .label : .note
  }

  /// The tab and the name, their middle at `middle`.
  func draw(_ name: RowName, middle: Double, in sketch: inout Sketch) {
    let tab = hasTabs ? Sketch.tabSide + 3 : 0
    if let index = name.tab {
      sketch.classTab(index, x: sketch.left, top: middle - Sketch.tabSide / 2)
    }
    sketch.text(
      sketch.elided(name.text, font, to: width - tab), font, sketch.theme.ink,
      x: sketch.left + tab, top: middle - sketch.lineHeight(font) / 2)
  }
}

extension Sketch {
  /// As high as the tallest of `names` needs, and not lower than 10 points (14 for a few).
  func rowHeight(_ names: [RowName]) -> Double {
    let tallest = names.map { extent($0.text, .label).height }.max() ?? 0
    return max(names.count > 16 ? 10 : 14, tallest + 0.5)
  }

  /// A heading over a column, broken into lines that end at `bottom`.
  mutating func heading(
    _ lines: [String], x: Double, bottom: Double, alignment: Text.Alignment = .leading
  ) {
    text(
      lines: lines, .note, theme.muted, x: x,
      top: bottom - Double(lines.count) * lineHeight(.note), alignment: alignment)
  }

  /// A figure of a number that has no parts: the number, large, and the reason.
  mutating func reason(_ why: String, number: Double?, _ unit: LossUnit) {
    if let number {
      result(NumberFormat.significant(number), of: unit.isNats ? "nats" : "the loss")
    }
    note(why)
  }

  /// How many rows of `height` fit, of `count`, with `reserve` points left below them.
  func rowsThatFit(_ count: Int, height: Double, reserve: Double) -> Int {
    max(1, min(count, Int((greatestHeight - y - reserve) / height)))
  }

  /// A dot; an outline of ink where its colour hardly shows.
  mutating func dot(_ center: Point, radius: Double, _ color: Color?, outline: Color? = nil) {
    let edge =
      outline ?? color.map { theme.outline(of: $0) }
    marks.append(
      .path(
        .circle(center, radius: radius), fill: color ?? theme.paper, stroke: edge.map { Stroke($0) }
      ))
  }
}

extension FigureOptions {
  /// A class as the name of a row.
  func rowName(_ index: Int) -> RowName { RowName(tab: index, text: className(index)) }

  /// A class's name at the head of a sentence.
  func startingClassName(_ index: Int) -> String {
    className(index).startingSentence(classNames == nil)
  }
}
