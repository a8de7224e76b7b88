import Drawings
import TestSupport
import Testing

@Suite("A picture's design rules")
struct DesignRulesTests {
  private let white = Color(0xFFFFFF)
  private let ink = Color(0x15181E)

  private func picture(_ marks: [Mark], title: String = "A title") -> Drawing {
    Drawing(
      size: Size(100, 50), background: white, title: title, description: "Words.", marks: marks)
  }

  private func text(
    _ string: String, _ x: Double, _ y: Double, size: Double = 7, color: Color = Color(0x15181E)
  ) -> Mark {
    .text(Text(string, font: Font(size: size), color: color, at: Point(x, y)))
  }

  private func violations(_ marks: [Mark], title: String = "A title") -> [DesignViolation] {
    DesignRules().violations(in: picture(marks, title: title), measuredBy: FixedTextMeasurer())
  }

  @Test("are kept by a picture that can be read")
  func kept() {
    let marks: [Mark] = [
      .path(.rect(Rect(0, 0, 100, 50)), fill: Color(0xF5F7FA), stroke: Stroke(ink)),
      text("above", 5, 12), text("below", 5, 30),
    ]
    #expect(violations(marks) == [])
  }

  @Test("name a text that leaves the page, and a path that does")
  func offPage() {
    #expect(
      violations([text("far too long to stay", 60, 12)]) == [.offPage("“far too long to stay”")])
    #expect(
      violations([.path(.line(Point(0, 0), Point(120, 0)), stroke: Stroke(ink))])
        == [.offPage("a path")])
    #expect(
      violations([
        .image(Raster(width: 1, height: 1, palette: [ink], indices: [0]), in: Rect(90, 0, 20, 5))
      ]) == [.offPage("an image")])
  }

  @Test("let a curve's control points lie outside")
  func curve() {
    let path = Path([
      .move(Point(10, 20)), .curve(Point(10, -5), Point(90, -5), to: Point(90, 20)),
    ])
    #expect(violations([.path(path, stroke: Stroke(ink))]) == [])
  }

  @Test("name two texts that meet, in the order in which they are drawn")
  func overlap() {
    let found = violations([text("second", 5, 14), text("other", 60, 40), text("first", 20, 12)])
    #expect(found == [.overlap("second", "first")])
    #expect(found[0].sentence == "“second” meets “first”.")
  }

  @Test("name a text under 5 points")
  func small() {
    let found = violations([text("tiny", 5, 12, size: 4.5)])
    #expect(found == [.smallText("tiny", size: 4.5)])
    #expect(found[0].sentence == "“tiny” is set in 4.5 pt, under 5 pt.")
  }

  @Test("name a line under half a point, in a group too")
  func thin() {
    let line = Mark.path(.line(Point(1, 1), Point(9, 9)), stroke: Stroke(ink, width: 0.25))
    #expect(violations([.group(Group(marks: [line]))]) == [.thinLine(width: 0.25)])
  }

  @Test("name a text that is too like what it stands on: paper, a surface, a heat map")
  func pale() throws {
    let grey = Color(0x999999)
    let onPaper = violations([text("pale", 5, 12, color: grey)])
    #expect(onPaper == [.paleText("pale", on: "the paper", contrast: grey.contrast(with: white))])
    #expect(onPaper[0].sentence == "“pale” has 2.85 : 1 against the paper, under 4.5 : 1.")
    let onBox = violations([
      .path(.rect(Rect(0, 0, 60, 20)), fill: ink), text("dark", 5, 12),
    ])
    #expect(onBox == [.paleText("dark", on: "what it stands on", contrast: 1)])
    let raster = Raster(width: 2, height: 1, palette: [white, ink], indices: [0, 1])
    // Half of the word lies on each of two cells.
    let onImage = violations([.image(raster, in: Rect(0, 0, 40, 20)), text("cells", 10, 12)])
    #expect(
      onImage == [.paleText("cells", on: "the image that it stands on", contrast: 1)])
  }

  @Test("name the two colours between which a scale's lightness turns back")
  func uneven() {
    func bar(_ colors: [UInt32], _ order: Raster.Order?) -> [DesignViolation] {
      let raster = Raster(
        width: colors.count, height: 1, palette: colors.map { Color($0) },
        indices: (0..<colors.count).map { UInt8($0) }, order: order)
      return violations([.image(raster, in: Rect(10, 10, 40, 5))])
    }
    #expect(bar([0x000000, 0x555555, 0xAAAAAA], .sequential) == [])
    #expect(bar([0xAAAAAA, 0x555555, 0x000000], .sequential) == [])
    let turn = bar([0x000000, 0xAAAAAA, 0x555555, 0xFFFFFF], .sequential)
    #expect(turn == [.unevenScale(Color(0xAAAAAA), Color(0x555555))])
    #expect(
      turn[0].sentence
        == "The lightness of a colour scale turns back between #aaaaaa and #555555.")
    #expect(
      bar([0x000000, 0x333333, 0x333333, 0x777777], .sequential)
        == [.unevenScale(Color(0x333333), Color(0x333333))])
    #expect(bar([0x0000AA, 0xFFFFFF, 0xFFFFFF, 0xAA0000], .diverging) == [])
    #expect(
      bar([0x0000AA, 0xFFFFFF, 0xEEEEEE, 0xFFFFFF, 0xFFFFFF, 0xAA0000], .diverging)
        == [.unevenScale(Color(0xFFFFFF), Color(0xEEEEEE))])
    #expect(bar([0x000000, 0xAAAAAA, 0x555555], nil) == [])
  }

  @Test("name a picture without a title, and a text without words")
  func unnamed() {
    #expect(violations([text("", 5, 12)], title: "") == [.unnamed, .emptyText])
  }
}
