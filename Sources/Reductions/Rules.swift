import Tensors

/// What a convention decides about the way from elements to one output's loss.
protocol Rules: Sendable {
  /// The reductions it knows, the default first.
  static var reductions: [String] { get }

  /// How samples are folded.
  ///
  /// - Parameter positions: The shape of what the loss function returns.
  func sampleFold(
    of input: FoldInput, loss: LossFunction, positions: Shape, settings: FoldSettings
  ) throws(ReductionError) -> SampleFold

  /// By what the sum of positions is divided.
  func denominator(_ totals: Totals, positions: Int) -> Double

  /// The steps after `per-position`.
  func steps(_ context: StepContext) -> [Step]
}

/// What a convention describes its steps from.
struct StepContext {
  let input: FoldInput
  let positions: Shape
  let totals: Totals
  let value: Double
  let tensors: KeptTensors

  /// The step `id`, its elements divided by `divisor`.
  func step(
    _ id: Step.ID, _ operation: String, formula: String, axes: [Int] = [], shape: Shape,
    moments: MergedMoments, dividedBy divisor: Double = 1
  ) -> Step {
    var elements = tensors.elements(of: id)
    if divisor != 1 { elements = elements.map { Float(Double($0) / divisor) } }
    return Step(
      id: id, operation: operation, formula: formula, axes: axes, shape: shape,
      summary: moments.summary(dividedBy: divisor), values: Array(elements.prefix(64)),
      tensor: tensors.keeping.contains(id) ? try? Tensor(shape: shape, elements: elements) : nil)
  }
}

extension StepContext {
  /// What the loss function does: the loss of every element, and the class axis folded away.
  func lossSteps(_ loss: LossFunction, classCount: Int) -> [Step] {
    let shape = input.yPred.shape
    return [
      step(
        .elementwise, "\(loss.title) of every element", formula: loss.formula, shape: shape,
        moments: totals.elements),
      step(
        .perPosition, loss.classFold.operation(classes: classCount),
        formula: loss.classFold.formula(classes: classCount), axes: [shape.rank - 1],
        shape: positions, moments: totals.positions),
    ]
  }
}

extension Convention {
  /// The conventions that can be followed.
  public static let supported: [Convention] = [.keras2]

  /// - Throws: ``ReductionError/unsupportedConvention(_:supported:)``.
  func rules() throws(ReductionError) -> any Rules {
    switch self {
    case .keras2: Keras2()
    default: throw .unsupportedConvention(self, supported: Self.supported)
    }
  }
}
