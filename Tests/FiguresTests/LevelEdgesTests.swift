import Testing

@testable import Figures

@Suite("Edges of levels")
struct LevelEdgesTests {
  /// Few to a bucket of equal first digits, many to one, and some below 0.
  static let cases: [[Float]] = [
    [], [0], [1, 2, 3], (1..<128).map { Float($0) / 128 }, (1..<128).map { 1000 + Float($0) / 128 },
    (-63...63).map { Float($0) / 8 }, [-1e30, -1, -0.5, 0, 1e-30, 1, 1e30],
  ]

  @Test("count the edges at a value or below", arguments: cases)
  func levels(edges: [Float]) {
    let values: [Float] =
      edges + edges.map(\.nextUp) + edges.map(\.nextDown)
      + [0, -0.0, 0.3, -0.3, .leastNonzeroMagnitude, 7, 1003.3, .infinity, -.infinity]
    let found = LevelEdges(edges)
    let expected = values.map { value in UInt8(edges.filter { $0 <= value }.count) }
    #expect(values.map(found.level(of:)) == expected)
    let all = found.levels(of: values, from: 0, step: 1, count: values.count)
    #expect(all.levels == expected)
    #expect(!all.areFinite)
  }

  @Test("set NaN above all, and take every so-manieth value")
  func odd() {
    let edges = LevelEdges([1, 2])
    let values: [Float] = [0, 9, .nan, 9, 1.5, 9, 2]
    #expect(edges.levels(of: values, from: 0, step: 2, count: 4).levels == [0, 3, 1, 2])
    #expect(edges.levels(of: values, from: 4, step: 2, count: 2).areFinite)
  }
}
