import Drawings
import Reductions

extension Sketch {
  /// The side of a class's tab, in points.
  static let tabSide = 7.0

  /// A class's colour with its letter; an outline of ink where the colour hardly shows.
  mutating func classTab(_ index: Int, x: Double, top: Double) {
    let color = theme.classColor(index)
    let rect = Rect(x, top, Self.tabSide, Self.tabSide)
    fill(rect, color, outline: theme.outline(of: color))
    let font = Font(size: 5, weight: .semibold)
    text(
      IndexName.letter(index), font, color.label, x: rect.midX,
      top: rect.midY - lineHeight(font) / 2, alignment: .center)
  }
}

extension Theme {
  /// Ink where `color` hardly shows on the paper, else the colour itself: there is an outline in every
  /// theme, so that all have one geometry.
  func outline(of color: Color) -> Color { color.contrast(with: paper) < 3 ? ink : color }
}
