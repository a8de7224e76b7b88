import Tensors

/// The rules of tf-keras 2.21 and of Keras 3.15, which share their bones.
///
/// - Source: tf-keras 2.21, `utils/losses_utils.py`; Keras 3.15, `losses/loss.py`.
struct ModernKeras: Rules {
  let isKeras3: Bool

  var reductions: [String] {
    isKeras3
      ? ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"]
      : ["sum_over_batch_size", "sum", "none"]
  }

  func plan(
    _ input: FoldInput, _ settings: FoldSettings
  ) throws(ReductionError) -> FoldPlan {
    let reduction = try reduction(settings)
    var input = aligned(input.withClassesLast(input.classAxis ?? -1))
    let (loss, other) = try input.resolvedLoss(settings)
    try checkShapes(&input, loss)
    var labelCheck: (@Sendable (Span<Float>) throws(ReductionError) -> Void)?
    var warnings: [String] = []
    if let classWeight = input.classWeight {
      input.sampleWeight = try sampleWeights(classWeight, input, settings)
      if !isKeras3 {
        labelCheck = ClassWeights.check(classWeight, input.yTrue.shape, name)
      }
    }
    let (positions, pooled) = try loss.returned(for: input)
    if let ignored = loss.ignoredIndex {
      input.mask = mask(ignoring: ignored, input)
    }
    if loss.masksZeros, let pooled {
      let valid = Tensor(shape: pooled.shape) { pooled.elements[$0] == 0 ? 0 : 1 }
      input.mask = input.mask.flatMap { $0.multiplied(by: valid) } ?? valid
    }
    let samples = input.yPred.shape.sampleCount
    let weighting = try Weighting(
      mask: input.mask, weights: input.sampleWeight, positions: positions, isKeras3: isKeras3)
    if let weights = input.sampleWeight, weights.shape.rank == 1, positions.rank > 1,
      weighting.weights?.shape == weights.shape, weights.shape.count > 1
    {
      warnings.append(
        "The weights have shape \(weights.shape) and the loss \(positions): "
          + "they are repeated along its last axis, not along its samples, as \(name) does. "
          + "For one weight a sample give them the shape "
          + "\(Shape([weights.shape.count] + positions.extents.dropFirst().map { _ in 1 })).")
    }
    let scalesMask = reduction == "sum_over_batch_size" || reduction == "mean"
    let scaled = scalesMask ? input.mask : nil
    return FoldPlan(
      yTrue: input.yTrue, yPred: input.yPred, loss: loss, other: other, reduction: reduction,
      positions: positions, result: weighting.result, weighted: weighting.result,
      mask: weighting.mask, weights: weighting.weights,
      maskTally: try scaled.map { (mask) throws(ReductionError) in
        try Tally(mask, sampleCount: samples)
      },
      weightTally: try weighting.combined.map { (weights) throws(ReductionError) in
        try Tally(weights, sampleCount: samples)
      },
      pooled: pooled, leavesTensor: reduction == "none" || weighting.result.rank == 0,
      labelCheck: labelCheck, warnings: warnings)
  }

  func scaling(_ plan: FoldPlan, _ totals: ScalingSums, positions: Int) -> Scaling {
    let divisor: Double
    switch plan.reduction {
    case "none": divisor = 1
    case "sum": divisor = 1
    case "mean_with_sample_weight": divisor = totals.weightSum(plan) ?? Double(positions)
    default: divisor = Double(positions)
    }
    let maskDivisor = maskDivisor(plan, totals)
    // A loss that is a scalar already comes back as it is.
    let isScalar = plan.result.rank == 0
    let denominator = (isScalar ? 1 : divisor) * maskDivisor
    let sum = totals.lossSum
    let value: Double? =
      if plan.reduction == "none", !isScalar {
        nil
      } else if divisor == 0 || maskDivisor == .infinity {
        // Both frameworks divide by a count without NaN; only Keras 3 does so for a mask.
        0
      } else {
        sum / denominator
      }
    return Scaling(
      maskDivisor: maskDivisor, weightDivisor: maskDivisor, denominator: denominator,
      value: value)
  }

  func steps(_ context: StepContext) -> [Step] {
    let plan = context.plan
    var steps = context.elementwise + [context.perPosition]
    let scale = context.scaling.maskDivisor == 1 ? "" : ", × all ÷ valid positions"
    if plan.mask != nil {
      steps.append(
        context.step(
          .masked, "× mask\(scale)", formula: scale.isEmpty ? "ℓ·m" : "ℓ·m·n / Σm",
          shape: plan.result, moments: context.weighted.masked,
          dividedBy: context.scaling.maskDivisor))
    }
    if plan.weights != nil {
      steps.append(
        context.step(
          .weighted, "× weights", formula: "ℓ·w", shape: plan.result,
          moments: context.weighted.weighted, dividedBy: context.scaling.weightDivisor))
    }
    let count = plan.result.count
    let (operation, formula): (String, String) =
      switch plan.reduction {
      case "sum": ("sum over \(plan.result)", "Σ ℓ")
      case "mean_with_sample_weight" where plan.weightTally != nil:
        ("sum ÷ the weights' sum", "Σ ℓ / Σ w")
      default: ("mean over \(plan.result) positions", "Σ ℓ / \(count)")
      }
    return steps + [context.output(operation, formula: formula, shape: plan.result)]
  }

  var name: String { isKeras3 ? "Keras 3" : "tf-keras" }

