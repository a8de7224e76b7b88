import CairoRendering
import Drawings
import Testing

@Suite("A typesetter")
struct TypesetterTests {
  let typesetter: Typesetter
  init() throws { typesetter = try Typesetter() }

  @Test("measures in points, in proportion to the size")
  func proportional() {
    let small = typesetter.extent(of: "mean loss", in: Font(size: 7))
    let large = typesetter.extent(of: "mean loss", in: Font(size: 70))
    #expect((25...40).contains(small.width))
    #expect(abs(large.width - 10 * small.width) < 0.1)
    #expect((0.9...1.0).contains(small.ascent / 7))
    #expect((0.2...0.3).contains(small.descent / 7))
  }

  @Test("measures nothing as nothing wide, and still a line high")
  func empty() {
    let extent = typesetter.extent(of: "", in: Font(size: 10))
    #expect(extent.width == 0)
    #expect(extent.height > 10)
  }

  @Test("gives every digit the same width", arguments: Font.Weight.allCases)
  func tabular(weight: Font.Weight) {
    let widths = (0...9).map {
      typesetter.extent(of: "\($0)\($0)\($0)", in: Font(size: 10, weight: weight)).width
    }
    // Inter kerns two semibold fours by 0.015 pt.
    let (least, most) = (widths.min() ?? 0, widths.max() ?? 1)
    #expect(most - least < 0.05, "\(widths)")
  }

  @Test("sets semibold wider than regular")
  func weights() {
    let regular = typesetter.extent(of: "reduction", in: Font(size: 10))
    let semibold = typesetter.extent(of: "reduction", in: Font(size: 10, weight: .semibold))
    #expect(semibold.width > regular.width)
  }

  @Test("measures the same whatever it measured before")
  func independent() throws {
    let words = ["speck", "בקבוק", "قاع", "धरती", "∑ ⟨x⟩", "γη", "a ⊙ b"]
    let fresh = try words.map { try Typesetter().extent(of: $0, in: Font(size: 7)) }
    for (word, extent) in zip(words, fresh).reversed() {
      #expect(typesetter.extent(of: word, in: Font(size: 7)) == extent, "\(word)")
      #expect(extent.width > 5)
    }
  }

  @Test("measures a second time from memory")
  func cached() {
    let clock = ContinuousClock()
    let words = (0..<200).map { "label \($0)" }
    let first = clock.measure { for w in words { _ = typesetter.extent(of: w, in: Font(size: 7)) } }
    let second = clock.measure {
      for w in words { _ = typesetter.extent(of: w, in: Font(size: 7)) }
    }
    #expect(second * 2 < first)
  }

  @Test("names Debian's package where Inter is missing")
  func missingInter() {
    let files = FontFiles(interFolder: "/nowhere/", notoFolder: "/nowhere/")
    let error = RenderingError.missingFont(
      file: "/nowhere/Inter-Regular.otf", package: "fonts-inter")
    #expect(throws: error) { try Typesetter(files: files) }
    #expect(
      error.description
        == "/nowhere/Inter-Regular.otf: "
        + "This font of Debian's package fonts-inter is needed, but cannot be read."
    )
    #expect(error.help == ["Install it: apt-get install fonts-inter"])
  }

  @Test("names Debian's package where a text needs Noto and it is missing")
  func missingNoto() throws {
    let files = FontFiles(
      interFolder: FontFiles.debian.interFolder, notoFolder: "/nowhere/")
    let renderer = Renderer(typesetter: try Typesetter(files: files))
    #expect(
      throws: RenderingError.missingFont(
        file: "/nowhere/NotoSansHebrew-Regular.ttf", package: "fonts-noto-core")
    ) { try renderer.render(Samples.drawing([Samples.text("בקבוק")]), as: .svg) }
  }
}
