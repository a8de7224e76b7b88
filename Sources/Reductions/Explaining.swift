import Tensors

/// Makes the maps of an output whose samples have been folded.
struct Explaining {
  let plan: FoldPlan
  let settings: FoldSettings
  let scaling: Scaling
  /// The step `per-position`, where it is kept.
  let positions: [Float]

  private(set) var maps = Maps()
  private(set) var shares: GradientShares?

  init(
    _ plan: FoldPlan, _ settings: FoldSettings, _ scaling: Scaling, positions: [Float]
  ) throws(ReductionError) {
    self.plan = plan
    self.settings = settings
    self.scaling = scaling
    self.positions = positions
    let asked = settings.explaining
    guard let value = scaling.value else {
      maps.why = "the reduction leaves no single number"
      if asked.contains(.gradient) { shares = GradientShares(why: maps.why ?? "") }
      return
    }
    let weights = try weights(value)
    if asked.contains(.weights) {
      maps.weights = PositionMap(shape: plan.positions, elements: weights)
    }
    if asked.contains(.positionShares), value.isFinite, value != 0 {
      maps.shares = PositionMap(
        shape: plan.positions, elements: zip(positions, weights).map { Double($0) * $1 / value })
    }
    if asked.contains(.gradient) { try differentiate(weights) }
  }

  /// By what each position's loss enters the number.
  private func weights(_ value: Double) throws(ReductionError) -> [Double] {
    do throws(TensorError) {
      return try weightsOfPositions(value)
    } catch {
      throw .unreadable(error)
    }
  }

  private func weightsOfPositions(_ value: Double) throws(TensorError) -> [Double] {
    try requireMemory(for: plan.positions.count * 2)
    let fold =
      plan.repeatsLoss
      ? try plan.sampleFoldBeforeRepeating(settings) : plan.sampleFold(settings)
    let shape = plan.repeatsLoss ? plan.positions : plan.result
    let sampleCount = plan.isRowOfLosses ? 1 : shape.sampleCount
    let size = sampleCount == 0 ? 0 : shape.count / sampleCount
    let denominator = scaling.denominator
    // Keras 3 and tf-keras give 0 rather than divide by nothing.
    let isNothing = !value.isNaN && (denominator == 0 || denominator.isInfinite)
    guard fold.mask != nil || fold.weights != nil else {
      return Array(repeating: isNothing ? 0 : 1 / denominator, count: sampleCount * size)
    }
    var weights: [Double] = []
    weights.reserveCapacity(sampleCount * size)
    for sample in 0..<sampleCount {
      let factors = fold.multipliers(try fold.factors(sample..<(sample + 1))) ?? []
      weights += factors.map { isNothing ? 0 : Double($0) / denominator }
    }
    return weights
  }

  private mutating func differentiate(_ weights: [Double]) throws(ReductionError) {
    guard let derivative = plan.loss.derivative else {
      maps.why = plan.loss.whyNoDerivative
      shares = GradientShares(why: plan.loss.whyNoDerivative)
      return
    }
    do throws(TensorError) {
      try requireMemory(for: plan.yPred.shape.count * 2)
    } catch {
      throw .unreadable(error)
    }
    let isRow = plan.yPred.shape.rank == 1
    let fold = GradientFold(
      yTrue: isRow ? SingleRow(base: plan.yTrue) : plan.yTrue,
      yPred: isRow ? SingleRow(base: plan.yPred) : plan.yPred,
      loss: plan.loss, weights: weights, labels: plan.sampleFold(settings),
      threads: settings.threads)
    let gradient: [Float]
    switch derivative.body {
    case .rows(let kernel): gradient = try fold.gradient(kernel)
    case .whole(let pullback):
      gradient = try pullback(plan.yTrue.tensor(), plan.yPred.tensor(), weights).elements
    }
    let shape = plan.yPred.shape
    maps.gradient = try? Tensor(shape: shape, elements: gradient)

    var ofLogits: [Float]?
    switch derivative.link {
    case .logits:
      ofLogits = gradient
      shares = try fold.shares(gradient, of: .logit)
    case .none: maps.whyNoLogits = "the loss takes no probabilities, so no logits stand behind them"
    case .sigmoid, .softmax:
      if try fold.hasProbabilities() {
        let (logitGradient, logitShares) = try fold.pulledBack(gradient, through: derivative.link)
        (ofLogits, shares) = (logitGradient, logitShares)
      } else {
        maps.whyNoLogits = "no logit stands behind a prediction outside [0, 1]"
      }
    }
    maps.logitGradient = ofLogits.flatMap { try? Tensor(shape: shape, elements: $0) }
    if ofLogits == nil { shares = try fold.shares(gradient, of: .prediction) }
  }
}

extension SampleSource {
  /// All elements in memory.
  fileprivate func tensor() throws(ReductionError) -> Tensor {
    do throws(TensorError) {
      return try materialised()
    } catch {
      throw .unreadable(error)
    }
  }
}
