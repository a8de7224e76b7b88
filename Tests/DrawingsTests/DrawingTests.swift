import Drawings
import TestSupport
import Testing

@Suite("A drawing")
struct DrawingTests {
  private static func drawing(_ marks: [Mark]) -> Drawing {
    Drawing(
      size: Size(100, 50), background: Color(0xFFFFFF), title: "Title",
      description: "What it shows.",
      marks: marks)
  }

  private static let text = Text("abcd", font: Font(size: 10), color: Color(0), at: Point(50, 20))

  @Test("is a value: equal where it draws the same, in the same order")
  func equality() {
    let path = Mark.path(.line(Point(0, 0), Point(1, 1)), stroke: Stroke(Color(0)))
    let text = Mark.text(Self.text)
    let drawing = Self.drawing([path, .group(Group(title: "Both", marks: [text]))])
    #expect(drawing == Self.drawing([path, .group(Group(title: "Both", marks: [text]))]))
    #expect(Set([drawing, drawing]).count == 1)
    #expect(drawing != Self.drawing([.group(Group(title: "Both", marks: [text])), path]))
    #expect(drawing != Self.drawing([path, .group(Group(marks: [text]))]))
    #expect(
      drawing
        != Self.drawing([
          path, .group(Group(title: "Both", clip: Rect(0, 0, 1, 1), marks: [text])),
        ]))
    #expect(drawing != Self.drawing([path, text]))
    var other = drawing
    other.description += " "
    #expect(other != drawing)
    #expect(drawing == Self.drawing(drawing.marks))
  }

  @Test("tells strokes and fonts apart by everything that shows")
  func details() {
    let stroke = Stroke(Color(0))
    #expect(stroke == Stroke(Color(0), width: 0.5, dashes: [], isRound: false))
    #expect(stroke != Stroke(Color(0), width: 1))
    #expect(stroke != Stroke(Color(0), dashes: [1, 2]))
    #expect(stroke != Stroke(Color(0), isRound: true))
    #expect(Font(size: 8) == Font(size: 8, weight: .regular))
    #expect(Font(size: 8) != Font(size: 8, weight: .semibold))
    #expect(TextExtent(width: 1, ascent: 2, descent: 3).height == 5)
  }

  // Four glyphs of 5.5 pt; 9.7 pt above the baseline, 2.4 below.
  @Test(
    "says what a line of text covers",
    arguments: [
      (.leading, false, Rect(50, 10.3, 22, 12.1)), (.center, false, Rect(39, 10.3, 22, 12.1)),
      (.trailing, false, Rect(28, 10.3, 22, 12.1)),
      // Upwards: the line starts at the anchor and runs to the top, its ascent to the left.
      (.leading, true, Rect(40.3, -2, 12.1, 22)), (.center, true, Rect(40.3, 9, 12.1, 22)),
      (.trailing, true, Rect(40.3, 20, 12.1, 22)),
    ] as [(Text.Alignment, Bool, Rect)])
  func bounds(alignment: Text.Alignment, isVertical: Bool, expected: Rect) {
    var text = Self.text
    text.alignment = alignment
    text.isVertical = isVertical
    let bounds = text.bounds(measuredBy: FixedTextMeasurer())
    #expect(
      bounds.contains(expected, tolerance: 1e-9) && expected.contains(bounds, tolerance: 1e-9))
  }

  @Test("says that no text covers no width")
  func noText() {
    var text = Self.text
    text.string = ""
    text.alignment = .center
    #expect(text.bounds(measuredBy: FixedTextMeasurer()).width == 0)
  }
}

@Suite("A raster")
struct RasterTests {
  @Test("holds an index for each cell, up to 256 colours")
  func holds() {
    let palette = (0..<256).map { Color(UInt32($0)) }
    let raster = Raster(width: 16, height: 16, palette: palette, indices: Array(0...255))
    #expect(raster.indices.count == raster.width * raster.height)
    #expect(Raster(width: 0, height: 3, palette: [Color(0)], indices: []).indices.isEmpty)
  }

  @Test("refuses fewer or more indices than cells")
  func count() async {
    await #expect(processExitsWith: .failure) {
      _ = Raster(width: 2, height: 2, palette: [Color(0)], indices: [0, 0, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = Raster(width: 1, height: 1, palette: [Color(0)], indices: [0, 0])
    }
  }

  @Test("refuses no colours, and more than a byte can name")
  func palette() async {
    await #expect(processExitsWith: .failure) {
      _ = Raster(width: 0, height: 0, palette: [], indices: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = Raster(
        width: 0, height: 0, palette: Array(repeating: Color(0), count: 257), indices: [])
    }
  }

  @Test("refuses an index past the palette")
  func index() async {
    await #expect(processExitsWith: .failure) {
      _ = Raster(width: 1, height: 2, palette: [Color(0), Color(1)], indices: [1, 2])
    }
  }
}