  /// valid / all entries of the mask, by which a mean is divided; Keras 3 makes ∞ of nothing valid.
  private func maskDivisor(_ plan: FoldPlan, _ totals: ScalingSums) -> Double {
    guard let (valid, count) = totals.maskTally(plan) else { return 1 }
    return valid == 0 && isKeras3 ? .infinity : valid / Double(count)
  }

  /// Labels and predictions brought to one rank where they differ by a last axis of 1.
  private func aligned(_ input: FoldInput) -> FoldInput {
    var input = input
    let (y, p) = (input.yTrue.shape, input.yPred.shape)
    if isKeras3 {
      let (yTrue, yPred) = Shape.keras3Aligned(y, p)
      input.yTrue = input.yTrue.viewed(as: yTrue)
      input.yPred = input.yPred.viewed(as: yPred)
    } else if p.rank == y.rank + 1, p[-1] == 1 {
      input.yPred = input.yPred.viewed(as: p.droppingLast)
    } else if y.rank == p.rank + 1, y[-1] == 1 {
      input.yTrue = input.yTrue.viewed(as: y.droppingLast)
    }
    return input
  }

  private func checkShapes(_ input: inout FoldInput, _ loss: LossFunction) throws(ReductionError) {
    let (y, p) = (input.yTrue.shape, input.yPred.shape)
    guard loss.labels == .classIndices else {
      guard y == p || input.ownLoss != nil else { throw .shapeMismatch(yTrue: y, yPred: p) }
      return
    }
    if y.rank == p.rank, y[-1] == 1 { input.yTrue = input.yTrue.viewed(as: y.droppingLast) }
    guard input.yTrue.shape == p.droppingLast else {
      throw .shapeMismatch(yTrue: y, yPred: p)
    }
  }

  /// A mask without the positions whose label is `ignored`, and without those masked before.
  private func mask(ignoring ignored: Float, _ input: FoldInput) -> any SampleSource {
    let valid = MappedSource(base: input.yTrue, shape: input.yTrue.shape) { labels in
      labels.indices.map { labels[$0] == ignored ? 0 : 1 }
    }
    return input.mask.flatMap { $0.multiplied(by: valid) } ?? valid
  }

  private func sampleWeights(
    _ weights: [Int: Float], _ input: FoldInput, _ settings: FoldSettings
  ) throws(ReductionError) -> any SampleSource {
    isKeras3
      ? try ClassWeights.keras3(weights, input)
      : try ClassWeights.tfKeras(weights, input, batchSize: settings.batchSize)
  }
}

/// How a mask and weights meet each other, and then the loss.
private struct Weighting {
  /// The shape of the loss once they have met it.
  var result: Shape
  /// Each broadcasts to the result.
  var mask: (any SampleSource)?
  var weights: (any SampleSource)?
  /// Their product before it is repeated; nil where there is neither.
  var combined: (any SampleSource)?

  init(
    mask: (any SampleSource)?, weights: (any SampleSource)?, positions: Shape, isKeras3: Bool
  ) throws(ReductionError) {
    guard mask != nil || weights != nil else {
      result = positions
      return
    }
    var (mask, weights) = (mask, weights)
    let combined: any SampleSource
    if let first = mask, let second = weights {
      let shapes = try Self.shapes(
        of: first.shape, weights: second.shape, role: "sample weight", isKeras3: isKeras3)
      mask = first.viewed(as: shapes.0)
      weights = second.viewed(as: shapes.1)
      guard let product = mask.flatMap({ $0.multiplied(by: weights ?? $0) }) else {
        throw .doesNotBroadcast(role: "sample weight", shape: second.shape, loss: first.shape)
      }
      combined = product
    } else if let only = mask ?? weights {
      combined = only
    } else {
      preconditionFailure("one of the two is there")
    }
    let role = weights == nil ? "mask" : "sample weight"
    let (losses, aligned) = try Self.shapes(
      of: positions, weights: combined.shape, role: role, isKeras3: isKeras3)
    guard let result = Shape.broadcast(losses, aligned) else {
      throw .doesNotBroadcast(
        role: role, shape: (weights ?? mask)?.shape ?? [], loss: positions)
    }
    self.result = result
    self.combined = combined
    let product = combined.viewed(as: aligned)
    // Each by itself where it can be seen by itself, else the product.
    if let mask, let weights {
      let both = [mask, weights].map { $0.realigned(from: combined.shape, to: aligned) }
      if let mask = both[0], let weights = both[1] {
        self.mask = mask
        self.weights = weights
      } else {
        self.weights = product
      }
    } else if mask != nil {
      self.mask = product
    } else {
      self.weights = product
    }
  }

  /// The shapes of losses and weights after the framework has brought them to one rank.
  private static func shapes(
    of losses: Shape, weights: Shape, role: String, isKeras3: Bool
  ) throws(ReductionError) -> (Shape, Shape) {
    if isKeras3 { return Shape.keras3Aligned(losses, weights) }
    guard let aligned = Shape.tfKerasAligned(weights: weights, to: losses) else {
      throw .doesNotBroadcast(role: role, shape: weights, loss: losses)
    }
    return (losses, aligned)
  }
}

extension SampleSource {
  /// This factor of a product, its last axis dropped or added as the product's was; nil where its
  /// rank is another or the axis is no 1.
  fileprivate func realigned(from product: Shape, to aligned: Shape) -> (any SampleSource)? {
    guard shape.rank == product.rank else { return nil }
    if aligned.rank > product.rank { return viewed(as: shape.appending(1)) }
    if aligned.rank < product.rank { return shape[-1] == 1 ? viewed(as: shape.droppingLast) : nil }
    return self
  }
}
