import Drawings

/// The one device of all figures: a dashed hairline with a label that says what happens there.
/// What lies after it is the sheet, smaller.
extension Sketch {
  /// Where tensors only change their numbers and keep their shape, the line is not dashed.
  private func dashes(_ folds: Bool) -> [Double] { folds ? [3, 2] : [] }

  /// A fold across the figure at `y`, which moves past it.
  mutating func foldLine(_ label: String, folds: Bool = true) {
    y += 6
    let lines = wrapped(label, .note, to: innerWidth * 0.75)
    let bottom = text(lines: lines, .note, theme.muted, x: left, top: y)
    let last = textWidth(lines.last ?? "", .note)
    let middle = bottom - lineHeight(.note) / 2
    line(
      Point(left + last + 4, middle), Point(right, middle), theme.muted, dashes: dashes(folds))
    y = bottom + 6
  }

  /// A fold down the figure at `x`, its label on top, centred.
  mutating func foldLine(
    _ lines: [String], x: Double, labelTop: Double, from top: Double, to bottom: Double,
    folds: Bool = true
  ) {
    text(lines: lines, .note, theme.muted, x: x, top: labelTop, alignment: .center)
    line(Point(x, top), Point(x, bottom), theme.muted, dashes: dashes(folds))
  }
}
