import Drawings

extension Sketch {
  /// The classes of a position with their formulas, then each fold with its numbers.
  mutating func formula(_ content: PositionFormula, _ options: FigureOptions) {
    let isStacked = innerWidth < 300
    let losses = content.elements.map { NumberFormat.significant($0.loss) }
    let lossWidth = losses.map { textWidth($0, .label) }.max() ?? 0
    let names = content.elements.indices.map { options.rowName($0) }
    let line = rowHeight(names)
    let height = isStacked ? line + lineHeight(.note) + 2 : line
    let shown = rowsThatFit(names.count, height: height, reserve: 190)
    let rows = Panels.most(shown, by: content.elements.map { abs($0.loss) })
    let column = RowNames(names, in: self, share: isStacked ? 0.6 : 0.25)
    // On a wide page numbers stay near what they are of.
    let longest = content.elements.map { textWidth($0.words(isNamed: false), .label) }.max() ?? 0
    let right =
      isStacked
      ? self.right : min(self.right, left + column.width + 12 + 96 + longest + 24 + lossWidth)
    for row in rows {
      let element = content.elements[row]
      let middle = y + line / 2
      let top = middle - lineHeight(.label) / 2
      column.draw(names[row], middle: middle, in: &self)
      text(
        elided(losses[row], .label, to: lossWidth), .label, theme.ink, x: right, top: top,
        alignment: .trailing)
      if isStacked {
        text(
          elided(element.words(isNamed: true), .note, to: innerWidth - Self.tabSide - 3), .note,
          theme.muted, x: left + Self.tabSide + 3, top: y + line)
      } else {
        formulaCells(element, from: left + column.width + 12, to: right - lossWidth - 10, top: top)
      }
      y += height
    }
    if shown < names.count {
      let others = content.elements.indices.filter { !rows.contains($0) }
      let rest = others.reduce(0.0) { $0 + content.elements[$1].loss }
      note(
        "Shown: \(shown) of \(NumberFormat.count(names.count, "class")), those with the greatest "
          + "loss; the other \(others.count) lose \(NumberFormat.significant(rest)).")
    }
    folds(content)
  }

  /// y, p and the formula beside one another.
  private mutating func formulaCells(
    _ element: PositionFormula.Element, from start: Double, to end: Double, top: Double
  ) {
    let (labelEnd, predictionEnd) = (start + 34, start + 96)
    if let label = element.label {
      text(
        "y = " + SubstitutedFormula.written(label), .label, theme.ink, x: start, top: top)
    }
    if let prediction = element.prediction {
      text(
        elided(
          "p = " + SubstitutedFormula.written(prediction), .label,
          to: predictionEnd - labelEnd - 4), .label, theme.ink, x: labelEnd, top: top)
    }
    let formula = element.words(isNamed: false) + " ="
    text(
      elided(formula, .label, to: end - predictionEnd), .label, theme.muted, x: end, top: top,
      alignment: .trailing)
  }

  /// A fold line for each fold, and what it makes of the position.
  private mutating func folds(_ content: PositionFormula) {
    let sum = content.elements.reduce(0) { $0 + $1.loss }
    if let loss = content.loss {
      foldLine(NumberFormat.countsGrouped(in: content.operation))
      let count = content.elements.count
      let isSum = abs(sum - loss) <= abs(sum / Double(count) - loss)
      let before = NumberFormat.significant(sum)
      equation(
        count == 1 ? "one class" : isSum ? "the sum of \(count) classes" : "\(before) ÷ \(count)",
        loss, "the loss of the position")
    }
    guard let amount = content.amount, let share = content.share else {
      foldLine("no further")
      reason(content.why ?? "", number: content.number, content.unit)
      return
    }
    var before = content.loss.map { NumberFormat.significant($0) } ?? NumberFormat.significant(sum)
    if let weight = content.weight {
      foldLine("× mask and weights", folds: false)
      let weighted = amount * (content.denominator ?? 1)
      equation("\(before) × \(NumberFormat.significant(weight))", weighted, "what it weighs")
      before = NumberFormat.significant(weighted)
    } else {
      foldLine("× the weights of its classes", folds: false)
      let weighted = amount * (content.denominator ?? 1)
      equation("each loss × its weight", weighted, "what they weigh")
      before = NumberFormat.significant(weighted)
    }
    if let denominator = content.denominator {
      let words = PositionFormula.denominator(denominator)
      foldLine("÷ \(words)")
      equation("\(before) ÷ \(words)", amount, "\(content.unit.lead)what it adds to the number")
    }
    let total = NumberFormat.significant(content.number ?? .nan)
    foldLine("÷ the number")
    equation("\(NumberFormat.significant(amount)) ÷ \(total)", share, "of the number")
    y += 4
    result(NumberFormat.percent(share), of: "of \(total)")
  }

  /// What is computed, what it comes to, and what that is.
  private mutating func equation(_ left: String, _ value: Double, _ words: String) {
    y -= 2
    let number = NumberFormat.significant(value)
    let equation = "\(left) = \(number)"
    let width = textWidth(equation, .label)
    if innerWidth >= 300, width + 8 + textWidth(words, .note) <= innerWidth {
      let line = extent("0", .label)
      marks.append(
        .text(
          Text(
            words, font: .note, color: theme.muted,
            at: Point(self.left + width + 8, y + line.ascent))))
      y = text(equation, .label, theme.ink, x: self.left, top: y)
      return
    }
    let start = text(
      lines: wrapped(equation, .label, to: innerWidth), .label, theme.ink, x: self.left, top: y)
    y = text(
      lines: wrapped(words, .note, to: innerWidth), .note, theme.muted, x: self.left, top: start + 1
    )
  }
}
