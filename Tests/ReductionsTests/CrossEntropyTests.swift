import Tensors
import Testing

@testable import Reductions

@Suite("PyTorch's cross-entropy")
struct CrossEntropyTests {
  static let logits: [Float] = [2, 1, 0.1, 0.5, 2.5, 0.3, 0.2, 0.2, 3]
  static let weights: [Int: Float] = [0: 1, 1: 2, 2: 0.5]

  /// The losses and the weights of three positions whose classes are 0, 1 and 1.
  private func run(
    _ labels: [Float] = [0, 1, 1], options: [String: String] = [:], weights: [Int: Float]? = nil
  ) throws -> (losses: [Double], weights: [Double]) {
    var setting = LossSetting(convention: .pytorch, options: options, shape: [3, 3])
    setting.classWeight = weights
    setting.labelShape = [3]
    let run = try LossRun("cross_entropy", setting)
    let labels = try Tensor(shape: [3], elements: labels)
    let losses = try run.positions(labels, Tensor(shape: [3, 3], elements: Self.logits))
    let positions = try CrossEntropy.positionWeights(labels: labels, setting: setting)
      .materialised()
    return (losses.map(Double.init), positions.elements.map(Double.init))
  }

  private func mean(_ run: (losses: [Double], weights: [Double])) -> Double {
    run.losses.reduce(0, +) / run.weights.reduce(0, +)
  }

  @Test("is the mean over positions, or over their weights")
  func means() throws {
    expectClose(mean(try run()), 1.18395124, "plain")
    expectClose(mean(try run(weights: Self.weights)), 1.33733548, "weighted")
    let losses = try run(weights: Self.weights).losses
    expectClose(losses.reduce(0, +) / 3, 2.22889247, "naive")
    expectClose(mean(try run(options: ["label_smoothing": "0.1"])), 1.23172902, "smoothed")
    let ignoring = try run([0, -100, 1])
    expectClose(mean(ignoring), 1.66590210, "row 1 ignored")
    #expect(ignoring.losses[1] == 0)
    #expect(ignoring.weights == [1, 0, 1])
    #expect(mean(try run([-100, -100, -100])).isNaN)
  }

  @Test("takes probabilities where labels have the shape of the logits")
  func probabilities() throws {
    var setting = LossSetting(convention: .pytorch, shape: [1, 3])
    setting.labelShape = [1, 3]
    setting.classWeight = [1: 2]
    let run = try LossRun("cross_entropy", setting)
    let labels = try Tensor(shape: [1, 3], elements: [0.25, 0.5, 0.25])
    let found = try run.positions(labels, Tensor(repeating: 7, shape: [1, 3]))
    expectClose(Double(found[0]), 1.5 * 1.098_612_3, "loss")
    #expect(
      try CrossEntropy.positionWeights(labels: labels, setting: setting).materialised()
        == Tensor(repeating: 1, shape: [1]))
  }

  @Test("looks up the label's own logarithm only, so −∞ elsewhere does not matter")
  func infinity() throws {
    var setting = LossSetting(convention: .pytorch, shape: [1, 3])
    setting.labelShape = [1]
    let run = try LossRun("cross_entropy", setting)
    let logits = try Tensor(shape: [1, 3], elements: [0, 0, -.infinity])
    let found = try run.positions(Tensor(repeating: 1, shape: [1]), logits)
    expectClose(Double(found[0]), 0.693_147_18, "loss")
  }

  @Test(
    "refuses a target that names no class", arguments: [(3, "Target 3"), (-1, "Target -1")])
  func refusals(label: Int, beginning: String) throws {
    let run = try LossRun("cross_entropy", LossSetting(convention: .pytorch, shape: [2, 3]))
    let labels = try Tensor(shape: [2], elements: [-100, Float(label)])
    let error = #expect(throws: ReductionError.self) {
      try run.check(labels, Tensor(repeating: 0, shape: [2, 3]))
    }
    #expect(
      error?.sentence
        == "\(beginning) is out of bounds: PyTorch takes 0 to 2, and ignores -100.")
  }
}
