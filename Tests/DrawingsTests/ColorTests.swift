import Drawings
import Testing

@Suite("A colour")
struct ColorTests {
  @Test("is read from six hexadecimal digits")
  func hexadecimal() {
    #expect(Color(0x12AB_EF) == Color(red: 0x12, green: 0xAB, blue: 0xEF))
    #expect(Color(0x12AB_EF).alpha == 255)
    #expect(Color(0x12AB_EF, alpha: 7) == Color(0x12AB_EF).opacity(7))
  }

  @Test(
    "has the contrast that the design's table gives",
    arguments: [
      (0x15181E, 0xFFFFFF, 17.8), (0x586070, 0xFFFFFF, 6.3), (0x1D4ED8, 0xFFFFFF, 6.7),
      (0xB42318, 0xFFFFFF, 6.6), (0xE9ECF1, 0x101318, 15.7), (0x9BA4B4, 0x101318, 7.4),
      (0x8AB4FF, 0x101318, 8.9), (0xFF8A73, 0x101318, 8.1),
    ] as [(UInt32, UInt32, Double)])
  func contrast(color: UInt32, paper: UInt32, expected: Double) {
    let ratio = Color(color).contrast(with: Color(paper))
    #expect(abs(ratio - expected) <= 0.05 + 1e-9, "\(ratio)")
    #expect(ratio == Color(paper).contrast(with: Color(color)))
  }

  @Test("spans WCAG's whole scale")
  func limits() {
    #expect(Color(0).relativeLuminance == 0)
    #expect(abs(Color(0xFFFFFF).relativeLuminance - 1) < 1e-9)
    #expect(abs(Color(0).contrast(with: Color(0xFFFFFF)) - 21) < 1e-7)
    #expect(Color(0x777777).contrast(with: Color(0x777777)) == 1)
    // WCAG's own well-known grey that just passes on white.
    #expect(abs(Color(0x767676).contrast(with: Color(0xFFFFFF)) - 4.5422) < 1e-4)
  }

  @Test(
    "has WCAG's luminance to 1e-9",
    arguments: [
      (0xFF0000, 0.2126), (0x00FF00, 0.7152), (0x0000FF, 0.0722),
      (0x0A0A0A, 10.0 / 255 / 12.92), (0x808080, 0.215_860_500_113_899_26),
      (0x0B0B0B, 0.003_346_535_763_899_161),
    ] as [(UInt32, Double)])
  func luminance(color: UInt32, expected: Double) {
    #expect(abs(Color(color).relativeLuminance - expected) < 1e-9)
  }

  @Test("mixes channel by channel, and never past either colour")
  func mixed() {
    let (a, b) = (Color(0x0064FF, alpha: 0), Color(0xFF6400, alpha: 200))
    #expect(a.mixed(with: b, 0) == a)
    #expect(a.mixed(with: b, 1) == b)
    #expect(a.mixed(with: b, 0.5) == Color(red: 128, green: 100, blue: 128, alpha: 100))
    #expect(a.mixed(with: b, -3) == a)
    #expect(a.mixed(with: b, 3) == b)
  }
}
