import Foundation
import Reductions
import TestSupport
import Tensors
import Testing

@Suite("The gradient")
struct GradientTests {
  private func output(
    _ input: FoldInput, _ settings: FoldSettings, _ explaining: Set<Explanation> = [.gradient]
  ) throws -> Output {
    var settings = settings
    settings.explaining = explaining
    return try Trace(of: input, settings).outputs[0]
  }

  @Test("is what a small change of each prediction does", arguments: PropertyCase.all)
  func predictions(of example: PropertyCase) throws {
    let input = example.input([2, 2, 3])
    let gradient = try #require(try output(input, example.settings).maps.gradient)
    let predictions = try #require(input.yPred as? Tensor)
    let size = gradient.elements.reduce(0) { max($0, abs(Double($1))) }
    #expect(size > 0)
    for element in predictions.elements.indices {
      let expected = try centralDifference(step: 1 / 32) { change in
        var changed = input
        changed.yPred = Tensor(shape: predictions.shape) {
          predictions.elements[$0] + ($0 == element ? Float(change) : 0)
        }
        return try #require(try Trace(of: changed, example.settings).outputs[0].value)
      }
      expectClose(
        Double(gradient.elements[element]), expected, "element \(element)", relative: 1e-3,
        absolute: 1e-4 * size)
    }
  }

