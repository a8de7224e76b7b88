import Drawings
import Reductions

/// A ladder from left to right: as wide as its words and blocks need.
struct LadderColumns {
  /// The left edge and the width of each rung, and of the number at the end.
  let spans: [(x: Double, width: Double)]
  /// How wide a sheet is.
  let sheet: Double
  let blockHeight: Double

  /// Space on either side of a fold line.
  static let gutter = 9.0

  /// Nil where the words don't fit beside one another.
  init?(_ ladder: LadderContent, sketch: Sketch) {
    let number = Font(size: 24, weight: .semibold)
    let words = ladder.rungs.map { rung in
      let lines = ([rung.blocks.leftOut].compactMap { $0 } + rung.lines).map {
        sketch.textWidth($0, .label)
      }
      return max(sketch.textWidth(rung.step.id.rawValue, .heading), lines.max() ?? 0, 46)
    }
    let end = max(sketch.textWidth(ladder.number, number), 60)
    let gutters = Double(ladder.rungs.count) * 2 * Self.gutter
    let free = sketch.innerWidth - gutters - end - words.reduce(0, +)
    guard free >= 0, let first = ladder.rungs.first else { return nil }
    // What is free goes to the first block, the largest; the others are drawn with its sheets.
    let blockHeight = min(150, max(64, sketch.innerWidth / 6))
    var sheet = first.blocks.sheetWidth(in: Size(words[0] + free, blockHeight))
    func widths(_ sheet: Double) -> [Double] {
      zip(ladder.rungs, words).map { max($1, $0.blocks.width(sheet: sheet)) }
    }
    while sheet > 3, widths(sheet).reduce(0, +) > words.reduce(0, +) + free { sheet -= 0.25 }
    guard widths(sheet).reduce(0, +) <= words.reduce(0, +) + free + 0.01 else { return nil }
    var x = sketch.left
    var spans: [(x: Double, width: Double)] = []
    let used = widths(sheet)
    let spare = (words.reduce(0, +) + free - used.reduce(0, +)) / Double(used.count + 1)
    for width in used {
      spans.append((x, width + spare))
      x += width + spare + 2 * Self.gutter
    }
    spans.append((x, sketch.right - x))
    self.spans = spans
    self.sheet = sheet
    self.blockHeight = ladder.rungs.map { $0.blocks.height(sheet: sheet) }.max() ?? 0
  }
}

extension Sketch {
  /// Rungs beside one another, fold lines between them, labels in a band of their own above.
  mutating func ladder(_ columns: LadderColumns, _ ladder: LadderContent) {
    let gutter = LadderColumns.gutter
    var labels: [(lines: [String], x: Double, folds: Bool)] = []
    for index in 1..<columns.spans.count {
      let isLast = index == ladder.rungs.count
      guard
        let fold = isLast ? ladder.lastFold : (ladder.rungs[index].fold, ladder.rungs[index].folds)
      else { continue }
      let x = columns.spans[index].x - gutter
      let before = columns.spans[index - 1].width / 2
      let room = 2 * min(before, columns.spans[index].width / 2) + 2 * gutter - 6
      let width = min(room, 2 * (right - x))
      labels.append((wrapped(fold.0, .note, to: width), x, fold.1))
    }
    let band = Double(labels.map(\.lines.count).max() ?? 0) * lineHeight(.note)
    let top = y + band + 3
    let textTop = top + columns.blockHeight + 8
    var bottom = textTop
    for (rung, span) in zip(ladder.rungs, columns.spans) {
      let height = rung.blocks.height(sheet: columns.sheet)
      blocks(
        rung.blocks, title: rung.step.id.rawValue, x: span.x,
        top: top + columns.blockHeight - height, sheet: columns.sheet)
      bottom = max(bottom, rungText(rung, x: span.x, top: textTop))
    }
    if let end = columns.spans.last {
      let font = Font(size: 24, weight: .semibold)
      let height = lineHeight(font)
      let middle = max(top, top + columns.blockHeight - height + 4)
      text(ladder.number, font, theme.ink, x: end.x, top: middle)
      let unit = text(
        lines: wrapped(ladder.unit, .label, to: end.width), .label, theme.muted, x: end.x,
        top: max(textTop, middle + height))
      bottom = max(bottom, unit)
    }
    for label in labels {
      // Labels end where their line begins.
      let labelTop = top - 3 - Double(label.lines.count) * lineHeight(.note)
      foldLine(
        label.lines, x: label.x, labelTop: labelTop, from: top, to: bottom, folds: label.folds)
    }
    y = bottom + 2
  }

  /// Rungs under one another: the block on the left, its words on the right.
  mutating func ladderDown(_ ladder: LadderContent) {
    var widest = 0.0
    for rung in ladder.rungs {
      for line in [rung.step.id.rawValue] + rung.lines + [rung.blocks.leftOut ?? ""] {
        widest = max(widest, textWidth(line, .heading))
      }
    }
    let box = Size(innerWidth - min(widest, innerWidth * 0.6) - 12, isNarrow ? 52 : 72)
    let sheet = ladder.rungs.first?.blocks.sheetWidth(in: box) ?? 10
    for (index, rung) in ladder.rungs.enumerated() {
      if index > 0 { foldLine(rung.fold, folds: rung.folds) }
      let height = rung.blocks.height(sheet: sheet)
      blocks(rung.blocks, title: rung.step.id.rawValue, x: left, top: y, sheet: sheet)
      let bottom = rungText(rung, x: left + box.width + 12, top: y)
      y = max(y + height, bottom)
    }
    if let fold = ladder.lastFold { foldLine(fold.label, folds: fold.folds) }
    result(ladder.number, of: ladder.unit)
  }

  /// A rung's name and its lines; where they end.
  private mutating func rungText(_ rung: LadderContent.Rung, x: Double, top: Double) -> Double {
    var bottom = text(rung.step.id.rawValue, .heading, theme.ink, x: x, top: top)
    for (index, line) in rung.lines.enumerated() {
      bottom = text(line, .label, index < 2 ? theme.ink : theme.muted, x: x, top: bottom)
    }
    if let leftOut = rung.blocks.leftOut {
      bottom = text(leftOut, .note, theme.muted, x: x, top: bottom)
    }
    return bottom
  }

  /// Stacks of sheets, the first class in front.
  private mutating func blocks(
    _ blocks: Blocks, title: String, x: Double, top: Double, sheet: Double
  ) {
    let side = blocks.isNumber ? min(sheet, 3) : sheet
    let height = blocks.isNumber ? side : sheet * blocks.aspect
    var sheets: [Mark] = []
    for stack in 0..<blocks.shownStacks {
      let left = x + Double(stack) * (side + blocks.fan + 4)
      for index in (0..<blocks.shownSheets).reversed() {
        let shift = Double(index) * Blocks.offset
        let rect = Rect(left + shift, top + blocks.fan - shift, side, height)
        let color =
          blocks.sheets > 1
          ? theme.classColor(index).mixed(with: theme.paper, index == 0 ? 0.45 : 0.25)
          : theme.lossBar.mixed(with: theme.paper, 0.55)
        sheets.append(.path(.rect(rect), fill: color, stroke: Stroke(theme.ink)))
      }
    }
    marks.append(.group(Group(title: title, marks: sheets)))
  }
}
