import TestSupport
import Tensors
import Testing

@testable import Reductions

@Suite("Parts of a fold")
struct PartTests {
  /// A loss, how it is reduced, and what it meets.
  struct Case: Sendable, CustomTestStringConvertible {
    var property: PropertyCase
    var reduction: String
    var meets: Meets

    enum Meets: String, CaseIterable {
      case nothing, weights, classWeights = "class weights"
    }

    var testDescription: String { "\(property.testDescription), \(reduction), \(meets.rawValue)" }

    /// Seven samples.
    func input() -> FoldInput {
      var property = property
      property.isWeighted = meets == .weights
      guard meets == .classWeights else { return property.input([7, 2, 3]) }
      // Keras takes class weights where labels have two axes.
      var input = property.input(property.labels == .indices ? [7, 3] : [7, 3])
      input.classWeight = [0: 1, 1: 5, 2: 0.5]
      return input
    }

    func settings(batchSize: Int?) -> FoldSettings {
      FoldSettings(
        convention: property.convention, reduction: reduction, batchSize: batchSize, threads: 1)
    }
  }

  /// Every loss of every convention that folds by sums, with every reduction.
  static let cases: [Case] = PropertyCase.all.filter { $0.loss != "weighted_bce_dice" }.flatMap {
    property in
    property.convention.rules.reductions.filter { $0 != "none" }.flatMap { reduction in
      Case.Meets.allCases.compactMap { meets in
        if meets == .weights, !property.isWeighted { return nil }
        if meets == .classWeights, property.pools || property.convention == .optax { return nil }
        if meets == .classWeights, property.convention == .pytorch,
          property.loss != "cross_entropy"
        {
          return nil
        }
        return Case(property: property, reduction: reduction, meets: meets)
      }
    }
  }

  /// Where seven samples are cut, and in which order the shards are merged.
  private static let cuts = [([0, 2, 3, 7], [2, 0, 1]), ([0, 1, 5, 6, 7], [1, 3, 0, 2])]

  private func shards(
    _ input: FoldInput, _ settings: FoldSettings, _ cuts: [Int], hasPlaces: Bool = true
  ) throws -> [Part] {
    try zip(cuts, cuts.dropFirst()).map { start, end in
      let part = try Part(
        of: [input.sliced(start..<end)], settings, firstSample: hasPlaces ? start : nil)
      return try Part(part.json)
    }
  }

  /// What one run gives, as `merge --json` prints it.
  private func whole(_ input: FoldInput, _ settings: FoldSettings) throws -> String {
    var trace = try Trace(reconciling: [input], settings)
    trace.isMerged = true
    return trace.json.text
  }

  @Test("in any order add up to the bits of one run", arguments: PartTests.cases)
  func order(_ test: Case) throws {
    let input = test.input()
    for (index, (cuts, order)) in Self.cuts.enumerated() {
      let settings = test.settings(batchSize: index == 0 ? 3 : nil)
      let shards = try shards(input, settings, cuts)
      var merged = shards[order[0]]
      for next in order.dropFirst() { try merged.merge(shards[next]) }
      let (found, expected) = (try Trace(merged).json.text, try whole(input, settings))
      #expect(found == expected)
    }
  }

  /// Losses of small samples, more of them than are folded at a time.
  private static let many = cases.filter {
    $0.reduction == $0.property.convention.rules.reductions[0] && $0.meets != .classWeights
      && [
        "binary_crossentropy", "sparse_categorical_crossentropy", "hinge", "cross_entropy", "dice",
      ]
      .contains($0.property.loss)
  }

