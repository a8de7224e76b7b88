public import Tensors

/// What can be told of the number beside how it came about; each costs a pass over the tensors.
public enum Explanation: CaseIterable, Hashable, Sendable {
  /// By what each position's loss enters the number.
  case weights
  /// Which fraction of the number each position accounts for.
  case positionShares
  /// How the number changes with each prediction and logit.
  case gradient
}

/// Where in the tensors the number comes from; only what ``FoldSettings/explaining`` asks for.
///
/// All of it is about the output's value: all samples as one batch, before the loss weight.
public struct Maps: Equatable, Sendable {
  /// Mask × weights × what the reduction makes of them: the value is Σ weight × loss over what the
  /// loss function returns, at the step `per-position`.
  public var weights: PositionMap?
  /// Weight × loss ÷ value; adds up to 1.
  public var shares: PositionMap?
  /// How the value changes with each prediction, as the framework differentiates: 0 where a clip is
  /// active. Shape: that of the predictions, classes last.
  public var gradient: Tensor?
  /// How the value changes with each logit: of the sigmoid or softmax behind the predictions, or
  /// the predictions themselves where they are logits. Shape: as `gradient`.
  public var logitGradient: Tensor?
  /// Why there is no gradient, or no weights.
  public var why: String?
  /// Why there is no gradient with respect to logits although there is one.
  public var whyNoLogits: String?

  /// Maps of nothing.
  public init() {}
}

/// One float64 for each position.
public struct PositionMap: Equatable, Sendable {
  /// What the loss function returns.
  public let shape: Shape
  /// As many as the shape holds, row-major.
  public let elements: [Double]

  /// The same in float32.
  public var tensor: Tensor { Tensor(shape: shape) { Float(elements[$0]) } }

  /// Tells apart by bit pattern, so that NaN equals itself.
  public static func == (left: PositionMap, right: PositionMap) -> Bool {
    left.shape == right.shape
      && left.elements.elementsEqual(right.elements) { $0.bitPattern == $1.bitPattern }
  }
}

/// Which fractions of the gradient's size, Σ|g|, fall on classes, samples and labels.
///
/// Where there are none, `why` says so.
public struct GradientShares: Equatable, Sendable {
  /// What the gradient is taken with respect to.
  public enum Variable: String, Sendable {
    /// The tensor of predictions.
    case prediction
    /// What a sigmoid or softmax made predictions of.
    case logit
  }

  /// The logit, where there is one.
  public var withRespectTo: Variable?
  /// By class; adds up to 1.
  public var perClass: [Double]?
  /// The mean of |g| over the elements of each class.
  public var perClassMean: [Double]?
  /// By sample; adds up to 1.
  public var perSample: [Double]?
  /// By class, of its elements whose label is above 0.
  public var perClassPositives: [Double]?
  /// Of the elements whose label is above 0.
  public var positives: Double?
  /// Of the other elements.
  public var negatives: Double?
  /// Of the elements where prediction and label fall on the same side of the threshold and of 0.
  public var correct: Double?
  /// Of the other elements.
  public var wrong: Double?
  /// The fraction of elements that are wrong and have no gradient at all: nothing pulls them back.
  public var stuck: Double?
  /// Why there are no shares.
  public var why: String?

  /// No shares, and why.
  init(why: String) { self.why = why }
}
