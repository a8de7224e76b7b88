import Tensors

/// A loss as a convention computes it: ready to be called on stretches of samples.
struct LossFunction: Sendable {
  /// How the losses of a position's classes become the loss of the position.
  enum ClassFold: Sendable {
    case mean, sum
    /// The loss function returns one loss per element.
    case none
  }

  /// Computes losses of whole rows, a row being a position with its classes.
  ///
  /// Labels are always dense: class indices arrive as one-hot rows, an index that is ignored or
  /// outside the classes as a row of zeros. `auxiliary` holds the loss's own tensor, stretched to
  /// the elements, or nothing.
  typealias Kernel =
    @Sendable (
      _ yTrue: Span<Float>, _ yPred: Span<Float>, _ auxiliary: Span<Float>, _ classCount: Int,
      _ losses: inout MutableSpan<Float>
    ) -> Void

  /// What the function computes.
  enum Body: Sendable {
    /// One loss per element, and what becomes of the class axis.
    case elements(ClassFold, Kernel)
    /// One loss per position; its classes cannot be told apart.
    case rows(Kernel)
    /// A tensor that depends on all samples at once: a loss that pools.
    case whole(@Sendable (_ yTrue: Tensor, _ yPred: Tensor) throws(ReductionError) -> Tensor)
  }

  /// How labels are given.
  enum Labels: Equatable, Sendable {
    /// As many entries as predictions.
    case dense
    /// One class index per position.
    case classIndices
  }

  /// Looks at a sample's labels and predictions before they are folded.
  ///
  /// - Throws: ``ReductionError/refused(role:sentence:help:)`` with the framework's own reason.
  typealias Check =
    @Sendable (_ yTrue: Span<Float>, _ yPred: Span<Float>) throws(ReductionError) -> Void

  /// The name that users give; the catalogue fills it in.
  var name = ""
  /// The name in words; the catalogue fills it in.
  var title = ""
  /// The loss of an element or position, in plain text; where it is empty, the catalogue's.
  var formula = ""
  /// Whether predictions are meant to lie between 0 and 1.
  var takesProbabilities = false
  /// How labels are given.
  var labels = Labels.dense
  /// The class index that is left out: its row arrives as zeros, and its loss is 0 whatever is
  /// predicted there.
  var ignoredIndex: Float?
  /// Whether positions whose loss is 0 are left out of a mean.
  var masksZeros = false
  /// What it computes.
  var body: Body
  /// How it pools, where it does so by sums over samples.
  var pooling: Pooling?
  /// The loss's own tensor, such as the weight of positives.
  var auxiliary: Broadcast?
  /// The loss of elements by themselves, from labels and probabilities: what the worlds of
  /// ``Visibility`` are computed with. nil where elements have none.
  var worlds: Kernel?
  /// Whether the loss of an element in these worlds is affine in its label: that of a label between
  /// 0 and 1 lies as far between theirs.
  var isAffineInLabels = false
  /// Whether the loss of an element depends on its own label and prediction alone: a row may come
  /// piece by piece.
  var isElementwise = false
  /// Whether the framework would refuse the values of a sample.
  var check: Check?
  /// How it changes with its predictions; nil where that is not computed.
  var derivative: Derivative?
  /// Why it has no derivative.
  var whyNoDerivative = "the derivative of this loss is not computed"

  /// What becomes of the class axis.
  var classFold: ClassFold {
    switch body {
    case .elements(let fold, _): fold
    case .rows, .whole: .sum
    }
  }

  /// What is called on rows; nil for a loss that pools.
  var kernel: Kernel? {
    switch body {
    case .elements(_, let kernel), .rows(let kernel): kernel
    case .whole: nil
    }
  }

  /// Whether each element has a loss of its own.
  var hasElements: Bool { if case .elements = body { true } else { false } }
}

extension LossFunction.ClassFold {
  /// By what the sum over a position's classes is divided.
  func divisor(classes: Int) -> Double { self == .mean ? Double(classes) : 1 }

  /// What happens, in words.
  func operation(classes: Int) -> String {
    switch self {
    case .mean: "mean over \(classes) \(classes == 1 ? "class" : "classes")"
    case .sum: "sum over \(classes) \(classes == 1 ? "class" : "classes")"
    case .none: "classes stay apart"
    }
  }

  /// What happens, as a formula.
  func formula(classes: Int) -> String {
    switch self {
    case .mean: "Σ ℓ / \(classes)"
    case .sum: "Σ ℓ"
    case .none: "ℓ"
    }
  }
}

extension LossFunction {
  /// A loss that pools over samples by sums, or each sample by itself.
  ///
  /// Where the places that are left are too many to be added exactly, all samples are needed at once.
  init(formula: String = "", pooling: Pooling, of shape: Shape) {
    self.init(
      formula: formula,
      body: .whole { (yTrue, yPred) throws(ReductionError) in
        guard pooling.isMean else {
          return pooling.losses(OverlapSums(yTrue, yPred, over: pooling.axes))
        }
        let losses = pooling.losses(OverlapSums(yTrue, yPred, over: pooling.axes)).elements
        return Tensor(Float(losses.reduce(0.0) { $0 + Double($1) } / Double(losses.count)))
      })
    let places = OverlapSums(over: pooling.axes, of: Shape([1] + shape.sample.extents)).shape
    if pooling.keepsSamples || places.count <= 4096 { self.pooling = pooling }
  }

  /// A kernel that computes each element by itself, a few lanes at a time.
  ///
  /// - Parameter element: The loss of each lane; inlined.
  @inline(__always)
  static func elementwise(
    _ element: @escaping @Sendable (_ yTrue: Lanes, _ yPred: Lanes) -> Lanes
  ) -> Kernel {
    { yTrue, yPred, _, _, losses in
      mapLanes(yTrue, yPred, into: &losses, element)
    }
  }
}

/// Fills `losses` with `element` of each pair, a few lanes at a time.
@inline(__always)
func mapLanes(
  _ yTrue: Span<Float>, _ yPred: Span<Float>, into losses: inout MutableSpan<Float>,
  _ element: (_ yTrue: Lanes, _ yPred: Lanes) -> Lanes
) {
  precondition(yTrue.count == losses.count && yPred.count == losses.count, "as many elements")
  let whole = losses.count - losses.count % Lanes.scalarCount
  var index = 0
  while index < whole {
    losses.store(element(yTrue.lanes(at: index), yPred.lanes(at: index)), at: index)
    index &+= Lanes.scalarCount
  }
  if index < losses.count {
    let last = element(
      yTrue.lanes(at: index, padding: 0), yPred.lanes(at: index, padding: 0.5))
    losses.storeFitting(last, at: index)
  }
}

/// Makes of `losses` what `element` makes of each pair and of what is there already.
@inline(__always)
func mapLanes(
  _ yTrue: Span<Float>, _ yPred: Span<Float>, over losses: inout MutableSpan<Float>,
  _ element: (_ yTrue: Lanes, _ yPred: Lanes, _ loss: Lanes) -> Lanes
) {
  precondition(yTrue.count == losses.count && yPred.count == losses.count, "as many elements")
  var index = 0
  while index < losses.count {
    losses.storeFitting(
      element(
        yTrue.lanes(at: index, padding: 0), yPred.lanes(at: index, padding: 0.5),
        losses.span.lanes(at: index, padding: 0)), at: index)
    index &+= Lanes.scalarCount
  }
}
