import Tensors
import Testing

@testable import Reductions

@Suite("Losses as evaluate runs them: compiled, batch by batch")
struct CompiledLossTests {
  static let vectors = (Golden.cases("tf-keras") + Golden.cases("edges")).filter { golden in
    golden.expect.evaluate != nil && golden.sampleWeight == nil && golden.mask == nil
      && golden.classWeight == nil && golden.reduction ?? "sum_over_batch_size" != "sum"
      && golden.reduction != "none"
      && (golden.yTrue?.shape == golden.yPred?.shape || golden.loss?.hasPrefix("sparse") == true)
  }

  @Test("the vectors are there")
  func count() {
    #expect(Self.vectors.count == 23)
  }

  @Test("gives each batch the loss that it had", arguments: vectors)
  func batches(golden: Golden) throws {
    let size = try #require(golden.batchSize)
    let (yTrue, yPred) = (try #require(golden.yTrue).tensor, try #require(golden.yPred).tensor)
    var losses: [(size: Int, loss: Double)] = []
    for start in stride(from: 0, to: yPred.shape.sampleCount, by: size) {
      let samples = start..<min(start + size, yPred.shape.sampleCount)
      let labels = try Self.batch(of: yTrue, samples)
      let predictions = try Self.batch(of: yPred, samples)
      let (whole, _, _) = try LossRun.of(golden, isCompiled: true)
      var setting = whole.setting
      setting.shape = predictions.shape
      setting.labelsAreBinary = labels.elements.allSatisfy { $0 == 0 || $0 == 1 }
      let run = try LossRun(try #require(golden.loss), setting)
      let positions = try run.positions(labels, predictions)
      let sum = positions.reduce(0.0) { $0 + Double($1) }
      losses.append((samples.count, sum / Double(positions.count)))
    }
    for (found, expected) in zip(losses, golden.expect.batches ?? []) {
      expectClose(found.loss, expected.value, "batch")
    }
    let total = losses.reduce(0) { $0 + $1.loss * Double($1.size) }
    expectClose(
      total / Double(yPred.shape.sampleCount), try #require(golden.expect.evaluate).value,
      "evaluate")
  }

  private static func batch(of tensor: Tensor, _ samples: Range<Int>) throws -> Tensor {
    try Tensor(
      shape: Shape([samples.count] + tensor.shape.sample.extents),
      elements: samples.flatMap { tensor.sample($0).elements })
  }
}
