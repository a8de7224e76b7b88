import Figures
import Testing

@Suite("Numbers in figures")
struct NumberFormatTests {
  @Test(
    "have three significant digits, a real minus, thin spaces and powers of ten",
    arguments: [
      (0.013633782975375652, "0.0136"), (0.5, "0.500"), (1, "1.00"), (16.118095, "16.1"),
      (0, "0"), (-0.0, "0"), (999.5, "1\u{2009}000"), (17_870.1, "17\u{2009}900"),
      (999_499, "999\u{2009}000"), (999_500, "1.00 × 10⁶"), (1_310_720, "1.31 × 10⁶"),
      (0.0001, "0.000100"), (0.00012345, "0.000123"), (0.00009995, "0.000100"),
      (1e-7, "1.00 × 10⁻⁷"), (-2.5e-12, "−2.50 × 10⁻¹²"), (-0.25, "−0.250"), (0.0125, "0.0125"),
      (0.01245, "0.0125"), (1e300, "1.00 × 10³⁰⁰"), (.leastNonzeroMagnitude, "5.00 × 10⁻³²⁴"),
      (.nan, "NaN"),
      (.infinity, "∞"), (-.infinity, "−∞"),
    ] as [(Double, String)])
  func significant(value: Double, text: String) {
    #expect(NumberFormat.significant(value) == text)
  }

  @Test(
    "of ticks have no zeros at the end",
    arguments: [
      (0.5, "0.5"), (10, "10"), (0.001, "0.001"), (1e-5, "10⁻⁵"), (2e6, "2 × 10⁶"),
      (1200, "1\u{2009}200"), (-0.25, "−0.25"), (0, "0"),
    ] as [(Double, String)])
  func tick(value: Double, text: String) { #expect(NumberFormat.tick(value) == text) }

  @Test(
    "of things are whole",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1\u{2009}000"), (1_310_720, "1\u{2009}310\u{2009}720"),
      (-12_345, "−12\u{2009}345"),
    ] as [(Int, String)])
  func count(value: Int, text: String) { #expect(NumberFormat.count(value) == text) }

  @Test(
    "of shares say all only of all",
    arguments: [
      (1, "100\u{A0}%"), (0.99999, "> 99.9\u{A0}%"), (0.391, "39.1\u{A0}%"),
      (0.00267, "0.267\u{A0}%"),
      (0, "0\u{A0}%"),
    ] as [(Double, String)])
  func percent(value: Double, text: String) { #expect(NumberFormat.percent(value) == text) }
}
