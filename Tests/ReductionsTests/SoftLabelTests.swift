import Foundation
import TestSupport
import Tensors
import Testing

@testable import Reductions

@Suite("Soft labels")
struct SoftLabelTests {
  /// 3 × 5 × 3: labels anywhere between 0 and 1, and some that are hard.
  private static let labels: Tensor = {
    var random = SplitMix(seed: 5)
    return Tensor(shape: [3, 5, 3]) { $0 % 4 == 0 ? 0 : $0 % 7 == 0 ? 1 : Float(random.unit()) }
  }()
  private static let predictions: Tensor = {
    var random = SplitMix(seed: 6)
    return Tensor(shape: [3, 5, 3]) { _ in Float(random.unit()) }
  }()

  /// −y·ln p − (1 − y)·ln(1 − p), and the square of y − p, in float64.
  static let losses: [(String, @Sendable (Double, Double) -> Double)] = [
    (
      "binary_crossentropy",
      { y, p in
        let clipped = min(max(p, Double(Float(1e-7))), Double(Float(1) - 1e-7))
        return -y * Foundation.log(clipped) - (1 - y) * Foundation.log(1 - clipped)
      }
    ), ("mean_squared_error", { y, p in (y - p) * (y - p) }),
  ]

  @Test("a class that is perfect or missed costs what its labels say", arguments: 0..<2)
  func worlds(loss index: Int) throws {
    let (name, element) = Self.losses[index]
    let trace = try Trace(
      of: FoldInput(yTrue: Self.labels, yPred: Self.predictions, loss: name), FoldSettings())
    let visibility = try #require(trace.outputs[0].visibility)
    for column in 0..<3 {
      func number(_ prediction: (Double, Double) -> Double) -> Double {
        let losses = Self.labels.elements.indices.map { index in
          let (y, p) = (
            Double(Self.labels.elements[index]), Double(Self.predictions.elements[index])
          )
          return element(y, index % 3 == column ? prediction(y, p) : p)
        }
        return losses.reduce(0, +) / Double(losses.count)
      }
      let expected = (number { y, _ in y }, number { y, p in y > 0 ? 0 : p })
      #expect(abs(visibility[column].perfect - expected.0) < 1e-6 * expected.0)
      #expect(abs(visibility[column].missed - expected.1) < 1e-6 * expected.1)
    }
  }

  @Test("one soft label among hard ones is found wherever it stands", arguments: [0, 7, 44])
  func mixed(place: Int) throws {
    func visibility(_ label: Float) throws -> [Visibility]? {
      let labels = Tensor(shape: [1, 15, 3]) { $0 == place ? label : Float($0 % 2) }
      let predictions = Tensor(shape: [1, 15, 3]) { Float($0 + 1) / 46 }
      return try Trace(of: FoldInput(yTrue: labels, yPred: predictions), FoldSettings())
        .outputs[0].visibility
    }
    let (soft, hard) = (try visibility(0.5), try visibility(1))
    // A soft label is never predicted for nothing.
    #expect(soft?[place % 3].perfect ?? 0 > (hard?[place % 3].perfect ?? 1) + 1e-3)
  }
}
