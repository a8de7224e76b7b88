import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Vectorised functions")
struct VectorisedFunctionTests {
  /// Numbers spread over the exponents, each with its neighbours.
  static let positive: [Float] = stride(from: Float(-149), to: 128, by: 0.37).flatMap { power in
    let x = Float(exp2(Double(power)))
    return [x, x.nextUp, x * 1.4142135, x.nextDown]
  }

  @Test("ln is within 0.9 ULP of the wider type's")
  func logarithm() {
    expectClose(Self.positive.filter { $0 > 0 }, within: 0.9, { $0.logarithm() }, Foundation.log)
  }

  @Test("ln near 1 is within 0.9 ULP")
  func logarithmNearOne() {
    let near = (1...4000).flatMap { (n: Int) -> [Float] in
      let step = Float(n) * 0x1p-23
      return [1 + 2 * step, 1 - step]
    }
    expectClose(near, within: 0.9, { $0.logarithm() }, Foundation.log)
  }

  @Test("e to the x is within 1 ULP where the result is normal")
  func exponential() {
    let arguments = stride(from: Float(-87.3), to: 88.7, by: 0.0137).map { $0 }
    expectClose(arguments, within: 1, { $0.exponential() }, Foundation.exp)
  }

  @Test("ln(1 + x) is within 2.5 ULP, small x included")
  func logarithmOnePlus() {
    let small = Self.positive.filter { $0 > 1e-37 && $0 < 1e30 }
    let arguments = small + small.filter { $0 < 1 }.map { -$0 }
    expectClose(arguments, within: 2.5, { $0.logarithmOnePlus() }, Foundation.log1p)
  }

  @Test(
    "ln of the odd numbers",
    arguments: [
      (0, -Float.infinity), (-0.0, -.infinity), (.infinity, .infinity), (-1, .nan), (.nan, .nan),
      (-.infinity, .nan), (1, 0), (.leastNonzeroMagnitude, -103.27893),
    ] as [(Float, Float)])
  func oddLogarithms(x: Float, expected: Float) {
    expectSame(Lanes(repeating: x).logarithm()[7], expected)
  }

  @Test(
    "e to the odd numbers",
    arguments: [
      (0, 1), (.infinity, .infinity), (-.infinity, 0), (.nan, .nan), (89, .infinity), (-104, 0),
    ] as [(Float, Float)])
  func oddExponentials(x: Float, expected: Float) {
    expectSame(Lanes(repeating: x).exponential()[7], expected)
  }

  private func expectSame(_ value: Float, _ expected: Float) {
    #expect(expected.isNaN ? value.isNaN : value == expected)
  }

  private func expectClose(
    _ arguments: [Float], within limit: Double, _ function: (Lanes) -> Lanes,
    _ reference: (Double) -> Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var worst = (error: 0.0, at: Float(0))
    for start in stride(from: 0, to: arguments.count, by: Lanes.scalarCount) {
      let part = arguments[start..<min(start + Lanes.scalarCount, arguments.count)]
      var lanes = Lanes(repeating: 1)
      for (lane, x) in part.enumerated() { lanes[lane] = x }
      let result = function(lanes)
      for (lane, x) in part.enumerated() {
        let exact = reference(Double(x))
        let error = abs(Double(result[lane]) - exact) / Double(Float(exact).ulp)
        if !(error <= worst.error) { worst = (error, x) }
      }
    }
    #expect(
      worst.error <= limit, "\(worst.error) ULP at \(worst.at)", sourceLocation: sourceLocation)
  }
}
