import Tensors
import TestSupport
import Testing

@Suite("An exact sum")
struct ExactSumTests {
  @Test(
    "rounds once",
    arguments: [
      ([], 0), ([0.1, 0.2, 0.3], 0.6), ([1e308, 1e308, -1e308], 1e308), ([1, 1e100, 1, -1e100], 2),
      ([1, 0x1p-53], 1), ([1, 0x1p-53, 0x1p-1074], 1 + 0x1p-52),
      ([-1, -0x1p-53, -0x1p-1074], -1 - 0x1p-52),
      ([0x1p-1074, 0x1p-1074], 0x1p-1073),
      ([.greatestFiniteMagnitude, .greatestFiniteMagnitude], .infinity),
      ([-0.0], 0), ([1 + 0x1p-52, 0x1p-53], 1 + 0x1p-51),
      ([0x1p-1022, -0x1p-1074], 0x1p-1022 - 0x1p-1074),
      ([3, -3], 0), ([.infinity, 1], .infinity), ([-.infinity, 1], -.infinity),
    ] as [([Double], Double)])
  func rounds(terms: [Double], expected: Double) {
    var sum = ExactSum()
    for term in terms { sum.add(term) }
    #expect(sum.value == expected)
  }

  @Test(
    "is NaN of NaN and of opposite infinities",
    arguments: [[.nan, 1], [.infinity, -.infinity]] as [[Double]])
  func notANumber(terms: [Double]) {
    var sum = ExactSum()
    for term in terms { sum.add(term) }
    #expect(sum.value.isNaN)
  }

  @Test("holds the same in any order and any tree")
  func orders() {
    var random = SplitMix(seed: 3)
    let terms = (0..<3000).map { _ in
      random.signed()
        * Double(sign: .plus, exponent: Int(random.next() % 1800) - 900, significand: 1)
    }
    var forward = ExactSum()
    for term in terms { forward.add(term) }
    var backward = ExactSum()
    for term in terms.reversed() { backward.add(term) }
    var tree = ExactSum()
    for start in stride(from: 0, to: terms.count, by: 700) {
      var part = ExactSum()
      for term in terms[start..<min(start + 700, terms.count)] { part.add(term) }
      tree.merge(part)
    }
    #expect(forward == backward)
    #expect(forward == tree)
    #expect(forward.value == tree.value)
    for term in terms { forward.add(-term) }
    #expect(forward.value == 0)
    #expect(forward == ExactSum())
  }

  @Test("agrees with integers that float64 holds exactly")
  func integers() {
    var random = SplitMix(seed: 9)
    var sum = ExactSum()
    var reference = 0
    for _ in 0..<2000 {
      let term = Int(truncatingIfNeeded: random.next() >> 24) - 1 << 39
      reference += term
      sum.add(Double(term))
      #expect(sum.value == Double(reference))
    }
  }
}
