import Tensors

/// The rules of Keras 2.2.4.
///
/// - Source: Keras 2.2.4, `engine/training_utils.py`, `weighted_masked_objective`.
struct Keras2: Rules {
  static let reductions = ["weighted_masked_objective"]
  /// Weights keep the leading axes, the others are averaged away first. Where no weights are given,
  /// Keras fills in a 1 for every sample.
  func sampleFold(
    of input: FoldInput, loss: LossFunction, positions: Shape, settings: FoldSettings
  ) throws(ReductionError) -> SampleFold {
    var mask: Broadcast?
    if let tensor = input.mask {
      mask = Broadcast(tensor, to: positions)
      guard mask != nil else {
        throw .doesNotBroadcast(role: "mask", shape: tensor.shape, loss: positions)
      }
    }
    let weighted = Self.weightedShape(of: positions, by: input.sampleWeight)
    var weights: Broadcast?
    if let tensor = input.sampleWeight {
      guard tensor.shape.rank <= positions.rank else {
        throw .tooManyAxes(role: "sample weight", shape: tensor.shape, loss: positions)
      }
      weights = Broadcast(tensor, to: weighted)
      guard weights != nil else {
        throw .doesNotBroadcast(role: "sample weight", shape: tensor.shape, loss: positions)
      }
    }
    return SampleFold(
      loss: loss, classCount: input.yPred.shape.extents.last ?? 1, threshold: settings.threshold,
      mask: mask, weights: weights,
      positionsPerWeight: weighted.count == 0 ? 1 : positions.count / weighted.count,
      keeping: settings.keeping)
  }

  /// The shape after the axes that the weights lack have been averaged away.
  static func weightedShape(of positions: Shape, by weights: Tensor?) -> Shape {
    Shape(Array(positions.extents.prefix(weights?.shape.rank ?? 1)))
  }

  func denominator(_ totals: Totals, positions: Int) -> Double {
    Double(positions) * totals.maskMean * totals.nonzeroWeightFraction
  }

  func steps(_ context: StepContext) -> [Step] {
    let positions = context.positions
    let (maskMean, fraction) = (context.totals.maskMean, context.totals.nonzeroWeightFraction)
    var steps: [Step] = []
    if context.input.mask != nil {
      steps.append(
        context.step(
          .masked, "× mask, ÷ the mask's mean", formula: "ℓ·m / mean(m)", shape: positions,
          moments: context.totals.masked, dividedBy: maskMean))
    }
    let shape = Self.weightedShape(of: positions, by: context.input.sampleWeight)
    let folded = Array(shape.rank..<positions.rank)
    let hasWeights = context.input.sampleWeight != nil
    let mean =
      folded.isEmpty ? [] : ["mean over \(Shape(folded.map { positions[$0] })) positions"]
    let product = hasWeights ? ["× weights", "÷ the fraction of weights that are not 0"] : []
    if positions.rank > 0 {
      steps.append(
        context.step(
          .weighted, (mean + product).isEmpty ? "× 1" : (mean + product).joined(separator: ", "),
          formula: (folded.isEmpty ? "ℓ" : "mean(ℓ)") + (hasWeights ? "·w / mean(w ≠ 0)" : ""),
          axes: folded, shape: shape, moments: context.totals.weighted,
          dividedBy: maskMean * fraction))
    }
    steps.append(
      .scalar(
        .output, "mean over \(shape) \(shape.rank > 1 ? "weighted losses" : "samples")",
        formula: "Σ ℓ / \(shape.count)", axes: Array(0..<shape.rank), value: context.value,
        isKept: context.tensors.keeping.contains(.output)))
    return steps
  }
}

extension Step {
  /// The last step of a path to one number.
  static func scalar(
    _ id: ID, _ operation: String, formula: String, axes: [Int], value: Double, isKept: Bool
  ) -> Step {
    let single = Float(value)
    return Step(
      id: id, operation: operation, formula: formula, axes: axes, shape: [],
      summary: Summary(
        count: 1, minimum: value.isNaN ? .infinity : single,
        maximum: value.isNaN ? -.infinity : single, sum: value, nanCount: value.isNaN ? 1 : 0,
        infiniteCount: value.isInfinite ? 1 : 0),
      values: [single], tensor: isKept ? Tensor(single) : nil)
  }
}
