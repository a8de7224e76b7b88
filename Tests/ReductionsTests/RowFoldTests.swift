import Foundation
import TensorFiles
import TestSupport
import Tensors
import Testing

@testable import Reductions

@Suite("Predictions of one axis, folded piece by piece")
struct RowFoldTests {
  /// More places than lists by class are kept of, and no whole number of pieces or lanes.
  static let count = RowFold.piece + 4_099

  static func row(_ random: inout SplitMix, _ element: (Double) -> Float) -> Tensor {
    Tensor(shape: [count]) { _ in element(random.unit()) }
  }

  @Test(
    "give the number that they give in one piece", arguments: Convention.allCases,
    ["binary_crossentropy", "mean_squared_error", "l2", "mean_absolute_error"])
  func sameNumber(convention: Convention, loss: String) throws {
    var random = SplitMix(seed: 11)
    let hard = Self.row(&random) { $0 < 0.2 ? 1 : 0 }
    let predictions = Self.row(&random) { Float($0) }
    var settings = FoldSettings(convention: convention, threads: 2)
    settings.keepsHistogram = true
    let logits = convention == .optax && loss == "binary_crossentropy"
    let input = FoldInput(yTrue: hard, yPred: predictions, loss: loss, fromLogits: logits)
    // Not every framework has every loss.
    guard let pieces = try? Trace(reconciling: [input], settings) else {
      #expect(
        LossCatalog.all.allSatisfy { $0.name != loss || !$0.conventions.contains(convention) })
      return
    }
    // What is kept whole is folded whole.
    var keeping = settings
    keeping.keeping = [.elementwise]
    let whole = try Trace(reconciling: [input], keeping)
    #expect(pieces.outputs[0].ledger == whole.outputs[0].ledger)
    #expect(pieces.total.map { Float($0) } == whole.total.map { Float($0) })
    let (found, expected) = (pieces.outputs[0].steps, whole.outputs[0].steps)
    #expect(found.map(\.id) == expected.map(\.id))
    for (found, expected) in zip(found, expected) {
      #expect(found.shape == expected.shape)
      #expect(found.summary.count == expected.summary.count)
      #expect(found.summary.minimum == expected.summary.minimum)
      #expect(found.summary.maximum == expected.summary.maximum)
      #expect(abs(found.summary.mean - expected.summary.mean) < 1e-12)
      #expect(found.values == expected.values)
    }
  }

  @Test("have the same bits when they stay in their files", arguments: ["npy", "npz"])
  func streamed(format: String) throws {
    var random = SplitMix(seed: 12)
    let soft = Self.row(&random) { Float($0) }
    let predictions = Self.row(&random) { Float($0) }
    let folder = FileManager.default.temporaryDirectory.path + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func left(_ tensor: Tensor, _ name: String) throws -> any SampleSource {
      let path = "\(folder)/\(name).\(format)"
      let bytes =
        format == "npy"
        ? NPY.encode(tensor) : try NPZ.encode([("x", tensor)], compression: .deflate)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let source = try TensorFile.source(
        ArrayReference(path: path), isRow: true, streamedFrom: 1)
      #expect(!(source is Tensor))
      return source
    }
    let inMemory = FoldInput(yTrue: soft, yPred: predictions, loss: "binary_crossentropy")
    let inFiles = FoldInput(
      yTrue: try left(soft, "y"), yPred: try left(predictions, "p"), loss: "binary_crossentropy")
    for convention in [Convention.keras2, .tfKeras, .keras3, .pytorch] {
      let settings = FoldSettings(convention: convention)
      #expect(
        try Trace(reconciling: [inFiles], settings) == Trace(reconciling: [inMemory], settings))
    }
  }

  @Test(
    "are only folded so where elements do not know each other", arguments: Convention.allCases)
  func elementwise(convention: Convention) throws {
    var random = SplitMix(seed: 13)
    let shape: Shape = [1, 96]
    let labels = Tensor(shape: shape) { _ in random.unit() < 0.3 ? 1 : 0 }
    let predictions = Tensor(shape: shape) { _ in Float(random.unit()) }
    var found = 0
    for entry in LossCatalog.all where entry.conventions.contains(convention) {
      for fromLogits in [false, true] {
        var setting = LossSetting(convention: convention, shape: shape)
        setting.fromLogits = fromLogits
        guard let loss = try? LossCatalog.loss(entry.name, setting), loss.isElementwise,
          let kernel = loss.kernel
        else { continue }
        found += 1
        func losses(_ range: Range<Int>) -> [Float] {
          var losses = [Float](repeating: -1, count: range.count)
          var span = losses.mutableSpan
          kernel(
            labels.elements.span.extracting(range), predictions.elements.span.extracting(range),
            Span(), 96, &span)
          return losses
        }
        #expect(losses(0..<32) + losses(32..<96) == losses(0..<96), "\(entry.name)")
      }
    }
    #expect(found > 2)
  }
}
