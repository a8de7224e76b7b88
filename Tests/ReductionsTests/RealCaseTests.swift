import Foundation
import Reductions
import TensorFiles
import Tensors
import Testing

@Suite("The U-Net of the question")
struct RealCaseTests {
  struct Facts: Decodable {
    var kerasLossOfTheseImages: Double
    var perSample: [Double]
    var perClass: [Double]
    var iou: [Double]
    var positivesShare: [Double]
  }

  static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../docs-src/data").standardizedFileURL

  @Test("gives what Keras printed, by sample and by class")
  func facts() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let facts = try decoder.decode(
      Facts.self, from: Data(contentsOf: Self.data.appending(path: "unet-val.json")))
    let path = Self.data.appending(path: "unet-val.npz").path
    let trace = try Trace(
      of: FoldInput(
        yTrue: TensorFile.read(ArrayReference(path: path, key: "y_true")),
        yPred: TensorFile.read(ArrayReference(path: path, key: "y_pred"))),
      FoldSettings(convention: .keras2))
    let output = trace.outputs[0]
    func expect(_ found: Double, _ expected: Double, _ what: String) {
      expectClose(found, expected, what, relative: 1e-6, absolute: 0)
    }
    expect(try #require(output.value), facts.kerasLossOfTheseImages, "value")
    for (found, expected) in zip(try #require(output.views.perSample), facts.perSample) {
      expect(found, expected, "per sample")
    }
    for (found, expected) in zip(try #require(output.views.perClass), facts.perClass) {
      expect(found, expected, "per class")
    }
    let metrics = try #require(output.metrics)
    for (found, expected) in zip(metrics.iou, facts.iou) { expect(found, expected, "IoU") }
    for (found, expected) in zip(metrics.positives, facts.positivesShare) {
      expect(found, expected, "positives")
    }
    #expect(metrics.counts.count == 5)
    #expect(trace.printed == "0.0136")
    #expect(trace.json.text.contains("\"metrics_names\": [\"loss\"]"))
  }
}
