import Tensors

/// The rules of PyTorch's functional losses.
struct PyTorch: Rules {
  let reductions = ["mean", "sum", "none"]

  func plan(
    _ input: FoldInput, _ settings: FoldSettings
  ) throws(ReductionError) -> FoldPlan {
    let reduction = try reduction(settings)
    let overClasses = input.loss == "cross_entropy"
    let isSparse = overClasses && input.yTrue.shape.rank < input.yPred.shape.rank
    let input = input.withClassesLast(input.classAxis ?? (overClasses ? 1 : -1))
    let loss = try input.resolvedLoss(settings).loss
    let expected = isSparse ? input.yPred.shape.droppingLast : input.yPred.shape
    guard input.yTrue.shape == expected else {
      throw .shapeMismatch(yTrue: input.yTrue.shape, yPred: input.yPred.shape)
    }
    if let mask = input.mask {
      throw .refused(
        role: "mask",
        sentence: "PyTorch's losses take no mask, but one of \(mask.shape) was given.",
        help: ["Give zeros as --sample-weight, or ignore a class: --option ignore_index=N."])
    }
    let (positions, pooled) = try loss.returned(for: input)
    let samples = input.yPred.shape.sampleCount
    var tally: Tally?
    if let weights = input.sampleWeight {
      try check(weights, of: input.loss, positions)
      if Self.dividesByWeights.contains(input.loss) {
        tally = try Tally(weights, sampleCount: samples)
      }
    }
    if overClasses {
      tally = try Tally(positionWeights(input, settings), sampleCount: samples)
    }
    return FoldPlan(
      yTrue: input.yTrue, yPred: input.yPred, loss: loss, reduction: reduction,
      positions: positions, result: positions, weighted: positions, weights: input.sampleWeight,
      weightTally: tally, pooled: pooled, leavesTensor: reduction == "none")
  }

  /// By whose sum the mean of cross_entropy divides: the weights of the classes that labels name, or
  /// 1 for each position where labels are probabilities.
  private func positionWeights(
    _ input: FoldInput, _ settings: FoldSettings
  ) throws(ReductionError) -> any SampleSource {
    let setting = LossSetting(
      convention: settings.convention, options: input.options, shape: input.yPred.shape,
      classWeight: input.classWeight, labelShape: input.yTrue.shape)
    return try CrossEntropy.positionWeights(labels: input.yTrue, setting: setting)
  }

  /// Losses whose `mean` divides by the sum of the weights.
  private static let dividesByWeights: Set = ["mean_squared_error", "mean_absolute_error"]

  private func check(_ weights: any SampleSource, of loss: String, _ positions: Shape)
    throws(ReductionError)
  {
    switch loss {
    case "mean_squared_error", "mean_absolute_error", "huber":
      guard weights.shape == positions else {
        throw .refused(
          role: "sample weight",
          sentence: "PyTorch's \(loss) takes weights of the loss's own shape, "
            + "\(positions), but they are \(weights.shape).",
          help: ["Expand them first: np.broadcast_to(weights, y_pred.shape)."])
      }
    case "binary_crossentropy", "losses":
      guard Broadcast(weights, to: positions) != nil else {
        throw .doesNotBroadcast(role: "sample weight", shape: weights.shape, loss: positions)
      }
    default:
      throw .refused(
        role: "sample weight", sentence: "PyTorch's \(loss) takes no sample weights.",
        help: loss == "cross_entropy" ? ["It takes weights of classes: --class-weight."] : [])
    }
  }

  func scaling(_ plan: FoldPlan, _ totals: ScalingSums, positions: Int) -> Scaling {
    let denominator: Double =
      switch plan.reduction {
      case "mean": totals.weightSum(plan) ?? Double(positions)
      default: 1
      }
    return Scaling(
      denominator: denominator,
      value: plan.reduction == "none" && plan.result.rank > 0 ? nil : totals.lossSum / denominator)
  }

  /// `reduction="none"` returns weighted losses, so weights belong to the step `per-position`.
  func steps(_ context: StepContext) -> [Step] {
    let plan = context.plan
    var perPosition = context.perPosition
    if plan.weights != nil {
      perPosition = context.step(
        .perPosition, from: .weighted, "× weights", formula: "ℓ·w", shape: plan.positions,
        moments: context.weighted.weighted)
    }
    let (operation, formula): (String, String) =
      switch (plan.reduction, plan.weightTally) {
      case ("sum", _): ("sum over \(plan.result)", "Σ ℓ")
      case (_, .some): ("sum ÷ the weights' sum", "Σ ℓ / Σ w")
      default: ("mean over \(plan.result)", "Σ ℓ / \(plan.result.count)")
      }
    return context.elementwise
      + [perPosition, context.output(operation, formula: formula, shape: plan.result)]
  }
}
