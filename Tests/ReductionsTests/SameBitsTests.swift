import Reductions
import TestSupport
import Tensors
import Testing

@Suite("The same bits")
struct SameBitsTests {
  static let shape: Shape = [7, 5, 3, 3]

  private func input() -> FoldInput {
    var random = SplitMix(seed: 11)
    let yTrue = Tensor(shape: Self.shape) { _ in random.unit() < 0.3 ? 1 : 0 }
    let yPred = Tensor(shape: Self.shape) { _ in Float(random.unit()) }
    let weights = Tensor(shape: [7, 5]) { _ in Float(random.unit()) }
    let mask = Tensor(shape: [7, 5, 3]) { _ in random.unit() < 0.7 ? 1 : 0 }
    return FoldInput(yTrue: yTrue, yPred: yPred, sampleWeight: weights, mask: mask)
  }

  @Test("for one thread and many", arguments: [2, 3, 16])
  func threads(count: Int) throws {
    let keeping = Set(Step.ID.allCases)
    let one = try Trace(
      of: input(), FoldSettings(convention: .keras2, batchSize: 2, keeping: keeping, threads: 1))
    let many = try Trace(
      of: input(), FoldSettings(convention: .keras2, batchSize: 2, keeping: keeping, threads: count)
    )
    #expect(one == many)
  }

  @Test("of the whole, for any batches", arguments: [1, 2, 3, 7, 100])
  func batches(size: Int) throws {
    let whole = try Trace(of: input(), FoldSettings(convention: .keras2))
    let parted = try Trace(of: input(), FoldSettings(convention: .keras2, batchSize: size))
    #expect(whole.outputs == parted.outputs)
    #expect(parted.batches.map(\.size).reduce(0, +) == 7)
  }

  @Test("for samples in any order")
  func order() throws {
    var turned = input()
    let order = [3, 0, 6, 5, 1, 2, 4]
    func reordered(_ source: any SampleSource) throws -> Tensor {
      var elements: [Float] = []
      for index in order {
        try source.withSample(index) { for i in $0.indices { elements.append($0[i]) } }
      }
      return try Tensor(shape: source.shape, elements: elements)
    }
    turned.yTrue = try reordered(turned.yTrue)
    turned.yPred = try reordered(turned.yPred)
    turned.sampleWeight = try reordered(try #require(turned.sampleWeight))
    turned.mask = try reordered(try #require(turned.mask))
    let first = try Trace(of: input(), FoldSettings(convention: .keras2))
    let second = try Trace(of: turned, FoldSettings(convention: .keras2))
    #expect(first.total == second.total)
    #expect(first.outputs[0].views.perClass == second.outputs[0].views.perClass)
  }

  @Test("shares add up to 1 and amounts to the value")
  func shares() throws {
    let output = try Trace(of: input(), FoldSettings(convention: .keras2)).outputs[0]
    let value = try #require(output.value)
    for shares in [output.shares.perClass, output.shares.perSample] {
      let shares = try #require(shares)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
      #expect(abs(shares.reduce(0) { $0 + $1 * value } - value) < 1e-12)
    }
    let (positives, negatives) = (output.shares.positives, output.shares.negatives)
    #expect(abs(try #require(positives) + #require(negatives) - 1) < 1e-12)
  }

  @Test("visibility is what folding the other world gives", arguments: [true, false])
  func visibility(isSoft: Bool) throws {
    var input = input()
    let labels = try #require(input.yTrue as? Tensor)
    let predictions = try #require(input.yPred as? Tensor)
    if isSoft {
      input.yTrue = Tensor(shape: Self.shape) { labels.elements[$0] * 0.9 }
    }
    let softened = try #require(input.yTrue as? Tensor)
    let visibility = try #require(
      try Trace(of: input, FoldSettings(convention: .keras2)).outputs[0].visibility)
    for index in 0..<3 {
      func world(_ change: (Int) -> Float) throws -> Double {
        var world = input
        world.yPred = Tensor(shape: Self.shape) {
          $0 % 3 == index ? change($0) : predictions.elements[$0]
        }
        return try #require(try Trace(of: world, FoldSettings(convention: .keras2)).total)
      }
      let perfect = try world { softened.elements[$0] }
      let missed = try world { softened.elements[$0] > 0 ? 0 : predictions.elements[$0] }
      expectClose(visibility[index].perfect, perfect, "perfect", relative: 1e-6)
      expectClose(visibility[index].missed, missed, "missed", relative: 1e-6)
    }
  }
}
