package import Drawings

/// The picture of a page's title, for where its address is sent to somebody: 1,200 × 630 pixels.
package struct SocialCard: Equatable, Sendable {
  /// The site's name.
  package var site: String
  /// What stands on it, large and below.
  package var title: String, summary: String

  /// In points, of which 96 dots an inch make 1,200 × 630 pixels.
  static let size = Size(900, 472.5)

  /// The card on light paper, its words wrapped as `measurer` says.
  package func drawing(measuredBy measurer: some TextMeasuring) -> Drawing {
    let ink = Color(0x15181E), muted = Color(0x586070), accent = Color(0x1D4ED8)
    let left = 60.0, width = 780.0
    var marks: [Mark] = []
    func line(_ text: String, _ size: Double, _ weight: Font.Weight, _ color: Color, at y: Double) {
      marks.append(
        .text(
          Text(
            text, font: Font(size: size, weight: weight), color: color, at: Point(left, y))))
    }
    line(site, 22, .semibold, accent, at: 78)
    var y = 150.0
    // The longer the title, the smaller.
    let titleSize = title.count > 46 ? 40.0 : 52.0
    for text in wrapped(title, Font(size: titleSize, weight: .semibold), width, 3, measurer) {
      line(text, titleSize, .semibold, ink, at: y)
      y += titleSize * 1.18
    }
    y += 6
    for text in wrapped(summary, Font(size: 22), width, 3, measurer) {
      line(text, 22, .regular, muted, at: y)
      y += 31
    }
    // The one device: a sheet that gets smaller with each fold.
    var x = left
    for (index, edge) in [44.0, 30, 20, 12].enumerated() {
      marks.append(
        .path(
          .rect(Rect(x, 425 - edge, edge, edge)),
          fill: accent.mixed(with: Color(0xFFFFFF), [0, 0.3, 0.5, 0][index])))
      x += edge + 16
      guard index < 3 else { break }
      marks.append(
        .path(
          .line(Point(x, 375), Point(x, 431)),
          stroke: Stroke(muted, width: 1, dashes: [4, 3])))
      x += 16
    }
    return Drawing(
      size: Self.size, background: Color(0xFFFFFF), title: title, description: summary,
      marks: marks)
  }

  /// At most `count` lines; the last one ends in an ellipsis where words are left.
  private func wrapped(
    _ text: String, _ font: Font, _ width: Double, _ count: Int, _ measurer: some TextMeasuring
  ) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      let longer = lines.last.map { $0 + " " + word } ?? String(word)
      if !lines.isEmpty, measurer.extent(of: longer, in: font).width <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(String(word))
      }
    }
    guard lines.count > count else { return lines }
    return lines.prefix(count - 1) + [lines[count - 1] + " …"]
  }
}
