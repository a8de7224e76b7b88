import Tensors
import Testing

@testable import Reductions

@Suite("Losses, vector by vector")
struct LossTests {
  static let files = ["keras-2", "tf-keras", "keras-3", "pytorch-optax", "edges"]
  static let vectors = files.flatMap { file in
    Golden.cases(file).filter { $0.expect.perPosition != nil }
  }
  static let elementwise = Golden.cases("keras-2").filter { $0.expect.elementwise != nil }
  /// Refused for an option, a label or a prediction; not for shapes, weights or reductions.
  static let refused = Golden.cases("edges").filter { golden in
    guard let reason = golden.expect.refuses else { return false }
    return ["label value", "all elements", "does not support", "out of bounds"].contains {
      reason.contains($0)
    }
  }

  @Test("the vectors are there")
  func counts() {
    let counts = Self.files.map { file in
      Golden.cases(file).count { $0.expect.perPosition != nil }
    }
    #expect(counts == [126, 57, 190, 87, 382])
    #expect(Self.elementwise.count == 2)
    #expect(Self.refused.count == 16)
  }

  @Test("returns what the framework's function does", arguments: vectors)
  func positions(golden: Golden) throws {
    let (run, yTrue, yPred) = try LossRun.of(golden)
    try run.check(yTrue, yPred)
    var found = try run.positions(yTrue, yPred)
    let expected = try #require(golden.expect.perPosition)
    try #require(found.count == expected.data.count)
    let isPyTorch = run.setting.convention == .pytorch
    if isPyTorch, let weight = golden.sampleWeight?.tensor {
      let weights = try #require(Broadcast(weight, to: yPred.shape))
      let all = try (0..<yPred.shape.sampleCount).flatMap { try weights.sample($0) }
      found = zip(found, all).map { $0 * $1 }
    }
    for (index, (found, expected)) in zip(found, expected.data).enumerated() {
      expectClose(
        Double(found), expected.value, "position \(index)", absolute: isPyTorch ? 2.2e-6 : 2e-7)
    }
  }

  @Test("gives every element as Keras's backend does", arguments: elementwise)
  func elements(golden: Golden) throws {
    let (run, yTrue, yPred) = try LossRun.of(golden)
    let found = try run.elements(yTrue, yPred)
    for (found, expected) in zip(found, try #require(golden.expect.elementwise).data) {
      expectClose(Double(found), expected.value, "element")
    }
  }

  @Test("refuses what the framework refuses", arguments: refused)
  func refusals(golden: Golden) throws {
    #expect(throws: ReductionError.self) {
      let (run, yTrue, yPred) = try LossRun.of(golden)
      try run.check(yTrue, yPred)
    }
  }
}
