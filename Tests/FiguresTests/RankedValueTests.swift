import Testing

@testable import Figures

@Suite("RankedValue")
struct RankedValueTests {
  static let many: [Float] = (0..<500).map { index in Float((index * 7919) % 1009 - 500) * 0.37 }
  static let cases: [[Float]] = [
    [3, 1, 2], [0, -0.0, 0, 1], [-1, -2, -1e-30, 1e30, 5, -1e30], [.infinity, 1, -.infinity], [7],
    Array(repeating: 2, count: 50), many,
  ]

  @Test("finds what stands at each rank when sorted", arguments: cases)
  func sorted(values: [Float]) {
    #expect(values.values(ranked: Array(values.indices)) == values.sorted())
  }
}
