import CairoRendering
import Drawings
import Testing

@Suite("Evidence")
struct EvidenceTests {
  @Test(
    "is read back as it was written",
    arguments: Format.allCases,
    ["{\"value\":0.0136,\"a\":[1]}", "a (b) \\ c & <d> ]]", "größe 数 𝛼 “x”", "&lt; &amp;amp;"])
  func roundTrip(format: Format, evidence: String) throws {
    let options = RenderingOptions(dotsPerInch: 72, evidence: evidence)
    let bytes = try Renderer().render(Samples.everything, as: format, options: options).bytes
    #expect(Evidence.read(from: bytes) == evidence)
  }

  @Test("is nothing where nothing was written", arguments: Format.allCases)
  func none(format: Format) throws {
    let options = RenderingOptions(dotsPerInch: 72)
    let bytes = try Renderer().render(Samples.everything, as: format, options: options).bytes
    #expect(Evidence.read(from: bytes) == nil)
  }

  @Test("is nothing in a file that is cut short or of another kind")
  func broken() throws {
    let options = RenderingOptions(dotsPerInch: 72, evidence: "abc")
    for format in Format.allCases {
      let bytes = try Renderer().render(Samples.everything, as: format, options: options).bytes
      #expect(Evidence.read(from: Array(bytes.prefix(60))) == nil)
    }
    #expect(Evidence.read(from: []) == nil)
    #expect(Evidence.read(from: Array("hello".utf8)) == nil)
  }
}
