public import Reductions
public import Tensors

/// What a figure is of.
public enum FigureSubject: Equatable, Sendable {
  /// An output of a trace.
  case fold(FoldSubject)
  /// The same tensors under every convention.
  case comparison(ComparisonSubject)
  /// Any array.
  case array(ArraySubject)
  /// What training wrote down, epoch by epoch.
  case history(HistorySubject)
  /// The layers of a network.
  case network(NetworkSubject)
  /// A loss over the prediction.
  case formula(FormulaSubject)
  /// A tensor to reduce by hand.
  case worksheet(WorksheetSubject)

  /// The sorts of subject: what a kind takes, and what a request has to name.
  public enum Sort: String, CaseIterable, Hashable, Sendable {
    /// Two tensors that are folded, or a run file.
    case fold
    /// The same, folded under every convention.
    case comparison
    /// One array.
    case array
    /// A file of a training's history.
    case history
    /// A file of layers.
    case network
    /// A loss by its name.
    case formula
    /// A seed.
    case worksheet

    /// Whether it comes of tensors that are folded, not of a file of its own.
    public var isFolded: Bool { self == .fold || self == .comparison }

    /// The operands that name it on the command line.
    public var operands: String {
      switch self {
      case .fold, .comparison: "Y_TRUE Y_PRED | RUN.yaml"
      case .array: "ARRAY"
      case .history: "FILE.json | FILE.csv"
      case .network: "FILE.json"
      case .formula, .worksheet: ""
      }
    }
  }
}

/// What one sort of kinds is drawn from.
public protocol SubjectMatter: Sendable {
  /// The sort of subject that it is.
  static var sort: FigureSubject.Sort { get }
  /// The matter of `subject`; nil where that is of another sort.
  init?(_ subject: FigureSubject)
  /// How what is shown was come by, in one sentence: for a caption where nobody wrote one.
  var caption: String { get }
}

/// An output of a trace, and the tensors behind it where there are any at hand.
public struct FoldSubject: Equatable, SubjectMatter {
  /// Every fold.
  public let trace: Trace
  /// The output of the trace that is shown.
  public let output: Output
  /// What was folded, as it was given: labels, predictions, mask.
  public let labels: Tensor?, predictions: Tensor?, mask: Tensor?
  /// What the network saw: sample × height × width, or with channels at the end.
  public let image: Tensor?
  /// The position that is shown, by its index along each axis but that of the classes.
  public let position: [Int]?
  /// What was found out about all that; its kinds know what.
  let memo: Memo

  /// The first output of `trace`, or the one that is given.
  ///
  /// - Precondition: a trace has an output.
  public init(
    _ trace: Trace, output: Output? = nil, labels: Tensor? = nil, predictions: Tensor? = nil,
    mask: Tensor? = nil, image: Tensor? = nil, position: [Int]? = nil
  ) {
    self.trace = trace
    self.output = output ?? trace.outputs[0]
    self.labels = labels
    self.predictions = predictions
    self.mask = mask
    self.image = image
    self.position = position
    memo = Memo()
  }

  /// `fold`
  public static var sort: FigureSubject.Sort { .fold }

  /// The matter of `subject`; nil where that is of another sort.
  public init?(_ subject: FigureSubject) {
    guard case .fold(let fold) = subject else { return nil }
    self = fold
  }

  /// Fold by fold.
  public var caption: String {
    let loss = LossCatalog.title(of: output.loss)
    let folds = output.steps.filter {
      $0.id != .elementwise && $0.operation != "one number already"
    }
    .map { NumberFormat.countsGrouped(in: $0.operation) }
    let result =
      output.value.map { NumberFormat.significant($0) }
      ?? NumberFormat.count(output.step(.output)?.summary.count ?? 0, "loss")
    let name = loss.prefix(1).uppercased() + loss.dropFirst()
    return "\(name)\(LossUnit(output).phrase), computed as \(trace.convention.title) does: "
      + folds.joined(separator: ", then ") + ". The result is \(result)."
  }

  /// Why the number has no parts that add up to it; nil where it has.
  var whyNoParts: String? {
    guard let value = output.value else {
      return "The reduction \(output.reduction) leaves "
        + "\(NumberFormat.count(output.shape.count, "loss")), not one number."
    }
    if value.isNaN { return "What is not a number has no parts." }
    if value.isInfinite { return "What is infinite has no parts that add up to it." }
    if value == 0 { return "Nothing is lost, so there is nothing to share out." }
    return output.shares.why.map { "There are no parts: \($0)." }
  }
}

/// An array with its name.
public struct ArraySubject: Equatable, SubjectMatter {
  /// As it was asked for: `batch.npz:y_true`.
  public var name: String
  /// Its elements.
  public var tensor: Tensor
  /// What its axes are called, outermost first.
  public var axisNames: [String]?
  /// Of its first axes: 0 where an element does not count.
  public var mask: Tensor?

  /// An array under its name.
  public init(
    name: String, tensor: Tensor, axisNames: [String]? = nil, mask: Tensor? = nil
  ) {
    self.mask = mask
    self.name = name
    self.tensor = tensor
    self.axisNames = axisNames
  }

  /// `array`
  public static var sort: FigureSubject.Sort { .array }

  /// The matter of `subject`; nil where that is of another sort.
  public init?(_ subject: FigureSubject) {
    guard case .array(let array) = subject else { return nil }
    self = array
  }

  /// The array's name and shape.
  public var caption: String {
    "The array \(name) of shape \(tensor.shape), as float32."
  }
}
