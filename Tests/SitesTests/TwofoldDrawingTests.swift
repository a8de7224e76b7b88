import Drawings
import Testing

@testable import Sites

@Suite("A drawing for two themes")
struct TwofoldDrawingTests {
  static let box = Rect(0, 0, 10, 10)

  func drawing(_ ink: Color, outline: Color? = nil, palette: [Color]) -> Drawing {
    Drawing(
      size: Size(10, 10), background: Color(0xFFFFFF), title: "t", description: "d",
      marks: [
        .path(.rect(Self.box), fill: ink, stroke: outline.map { Stroke($0) }),
        .image(
          Raster(width: 2, height: 1, palette: palette, indices: [0, 1]), in: Self.box),
      ])
  }

  @Test("has a number for each pair of colours, and greys for cells")
  func standIns() throws {
    let light = [Color(0xFF0000), Color(0x00FF00)]
    let dark = [Color(0x0000FF), Color(0xFFFF00)]
    let twofold = try #require(
      TwofoldDrawing(
        light: drawing(Color(0x111111), outline: Color(0x222222), palette: light),
        dark: drawing(Color(0xEEEEEE), palette: dark)))
    #expect(twofold.palettes == .init(light: light, dark: dark))
    // What only the light theme draws is clear in the dark one.
    #expect(
      twofold.pairs.contains(
        .init(light: Color(0x222222), dark: Color(0x222222, alpha: 0))))
    guard case .path(_, let fill?, _) = twofold.drawing.marks[0],
      case .image(let raster, _) = twofold.drawing.marks[1]
    else { throw Missing() }
    let number = try #require(
      TwofoldDrawing.number(
        red: Int(fill.red), green: Int(fill.green), blue: Int(fill.blue)))
    #expect(twofold.pairs[number] == .init(light: Color(0x111111), dark: Color(0xEEEEEE)))
    #expect(raster.palette == [Color(0x000000), Color(0x010101)])
  }

  struct Missing: Error {}

  @Test("is none where more than colours differ")
  func others() {
    let palette = [Color(0), Color(1)]
    var other = drawing(Color(0), palette: palette)
    other.marks.removeLast()
    #expect(TwofoldDrawing(light: drawing(Color(0), palette: palette), dark: other) == nil)
  }

  @Test("shares letters and pictures with others on the page, under names of its own")
  func page() {
    func svg(_ hash: String) -> [UInt8] {
      Array(
        """
        <?xml version="1.0"?>
        <svg role="img" aria-labelledby="lf\(hash)title lf\(hash)desc" width="1pt">
        <style>.lf\(hash)i{image-rendering:pixelated}</style>
        <defs><path id="lf\(hash)0" d="M0 0L1 1"/>
        <image class="lf\(hash)i" id="lf\(hash)1" width="1" height="1" xlink:href="data:image/png;base64,AA=="/></defs>
        <path style="fill:#ff8000" d="M1 1"/>
        <rect x="0" style="fill:rgb(100%,50.196078%,0%);stroke:none;"/>
        <use xlink:href="#lf\(hash)0" x="1" y="2"/>
        <use xlink:href="#lf\(hash)1" transform="scale(2)"/>
        </svg>
        """.utf8)
    }
    var drawings = PageDrawings()
    let first = drawings.element(svg("01234567"), nil, name: "page")
    let second = drawings.element(svg("76543210"), nil, name: "column")
    #expect(first.contains("<use href=\"#g0\" x=\"1\" y=\"2\"/>"))
    #expect(second.contains("<use href=\"#g0\" x=\"1\" y=\"2\"/>"))
    #expect(first.contains("<path style=\"fill:#ff8000\""))
    #expect(first.contains("<rect x=\"0\" style=\"fill:#ff8000;stroke:none;\"/>"))
    #expect(first.contains("aria-labelledby=\"f1-title f1-desc\""))
    #expect(first.contains("<image id=\"f1-1\""))
    #expect(second.contains("<use id=\"f2-1\" href=\"#f1-1\"/>"))
    #expect(second.contains("<use href=\"#f2-1\" transform=\"scale(2)\"/>"))
    #expect(drawings.definitions.contains("<path id=\"g0\" d=\"M0 0L1 1\"/>"))
    #expect(!(first + second).contains("01234567"))
  }
}
