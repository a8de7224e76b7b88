import TestSupport
import Tensors
import Testing

@Suite("An exact sum as text")
struct ExactSumTextTests {
  @Test(
    "is a whole number of a power of two",
    arguments: [
      ([], "0p0"), ([1], "1p0"), ([-1], "-1p0"), ([0.5], "80000000p-32"),
      ([3, 0x1p-32], "300000001p-32"),
      ([0x1p32], "1p32"), ([.nan], "NaN"), ([.infinity], "Infinity"),
      ([-.infinity], "-Infinity"), ([.infinity, -.infinity], "NaN"),
    ] as [([Double], String)])
  func text(terms: [Double], text: String) {
    var sum = ExactSum()
    for term in terms { sum.add(term) }
    #expect(sum.text == text)
  }

  @Test("reads back as the same sum")
  func roundTrip() throws {
    var random = SplitMix(seed: 8)
    for _ in 0..<50 {
      var sum = ExactSum()
      for _ in 0..<9 {
        sum.add(
          random.signed()
            * Double(sign: .plus, exponent: Int(random.next() % 2040) - 1040, significand: 1))
      }
      #expect(try #require(ExactSum(text: sum.text)) == sum)
    }
    var large = ExactSum()
    for _ in 0..<4 { large.add(.greatestFiniteMagnitude) }
    #expect(ExactSum(text: large.text) == large)
  }

  @Test(
    "is refused where it is none",
    arguments: ["", "p", "1", "1p", "p0", "1p1", "1p-1120", "xp0", "--1p0", "1p99999", "1 p0"])
  func refused(text: String) { #expect(ExactSum(text: text) == nil) }
}
