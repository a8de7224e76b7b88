import CairoRendering
import Drawings
import Foundation
import FoundationXML
import Testing

@Suite("A renderer")
struct RendererTests {
  let renderer: Renderer
  init() throws { renderer = try Renderer() }

  func svg(_ drawing: Drawing) throws -> String {
    String(decoding: try renderer.render(drawing, as: .svg).bytes, as: UTF8.self)
  }

  @Test(
    "gives the same bytes twice, in the same renderer and in another", arguments: Format.allCases)
  func sameBytes(format: Format) throws {
    let first = try renderer.render(Samples.everything, as: format)
    _ = try renderer.render(Samples.drawing([Samples.text("قاع")]), as: format)
    #expect(try renderer.render(Samples.everything, as: format) == first)
    #expect(try Renderer().render(Samples.everything, as: format) == first)
    #expect(first.warnings.isEmpty)
  }

  @Test("refuses what Cairo would draw wrongly")
  func badCoordinates() {
    let nan = Samples.drawing([
      .path(.line(Point(0, .nan), Point(1, 1)), stroke: Stroke(Samples.ink))
    ])
    #expect(throws: RenderingError.self) { try renderer.render(nan, as: .svg) }
    let far = Samples.drawing([.path(.rect(Rect(0, 0, 1e7, 1)), fill: Samples.ink)])
    #expect(throws: RenderingError.badCoordinate(1e7, of: "a path")) {
      try renderer.render(far, as: .pdf)
    }
    var empty = Samples.drawing([])
    empty.size = Size(0, 10)
    #expect(throws: RenderingError.emptySize(Size(0, 10))) { try renderer.render(empty, as: .png) }
  }

  @Test("refuses pixels past what an image surface holds, and says what to do")
  func tooManyPixels() {
    var large = Samples.drawing([])
    large.size = Size(300, 200)
    #expect(throws: RenderingError.tooManyPixels(width: 40_000, height: 26_667)) {
      try renderer.render(
        large, as: .png, options: RenderingOptions(dotsPerInch: 9600))
    }
  }

  @Test("says which character no font has")
  func missingGlyph() throws {
    let rendering = try renderer.render(
      Samples.drawing([Samples.text("a\u{10FFFD}"), Samples.text("a\u{10FFFD}")]), as: .svg)
    #expect(
      rendering.warnings == [
        "“a\u{10FFFD}”: boxes stand for U+10FFFD, which no font here has."
      ])
  }

  @Test("sets text that runs right to left, without a warning", arguments: Format.allCases)
  func rightToLeft(format: Format) throws {
    let rendering = try renderer.render(
      Samples.drawing([Samples.text("בקבוק"), Samples.text("قاع 12"), Samples.text("धरती")]),
      as: format)
    #expect(rendering.warnings.isEmpty)
  }
}

@Suite("An SVG")
struct SVGTests {
  let renderer: Renderer
  init() throws { renderer = try Renderer() }

  func svg(_ drawing: Drawing, evidence: String? = nil) throws -> String {
    let options = RenderingOptions(evidence: evidence)
    return String(
      decoding: try renderer.render(drawing, as: .svg, options: options).bytes, as: UTF8.self)
  }

  @Test("names itself for those who don't see it")
  func title() throws {
    let text = try svg(Samples.everything)
    #expect(text.contains(">Loss &lt; 1 &amp; falling</title>"))
    #expect(text.contains(">A test picture.</desc>"))
    #expect(text.contains("<svg role=\"img\" aria-labelledby=\"lf"))
    #expect(text.contains("viewBox=\"0 0 120 80\""))
    #expect(text.contains("width=\"120pt\""))
  }

