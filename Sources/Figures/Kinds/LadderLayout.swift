import Drawings
import Reductions

/// A ladder from left to right: as wide as its words and blocks need.
struct LadderColumns {
  /// The left edge and the width of each rung, and of the number at the end.
  let spans: [(x: Double, width: Double)]
  let scale: BlockScale

  /// Space on either side of a fold line.
  static let gutter = 9.0
  /// The number's font.
  static let number = Font(size: 24, weight: .semibold)

  /// Nil where the words don't fit beside one another.
  init?(_ ladder: LadderContent, sketch: Sketch) {
    let words = ladder.rungs.map { rung in
      max(
        sketch.textWidth(rung.step.id.rawValue, .heading),
        rung.lines.map { sketch.textWidth($0, .label) }.max() ?? 0, 56)
    }
    let end = max(sketch.textWidth(ladder.number, Self.number), 60)
    let gutters = Double(ladder.rungs.count) * 2 * Self.gutter
    let room = sketch.innerWidth - gutters - end
    let free = room - words.reduce(0, +)
    guard free >= 0, let first = ladder.rungs.first else { return nil }
    // What is free goes to the first block, the largest; the others are drawn with its sheets.
    let height = min(150, max(64, sketch.innerWidth / 6))
    var scale = BlockScale(first.blocks, in: Size(words[0] + free, height))
    func widths() -> [Double] {
      zip(ladder.rungs, words).map { max($1, scale.width($0.blocks)) }
    }
    while scale.sheet > 3, widths().reduce(0, +) > room { scale.sheet -= 0.25 }
    let used = widths()
    guard used.reduce(0, +) <= room + 0.01, scale.sheet >= 8 else { return nil }
    let spare = (room - used.reduce(0, +)) / Double(used.count)
    var x = sketch.left
    var spans: [(x: Double, width: Double)] = []
    for width in used {
      spans.append((x, width + spare))
      x += width + spare + 2 * Self.gutter
    }
    spans.append((x, sketch.right - x))
    self.spans = spans
    self.scale = scale
  }
}

extension Sketch {
  /// Rungs beside one another, fold lines between them, labels in a band of their own above.
  mutating func ladder(_ columns: LadderColumns, _ ladder: LadderContent) {
    let labels = foldLabels(columns, ladder)
    let band = Double(labels.map(\.lines.count).max() ?? 0) * lineHeight(.note)
    let top = y + band + 3
    let blockHeight = ladder.rungs.map { columns.scale.height($0.blocks) }.max() ?? 0
    let textTop = top + blockHeight + 8
    var bottom = textTop
    for (rung, span) in zip(ladder.rungs, columns.spans) {
      let height = columns.scale.height(rung.blocks)
      blocks(
        rung.blocks, title: rung.step.id.rawValue, x: span.x, top: top + blockHeight - height,
        scale: columns.scale)
      bottom = max(
        bottom,
        rungText(rung, scale: columns.scale, x: span.x, top: textTop, width: span.width))
    }
    if let end = columns.spans.last {
      let height = lineHeight(LadderColumns.number)
      let numberTop = max(top, top + blockHeight - height + 4)
      text(ladder.number, LadderColumns.number, theme.ink, x: end.x, top: numberTop)
      let unitBottom = text(
        lines: wrapped(ladder.unit, .label, to: end.width), .label, theme.muted, x: end.x,
        top: max(textTop, numberTop + height))
      bottom = max(bottom, unitBottom)
    }
    for label in labels {
      // A label ends where its line begins.
      let labelTop = top - 3 - Double(label.lines.count) * lineHeight(.note)
      foldLine(
        label.lines, x: label.x, labelTop: labelTop, from: top, to: bottom, folds: label.folds)
    }
    y = bottom + 2
  }

  /// The words of each fold, broken so that neighbours keep apart.
  private func foldLabels(
    _ columns: LadderColumns, _ ladder: LadderContent
  ) -> [(lines: [String], x: Double, folds: Bool)] {
    var folds = ladder.rungs.dropFirst().map { (label: $0.fold, folds: $0.folds) }
    if let last = ladder.lastFold { folds.append(last) }
    return zip(1..., folds).compactMap { index, fold in
      let (before, after) = (columns.spans[index - 1], columns.spans[index])
      let x = after.x - LadderColumns.gutter
      let room = min(before.width, after.width) + 2 * LadderColumns.gutter - 6
      return (wrapped(fold.label, .note, to: min(room, 2 * (right - x))), x, fold.folds)
    }
  }

  /// Rungs under one another: the block on the left, its words on the right.
  mutating func ladderDown(_ ladder: LadderContent) {
    var widest = 60.0
    for rung in ladder.rungs {
      for line in [rung.step.id.rawValue] + rung.lines {
        widest = max(widest, textWidth(line, .heading))
      }
    }
    let words = min(widest, innerWidth * 0.6)
    let box = Size(innerWidth - words - 12, isNarrow ? 52 : 72)
    guard let first = ladder.rungs.first else { return }
    let scale = BlockScale(first.blocks, in: box)
    for (index, rung) in ladder.rungs.enumerated() {
      if index > 0 { foldLine(rung.fold, folds: rung.folds) }
      blocks(rung.blocks, title: rung.step.id.rawValue, x: left, top: y, scale: scale)
      let bottom = rungText(rung, scale: scale, x: right - words, top: y, width: words)
      y = max(y + scale.height(rung.blocks), bottom)
    }
    if let fold = ladder.lastFold { foldLine(fold.label, folds: fold.folds) }
    result(ladder.number, of: ladder.unit)
  }

  /// A rung's name and its lines; where they end.
  private mutating func rungText(
    _ rung: LadderContent.Rung, scale: BlockScale, x: Double, top: Double, width: Double
  ) -> Double {
    var bottom = text(rung.step.id.rawValue, .heading, theme.ink, x: x, top: top)
    for line in rung.lines {
      let isSummary = line.hasPrefix("mean") || line.hasPrefix("max")
      bottom = text(
        lines: wrapped(line, .label, to: width), .label, isSummary ? theme.muted : theme.ink, x: x,
        top: bottom)
    }
    if let leftOut = scale.leftOut(rung.blocks) {
      bottom = text(
        lines: wrapped(leftOut, .note, to: width), .note, theme.muted, x: x, top: bottom)
    }
    return bottom
  }

  /// Stacks of sheets, the first class in front.
  private mutating func blocks(
    _ blocks: Blocks, title: String, x: Double, top: Double, scale: BlockScale
  ) {
    let size = scale.size(blocks)
    let fan = scale.fan(blocks)
    var sheets: [Mark] = []
    for stack in 0..<scale.stacks(blocks) {
      let left = x + Double(stack) * (size.width + fan + BlockScale.gap)
      for index in (0..<scale.sheets(blocks)).reversed() {
        let shift = Double(index) * BlockScale.offset
        let rect = Rect(left + shift, top + fan - shift, size.width, size.height)
        // Without classes a sheet has no colour to carry.
        let color =
          blocks.sheets > 1
          ? theme.classColor(index).mixed(
            with: theme.paper, index == 0 && !theme.isDark ? 0.45 : 0.25)
          : theme.muted.mixed(with: theme.paper, 0.75)
        sheets.append(.path(.rect(rect), fill: color, stroke: Stroke(theme.ink)))
      }
    }
    marks.append(.group(Group(title: title, marks: sheets)))
  }
}
