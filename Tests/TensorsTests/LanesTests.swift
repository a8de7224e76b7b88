import Testing

@testable import Tensors

@Suite("Lanes")
struct LanesTests {
  private static let numbers: [Float] = [-2.5, -0.0, 0, 1, 3.25, .infinity, -.infinity, .nan]

  private static func lanes(_ numbers: [Float]) -> Lanes {
    var lanes = Lanes(repeating: 0)
    for (lane, number) in numbers.enumerated() { lanes[lane] = number }
    return lanes
  }

  private static func expectSame(
    _ lanes: Lanes, _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (lane, expected) in expected.enumerated() {
      let found = lanes[lane]
      #expect(
        found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN),
        "lane \(lane): \(found) is not \(expected)", sourceLocation: sourceLocation)
    }
  }

  @Test("arithmetic is that of single numbers", arguments: [-3, 0, 0.1, .infinity] as [Float])
  func arithmetic(other: Float) {
    let lanes = Self.lanes(Self.numbers)
    Self.expectSame(lanes + other, Self.numbers.map { $0 + other })
    Self.expectSame(lanes - other, Self.numbers.map { $0 - other })
    Self.expectSame(lanes * other, Self.numbers.map { $0 * other })
    Self.expectSame(lanes / other, Self.numbers.map { $0 / other })
    Self.expectSame(other - lanes, Self.numbers.map { other - $0 })
    Self.expectSame(other / lanes, Self.numbers.map { other / $0 })
    Self.expectSame(-lanes, Self.numbers.map { 0 - $0 })
  }

  @Test("comparisons choose as those of single numbers do", arguments: [-2.5, 0, 1] as [Float])
  func comparisons(other: Float) {
    let lanes = Self.lanes(Self.numbers)
    func expect(_ mask: LaneBits, _ holds: (Float) -> Bool) {
      Self.expectSame(
        lanes.replacing(with: 7, where: mask), Self.numbers.map { holds($0) ? 7 : $0 })
    }
    expect(lanes .< other) { $0 < other }
    expect(lanes .<= other) { $0 <= other }
    expect(lanes .> other) { $0 > other }
    expect(lanes .>= other) { $0 >= other }
    expect(lanes .== other) { $0 == other }
    expect(lanes .!= other) { $0 != other }
    expect(.!(lanes .== other)) { $0 != other }
  }

  @Test("what is held between two limits leaves NaN as it is")
  func clipped() {
    Self.expectSame(
      Self.lanes(Self.numbers).clipped(-1, 2), [-1, -0.0, 0, 1, 2, 2, -1, .nan])
  }

  @Test("lanes are widened and added in a fixed order")
  func widened() {
    let numbers: [Float] = [1, 2, 3, 4, 5, 6, 7, 0.5]
    let wide = WideLanes(Self.lanes(numbers))
    #expect((0..<8).map { wide[$0] } == numbers.map(Double.init))
    #expect(wide.orderedSum == 28.5)
  }

  @Test(
    "a negative lane is seen wherever it stands", arguments: 0..<8)
  func negative(place: Int) {
    var lanes = Lanes(repeating: 1)
    #expect(!lanes.bits.hasNegativeLane)
    lanes[place] = -1
    #expect(lanes.bits.hasNegativeLane)
  }

  @Test("the last lanes of a span are padded, and no more is stored than fits")
  func last() {
    let elements: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    Self.expectSame(
      elements.span.lanes(at: 8, padding: 0.5), [9, 10] + .init(repeating: 0.5, count: 6))
    var room = [Float](repeating: 0, count: 3)
    var span = room.mutableSpan
    span.storeFitting(Self.lanes(elements.prefix(8).map { $0 }), at: 0)
    #expect(room == [1, 2, 3])
  }
}
