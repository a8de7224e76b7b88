import Tensors
import Testing

@testable import Reductions

/// A loss run as the engine runs it, without masks and reductions: what the loss function returns.
struct LossRun {
  var setting: LossSetting
  var loss: LossFunction

  init(_ name: String, _ setting: LossSetting) throws {
    self.setting = setting
    loss = try LossCatalog.loss(name, setting)
  }

  /// The loss of each element, or of each position where elements have none.
  ///
  /// - Parameter yTrue: Labels as the loss takes them: as many as predictions, or class indices.
  func elements(_ yTrue: Tensor, _ yPred: Tensor) throws -> [Float] {
    let kernel: LossFunction.Kernel
    var losses: [Float]
    switch loss.body {
    case .whole(let body): return try body(yTrue, yPred).elements
    case .elements(_, let body):
      kernel = body
      losses = Array(repeating: -1, count: yPred.elements.count)
    case .rows(let body):
      kernel = body
      losses = Array(repeating: -1, count: yPred.elements.count / setting.classCount)
    }
    let labels = loss.labels == .classIndices ? oneHot(yTrue.elements) : yTrue.elements
    #expect(labels.count == yPred.elements.count)
    let auxiliary = try loss.auxiliary.map { weights in
      try (0..<setting.shape.sampleCount).flatMap { try weights.sample($0) }
    }
    let extra = auxiliary ?? []
    var span = losses.mutableSpan
    kernel(labels.span, yPred.elements.span, extra.span, setting.classCount, &span)
    return losses
  }

  /// What the loss function returns, flattened.
  func positions(_ yTrue: Tensor, _ yPred: Tensor) throws -> [Float] {
    let elements = try elements(yTrue, yPred)
    guard case .elements(let fold, _) = loss.body, fold != .none else { return elements }
    let count = setting.classCount
    return stride(from: 0, to: elements.count, by: count).map { row in
      let sum = elements[row..<(row + count)].reduce(0.0) { $0 + Double($1) }
      return Float(sum / fold.divisor(classes: count))
    }
  }

  private func oneHot(_ labels: [Float]) -> [Float] {
    labels.flatMap { label in
      (0..<setting.classCount).map { label == Float($0) && label != loss.ignoredIndex ? 1 : 0 }
    }
  }
}

extension LossRun {
  /// Whether the framework would refuse the values.
  func check(_ yTrue: Tensor, _ yPred: Tensor) throws(ReductionError) {
    try loss.check?(yTrue.elements.span, yPred.elements.span)
  }

  static let pooled = ["dice", "jaccard", "tversky", "circle", "weighted_bce_dice"]

  /// The loss of a vector, its labels and its predictions, the class axis last.
  static func of(_ golden: Golden, isCompiled: Bool = false) throws -> (LossRun, Tensor, Tensor) {
    let name = try #require(golden.loss)
    let convention = try #require(golden.convention.flatMap(Convention.init(rawValue:)))
    var (yTrue, yPred) = (try #require(golden.yTrue).tensor, try #require(golden.yPred).tensor)
    var options = golden.options?.mapValues(\.text) ?? [:]
    let fromLogits = options.removeValue(forKey: "from_logits") == "true"
    options["ignore_index"] = golden.ignoreIndex.map { "\($0)" }
    options["smooth"] = golden.diceSmooth.map { "\($0)" }
    options["class_weights"] = golden.channelWeights?.map { "\($0)" }.joined(separator: ",")
    if name == "cross_entropy" {
      if yTrue.shape == yPred.shape { yTrue = lastAxis(ofSecond: yTrue) }
      yPred = lastAxis(ofSecond: yPred)
    }
    var shape = yPred.shape
    if let positions = golden.expect.perPosition, !pooled.contains(name),
      convention != .pytorch, convention != .optax
    {
      // Keras squeezes an axis of 1 that only one of the two has.
      let count = positions.data.count
      shape = Shape(positions.shape).appending(count == 0 ? 1 : yPred.elements.count / count)
    }
    var setting = LossSetting(
      convention: convention, fromLogits: fromLogits || golden.fromLogits == true,
      options: options, shape: shape)
    setting.posWeight = golden.posWeight?.tensor
    setting.isCompiled = isCompiled
    setting.labelShape = yTrue.shape
    setting.labelsAreBinary = yTrue.elements.allSatisfy { $0 == 0 || $0 == 1 }
    if name == "cross_entropy" { setting.classWeight = golden.classWeight?.weights }
    return (try LossRun(name, setting), yTrue, yPred)
  }

  private static func lastAxis(ofSecond tensor: Tensor) -> Tensor {
    tensor.transposed([0] + Array(2..<tensor.shape.rank) + [1])
  }
}

/// What the loss called `name` returns for labels and predictions, in rows of `classCount`.
func positions(
  _ name: String, _ convention: Convention, _ yTrue: [Float], _ yPred: [Float],
  classCount: Int = 1, shape: Shape? = nil, options: [String: String] = [:],
  _ change: (inout LossSetting) -> Void = { _ in }
) throws -> [Float] {
  let shape = shape ?? [yPred.count / classCount, classCount]
  var setting = LossSetting(convention: convention, options: options, shape: shape)
  change(&setting)
  let run = try LossRun(name, setting)
  let isIndices = yTrue.count != yPred.count
  let labels = try Tensor(shape: isIndices ? [yTrue.count] : shape, elements: yTrue)
  return try run.positions(labels, Tensor(shape: shape, elements: yPred))
}
