import Tensors
import Testing

@testable import TensorFiles

@Suite("PNG masks")
struct PNGMaskTests {
  static let mask: [Float] = [0, 1, 2, 1, 2, 2, 0, 1]
  static let colors = [("#000000", 0), ("#ff0000", 1), ("#00FF00", 2)]
    .compactMap { ClassColor(index: $1, hexadecimal: $0) }

  @Test(
    "takes palette indices and grey levels as they are",
    arguments: [
      "palette2", "palette4", "palette8", "grey2", "grey4", "grey8", "ancillary", "grey-alpha",
      "interlaced",
    ])
  func indices(file: String) throws {
    let tensor = try TensorFile.read(ArrayReference(path: fixture(file + ".png")))
    #expect(tensor == (try Tensor(shape: [2, 4], elements: Self.mask)))
  }

  @Test("takes one bit and sixteen")
  func depths() throws {
    #expect(
      try TensorFile.read(ArrayReference(path: fixture("grey1.png"))).elements
        == [0, 1, 0, 1, 0, 0, 0, 1])
    #expect(
      try TensorFile.read(ArrayReference(path: fixture("grey16.png"))).elements
        == Self.mask.map { $0 * 30_000 })
  }

  @Test("takes colours by a table", arguments: ["rgb", "rgba", "palette4"])
  func colors(file: String) throws {
    let reference = try ArrayReference(path: fixture(file + ".png"))
    #expect(
      try TensorFile.read(reference, classColors: Self.colors).elements == Self.mask)
    let swapped = [("#000000", 2), ("#FF0000", 0), ("#00FF00", 0)]
      .compactMap { ClassColor(index: $1, hexadecimal: $0) }
    #expect(
      try TensorFile.read(reference, classColors: swapped).elements == [2, 0, 0, 0, 0, 0, 2, 0])
  }

  @Test("stacks a folder of masks, sorted by name")
  func folder() throws {
    let path = try fixture("masks")
    let tensor = try TensorFile.read(ArrayReference(path: path))
    #expect(tensor.shape == [3, 2, 4])
    #expect(tensor.elements == [1, 0, 2].flatMap { [Float](repeating: $0, count: 8) })
    #expect(try TensorFile.names(in: path) == [])
    #expect(
      try TensorFile.describe(path).map(\.description)
        == ["3 PNGs grey 8-bit 3×2×4 · 24 values · 24 B · [0 █▁▁▁█▁▁█ 2] · μ 1 · σ 0.816"])
  }

  @Test("says what is in a mask, in a line")
  func lines() throws {
    #expect(
      try TensorFile.describe(fixture("palette4.png")).map(\.description)
        == ["palette 4-bit 2×4 · 8 values · 4 B · [0 ▆▁▁▁█▁▁█ 2] · μ 1.13 · σ 0.781"])
    #expect(
      try TensorFile.describe(fixture("rgb.png")).map(\.description) == [
        "colours · read by the classes of its colours: --class-colors 0=#000000,1=#FF0000,2=#00FF00"
      ])
  }

  private static let damaged =
    "It was damaged, or written by something else: copy it again, or save it again as a PNG."

  @Test(
    "says what is wrong with a mask",
    arguments: [
      (
        "rgb.png", "Expected class indices, but the PNG has colours: #000000, #FF0000, #00FF00.",
        ["Say which class a colour is: --class-colors 0=#000000,1=#FF0000,2=#00FF00."]
      ),
      (
        "translucent.png",
        "Expected opaque pixels, but the one in row 1, column 1 is translucent.",
        [
          "Save it without transparency. In Python:", "from PIL import Image",
          "Image.open(\"mask.png\").convert(\"RGB\").save(\"opaque.png\")",
        ]
      ),
      (
        "deep.png", "Expected colours of 8 bits, but the PNG has 16-bit colour.",
        ["Save it with a palette or grey levels, which are the classes’ indices."]
      ),
      (
        "outside.png",
        "Expected palette indices below 3, but the pixel in row 1, column 1 is 7.",
        [damaged]
      ),
      ("no-palette.png", "Expected a palette, but the PNG has none.", [damaged]),
    ] as [(String, String, [String])])
  func broken(file: String, sentence: String, help: [String]) throws {
    let path = try fixture(file)
    let error = error { () throws(FileError) in
      _ = try TensorFile.read(ArrayReference(path: path))
    }
    #expect(error?.sentence == sentence)
    #expect(error?.help == help)
    #expect(error?.kind == .badData)
  }

  @Test("names the colour that is in no table")
  func unknownColor() throws {
    for file in ["rgb.png", "palette8.png"] {
      let path = try fixture(file)
      let error = error { () throws(FileError) in
        _ = try TensorFile.read(
          ArrayReference(path: path), classColors: Array(Self.colors.prefix(2)))
      }
      #expect(
        error?.sentence
          == "Expected the colours of class-colors, but the pixel in row 0, column 2 is #00FF00.")
    }
  }

  @Test(
    "refuses bombs before a pixel is decoded",
    arguments: [
      (
        "bomb.png",
        "Expected at most 43620761 pixels, but the PNG claims 100000 × 100000."
      ),
      (
        "lie.png",
        "Expected pixels that fill the PNG, but 26 compressed bytes are to become 16777216."
      ),
    ])
  func bombs(file: String, sentence: String) throws {
    let path = try fixture(file)
    let start = ContinuousClock.now
    let error = error { () throws(FileError) in _ = try TensorFile.describe(path) }
    #expect(error?.sentence == sentence)
    #expect(error?.help.count == 3)
    #expect(ContinuousClock.now - start < .milliseconds(100))
  }

  @Test("names the mask that is of another size than the first")
  func uneven() throws {
    let path = try fixture("uneven")
    let error = error { () throws(FileError) in _ = try TensorFile.describe(path) }
    #expect(error?.path == path + "/c.PNG")
    #expect(
      error?.sentence == "Expected masks of one size, 4 × 2 as the first, found 5 × 2.")
  }

  @Test(
    "reads colours as they are written on the web",
    arguments: [
      (0, "#FF0000", true), (1, "#ff00aA", true), (-1, "#FF0000", false), (0, "FF0000", false),
      (0, "#FF000", false), (0, "#+F0000", false), (0, "#GG0000", false),
      (1 << 25, "#FFFFFF", false),
    ])
  func classColors(index: Int, text: String, isColor: Bool) {
    #expect((ClassColor(index: index, hexadecimal: text) != nil) == isColor)
  }
}