  @Test("of small samples add up to the bits of one run, wherever they are cut", arguments: many)
  func small(_ test: Case) throws {
    var property = test.property
    property.isWeighted = test.meets == .weights
    let count = 1500
    let input = property.input([count, 4, 3])
    #expect(input.yPred.blocks().count == 2)
    var settings = test.settings(batchSize: nil)
    settings.keeping = property.pools ? [] : [.elementwise, .perPosition]
    let shards = try shards(input, settings, [0, 1, 700, 1399, count])
    var merged = shards[2]
    for index in [0, 3, 1] { try merged.merge(shards[index]) }
    let (found, expected) = (try Trace(merged).json.text, try whole(input, settings))
    #expect(found == expected)

    let all = try Trace(reconciling: [input], settings).outputs[0]
    let last = try Trace(reconciling: [input.sliced((count - 1)..<count)], settings).outputs[0]
    for id in settings.keeping {
      guard let kept = all.step(id)?.tensor, let own = last.step(id)?.tensor else { continue }
      #expect(kept.shape[0] == count)
      #expect(
        kept.elements.suffix(own.shape.count).map(\.bitPattern) == own.elements.map(\.bitPattern))
    }
  }

  @Test("in a tree add up to the bits of one run")
  func tree() throws {
    var random = SplitMix(seed: 5)
    for _ in 0..<6 {
      let test = try #require(Self.cases.randomElement(using: &random))
      let (input, settings) = (test.input(), test.settings(batchSize: 2))
      var nodes = try shards(input, settings, Array(0...7))
      while nodes.count > 1 {
        let right = nodes.remove(at: Int(random.next() % UInt64(nodes.count)))
        let left = Int(random.next() % UInt64(nodes.count))
        try nodes[left].merge(right)
      }
      let found = try Trace(Part(nodes[0].json)).json.text
      let expected = try whole(input, settings)
      #expect(found == expected, "\(test)")
    }
  }

  @Test("keep the histogram and the worst samples exactly")
  func kept() throws {
    let input = PropertyCase(convention: .keras3, loss: "binary_crossentropy").input([7, 2, 3])
    var settings = FoldSettings(convention: .keras3)
    settings.keepsHistogram = true
    let whole = try Trace(of: input, settings).outputs[0]
    var parts = try shards(input, settings, [0, 3, 4, 7])
    try parts[2].merge(parts[0])
    try parts[2].merge(parts[1])
    let merged = try Trace(parts[2]).outputs[0]
    #expect(merged.ledger == whole.ledger)
    #expect(whole.ledger?.count == 42)
    #expect(merged.worstSamples == whole.worstSamples)
    #expect(merged.worstSamples?.map(\.index).sorted() == Array(0..<7))
  }

  @Test("that do not say where they stand give everything but lists of samples and batches")
  func withoutPlaces() throws {
    let input = PropertyCase(convention: .keras3, loss: "binary_crossentropy").input([7, 2, 3])
    let settings = FoldSettings(convention: .keras3, batchSize: 2)
    let whole = try Trace(of: input, settings)
    var parts = try shards(input, settings, [0, 3, 7], hasPlaces: false)
    try parts[1].merge(parts[0])
    let merged = try Trace(parts[1])
    let why = "a part does not say where its samples stand: fold it with --first-sample"
    #expect(merged.total == whole.total)
    #expect(merged.outputs[0].views.perClass == whole.outputs[0].views.perClass)
    #expect(merged.outputs[0].visibility == whole.outputs[0].visibility)
    #expect(merged.outputs[0].views.perSample == nil && merged.outputs[0].views.why == why)
    #expect(merged.outputs[0].shares.whyNoSamples == why)
    #expect(merged.outputs[0].worstSamples == nil)
    #expect(merged.whyNoBatches == why && merged.epoch == nil)
  }

  @Test("say which samples are missing")
  func gap() throws {
    let input = PropertyCase(convention: .keras3, loss: "binary_crossentropy").input([7, 2, 3])
    let settings = FoldSettings(convention: .keras3)
    var parts = try shards(input, settings, [0, 3, 5, 7])
    try parts[0].merge(parts[2])
    let merged = try Trace(parts[0])
    #expect(merged.warnings == ["Samples 3 to 4 are in no part."])
    #expect(merged.outputs[0].views.why == "samples 3 to 4 are in no part")
    #expect(merged.total != nil)
  }

  @Test("that overlap, or were folded otherwise, do not merge")
  func refused() throws {
    let input = PropertyCase(convention: .keras3, loss: "binary_crossentropy").input([7, 2, 3])
    let settings = FoldSettings(convention: .keras3)
    var first = try Part(of: [input.sliced(0..<4)], settings, firstSample: 0)
    let second = try Part(of: [input.sliced(3..<7)], settings, firstSample: 3)
    let error = #expect(throws: PartError.self) { try first.merge(second) }
    #expect(
      error == .overlap(Part.Stretch(first: 3, count: 4), with: Part.Stretch(first: 0, count: 4)))
    var other = settings
    other.reduction = "sum"
    let third = try Part(of: [input.sliced(4..<7)], other, firstSample: 4)
    let otherwise = #expect(throws: PartError.self) { try first.merge(third) }
    #expect(
      otherwise == .foldedOtherwise(key: "reduction", value: "\"sum\"", other: "null"))
  }

  @Test(
    "are refused where sums do not do, with the reason",
    arguments: [
      (
        PropertyCase(
          convention: .keras2, loss: "weighted_bce_dice", labels: .oneHot, isWeighted: false),
        "weighted_bce_dice depends on all samples at once, not on sums over them."
      ),
      (
        PropertyCase(
          convention: .keras3, loss: "dice", options: ["axis": "1,2"], isWeighted: false), nil
      ),
    ] as [(PropertyCase, String?)])
  func notBySums(property: PropertyCase, why: String?) throws {
    let input = property.input([3, 2, 3])
    guard let why else {
      _ = try Part(of: [input], property.settings, firstSample: 0)
      return
    }
    let error = #expect(throws: ReductionError.self) {
      try Part(of: [input], property.settings, firstSample: 0)
    }
    #expect(error?.sentence == why)
    #expect(error?.kind == .usage)
  }

  @Test("are refused where weights are repeated along W because W = B")
  func alongColumns() throws {
    let shape: Shape = [3, 2, 3, 1]
    let input = FoldInput(
      yTrue: Tensor(repeating: 1, shape: shape), yPred: Tensor(repeating: 0.5, shape: shape),
      sampleWeight: Tensor(shape: [3]) { Float($0) })
    let error = #expect(throws: ReductionError.self) {
      try Part(of: [input], FoldSettings(convention: .keras3), firstSample: 0)
    }
    #expect(
      error?.sentence
        == "The weights, 3, has as many entries as there are samples, but is repeated "
        + "along the last axis of the loss, 3 × 2 × 3.")
    #expect(error?.kind == .usage)
  }
}
