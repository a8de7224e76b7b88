import Testing

@testable import Figures

@Suite("FiniteRange")
struct FiniteRangeTests {
  static let many: [Float] = (0..<100).map { index in Float((index * 37) % 61 - 20) * 0.25 }
  static let lanes: [Float] = [Float](repeating: .nan, count: 17) + [-4, 1e-30]
  static let cases: [[Float]] = [
    [], [.nan], [.infinity, -.infinity], [3], [0, -0.0], [-1, .nan, 2, .infinity, 0.5], many, lanes,
  ]

  @Test("leaves out what is not finite", arguments: cases)
  func finite(values: [Float]) {
    let finite = values.filter(\.isFinite)
    let range = FiniteRange(values)
    #expect(range.least == finite.min() ?? .infinity)
    #expect(range.greatest == finite.max() ?? -.infinity)
    #expect(range.leastPositive == finite.filter { $0 > 0 }.min() ?? .infinity)
  }
}
