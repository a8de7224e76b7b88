import Testing
import Tensors

@Suite("Meanwhile")
struct MeanwhileTests {
  @Test("hands over what the other thread made, as often as it is asked")
  func value() {
    let sums = (0..<20).map { start in Meanwhile { (start..<(start + 1000)).reduce(0, +) } }
    for (start, sum) in sums.enumerated() {
      #expect(sum.value == (start..<(start + 1000)).reduce(0, +))
      #expect(sum.value == sum.value)
    }
  }
}
