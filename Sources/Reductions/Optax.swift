import Tensors

/// optax 0.2.8: losses reduce nothing over the batch; `mean` is what its users take.
struct Optax: Rules {
  let reductions = ["none", "mean", "sum"]

  func plan(
    _ input: FoldInput, _ settings: FoldSettings
  ) throws(ReductionError) -> FoldPlan {
    let reduction = try reduction(settings)
    let input = input.withClassesLast(input.classAxis ?? -1)
    let loss = try input.resolvedLoss(settings).loss
    guard input.yTrue.shape == input.yPred.shape else {
      throw .shapeMismatch(yTrue: input.yTrue.shape, yPred: input.yPred.shape)
    }
    guard input.sampleWeight == nil, input.mask == nil, input.classWeight == nil else {
      throw .refused(
        role: "optax", sentence: "Its losses take no weights and no mask, but one was given.",
        help: ["Multiply them into what the loss returns: --losses."])
    }
    let (positions, pooled) = try loss.returned(for: input)
    return FoldPlan(
      yTrue: input.yTrue, yPred: input.yPred, loss: loss, reduction: reduction,
      positions: positions, result: positions, weighted: positions, pooled: pooled,
      leavesTensor: reduction == "none")
  }

  func scaling(_ plan: FoldPlan, _ totals: ScalingSums, positions: Int) -> Scaling {
    let denominator = plan.reduction == "mean" ? Double(positions) : 1
    let isLeft = plan.reduction == "none" && plan.positions.rank > 0
    return Scaling(denominator: denominator, value: isLeft ? nil : totals.lossSum / denominator)
  }

  func steps(_ context: StepContext) -> [Step] {
    let plan = context.plan
    let (operation, formula) =
      plan.reduction == "mean"
      ? ("mean over \(plan.result)", "Σ ℓ / \(plan.result.count)")
      : ("sum over \(plan.result)", "Σ ℓ")
    return context.elementwise + [context.perPosition]
      + [context.output(operation, formula: formula, shape: plan.result)]
  }
}
