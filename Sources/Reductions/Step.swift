public import Tensors

/// One fold of a trace with the tensor that came out of it.
public struct Step: Equatable, Sendable {
  /// The names of the steps, in the order in which a trace has them.
  public enum ID: String, CaseIterable, Hashable, Sendable {
    /// The loss of every element.
    case elementwise
    /// What the loss function itself returns: the class axis folded away.
    case perPosition = "per-position"
    /// After the mask.
    case masked
    /// After the weights.
    case weighted
    /// What the loss of one output is.
    case output
    /// Outputs times their loss weights, plus penalties.
    case total
    /// Batches folded to the number of an epoch.
    case epoch
  }

  /// Which step of the path this is.
  public var id: ID
  /// What happens, in words: `mean over 5 classes`.
  public var operation: String
  /// What happens, as a formula in plain text with Unicode signs.
  public var formula: String
  /// The axes of the tensor before that are folded away.
  public var axes: [Int]
  /// The shape of the tensor after.
  public var shape: Shape
  /// What the tensor holds, in a few numbers.
  public var summary: Summary
  /// The first elements, flattened, up to 64.
  public var values: [Float]
  /// The tensor, if it was asked to be kept.
  public var tensor: Tensor?

  /// - Precondition: `tensor`, where there is one, has `shape`.
  public init(
    id: ID, operation: String, formula: String, axes: [Int], shape: Shape, summary: Summary,
    values: [Float], tensor: Tensor? = nil
  ) {
    precondition(tensor.map { $0.shape == shape } ?? true, "the tensor has the step's shape")
    self.id = id
    self.operation = operation
    self.formula = formula
    self.axes = axes
    self.shape = shape
    self.summary = summary
    self.values = values
    self.tensor = tensor
  }
}
