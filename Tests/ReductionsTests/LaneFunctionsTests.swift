import Tensors
import Testing

@testable import Reductions

@Suite("Functions of lanes and rows")
struct LaneFunctionsTests {
  @Test(
    "a power is exact where it can be",
    arguments: [
      (0.3, 0, 1), (.nan, 0, 1), (0, 2.5, 0), (0.3, 1, 0.3), (0.5, 2, 0.25), (-2, 2, 4), (0, 2, 0),
      (0.25, 0.5, 0.5), (1, 7.5, 1), (.nan, 1.5, .nan), (-1, 1.5, .nan), (.infinity, 3, .infinity),
      (0, 3, 0),
    ] as [(Float, Float, Float)])
  func power(base: Float, exponent: Float, expected: Float) {
    let found = Lanes(repeating: base).power(exponent)[3]
    #expect(found == expected || (found.isNaN && expected.isNaN))
  }

  @Test(
    "a power is close elsewhere, its sign that of an odd one",
    arguments: [0.1, 0.7, 1, 3] as [Float])
  func powers(base: Float) {
    for exponent in [Float(0.7), 1.5, 2.5, 3, 4, 5] {
      let expected = (0..<Int(exponent * 10)).reduce(1.0) { power, _ in power * Double(base) }
      let found = Double(Lanes(repeating: base).power(exponent)[0])
      var power = found
      for _ in 1..<10 { power *= found }
      expectClose(power, expected, "\(base)^\(exponent)", relative: 1e-5, absolute: 0)
    }
    #expect(Lanes(repeating: -base).power(3)[0] == -Lanes(repeating: base).power(3)[0])
    #expect(Lanes(repeating: -base).power(4)[0] == Lanes(repeating: base).power(4)[0])
  }

  @Test(
    "softplus neither overflows nor vanishes",
    arguments: [
      (0, 0.693_147_18), (200, 200), (-200, 0), (-10, 4.539_889_9e-5), (1, 1.313_261_7),
      (.infinity, .infinity), (-.infinity, 0), (.nan, .nan),
    ] as [(Float, Double)])
  func softplus(x: Float, expected: Double) {
    expectClose(Double(x.softplus), expected, "softplus", relative: 3e-7, absolute: 0)
  }

  @Test(
    "sigmoid reaches 0 and 1",
    arguments: [
      (0, 0.5), (200, 1), (-200, 0), (1, 0.731_058_6), (-1, 0.268_941_43), (.nan, .nan),
    ] as [(Float, Double)])
  func sigmoid(x: Float, expected: Double) {
    let found = Lanes(repeating: x).sigmoid()[7]
    expectClose(Double(found), expected, "sigmoid", relative: 3e-7, absolute: 0)
  }

  @Test("a softmax is taken row by row, each from its largest entry")
  func rows() {
    let logits: [Float] = [1000, 1000, -1000, 0, 0, -.infinity, .nan, 0, 0, .infinity, 0, 0]
    let shares = softmax(logits.span, classCount: 3)
    #expect(shares[..<6] == [0.5, 0.5, 0, 0.5, 0.5, 0])
    #expect(
      shares.map(\.isNaN) == Array(repeating: false, count: 6) + Array(repeating: true, count: 6))
    let logarithms = logarithmOfSoftmax(logits.span, classCount: 3)
    #expect(logarithms[2] == -2000.6931)
    #expect(logarithms[5] == -.infinity)
    let entries: [Float] = [1, 3, 0, 0]
    let parts = rowShares(entries.span, classCount: 2)
    #expect(parts[..<2] == [0.25, 0.75])
    #expect(parts.map(\.isNaN) == [false, false, true, true])
    let none: [Float] = []
    #expect(rowSums(none.span, classCount: 0) == [])
  }

  @Test("the logarithm of a sum of exponentials")
  func sums() {
    #expect(logarithmOfSum(exponentials: []) == -.infinity)
    #expect(logarithmOfSum(exponentials: [1000, 1000]) == 1000.6932)
    #expect(logarithmOfSum(exponentials: [-.infinity, -.infinity]) == -.infinity)
    #expect(logarithmOfSum(exponentials: [.nan, 1]).isNaN)
    #expect(logarithmOfSum(exponentials: [1, .nan]).isNaN)
  }
}
