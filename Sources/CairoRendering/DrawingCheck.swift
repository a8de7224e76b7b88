import Drawings

/// Refuses what Cairo would draw wrongly without a word: it turns NaN into 0 and lets large
/// coordinates wrap round.
enum DrawingCheck {
  /// In points; Cairo's fixed point ends at 8 388 608, of pixels.
  static let limit = 100_000.0

  static func check(_ drawing: Drawing) throws(RenderingError) {
    guard drawing.size.width > 0, drawing.size.height > 0 else {
      throw .emptySize(drawing.size)
    }
    try check([drawing.size.width, drawing.size.height], "the size")
    for mark in drawing.marks { try check(mark) }
  }

  private static func check(_ mark: Mark) throws(RenderingError) {
    switch mark {
    case .path(let path, _, let stroke):
      for point in path.points { try check([point.x, point.y], "a path") }
      if let stroke { try check([stroke.width] + stroke.dashes, "a stroke") }
    case .text(let text):
      try check([text.position.x, text.position.y, text.font.size], "the text “\(text.string)”")
    case .image(_, let rect): try check(rect, "an image")
    case .group(let group):
      if let clip = group.clip { try check(clip, "a clip") }
      for mark in group.marks { try check(mark) }
    }
  }

  private static func check(_ rect: Rect, _ what: String) throws(RenderingError) {
    try check([rect.minX, rect.minY, rect.width, rect.height], what)
  }

  private static func check(_ values: [Double], _ what: String) throws(RenderingError) {
    for value in values where !(abs(value) <= limit) {
      throw .badCoordinate(value, of: what)
    }
  }
}