  @Test(
    "with respect to logits is what a small change of each does",
    arguments: PropertyCase.all.filter { !$0.pools || $0.convention == .keras2 })
  func logits(of example: PropertyCase) throws {
    let isSoftmax = example.loss.contains("categorical")
    var ofLogits = example
    ofLogits.fromLogits = true
    let start = ofLogits.predictions([2, 2, 3]).elements.map(Double.init)
    /// The example's input, its predictions made of logits by a network's last layer.
    func input(_ logits: [Double]) -> FoldInput {
      var input = example.input([2, 2, 3])
      if example.takesLogits { return input }
      let powers = logits.map(exp)
      input.yPred = Tensor(shape: [2, 2, 3]) { index in
        let row = (index / 3 * 3)..<(index / 3 * 3 + 3)
        let sum = isSoftmax ? row.reduce(0) { $0 + powers[$1] } : 1 + powers[index]
        return Float(powers[index] / sum)
      }
      return input
    }
    let maps = try output(input(start), example.settings).maps
    let gradient = try #require(maps.gradient)
    guard let ofLogit = maps.logitGradient else {
      #expect(
        maps.whyNoLogits == "the loss takes no probabilities, so no logits stand behind them")
      return
    }
    if example.takesLogits {
      #expect(ofLogit == gradient)
      return
    }
    let size = ofLogit.elements.reduce(0) { max($0, abs(Double($1))) }
    for element in start.indices {
      let expected = try centralDifference(step: 1 / 16) { change in
        var logits = start
        logits[element] += change
        return try #require(try Trace(of: input(logits), example.settings).outputs[0].value)
      }
      expectClose(
        Double(ofLogit.elements[element]), expected, "element \(element)", relative: 1e-3,
        absolute: 1e-4 * size)
    }
  }

  /// The gradient of one label and one prediction, and with respect to its logit.
  private func single(
    _ convention: Convention, _ y: Float, _ p: Float, loss: String = "binary_crossentropy",
    fromLogits: Bool = false
  ) throws -> [Float?] {
    let input = FoldInput(
      yTrue: Tensor(repeating: y, shape: [1, 1]), yPred: Tensor(repeating: p, shape: [1, 1]),
      loss: loss, fromLogits: fromLogits)
    let settings = FoldSettings(
      convention: convention, reduction: convention == .optax ? "mean" : nil)
    let maps = try output(input, settings).maps
    return [maps.gradient?.elements[0], maps.logitGradient?.elements[0]]
  }

  @Test(
    "of a missed pixel that is saturated is 0 in Keras: no logarithm's slope passes the clip",
    arguments: [Convention.keras2, .tfKeras, .keras3])
  func saturation(convention: Convention) throws {
    #expect(try single(convention, 1, 0) == [0, 0])
    #expect(try single(convention, 0, 1) == [0, 0])
    #expect(try single(convention, 1, 9e-8) == [0, 0])
    #expect(try single(convention, 1, 0, loss: "categorical_crossentropy")[0]?.isNaN == true)
    // At the clip itself it passes.
    let edge = try #require(try single(convention, 1, 1e-7)[0])
    expectClose(Double(edge), convention == .tfKeras ? -5e6 : -1e7, "edge", relative: 1e-6)
    // From logits nothing is clipped.
    let logits = try #require(try single(convention, 1, -100, fromLogits: true)[1])
    #expect(logits == -1)
  }

  @Test("of PyTorch's cross-entropy divides by no less than 1e-12")
  func pytorch() throws {
    #expect(try single(.pytorch, 1, 0) == [-1e12, 0])
    #expect(try single(.pytorch, 0, 1) == [1e12, 0])
    #expect(try single(.pytorch, 1, 1) == [0, 0])
    let found = try single(.pytorch, 1, 0.25)
    #expect(found == [-4, -0.75])
  }

  @Test(
    "at a kink is the framework's: 0 for an absolute value, the slope for a maximum",
    arguments: [
      (.keras3, "mean_absolute_error", 0.5, 0.5, 0), (.pytorch, "mean_absolute_error", 1, 1, 0),
      (.keras3, "hinge", -1, -1, 1), (.keras2, "squared_hinge", 1, 1, 0),
      (.keras3, "mean_squared_logarithmic_error", 0.5, -0.25, 0),
      (.keras3, "huber", 3, 2, -1), (.pytorch, "smooth_l1", 3, 2, -1),
      (.keras3, "kl_divergence", 1, 1.5, 0), (.optax, "l2", 1, 3, 2),
    ] as [(Convention, String, Float, Float, Float)])
  func kinks(convention: Convention, loss: String, y: Float, p: Float, expected: Float) throws {
    #expect(try single(convention, y, p, loss: loss) == [expected, nil])
  }

  @Test("of NaN is NaN, and nowhere else", arguments: PropertyCase.all)
  func nan(of example: PropertyCase) throws {
    var input = example.input([2, 2, 3])
    input.sampleWeight = nil
    input.mask = nil
    let predictions = try #require(input.yPred as? Tensor)
    input.yPred = Tensor(shape: [2, 2, 3]) { $0 == 4 ? .nan : predictions.elements[$0] }
    guard let found = try? output(input, example.settings) else {
      // PyTorch refuses it.
      #expect(example.convention == .pytorch)
      return
    }
    let gradient = try #require(found.maps.gradient?.elements)
    if !example.loss.contains("sparse") && !example.loss.contains("generalized") && !example.pools {
      #expect(gradient[4].isNaN)
    }
    if !example.pools {
      #expect(gradient[..<3].allSatisfy { !$0.isNaN })
      #expect(gradient[6...].allSatisfy { !$0.isNaN })
    }
    if gradient.contains(where: \.isNaN) {
      #expect(found.gradientShares?.why == "the gradient is not finite everywhere")
    }
  }

  @Test("has the shape of the predictions, classes last")
  func shapes() throws {
    for shape in [[3], [2, 3], [2, 2, 3], [2, 2, 1, 3]] as [Shape] {
      for convention in Convention.supported {
        var example = PropertyCase(convention: convention, loss: "binary_crossentropy")
        example.isWeighted = false
        example.fromLogits = convention == .optax
        let maps = try output(
          example.input(shape), example.settings, Set(Explanation.allCases)
        ).maps
        #expect(maps.gradient?.shape == shape)
        #expect(maps.logitGradient?.shape == shape)
        let isElements = convention == .pytorch || convention == .optax
        #expect(maps.weights?.shape == (isElements ? shape : shape.droppingLast))
        let sum = maps.shares?.elements.reduce(0, +) ?? .nan
        #expect(abs(sum - 1) < 1e-12)
      }
    }
    var example = PropertyCase(convention: .keras3, loss: "binary_crossentropy")
    example.isWeighted = false
    var input = example.input([2, 2, 2, 3])
    let last = try #require(try output(input, example.settings).maps.gradient)
    for source in [\FoldInput.yTrue, \FoldInput.yPred] {
      let tensor = try #require(input[keyPath: source] as? Tensor)
      input[keyPath: source] = tensor.transposed([0, 3, 1, 2])
    }
    input.classAxis = 1
    #expect(try output(input, example.settings).maps.gradient == last)
  }

  @Test("is left out where there is none, and says why")
  func why() throws {
    let circle = FoldInput(
      yTrue: Tensor(shape: [2]) { Float($0) }, yPred: Tensor(repeating: 0.5, shape: [2, 2]),
      loss: "circle")
    let settings = FoldSettings(convention: .keras3)
    var found = try output(circle, settings)
    #expect(found.maps.gradient == nil)
    #expect(found.maps.why == "the loss of a sample depends on every other sample of its batch")
    #expect(found.gradientShares?.why == found.maps.why)
    found = try output(FoldInput(losses: Tensor(repeating: 1, shape: [2])), settings)
    #expect(
      found.maps.why == "the losses were computed elsewhere, from predictions that are not here")
    let none = FoldSettings(convention: .keras3, reduction: "none")
    var example = PropertyCase(convention: .keras3, loss: "binary_crossentropy")
    found = try output(example.input(), none)
    #expect(found.maps.why == "the reduction leaves no single number")
    example.isWeighted = false
    var outside = example.input()
    outside.yPred = Tensor(repeating: 2, shape: [3, 2, 3])
    found = try output(outside, settings)
    #expect(found.maps.gradient?.elements.allSatisfy { $0 == 0 } == true)
    #expect(found.maps.whyNoLogits == "no logit stands behind a prediction outside [0, 1]")
    #expect(found.gradientShares?.withRespectTo == .prediction)
    #expect(found.gradientShares?.why == "the gradient is 0 everywhere")
  }

  @Test("of a loss of one's own is its slope's")
  func own() throws {
    var example = PropertyCase(convention: .keras3, loss: "")
    example.isWeighted = false
    var input = example.input()
    input.ownLoss = OwnLoss(name: "cubed", slope: { y, p in 3 * (p - y) * (p - y) }) { y, p in
      (p - y) * (p - y) * (p - y)
    }
    let found = try output(input, FoldSettings(convention: .keras3))
    let (y, p) = (try #require(input.yTrue as? Tensor), try #require(input.yPred as? Tensor))
    let gradient = try #require(found.maps.gradient)
    for index in gradient.elements.indices {
      let difference = Double(p.elements[index] - y.elements[index])
      expectClose(Double(gradient.elements[index]), difference * difference / 6, "\(index)")
    }
    input.ownLoss = OwnLoss(name: "cubed") { y, p in p - y }
    #expect(
      try output(input, FoldSettings(convention: .keras3)).maps.why
        == "your own loss came without its slope")
  }

  @Test("falls on classes and labels, in shares")
  func shares() throws {
    let input = FoldInput(
      yTrue: try Tensor(shape: [2, 2], elements: [1, 0, 0, 1]),
      yPred: try Tensor(shape: [2, 2], elements: [0.25, 0.25, 0.75, 0]))
    let shares = try #require(
      try output(input, FoldSettings(convention: .keras3)).gradientShares)
    #expect(shares.withRespectTo == .logit)
    // |p − y| ÷ 4: .75, .25, .75, and 0 where the clip is active.
    expectClose(shares.perClass?[0] ?? 0, 1.5 / 1.75, "class 0")
    expectClose(shares.perClassMean?[1] ?? 0, 0.25 / 8, "mean of class 1")
    expectClose(shares.perSample?[1] ?? 0, 0.75 / 1.75, "sample 1")
    expectClose(shares.positives ?? 0, 0.75 / 1.75, "positives")
    expectClose(shares.negatives ?? 0, 1 / 1.75, "negatives")
    expectClose(shares.correct ?? 0, 0.25 / 1.75, "correct")
    expectClose(shares.wrong ?? 0, 1.5 / 1.75, "wrong")
    #expect(shares.stuck == 0.25)
  }
}
