public import Tensors

/// How to fold.
public struct FoldSettings: Equatable, Sendable {
  /// How an epoch's number comes of its batches'.
  public enum Epoch: String, CaseIterable, Hashable, Sendable {
    /// The mean weighted by batch size.
    case fit
    /// The plain mean over steps.
    case steps
    /// Stored as by `fit`, printed as Keras 2.2.4's `fit_generator` does.
    case generator
  }

  /// Whose rules to follow.
  public var convention: Convention
  /// The convention's own name of a reduction; nil for its default.
  public var reduction: String?
  /// How many samples a batch has; nil for all in one.
  public var batchSize: Int?
  /// How the epoch's number is made.
  public var epoch: Epoch
  /// Over how many replicas each batch is spread.
  public var replicas: Int
  /// How many batches' gradients make one update.
  public var accumulate: Int
  /// Outputs that have no loss: they add nothing, but Keras names the others by it.
  public var skippedOutputs: [String] = []
  /// Added to the total.
  public var penalties: [Double]
  /// Above which a prediction counts as positive in the metrics.
  public var threshold: Float
  /// Whether the scores of every library's rule are wanted too.
  public var includesMetricVariants = false
  /// What is told of the number beside its steps.
  public var explaining: Set<Explanation> = []
  /// Whether the sizes of losses are counted.
  public var keepsHistogram = false
  /// Steps whose tensors are wanted.
  public var keeping: Set<Step.ID>
  /// How many threads may work; changes no bit.
  public var threads: Int
  /// Where kept tensors take their memory from, in a loop over many folds; changes no bit.
  public var memory: FoldMemory?

  /// Settings, each with its default.
  public init(
    convention: Convention = .keras3, reduction: String? = nil, batchSize: Int? = nil,
    epoch: Epoch = .fit, replicas: Int = 1, accumulate: Int = 1, penalties: [Double] = [],
    threshold: Float = 0.5,
    keeping: Set<Step.ID> = [], threads: Int = processorCount
  ) {
    self.convention = convention
    self.reduction = reduction
    self.batchSize = batchSize
    self.epoch = epoch
    self.replicas = replicas
    self.accumulate = accumulate
    self.penalties = penalties
    self.threshold = threshold
    self.keeping = keeping
    self.threads = threads
  }
}
