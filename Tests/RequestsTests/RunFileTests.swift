import Foundation
import Reductions
import Requests
import TensorFiles
import Tensors
import Testing

@Suite("A run file")
struct RunFileTests {
  /// A folder with `batch.npz` and a run file.
  private func inFolder(
    _ yaml: String, _ body: (String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let labels = try Tensor(shape: [2, 2], elements: [1, 0, 0, 1])
    let predictions = try Tensor(shape: [2, 2], elements: [0.9, 0.2, 0.4, 0.7])
    let bytes = try NPZ.encode([("t", labels), ("p", predictions)])
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/batch.npz"))
    try Data(yaml.utf8).write(to: URL(fileURLWithPath: folder + "/run.yaml"))
    try body(folder + "/run.yaml")
  }

  static let outputs = """
    convention: keras-2
    penalties: [0.05, 0.01]
    outputs:
      - {name: mask, loss-weight: 0.5, y-true: "batch.npz:t", y-pred: "batch.npz:p"}
      - name: depth
        loss: LOSS
        loss-weight: 2
        y-true: batch.npz:t
        y-pred: batch.npz:p
    """

  @Test("adds outputs times their weights, and penalties")
  func total() throws {
    let yaml = Self.outputs.replacingOccurrences(of: "LOSS", with: "mean_squared_error")
    try inFolder(yaml) { path in
      let trace = try FoldRequest(runFile: path).trace()
      #expect(trace.metricsNames == ["loss", "mask_loss", "depth_loss"])
      let mask = try #require(trace.outputs[0].value)
      let depth = try #require(trace.outputs[1].value)
      #expect(abs(depth - 0.075) < 1e-7)
      #expect(abs(try #require(trace.total) - (0.5 * mask + 2 * depth + 0.06)) < 1e-12)
      #expect(trace.epoch == trace.total)
    }
  }

  @Test("skips an output without a loss, but Keras still names the others by it")
  func skipped() throws {
    try inFolder(Self.outputs.replacingOccurrences(of: "LOSS", with: "none")) { path in
      let trace = try FoldRequest(runFile: path).trace()
      #expect(trace.outputs.map(\.name) == ["mask"])
      #expect(trace.metricsNames == ["loss", "mask_loss"])
      let mask = try #require(trace.outputs[0].value)
      #expect(abs(try #require(trace.total) - (0.5 * mask + 0.06)) < 1e-12)
    }
  }

  @Test("with nothing but skipped outputs has no loss to optimise")
  func nothing() throws {
    try inFolder("loss: none\ny-true: batch.npz:t\ny-pred: batch.npz:p") { path in
      let error = #expect(throws: RequestError.self) { try FoldRequest(runFile: path).trace() }
      #expect(error?.sentence == "One output or more has a loss to optimise, but none has.")
      #expect(error?.kind == .badData)
    }
  }

  @Test("folds what a loss function of the reader's own returned")
  func losses() throws {
    try inFolder("losses: batch.npz:p\nconvention: keras-2") { path in
      let trace = try FoldRequest(runFile: path).trace()
      #expect(abs(try #require(trace.total) - 0.55) < 1e-7)
      #expect(trace.outputs[0].steps.map(\.id) == [.perPosition, .weighted, .output])
    }
    try inFolder("losses: batch.npz:p\ny-true: batch.npz:t") { path in
      let error = #expect(throws: RequestError.self) { try FoldRequest(runFile: path).trace() }
      #expect(
        error?.sentence
          == "Either losses or y-true and y-pred are folded, but batch.npz:t stands beside losses.")
    }
  }

  @Test("takes every option that a flag takes")
  func options() throws {
    let yaml = """
      convention: tf-keras
      y-true: batch.npz:t
      y-pred: batch.npz:p
      options: { label_smoothing: 0.1 }
      class-weight: { 0: 1, 1: 3 }
      from-logits: false
      class-axis: -1
      replicas: 2
      accumulate: 1
      batch-size: 2
      """
    try inFolder(yaml) { path in
      let request = try FoldRequest(runFile: path)
      #expect(request.outputs[0].options == ["label_smoothing": "0.1"])
      #expect(request.outputs[0].classWeight == [0: 1, 1: 3])
      #expect(request.replicas == 2)
      let trace = try request.trace()
      #expect(trace.total != nil)
      // Two replicas of one sample each: half of each mean is optimised, their sum.
      #expect(abs(trace.optimised[0] - trace.batches[0].loss) < 1e-9)
    }
  }
}
