import Tensors
import Testing

@Suite("Vectors of any width")
struct VectorWidthTests {
  static let odd: [Float] = [
    0, -0.0, 1, 5, .infinity, -.infinity, .nan, -1, .leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude,
  ]

  @Test("give the logarithms of lanes", arguments: VectorWidth.available)
  func logarithms(width: VectorWidth) {
    let positive = VectorisedFunctionTests.positive.filter { $0.isNormal }
    for numbers in [positive, positive + Self.odd, Self.odd, []] {
      var logarithms = numbers
      var span = logarithms.mutableSpan
      span.takeLogarithms(width)
      for (number, logarithm) in zip(numbers, logarithms) {
        let expected = Lanes(repeating: number).logarithm()[0]
        #expect(logarithm.bitPattern == expected.bitPattern, "ln \(number)")
      }
    }
  }

  @Test("there are some that every processor has")
  func common() {
    #expect(VectorWidth.available.last == .common)
    #expect(VectorWidth.available.first == .quickest)
  }
}
