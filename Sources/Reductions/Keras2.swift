import Tensors

/// The rules of Keras 2.2.4.
///
/// - Source: Keras 2.2.4, `engine/training_utils.py`, `weighted_masked_objective`.
struct Keras2: Rules {
  let reductions = ["weighted_masked_objective"]

  /// Weights keep the leading axes, the others are averaged away first. Where no weights are given,
  /// Keras fills in a 1 for every sample.
  func plan(
    _ input: FoldInput, _ settings: FoldSettings
  ) throws(ReductionError) -> FoldPlan {
    let reduction = try reduction(settings)
    var input = input.withClassesLast(input.classAxis ?? -1)
    let loss = try input.resolvedLoss(settings).loss
    var warnings: [String] = []
    var labelCheck: (@Sendable (Span<Float>) throws(ReductionError) -> Void)?
    if loss.labels == .classIndices {
      guard input.yTrue.shape == input.yPred.shape.droppingLast.appending(1) else {
        throw .shapeMismatch(yTrue: input.yTrue.shape, yPred: input.yPred.shape)
      }
    } else {
      guard input.yTrue.shape == input.yPred.shape else {
        throw .shapeMismatch(yTrue: input.yTrue.shape, yPred: input.yPred.shape)
      }
    }
    if let classWeight = input.classWeight {
      if input.sampleWeight != nil {
        warnings.append("Keras 2.2.4 ignores class weights where sample weights are given.")
      } else {
        input.sampleWeight = try ClassWeights.keras2(classWeight, input.yTrue)
        labelCheck = ClassWeights.check(classWeight, input.yTrue.shape, "Keras 2.2.4")
      }
    }
    let (positions, pooled) = try loss.returned(for: input)
    if let mask = input.mask, Broadcast(mask, to: positions) == nil {
      throw .doesNotBroadcast(role: "mask", shape: mask.shape, loss: positions)
    }
    let weighted = Shape(Array(positions.extents.prefix(input.sampleWeight?.shape.rank ?? 1)))
    if let weights = input.sampleWeight {
      guard weights.shape.rank <= positions.rank else {
        throw .tooManyAxes(role: "sample weight", shape: weights.shape, loss: positions)
      }
      // A scalar would weigh no sample: Keras refuses it.
      guard weights.shape.rank > 0 || positions.rank == 0, Broadcast(weights, to: weighted) != nil
      else {
        throw .doesNotBroadcast(role: "sample weight", shape: weights.shape, loss: positions)
      }
      if weights.shape.rank > 2 || (weights.shape.rank == 2 && input.yPred.shape.rank < 3) {
        warnings.append(
          "Keras 2.2.4's fit takes sample weights of shape (batch) or, in temporal mode, "
            + "(batch, time); its objective folds \(weights.shape) all the same.")
      }
    }
    return FoldPlan(
      yTrue: input.yTrue, yPred: input.yPred, loss: loss, reduction: reduction,
      positions: positions, result: positions, weighted: weighted, mask: input.mask,
      weights: input.sampleWeight, pooled: pooled, labelCheck: labelCheck, warnings: warnings)
  }

  func scaling(_ plan: FoldPlan, _ totals: ScalingSums, positions: Int) -> Scaling {
    let fraction = totals.nonzeroWeightFraction
    let denominator = Double(positions) * totals.maskMean * fraction
    return Scaling(
      maskDivisor: totals.maskMean, weightDivisor: totals.maskMean * fraction,
      denominator: denominator, value: totals.lossSum / denominator)
  }

  func steps(_ context: StepContext) -> [Step] {
    let plan = context.plan
    var steps = context.elementwise + [context.perPosition]
    if plan.mask != nil {
      steps.append(
        context.step(
          .masked, "× mask, ÷ the mask's mean", formula: "ℓ·m / mean(m)", shape: plan.positions,
          moments: context.weighted.masked, dividedBy: context.scaling.maskDivisor))
    }
    let shape = plan.weighted
    let folded = Array(shape.rank..<plan.positions.rank)
    let hasWeights = plan.weights != nil
    let mean =
      folded.isEmpty ? [] : ["mean over \(Shape(folded.map { plan.positions[$0] })) positions"]
    let product = hasWeights ? ["× weights", "÷ the fraction of weights that are not 0"] : []
    if plan.positions.rank > 0 {
      steps.append(
        context.step(
          .weighted, (mean + product).isEmpty ? "× 1" : (mean + product).joined(separator: ", "),
          formula: (folded.isEmpty ? "ℓ" : "mean(ℓ)") + (hasWeights ? "·w / mean(w ≠ 0)" : ""),
          axes: folded, shape: shape, moments: context.weighted.weighted,
          dividedBy: context.scaling.weightDivisor))
    }
    steps.append(
      context.output(
        "mean over \(shape) \(shape.rank > 1 ? "weighted losses" : "samples")",
        formula: "Σ ℓ / \(shape.count)", shape: shape))
    return steps
  }
}
