import Reductions
import Tensors
import Testing

@Suite("Keras 2.2.4")
struct Keras2Tests {
  static let goldens = Golden.cases("keras-2").filter { $0.loss == "binary_crossentropy" }
  static let single = goldens.filter { $0.expect.scalar != nil }
  static let elementwise = goldens.filter { $0.expect.elementwise != nil && $0.fromLogits != true }
  static let epochs = goldens.filter { $0.expect.fit != nil }

  @Test("the vectors are there")
  func vectors() {
    #expect(Self.single.count == 14)
    #expect(Self.elementwise.count == 1)
    #expect(Self.epochs.count == 6)
  }

  @Test("gives each position and the scalar as Keras does", arguments: single)
  func scalar(golden: Golden) throws {
    let trace = try Trace(
      of: golden.input(), FoldSettings(convention: .keras2, keeping: [.perPosition]))
    let output = trace.outputs[0]
    expectClose(try #require(output.value), try #require(golden.expect.scalar).value, "value")
    let positions = try #require(golden.expect.perPosition)
    let found = try #require(output.step(.perPosition)?.tensor)
    #expect(found.shape == Shape(positions.shape))
    for (found, expected) in zip(found.elements, positions.data) {
      expectClose(Double(found), expected.value, "per-position")
    }
  }

  @Test("gives every element as the backend does", arguments: elementwise)
  func elements(golden: Golden) throws {
    let trace = try Trace(
      of: golden.input(), FoldSettings(convention: .keras2, keeping: [.elementwise]))
    let found = try #require(trace.outputs[0].step(.elementwise)?.tensor)
    for (found, expected) in zip(found.elements, try #require(golden.expect.elementwise).data) {
      expectClose(Double(found), expected.value, "elementwise")
    }
  }

  @Test("gives every batch and the epoch as evaluate and fit do", arguments: epochs)
  func epoch(golden: Golden) throws {
    let trace = try Trace(
      of: golden.input(), FoldSettings(convention: .keras2, batchSize: golden.batchSize))
    let batches = try #require(golden.expect.batches)
    #expect(trace.batches.count == batches.count)
    for (found, expected) in zip(trace.batches, batches) {
      expectClose(found.loss, expected.value, "batch")
    }
    expectClose(try #require(trace.epoch), try #require(golden.expect.fit).value, "fit")
    expectClose(try #require(trace.epoch), try #require(golden.expect.evaluate).value, "evaluate")
    #expect(trace.optimised == trace.batches.map(\.loss))
  }

  @Test(
    "clips as the source does",
    arguments: [
      (1, 0, 16.118095), (0, 1, 15.942385), (1, 1, 1.1920929e-7), (0, 0, 1.0000001e-7),
      (0.5, 0, 8.0590477), (0.5, 1, 7.9711924), (2, 0.5, 0.693_147_2), (0, .nan, .nan),
      (.nan, 0.5, .nan), (1, .infinity, 1.1920929e-7), (0, -.infinity, 1.0000001e-7),
    ] as [(Float, Float, Double)])
  func edges(y: Float, p: Float, expected: Double) throws {
    let trace = try Trace(
      of: FoldInput(
        yTrue: Tensor(repeating: y, shape: [1, 1]), yPred: Tensor(repeating: p, shape: [1, 1])),
      FoldSettings(convention: .keras2))
    expectClose(try #require(trace.outputs[0].value), expected, "loss", relative: 2e-7, absolute: 0)
  }
}
