import Reductions
import TestSupport
import Tensors
import Testing

@Suite("What holds for every loss and convention")
struct PropertyTests {
  private func output(
    _ input: FoldInput, _ settings: FoldSettings, _ explaining: Set<Explanation> = []
  ) throws -> Output {
    var settings = settings
    settings.explaining = explaining
    settings.keeping = [.elementwise, .perPosition]
    return try Trace(of: input, settings).outputs[0]
  }

  @Test("the value is Σ weight × loss, and shares of positions add up", arguments: PropertyCase.all)
  func weights(of example: PropertyCase) throws {
    let input = example.input()
    let found = try output(input, example.settings, [.weights, .positionShares])
    let value = try #require(found.value)
    let weights = try #require(found.maps.weights)
    let isWeightedAlready = example.convention == .pytorch && input.sampleWeight != nil
    let step = try #require(found.step(isWeightedAlready ? .elementwise : .perPosition))
    let losses = try #require(step.tensor)
    #expect(weights.shape == losses.shape)
    let amounts = zip(weights.elements, losses.elements).map { $0 * Double($1) }
    let size = amounts.reduce(0) { $0 + abs($1) }
    #expect(abs(amounts.reduce(0, +) - value) <= 1e-12 * size)
    let shares = try #require(found.maps.shares)
    #expect(shares.shape == weights.shape)
    for (share, amount) in zip(shares.elements, amounts) {
      #expect(abs(share * value - amount) <= 1e-12 * abs(amount))
    }
    #expect(abs(shares.elements.reduce(0, +) - 1) <= 1e-12 * size / abs(value))
    #expect(shares.tensor.shape == shares.shape)
  }

  @Test("shares of classes, samples and labels add up to the value", arguments: PropertyCase.all)
  func shares(of example: PropertyCase) throws {
    let found = try output(example.input(), example.settings)
    guard found.shares.why == nil else {
      #expect(found.shares.why == "this loss is not a sum of elements")
      // A loss of positions still belongs to samples; one that pools belongs to nobody.
      let isPooled = LossRun.pooled.contains(example.loss)
      #expect((found.shares.perSample == nil) == isPooled)
      #expect(found.shares.perSample.map { abs($0.reduce(0, +) - 1) < 1e-12 } ?? true)
      return
    }
    for shares in [found.shares.perClass, found.shares.perSample] {
      #expect(abs(try #require(shares).reduce(0, +) - 1) < 1e-12)
    }
    let positives = try #require(found.shares.perClassPositives)
    #expect(abs(positives.reduce(0, +) - (found.shares.positives ?? .nan)) < 1e-12)
  }

