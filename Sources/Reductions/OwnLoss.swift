import Tensors

/// A loss of one's own.
///
/// ```swift
/// let cubed = OwnLoss(name: "cubed", fold: .mean) { y, p in abs(y - p) * (y - p) * (y - p) }
/// let trace = try Trace(of: FoldInput(yTrue: y, yPred: p, ownLoss: cubed), FoldSettings())
/// ```
public struct OwnLoss: Sendable {
  /// What becomes of the class axis.
  public enum ClassFold: Sendable {
    /// Folded away.
    case mean, sum
    /// Left as it is.
    case none
  }

  /// What it is called.
  let name: String
  let fold: ClassFold
  /// nil where the predictions are the losses already.
  let element: (@Sendable (_ yTrue: Float, _ yPred: Float) -> Float)?
  /// How an element's loss changes with its prediction; nil where that was not said.
  let slope: (@Sendable (_ yTrue: Float, _ yPred: Float) -> Float)?

  /// A loss of single elements.
  ///
  /// - Parameters:
  ///   - name: What it is called in the trace.
  ///   - fold: What becomes of the class axis.
  ///   - slope: How that loss changes with the prediction, for the gradient.
  ///   - element: The loss of a label and a prediction.
  public init(
    name: String, fold: ClassFold = .mean,
    slope: (@Sendable (_ yTrue: Float, _ yPred: Float) -> Float)? = nil,
    element: @escaping @Sendable (_ yTrue: Float, _ yPred: Float) -> Float
  ) {
    self.init(name, fold, element, slope)
  }

  private init(
    _ name: String, _ fold: ClassFold, _ element: (@Sendable (Float, Float) -> Float)?,
    _ slope: (@Sendable (Float, Float) -> Float)?
  ) {
    self.name = name
    self.fold = fold
    self.element = element
    self.slope = slope
  }

  /// What was returned elsewhere, and stands in for the predictions.
  static let returned = OwnLoss(nameOfReturned, .none, nil, nil)
  /// What that is called.
  package static let nameOfReturned = "losses"
}

extension OwnLoss {
  /// The loss as the engine calls it.
  var function: LossFunction {
    guard let element else {
      return LossFunction(
        name: name, title: "your own loss", formula: "what your loss function returned",
        body: .whole { (_, returned) throws(ReductionError) in returned },
        whyNoDerivative: "the losses were computed elsewhere, from predictions that are not here")
    }
    let fold: LossFunction.ClassFold =
      switch fold {
      case .mean: .mean
      case .sum: .sum
      case .none: .none
      }
    let loss = LossFunction(
      name: name, title: name, formula: "your own",
      body: .elements(fold) { yTrue, yPred, _, _, losses in
        for index in losses.indices { losses[index] = element(yTrue[index], yPred[index]) }
      }, whyNoDerivative: "your own loss came without its slope")
    guard let slope else { return loss }
    return loss.deriving(.none) { yTrue, yPred, _, _, slopes in
      for index in slopes.indices { slopes[index] = slope(yTrue[index], yPred[index]) }
    }
  }
}
