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
    _ input: FoldInput, _ settings: FoldSettings, isCompiled: Bool
  ) throws(ReductionError) -> FoldPlan {
    let reduction = try reduction(settings)
    var input = aligned(input.withClassesLast(input.classAxis ?? -1))
    let loss = try input.resolvedLoss(settings, isCompiled: isCompiled)
    try checkShapes(&input, loss)
    try loss.check?(input.yTrue, input.yPred)
    var warnings: [String] = []
    if let classWeight = input.classWeight {
      input.sampleWeight = try sampleWeights(classWeight, input, settings)
    }
    let (positions, pooled) = try loss.returned(for: input)
    if let ignored = loss.ignoredIndex {
      input.mask = try mask(ignoring: ignored, input)
    }
    if loss.masksZeros, let pooled {
      let valid = Tensor(shape: pooled.shape) { pooled.elements[$0] == 0 ? 0 : 1 }
      input.mask = input.mask.flatMap { $0.multiplied(by: valid) } ?? valid
    }
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
    return FoldPlan(
      yTrue: input.yTrue, yPred: input.yPred, loss: loss, reduction: reduction,
      positions: positions, result: weighting.result, weighted: weighting.result,
      mask: weighting.mask, weights: weighting.weights,
      maskDivisor: scalesMask ? maskDivisor(input.mask) : 1, weightSum: weighting.sum,
      pooled: pooled, leavesTensor: reduction == "none" || weighting.result.rank == 0,
      isBatchBound: loss.isBatchBound || input.sampleWeight != nil || input.mask != nil
        || (!isKeras3 && LossFunction.isCompiledDifferently(loss.name)),
      warnings: warnings)
  }

  func scaling(_ plan: FoldPlan, _ totals: Totals, positions: Int) -> Scaling {
    let divisor: Double
    switch plan.reduction {
    case "none": divisor = 1
    case "sum": divisor = 1
    case "mean_with_sample_weight": divisor = plan.weightSum ?? Double(positions)
    default: divisor = Double(positions)
    }
    // A loss that is a scalar already comes back as it is.
    let isScalar = plan.result.rank == 0
    let denominator = (isScalar ? 1 : divisor) * plan.maskDivisor
    let sum = totals.lossSum
    let value: Double? =
      if plan.reduction == "none", !isScalar {
        nil
      } else if divisor == 0 || plan.maskDivisor == .infinity {
        // Both frameworks divide by a count without NaN; only Keras 3 does so for a mask.
        0
      } else {
        sum / denominator
      }
    return Scaling(
      maskDivisor: plan.maskDivisor, weightDivisor: plan.maskDivisor, denominator: denominator,
      value: value)
  }

  func steps(_ context: StepContext) -> [Step] {
    let plan = context.plan
    var steps = context.elementwise + [context.perPosition]
    let scale = plan.maskDivisor == 1 ? "" : ", × all ÷ valid positions"
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
      case "mean_with_sample_weight" where plan.weightSum != nil:
        ("sum ÷ the weights' sum", "Σ ℓ / Σ w")
      default: ("mean over \(plan.result) positions", "Σ ℓ / \(count)")
      }
    return steps + [context.output(operation, formula: formula, shape: plan.result)]
  }

  var name: String { isKeras3 ? "Keras 3" : "tf-keras" }

  /// valid / all entries of the mask, by which a mean is divided; Keras 3 makes ∞ of nothing valid.
  private func maskDivisor(_ mask: Tensor?) -> Double {
    guard let mask else { return 1 }
    let valid = mask.exactSum
    return valid == 0 && isKeras3 ? .infinity : valid / Double(mask.shape.count)
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
  private func mask(ignoring ignored: Float, _ input: FoldInput) throws(ReductionError) -> Tensor {
    do throws(TensorError) {
      let labels = try input.yTrue.materialised()
      let valid = Tensor(shape: labels.shape) { labels.elements[$0] == ignored ? 0 : 1 }
      return input.mask.flatMap { $0.multiplied(by: valid) } ?? valid
    } catch {
      throw .unreadable(error)
    }
  }

  private func sampleWeights(
    _ weights: [Int: Float], _ input: FoldInput, _ settings: FoldSettings
  ) throws(ReductionError) -> Tensor {
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
  var mask: Tensor?
  var weights: Tensor?
  /// The sum of their product before it is repeated; nil where there is neither.
  var sum: Double?

  init(
    mask: Tensor?, weights: Tensor?, positions: Shape, isKeras3: Bool
  ) throws(ReductionError) {
    guard mask != nil || weights != nil else {
      result = positions
      return
    }
    var (mask, weights) = (mask, weights)
    let combined: Tensor
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
    sum = combined.exactSum
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

extension Tensor {
  /// This factor of a product, its last axis dropped or added as the product's was; nil where its
  /// rank is another or the axis is no 1.
  fileprivate func realigned(from product: Shape, to aligned: Shape) -> Tensor? {
    guard shape.rank == product.rank else { return nil }
    if aligned.rank > product.rank { return viewed(as: shape.appending(1)) }
    if aligned.rank < product.rank { return shape[-1] == 1 ? viewed(as: shape.droppingLast) : nil }
    return self
  }
}

extension SampleSource {
  /// The same elements under another shape with as many samples, or all in memory.
  func viewed(as shape: Shape) -> any SampleSource {
    if self.shape == shape { return self }
    if shape.rank > 1, self.shape.rank > 1, shape[0] == self.shape[0] {
      return ReshapedSource(base: self, shape: shape)
    }
    guard let tensor = try? materialised() else { return self }
    return tensor.viewed(as: shape)
  }
}
