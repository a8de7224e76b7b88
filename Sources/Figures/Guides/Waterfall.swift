import Drawings
import Reductions

/// Parts that add up to a number.
struct Waterfall: Equatable {
  /// One part.
  struct Part: Equatable {
    var name: RowName
    /// What it adds, in nats; may be negative.
    var amount: Double
    /// Whether it is drawn hatched, so that two parts of one class are told apart.
    var isHatched = false
    /// The class whose colour it has; that of losses otherwise.
    var classIndex: Int?
  }

  let parts: [Part]
  let total: Double

  /// - Throws: ``FigureError/partsDoNotAddUp(_:number:figure:)`` past 1e-6 of the number.
  init(_ parts: [Part], total: Double, figure: String) throws(FigureError) {
    let sum = parts.reduce(0) { $0 + $1.amount }
    let size = max(abs(total), parts.map { abs($0.amount) }.max() ?? 0)
    guard abs(sum - total) <= 1e-6 * size else {
      throw .partsDoNotAddUp(sum, number: total, figure: figure)
    }
    self.parts = parts
    self.total = total
  }

  private init(_ parts: [Part], total: Double) {
    self.parts = parts
    self.total = total
  }

  /// At most `count` parts, in their order; the least of them together as one.
  func limited(to count: Int, noun: String) -> Waterfall {
    guard parts.count > count else { return self }
    let kept = Panels.most(max(1, count - 1), by: parts.map { abs($0.amount) })
    let others = parts.indices.filter { !kept.contains($0) }
    let rest = Part(
      name: RowName(tab: nil, text: "\(others.count) other \(noun)"),
      amount: others.reduce(0.0) { $0 + parts[$1].amount })
    return Waterfall(kept.map { parts[$0] } + [rest], total: total)
  }
}

extension Sketch {
  /// The parts as one bar, beside one another, as long as their amounts; for parts above 0.
  mutating func stackedBar(_ waterfall: Waterfall, height: Double = 12) {
    guard waterfall.total > 0, waterfall.parts.allSatisfy({ $0.amount >= 0 }) else { return }
    var x = left
    for part in waterfall.parts where part.amount > 0 {
      let width = innerWidth * part.amount / waterfall.total
      let rect = Rect(x, y, min(width, right - x), height)
      x += width
      guard rect.width >= 0.01 else { continue }
      bar(rect, part)
      if let index = part.classIndex, rect.width >= 9 {
        let font = Font(size: 6, weight: .semibold)
        let letter = IndexName.letter(index)
        let width = textWidth(letter, font)
        guard width + 2 <= rect.width else { continue }
        let ground = theme.classColor(index)
        if part.isHatched {
          fill(Rect(rect.midX - width / 2 - 1.5, rect.midY - 4, width + 3, 8), ground)
        }
        text(
          letter, font, ground.label, x: rect.midX, top: rect.midY - lineHeight(font) / 2,
          alignment: .center)
      }
    }
    y += height
  }

  /// Each part as a bar that begins where the one before ends; the last bar is the number.
  ///
  /// - Parameter format: How an amount is written.
  mutating func waterfall(
    _ waterfall: Waterfall, total name: String, nameShare: Double = 0.36, axisLabel: String,
    note: (Waterfall.Part) -> String = { _ in "" }
  ) {
    let parts = waterfall.parts
    let names = RowNames(
      parts.map(\.name) + [RowName(tab: nil, text: name)], in: self, share: nameShare)
    var edges = [0.0]
    for part in parts { edges.append(edges[edges.count - 1] + part.amount) }
    let numbers = parts.map { NumberFormat.significant($0.amount) }
    let notes = parts.map(note)
    let total = NumberFormat.significant(waterfall.total)
    let column = NumberColumn(numbers + [total], .heading, in: self)
    let percents = NumberColumn(notes, .note, in: self)
    let noteWidth = percents.width
    let numberEnd = right - (noteWidth > 0 ? noteWidth + 6 : 0)
    let start = left + names.width + 6
    let axis = Axis.linear(
      edges + [waterfall.total], start: start, end: max(start + 10, numberEnd - column.width - 6))
    let height = names.height
    let top = y
    for (row, part) in parts.enumerated() {
      let middle = top + (Double(row) + 0.5) * height
      names.draw(part.name, middle: middle, in: &self)
      let (from, to) = (axis.at(edges[row]), axis.at(edges[row + 1]))
      bar(Rect(min(from, to), middle - height / 2 + 2, abs(to - from), height - 4), part)
      // The thin line on which the next part begins.
      line(Point(to, middle - height / 2 + 2), Point(to, middle + height / 2 + 2), theme.muted)
      let textTop = middle - lineHeight(.label) / 2
      text(
        numbers[row], .label, theme.ink, x: numberEnd - column.shift(row), top: textTop,
        alignment: .trailing)
      if !notes[row].isEmpty {
        text(
          notes[row], .note, theme.muted, x: right - percents.shift(row),
          top: middle - lineHeight(.note) / 2,
          alignment: .trailing)
      }
    }
    let middle = top + (Double(parts.count) + 0.5) * height
    names.draw(RowName(tab: nil, text: name), middle: middle, in: &self)
    let (from, to) = (axis.at(0), axis.at(waterfall.total))
    fill(
      Rect(min(from, to), middle - height / 2 + 2, abs(to - from), height - 4), theme.ink)
    text(
      total, .heading, theme.ink, x: numberEnd - column.shift(parts.count),
      top: middle - lineHeight(.heading) / 2,
      alignment: .trailing)
    y = top + Double(parts.count + 1) * height + 2
    line(Point(axis.at(0), top), Point(axis.at(0), y), theme.muted)
    y = self.axis(across: axis, top: y, label: axisLabel)
  }

  private mutating func bar(_ rect: Rect, _ part: Waterfall.Part) {
    let color = part.classIndex.map(theme.classColor) ?? theme.lossBar
    guard rect.width > 0 else { return }
    let outline = theme.outline(of: color)
    guard part.isHatched else { return fill(rect, color, outline: outline) }
    fill(rect, theme.paper, outline: outline)
    // One path: a mark each would make a large file.
    var segments: [Path.Segment] = []
    var x = rect.minX - rect.height
    while x < rect.maxX {
      let start = Point(max(x, rect.minX), rect.maxY - max(0, rect.minX - x))
      let end = Point(
        min(x + rect.height, rect.maxX), rect.minY + max(0, x + rect.height - rect.maxX))
      segments += [.move(start), .line(end)]
      x += 3
    }
    let hatching = Mark.path(Path(segments), stroke: Stroke(color, width: 1.2))
    marks.append(.group(Group(clip: rect, marks: [hatching])))
  }
}
