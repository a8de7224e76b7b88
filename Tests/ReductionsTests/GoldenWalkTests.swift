import Reductions
import Tensors
import Testing

@Suite("The walk of a 3 × 1 × 2 × 2 tensor")
struct GoldenWalkTests {
  static let yTrue: [Float] = [1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0]
  static let yPred: [Float] = [0.9, 0.2, 0.4, 0.7, 0.6, 0.5, 0.1, 0.3, 0.8, 0.25, 0.05, 0.95]

  private func trace(
    weights: Tensor? = nil, mask: Tensor? = nil, _ settings: FoldSettings
  ) throws -> Trace {
    try Trace(
      of: FoldInput(
        yTrue: Tensor(shape: [3, 1, 2, 2], elements: Self.yTrue),
        yPred: Tensor(shape: [3, 1, 2, 2], elements: Self.yPred), sampleWeight: weights, mask: mask),
      settings)
  }

  @Test("folds element by element, position by position, sample by sample")
  func walk() throws {
    let output = try trace(FoldSettings(convention: .keras2, keeping: Set(Step.ID.allCases)))
      .outputs[0]
    #expect(output.steps.map(\.id) == [.elementwise, .perPosition, .weighted, .output])
    #expect(output.steps.map(\.shape) == [[3, 1, 2, 2], [3, 1, 2], [3], []])
    #expect(output.steps.map(\.axes) == [[], [3], [1, 2], [0]])
    let stages: [(Step.ID, [Double])] = [
      (.perPosition, [0.16425204, 0.43375027, 0.6019864, 0.23101774, 1.4978662, 2.9957323]),
      (.weighted, [0.29900116, 0.41650206, 2.2467992]), (.output, [0.98743415]),
    ]
    for (id, expected) in stages {
      let tensor = try #require(output.step(id)?.tensor)
      #expect(tensor.elements.count == expected.count)
      for (found, expected) in zip(tensor.elements, expected) {
        expectClose(Double(found), expected, id.rawValue, relative: 2e-7)
      }
    }
    expectClose(try #require(output.step(.elementwise)).summary.sum, 11.84921, "sum")
    expectClose(try #require(output.step(.perPosition)).summary.sum, 5.9246049, "sum")
    expectClose(try #require(output.views.perSample)[2], 2.2467992, "sample 2")
  }

  @Test("batches of two")
  func batches() throws {
    let fit = try trace(FoldSettings(convention: .keras2, batchSize: 2))
    #expect(fit.batches.map(\.size) == [2, 1])
    expectClose(fit.batches[0].loss, 0.35775161, "batch 0")
    expectClose(fit.batches[1].loss, 2.24679923, "batch 1")
    #expect(fit.printed == "0.9874")
    let steps = try trace(FoldSettings(convention: .keras2, batchSize: 2, epoch: .steps))
    expectClose(try #require(steps.epoch), 1.30227542, "steps")
    let generator = try trace(FoldSettings(convention: .keras2, batchSize: 2, epoch: .generator))
    expectClose(try #require(generator.epoch), 0.98743415, "generator stores")
    #expect(generator.printed == "1.1973")
  }

  @Test("sample weights divide by how many are not 0")
  func weighted() throws {
    let weights = try Tensor(shape: [3], elements: [1, 0, 2])
    let output = try trace(
      weights: weights, FoldSettings(convention: .keras2, keeping: [.weighted])
    ).outputs[0]
    expectClose(try #require(output.value), 2.3962998, "weighted")
    let shares = try #require(output.shares.perSample)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    #expect(shares[1] == 0)
    let kept = try #require(output.step(.weighted)?.tensor)
    expectClose(Double(kept.elements[2]), 2.2467992 * 2 * 1.5, "weighted sample 2")
  }

  @Test("a mask with temporal weights normalises twice")
  func maskAndTemporalWeights() throws {
    let weights = try Tensor(shape: [3, 1], elements: [1, 1, 2])
    let mask = try Tensor(shape: [3, 1, 2], elements: [1, 0, 1, 1, 1, 1])
    let output = try trace(
      weights: weights, mask: mask, FoldSettings(convention: .keras2, keeping: [.masked])
    ).outputs[0]
    #expect(output.steps.map(\.id) == [.elementwise, .perPosition, .masked, .weighted, .output])
    let positions = [0.16425204, 0, 0.6019864, 0.23101774, 1.4978662 * 2, 2.9957323 * 2]
    expectClose(
      try #require(output.value), positions.reduce(0, +) / 6 / (5.0 / 6), "value", relative: 1e-6)
    let masked = try #require(output.step(.masked)?.tensor)
    expectClose(Double(masked.elements[0]), 0.16425204 * 6 / 5, "masked", relative: 1e-6)
  }

  @Test("an empty mask and weights of 0 give NaN, as Keras does")
  func nothingLeft() throws {
    let zeros = Tensor(repeating: 0, shape: [3])
    let weighted = try trace(weights: zeros, FoldSettings(convention: .keras2)).outputs[0]
    #expect(try #require(weighted.value).isNaN)
    #expect(weighted.shares.perClass == nil)
    #expect(weighted.shares.why == "the value is not a finite number")
    let masked = try trace(
      mask: Tensor(repeating: 0, shape: [3, 1, 2]), FoldSettings(convention: .keras2)
    ).outputs[0]
    #expect(try #require(masked.value).isNaN)
    #expect(masked.step(.masked)?.summary.nanCount == 6)
  }
}