  @Test("carries evidence where it has some")
  func evidence() throws {
    #expect(!(try svg(Samples.everything)).contains("<metadata>"))
    #expect(
      try svg(Samples.everything, evidence: "{\"a<b\":1}")
        .contains("<metadata>{\"a&lt;b\":1}</metadata>"))
  }

  @Test("shares no id with another, and points only to its own")
  func ids() throws {
    let other = Samples.drawing(title: "Other", Samples.everything.marks)
    let (first, second) = (try svg(Samples.everything), try svg(other))
    #expect(first != second)
    for text in [first, second] {
      let ids = text.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
      #expect(ids.count > 5)
      #expect(Set(ids).count == ids.count)
      let uses = text.matches(of: /href="#([^"]*)"|url\(#([^)]*)\)/)
        .map { String($0.1 ?? $0.2 ?? "") }
      #expect(uses.count > 5)
      #expect(Set(uses).isSubset(of: ids))
    }
    let all = [first, second].map { Set($0.matches(of: /\sid="([^"]*)"/).map { String($0.1) }) }
    #expect(all[0].isDisjoint(with: all[1]))
  }

  @Test("carries an image once that is painted twice")
  func repeated() throws {
    let image = Samples.raster(8, 8)
    let text = try svg(
      Samples.drawing([
        .image(image, in: Rect(0, 0, 30, 30)), .image(image, in: Rect(40, 0, 30, 30)),
      ]))
    #expect(text.matches(of: /<image\s/).count == 1)
    #expect(text.matches(of: /<use\s[^>]*transform/).count == 2)
  }

  @Test("spends no more than a hundredth of a point needs, and no outline that nothing uses")
  func compact() throws {
    let text = try svg(
      Samples.drawing([
        .path(.rect(Rect(10, 10.125_456, 40, 30)), stroke: Stroke(Samples.ink)),
        Samples.text("a a"),
      ]))
    #expect(
      text.contains("style=\"fill:none;stroke-width:.5;stroke:#15181e\" d=\"m10 10.13h40v30h-40z\"")
    )
    // Two letters of one outline; the space has none.
    #expect(text.matches(of: /<use\s/).count == 2)
    #expect(text.matches(of: /<path id=/).count == 1)
    #expect(text.firstMatch(of: /\d\.\d{3}/) == nil || !text.contains("rgb("))
  }

  @Test("keeps an image's cells sharp")
  func pixelated() throws {
    let text = try svg(Samples.everything)
    #expect(text.contains("<image style=\"image-rendering:pixelated\""))
    // 8 cells over 26 pt: thirteen pixels a cell are the first whole factor past four a point.
    #expect(text.contains("width=\"104\" height=\"104\""))
  }

  @Test("embeds a large image as a palette PNG, smaller than its rectangles by far")
  func paletted() throws {
    let text = try svg(
      Samples.drawing([.image(Samples.raster(256, 256), in: Rect(0, 0, 60, 60))]))
    #expect(text.contains("width=\"256\" height=\"256\""))
    // Cells finer than pixels are averaged by the browser, not left out, until it is zoomed in:
    // 3.2 cells a pixel, and half as many again.
    let style =
      /<style>@media \(min-resolution:4.8dppx\)\{\.(lf[0-9a-f]{8}i)\{image-rendering:pixelated\}\}<\/style>/
    let name = try #require(text.firstMatch(of: style)).output.1
    #expect(text.contains("<image class=\"\(name)\""))
    #expect(text.utf8.count < 20_000)
  }

  @Test("names its groups, also inside one another, and stays well-formed")
  func groups() throws {
    let inner = Mark.group(
      Group(title: "in & out", clip: Rect(10, 10, 50, 50), marks: Samples.shapes))
    let outer = Mark.group(Group(title: "outer", marks: [inner, Samples.text("a"), inner]))
    let drawing = Samples.drawing([outer, Samples.text("b")])
    let text = try svg(drawing)
    #expect(text.matches(of: /<g><title>/).count == 3)
    #expect(text.contains("<g><title>in &amp; out</title>"))
    #expect(!text.contains("0.00390625"))
    let parser = XMLParser(data: Data(text.utf8))
    #expect(parser.parse())
  }

  @Test("looks as it did", arguments: ["everything", "scripts"])
  func golden(name: String) throws {
    let drawing =
      name == "everything"
      ? Samples.everything
      : Samples.drawing([
        Samples.text("speck קרקע"),
        .text(
          Text(
            "قاع 12", font: Font(size: 9), color: Samples.ink, at: Point(110, 40),
            alignment: .trailing)),
        .text(
          Text(
            "धरती ∑ −1.5 × 10⁻³", font: Font(size: 9), color: Samples.ink, at: Point(60, 60),
            alignment: .center)),
      ])
    let bytes = try renderer.render(drawing, as: .svg).bytes
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
    let file = folder.appending(path: "\(name).svg")
    if ProcessInfo.processInfo.environment["LOSSFOLD_WRITE_GOLDENS"] != nil {
      try Data(bytes).write(to: file)
    }
    #expect(try Data(contentsOf: file) == Data(bytes))
  }
}

@Suite("A PNG")
struct PNGTests {
  let renderer: Renderer
  init() throws { renderer = try Renderer() }

  @Test(
    "has as many pixels as its density asks for, and says so",
    arguments: [(300.0, 500, 333, 11811), (96, 160, 107, 3780), (192, 320, 213, 7559)]
      as [(Double, Int, Int, Int)])
  func density(dpi: Double, width: Int, height: Int, perMetre: Int) throws {
    let bytes = try renderer.render(
      Samples.everything, as: .png, options: RenderingOptions(dotsPerInch: dpi)
    ).bytes
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(number(bytes, at: 16) == width)
    #expect(number(bytes, at: 20) == height)
    let density = try #require(chunk("pHYs", of: bytes))
    #expect(number(bytes, at: density) == perMetre)
    #expect(number(bytes, at: density + 4) == perMetre)
    #expect(bytes[density + 8] == 1)
  }

  @Test("counts a scale in CSS pixels")
  func scale() { #expect(RenderingOptions.scale(2).dotsPerInch == 192) }

  @Test("carries its title and evidence")
  func text() throws {
    let bytes = try renderer.render(
      Samples.everything, as: .png, options: RenderingOptions(dotsPerInch: 96, evidence: "é=1")
    ).bytes
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("Title\0\0\0\0\0Loss < 1 & falling"))
    #expect(text.contains("Lossfold\0\0\0\0\0é=1"))
    #expect(chunk("tIME", of: bytes) == nil)
  }

  /// Where the data of the first chunk of that name begin.
  private func chunk(_ name: String, of bytes: [UInt8]) -> Int? {
    var position = 8
    while position + 8 <= bytes.count {
      if bytes[(position + 4)..<(position + 8)].elementsEqual(name.utf8) { return position + 8 }
      position += 12 + number(bytes, at: position)
    }
    return nil
  }

  private func number(_ bytes: [UInt8], at index: Int) -> Int {
    bytes[index..<(index + 4)].reduce(0) { $0 << 8 | Int($1) }
  }
}

@Suite("A PDF")
struct PDFTests {
  @Test("has one page with its fonts embedded, a title, and no clock's date")
  func embedded() throws {
    let options = RenderingOptions(evidence: "lossfold evidence")
    let bytes = try Renderer().render(Samples.everything, as: .pdf, options: options).bytes
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1."))
    #expect(text.contains("/FontFile3"))
    #expect(text.contains("Inter"))
    #expect(text.contains("/CreationDate (20000101000000Z)"))
    #expect(text.contains("/Title (Loss < 1 & falling)"))
    #expect(text.contains("/Keywords (lossfold evidence)"))
  }
}

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "is that of FIPS 180",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func known(text: String, digest: String) { #expect(SHA256.hex(Array(text.utf8)) == digest) }
}