  @Test("shares of the gradient add up to 1", arguments: PropertyCase.all)
  func gradientShares(of example: PropertyCase) throws {
    let found = try output(example.input(), example.settings, [.gradient])
    let shares = try #require(found.gradientShares)
    #expect(shares.why == nil)
    let lists: [[Double]?] = [
      shares.perClass, shares.perSample, [shares.positives ?? .nan, shares.negatives ?? .nan],
      [shares.correct ?? .nan, shares.wrong ?? .nan],
    ]
    for list in lists { #expect(abs(try #require(list).reduce(0, +) - 1) < 1e-12) }
    let gradient = try #require(found.maps.logitGradient ?? found.maps.gradient)
    let size = gradient.elements.reduce(0) { $0 + Double(abs($1)) }
    let means = try #require(shares.perClassMean)
    #expect(abs(means.reduce(0, +) * Double(gradient.shape.count / 3) - size) <= 1e-12 * size)
  }

  @Test("the gradient is 0 where a mask or a weight is", arguments: PropertyCase.all)
  func maskedGradient(of example: PropertyCase) throws {
    let input = example.input()
    guard input.sampleWeight != nil else { return }
    let maps = try output(input, example.settings, [.gradient, .weights]).maps
    let weights = try #require(maps.weights)
    let size = 18 / weights.elements.count
    let zeros = weights.elements.indices.filter { weights.elements[$0] == 0 }
    #expect(zeros.count == (example.convention == .pytorch ? 1 : 2))
    for gradient in [maps.gradient, maps.logitGradient].compactMap({ $0 }) {
      for index in zeros {
        #expect(gradient.elements[(index * size)..<((index + 1) * size)].allSatisfy { $0 == 0 })
      }
      #expect(gradient.elements.allSatisfy { $0.sign == .plus || $0 != 0 }, "no −0")
    }
  }

  @Test("what is asked for changes nothing else, on any count of threads")
  func asking() throws {
    for example in PropertyCase.all {
      var plain = try output(example.input(), example.settings)
      var settings = example.settings
      settings.threads = 1
      let one = try output(example.input(), settings, Set(Explanation.allCases))
      settings.threads = 3
      let many = try output(example.input(), settings, Set(Explanation.allCases))
      #expect(one == many)
      #expect(plain.maps == Maps())
      plain.maps = one.maps
      plain.gradientShares = one.gradientShares
      #expect(plain == one)
    }
  }

  @Test("samples in another order come to the same", arguments: PropertyCase.all)
  func permutation(of example: PropertyCase) throws {
    let input = example.input()
    var turned = input
    func reordered(_ source: any SampleSource) throws -> Tensor {
      let tensor = try #require(source as? Tensor)
      return try Tensor(
        shape: tensor.shape, elements: [2, 0, 1].flatMap { tensor.sample($0).elements })
    }
    turned.yTrue = try reordered(input.yTrue)
    turned.yPred = try reordered(input.yPred)
    turned.sampleWeight = try input.sampleWeight.map(reordered)
    turned.mask = try input.mask.map(reordered)
    let settings = example.settings
    let (first, second) = (
      try output(input, settings, [.gradient]), try output(turned, settings, [.gradient])
    )
    if example.pools {
      expectClose(try #require(second.value), try #require(first.value), "value")
    } else {
      #expect(first.value == second.value)
      let gradient = try #require(first.maps.gradient)
      #expect(try reordered(gradient) == second.maps.gradient)
    }
  }

  @Test("a mask of ones and weights of ones change nothing", arguments: PropertyCase.all)
  func identities(of example: PropertyCase) throws {
    guard example.isWeighted else { return }
    var input = example.input()
    let ones = Tensor(
      repeating: 1, shape: example.convention == .pytorch ? [3, 2, 3] : [3, 2])
    (input.mask, input.sampleWeight) = (nil, nil)
    let value = try #require(try output(input, example.settings).value)
    input.sampleWeight = ones
    #expect(try output(input, example.settings).value == value)
    guard example.convention != .pytorch else { return }
    input.mask = ones
    #expect(try output(input, example.settings).value == value)
    input.sampleWeight = nil
    #expect(try output(input, example.settings).value == value)
  }

  @Test("predictions of one axis take weights of that axis, as PyTorch has it")
  func row() throws {
    let (y, p, w) = (
      Tensor(shape: [3]) { $0 == 1 ? 0 : 1 }, Tensor(shape: [3]) { Float($0 + 1) / 4 },
      Tensor(shape: [3]) { Float($0) }
    )
    let settings = FoldSettings(convention: .pytorch)
    for loss in ["binary_crossentropy", "mean_squared_error", "huber"] {
      var row = FoldInput(yTrue: y, yPred: p, loss: loss, sampleWeight: w)
      let found = try output(row, settings, Set(Explanation.allCases))
      row.yTrue = try y.reshaped(to: [3, 1])
      row.yPred = try p.reshaped(to: [3, 1])
      row.sampleWeight = try w.reshaped(to: [3, 1])
      let column = try output(row, settings, Set(Explanation.allCases))
      #expect(found.value == column.value)
      #expect(found.maps.weights?.elements == column.maps.weights?.elements)
      #expect(found.maps.gradient?.elements == column.maps.gradient?.elements)
    }
    var logits = FoldInput(yTrue: y, yPred: p, fromLogits: true, posWeight: w)
    let found = try output(logits, settings, [.gradient])
    logits.yTrue = try y.reshaped(to: [1, 3])
    logits.yPred = try p.reshaped(to: [1, 3])
    let other = try output(logits, settings, [.gradient])
    #expect(found.value == other.value)
    #expect(found.maps.gradient?.elements == other.maps.gradient?.elements)
  }

  @Test("batches come to the whole where nothing weighs or pools", arguments: PropertyCase.all)
  func batches(of example: PropertyCase) throws {
    guard !example.pools else { return }
    var input = example.input()
    (input.mask, input.sampleWeight) = (nil, nil)
    input.classWeight = nil
    let whole = try Trace(of: input, example.settings)
    for size in 1...4 {
      var settings = example.settings
      settings.batchSize = size
      let parted = try Trace(of: input, settings)
      #expect(parted.outputs == whole.outputs)
      #expect(parted.batches.map(\.size).reduce(0, +) == 3)
      // tf-keras compiles the loss that batches run, and its cross-entropy then differs a little.
      expectClose(
        try #require(parted.epoch), try #require(whole.total), "batches of \(size)",
        relative: example.convention == .tfKeras ? 1e-6 : 1e-12, absolute: 0)
    }
  }
}
