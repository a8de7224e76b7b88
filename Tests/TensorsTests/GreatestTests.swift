import Tensors
import Testing

@Suite("The greatest of many")
struct GreatestTests {
  @Test(
    "come first, NaN before all, and of equals the first",
    arguments: [
      ([3.0, 1, 2], 2, [0, 2]), ([1, 1, 1], 2, [0, 1]),
      ([1, .nan, .infinity, .nan], 3, [1, 3, 2]),
      ([2, 5], 7, [1, 0]), ([], 3, []), ([1, 2], 0, []), ([-.infinity, -0.0, 0], 3, [1, 2, 0]),
    ] as [([Double], Int, [Int])])
  func order(_ values: [Double], _ count: Int, _ places: [Int]) {
    #expect(values.placesOfGreatest(count) == places)
  }

  @Test("are those of a whole sort")
  func sorted() {
    var state: UInt64 = 1
    let values = (0..<3000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return Double(state >> 56)
    }
    let sorted = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    #expect(values.placesOfGreatest(40) == Array(sorted.prefix(40)))
  }
}
