public import Drawings

/// A drawing on its way: marks from top to bottom, laid out by measured text.
struct Sketch {
  /// Free space at every edge, in points.
  static let margin = 4.0

  let width: Double
  let theme: Theme
  private let measurer: any TextMeasuring
  var marks: [Mark] = []
  /// Where the next thing begins.
  var y = Sketch.margin

  init(width: Double, theme: Theme, measurer: any TextMeasuring) {
    self.width = width
    self.theme = theme
    self.measurer = measurer
  }

  /// - Throws: ``FigureError/tooNarrow(_:least:)`` below 60 mm, ``FigureError/tooWide(_:most:)``
  ///   past 3.5 m.
  init(_ options: FigureOptions, measuredBy measurer: any TextMeasuring) throws(FigureError) {
    let least = 60 / 25.4 * 72
    guard options.width >= least - 0.01 else { throw .tooNarrow(options.width, least: least) }
    let most = 3500 / 25.4 * 72
    guard options.width <= most + 0.01 else { throw .tooWide(options.width, most: most) }
    self.init(width: options.width, theme: options.theme, measurer: measurer)
  }

  var left: Double { Self.margin }
  var right: Double { width - Self.margin }
  var innerWidth: Double { right - left }
  /// Whether the figure stands in one column of a journal.
  var isNarrow: Bool { Self.isNarrow(width) }
  /// How much wider than a journal's page the figure is: 1 up to 183 mm, as on a poster above it.
  var growth: Double { max(1, width / 519) }
  /// At most as high as a page of a journal, 170 mm; more where the page is wider than that.
  var greatestHeight: Double { 482 * growth }

  func extent(_ text: String, _ font: Font) -> TextExtent { measurer.extent(of: text, in: font) }
  func textWidth(_ text: String, _ font: Font) -> Double { extent(text, font).width }
  func lineHeight(_ font: Font) -> Double { extent("0", font).height }

  // MARK: Marks

  mutating func fill(_ rect: Rect, _ color: Color, outline: Color? = nil) {
    marks.append(.path(.rect(rect), fill: color, stroke: outline.map { Stroke($0) }))
  }

  mutating func line(_ start: Point, _ end: Point, _ color: Color, dashes: [Double] = []) {
    marks.append(.path(.line(start, end), stroke: Stroke(color, dashes: dashes)))
  }

  /// Sets `string` with the top of its line at `top`; where the line ends.
  @discardableResult
  mutating func text(
    _ string: String, _ font: Font, _ color: Color, x: Double, top: Double,
    alignment: Text.Alignment = .leading
  ) -> Double {
    // The line of the font, not of the string: other scripts must not move the baseline.
    let line = extent("0", font)
    marks.append(
      .text(
        Text(
          string, font: font, color: color, at: Point(x, top + line.ascent), alignment: alignment)))
    return top + line.height
  }

  /// Sets `lines` under one another; where the last one ends.
  @discardableResult
  mutating func text(
    lines: [String], _ font: Font, _ color: Color, x: Double, top: Double,
    alignment: Text.Alignment = .leading
  ) -> Double {
    // Lines of scripts that are taller than the font's own stand further apart.
    let own = extent("0", font)
    let tallest = lines.map { extent($0, font) }
    let above = max(0, (tallest.map(\.ascent).max() ?? 0) - own.ascent)
    let below = max(0, (tallest.map(\.descent).max() ?? 0) - own.descent)
    var y = top
    for line in lines {
      y = text(line, font, color, x: x, top: y + above, alignment: alignment) + below
    }
    return y
  }

  /// The finding, over the whole width.
  mutating func title(_ string: String) {
    let font = Font.title(width: width)
    y = text(
      lines: wrapped(string, font, to: innerWidth), font, theme.ink, x: left, top: y)
    y += 8
  }

  /// A note in small muted type, over the whole width.
  mutating func note(_ string: String) {
    y += 4
    y = text(
      lines: wrapped(string, .note, to: innerWidth), .note, theme.muted, x: left, top: y)
  }

  // MARK: Fitting text

  /// `string` broken at spaces so that no line is wider than `width`; a word that alone is wider is
  /// elided.
  func wrapped(_ string: String, _ font: Font, to width: Double) -> [String] {
    // 256 × 256 is one word.
    var rest = string.replacing(" × ", with: "\u{A0}×\u{A0}").split(separator: " ")[...]
    var lines: [String] = []
    while let first = rest.popFirst().map(String.init) {
      let start = fits(first, font, in: width) ? first : elided(first, font, to: width)
      func line(_ count: Int) -> String {
        ([start[...]] + rest.prefix(count)).joined(separator: " ")
      }
      // As many words as usually fit, then fewer, or more: to measure is most of the work.
      var count = 0
      var letters = Int(min(width, 20_000) / font.size * 1.9) - start.count
      while count < rest.count, letters > rest[rest.startIndex + count].count {
        letters -= rest[rest.startIndex + count].count + 1
        count += 1
      }
      if count == 0 || fits(line(count), font, in: width) {
        while count < rest.count, fits(line(count + 1), font, in: width) { count += 1 }
      } else {
        repeat { count -= 1 } while count > 0 && !fits(line(count), font, in: width)
      }
      lines.append(line(count))
      rest = rest.dropFirst(count)
    }
    return lines.isEmpty ? [""] : lines
  }

  private func fits(_ string: String, _ font: Font, in width: Double) -> Bool {
    string.utf8.count < 2000 && textWidth(string, font) <= width
  }

  /// `string`, or its beginning with an ellipsis where it is wider than `width`.
  func elided(_ string: String, _ font: Font, to width: Double) -> String {
    // No letter is narrower than an eighth of its size: what is far longer needs no measuring.
    let most = max(8, Int(min(width, 20_000) / font.size * 8))
    let characters = Array(string.prefix(most + 1))
    if characters.count <= most, textWidth(string, font) <= width { return string }
    // The longest beginning that fits, between one that does and one that doesn't.
    var (fits, fails) = (0, characters.count)
    while fails - fits > 1 {
      let middle = (fits + fails) / 2
      if textWidth(String(characters[..<middle]) + "…", font) <= width {
        fits = middle
      } else {
        fails = middle
      }
    }
    return String(characters[..<fits]) + "…"
  }

  /// The largest of `sizes` at which `string` is no wider than `width`, the last one otherwise.
  func font(_ sizes: [Double], for string: String, to width: Double) -> Font {
    let fonts = sizes.map { Font(size: $0) }
    return fonts.first { textWidth(string, $0) <= width } ?? Font(size: sizes.last ?? 5)
  }

  /// The picture, as high as what it holds.
  func drawing(title: String, description: String) -> Drawing {
    Drawing(
      size: Size(width, ((y + Self.margin) * 4).rounded(.up) / 4), background: theme.paper,
      title: title, description: description, marks: marks)
  }
}

extension Sketch {
  fileprivate static func isNarrow(_ width: Double) -> Bool { width < 340 }
}

extension FigureOptions {
  /// The fonts that most figures are set in.
  public var usualFonts: [Font] { [.title(width: width), .label, .heading, .note] }
}

extension Font {
  /// For the finding: 9 pt, or 8 where the figure is narrow.
  fileprivate static func title(width: Double) -> Font {
    Font(size: Sketch.isNarrow(width) ? 8 : 9, weight: .semibold)
  }

  /// For labels: 7 pt.
  static let label = Font(size: 7)
  /// For what a label names: 7 pt.
  static let heading = Font(size: 7, weight: .semibold)
  /// For ticks and notes: 6 pt.
  static let note = Font(size: 6)
}
