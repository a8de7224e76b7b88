import Reductions
import Tensors
import Testing

@Suite("What the frameworks themselves answer")
struct VectorTests {
  static let answered = Vector.all.filter { $0.expect.refuses == nil }
  static let refused = Vector.all.filter { $0.expect.refuses != nil }

  @Test("every vector is read")
  func counts() {
    #expect(Self.answered.count == 950)
    #expect(Self.refused.count == 59)
  }

  @Test("what is refused is refused, with a sentence", arguments: refused)
  func refusal(vector: Vector) throws {
    let error = #expect(throws: ReductionError.self) { try trace(vector) }
    #expect(error?.sentence.hasSuffix(".") == true)
    #expect(error?.kind == .usage || error?.kind == .badData)
  }

  private func trace(_ vector: Vector) throws(ReductionError) -> Trace {
    try Trace(
      of: vector.inputs,
      FoldSettings(
        convention: vector.convention, reduction: vector.reduction, batchSize: vector.batchSize,
        penalties: vector.penalties, keeping: [.elementwise, .perPosition, .output]))
  }

  @Test("positions, result, batches and epochs agree", arguments: answered)
  func agrees(vector: Vector) throws {
    let trace = try trace(vector)
    let output = trace.outputs[0]
    let absolute = vector.convention == .pytorch ? 2.2e-6 : 2e-7
    func expect(_ found: Double, _ expected: Double, _ what: String) {
      expectClose(found, expected, what, absolute: absolute)
    }
    func expect(_ found: Tensor?, _ expected: Tensor, _ what: String) throws {
      let found = try #require(found)
      #expect(found.shape == expected.shape)
      guard found.shape.count == expected.shape.count else { return }
      for (found, expected) in zip(found.elements, expected.elements) {
        expect(Double(found), Double(expected), what)
      }
    }
    if let expected = vector.expect.elementwise {
      try expect(output.step(.elementwise)?.tensor, expected, "elementwise")
    }
    if let expected = vector.expect.perPosition {
      try expect(output.step(.perPosition)?.tensor, expected, "per-position")
    }
    if let expected = vector.expect.result {
      let found = output.value.map { Tensor(Float($0)) } ?? output.values
      try expect(found, expected, "result")
    }
    if let batches = vector.expect.batches {
      #expect(trace.batches.count == batches.count)
      for (found, expected) in zip(trace.batches, batches) { expect(found.loss, expected, "batch") }
    }
    for (key, expected) in vector.expect.epochs {
      expect(try #require(trace.epoch), expected, key)
    }
    if let total = vector.expect.total {
      expect(try #require(trace.total), total, "total")
    }
    if let names = vector.expect.metricsNames { #expect(trace.metricsNames == names) }
    if let values = vector.expect.values {
      for (output, expected) in zip(trace.outputs, values.dropFirst()) {
        expect(try #require(output.value), expected, output.name)
      }
    }
    for (name, expected) in vector.expect.valuesByName ?? [:] {
      let found =
        name == "loss"
        ? trace.total : trace.outputs.first { $0.name + "_loss" == name }?.value
      expect(try #require(found), expected, name)
    }
  }
}
