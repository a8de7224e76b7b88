import Testing

@testable import Figures

@Suite("FiniteRange")
struct FiniteRangeTests {
  @Test(
    "leaves out what is not finite",
    arguments: [
      [], [.nan], [.infinity, -.infinity], [3], [0, -0.0], [-1, .nan, 2, .infinity, 0.5],
      (0..<100).map { Float(($0 * 37) % 61 - 20) * 0.25 },
      [Float](repeating: .nan, count: 17) + [-4, 1e-30],
    ] as [[Float]])
  func finite(values: [Float]) {
    let finite = values.filter(\.isFinite)
    let range = FiniteRange(values)
    #expect(range.least == finite.min() ?? .infinity)
    #expect(range.greatest == finite.max() ?? -.infinity)
    #expect(range.leastPositive == finite.filter { $0 > 0 }.min() ?? .infinity)
  }
}
