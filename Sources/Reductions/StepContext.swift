import Tensors

/// What a convention describes its steps from.
struct StepContext {
  let plan: FoldPlan
  let scaling: Scaling
  /// Of the loss by itself.
  let losses: Totals
  /// After mask and weights; the same totals unless weights repeat the loss or it pools.
  let weighted: Totals
  let tensors: KeptTensors

  /// The step `id`, its elements divided by `divisor`.
  func step(
    _ id: Step.ID, from source: Step.ID? = nil, _ operation: String, formula: String,
    axes: [Int] = [], shape: Shape, moments: MergedMoments, dividedBy divisor: Double = 1
  ) -> Step {
    var elements = tensors.elements(of: source ?? id)
    if !tensors.keeping.contains(id) { elements = Array(elements.prefix(64)) }
    if divisor != 1 { elements = elements.map { Float(Double($0) / divisor) } }
    return Step(
      id: id, operation: operation, formula: formula, axes: axes, shape: shape,
      summary: moments.summary(dividedBy: divisor), values: Array(elements.prefix(64)),
      tensor: tensors.keeping.contains(id) ? try? Tensor(shape: shape, elements: elements) : nil)
  }

  /// The loss of every element, where elements have one.
  var elementwise: [Step] {
    guard case .elements = plan.loss.body else { return [] }
    return [
      step(
        .elementwise, "\(plan.loss.title) of every element", formula: plan.loss.formula,
        shape: plan.yPred.shape, moments: losses.elements)
    ]
  }

  /// What the loss function returns.
  var perPosition: Step {
    let axis = plan.yPred.shape.rank - 1
    let (operation, formula, axes): (String, String, [Int]) =
      switch plan.loss.body {
      case .elements(let fold, _):
        (
          fold.operation(classes: plan.classCount), fold.formula(classes: plan.classCount),
          fold == .none ? [] : [axis]
        )
      case .rows: ("\(plan.loss.title) of every position", plan.loss.formula, [axis])
      case .whole where plan.loss.isReturned: (plan.loss.title, plan.loss.formula, [])
      case .whole:
        (
          "\(plan.loss.title), pooled", plan.loss.formula,
          Array(min(plan.positions.rank, axis + 1)..<(axis + 1))
        )
      }
    return step(
      .perPosition, operation, formula: formula, axes: axes, shape: plan.positions,
      moments: losses.positions)
  }

  /// What a reduction leaves that folds nothing.
  var leftTensor: Tensor? {
    var elements = tensors.weighted[.weighted]
    let divisor = scaling.weightDivisor
    if divisor != 1 { elements = elements.map { Float(Double($0) / divisor) } }
    return try? Tensor(shape: plan.weighted, elements: elements)
  }

  /// The last step: one number, or what the reduction leaves.
  func output(_ operation: String, formula: String, shape: Shape) -> Step {
    guard let value = scaling.value else {
      return step(
        .output, from: .weighted, "nothing is folded", formula: "ℓ", shape: plan.weighted,
        moments: weighted.weighted, dividedBy: scaling.weightDivisor)
    }
    let single = Float(value)
    let operation = shape.rank == 0 ? "one number already" : operation
    return Step(
      id: .output, operation: operation, formula: formula, axes: Array(0..<shape.rank), shape: [],
      summary: Summary(
        count: 1, minimum: value.isNaN ? .infinity : single,
        maximum: value.isNaN ? -.infinity : single, sum: value, nanCount: value.isNaN ? 1 : 0,
        infiniteCount: value.isInfinite ? 1 : 0, firstOdd: value.isFinite ? nil : 0),
      values: [single], tensor: tensors.keeping.contains(.output) ? Tensor(single) : nil)
  }
}

/// The elements of steps, as far as they are kept.
struct KeptTensors {
  let keeping: Set<Step.ID>
  /// As the loss function leaves them, and as weights do.
  let losses: KeptElements
  let weighted: KeptElements

  /// All elements of a step, if they were kept, or at least the first 64.
  func elements(of id: Step.ID) -> [Float] {
    id == .elementwise || id == .perPosition ? losses[id] : weighted[id]
  }
}
