public import Tensors

/// One pair of tensors and what is folded with them.
public struct FoldInput: Sendable {
  /// The output's name.
  public var name: String
  /// Labels. Shape: as `yPred`.
  public var yTrue: any SampleSource
  /// Predictions: probabilities. Shape: batch × … × class.
  public var yPred: any SampleSource
  /// The name of the loss.
  public var loss: String
  /// By what the output's loss is multiplied before it is added to the total.
  public var lossWeight: Double
  /// As the convention takes them.
  public var sampleWeight: Tensor?
  /// As the convention takes it.
  public var mask: Tensor?

  /// A pair of tensors.
  public init(
    name: String = "output", yTrue: any SampleSource, yPred: any SampleSource,
    loss: String = "binary_crossentropy", lossWeight: Double = 1, sampleWeight: Tensor? = nil,
    mask: Tensor? = nil
  ) {
    self.name = name
    self.yTrue = yTrue
    self.yPred = yPred
    self.loss = loss
    self.lossWeight = lossWeight
    self.sampleWeight = sampleWeight
    self.mask = mask
  }
}

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
  /// Added to the total.
  public var penalties: [Double]
  /// Above which a prediction counts as positive in the metrics.
  public var threshold: Float
  /// Steps whose tensors are wanted.
  public var keeping: Set<Step.ID>
  /// How many threads may work; changes no bit.
  public var threads: Int

  /// Settings, each with its default.
  public init(
    convention: Convention = .keras3, reduction: String? = nil, batchSize: Int? = nil,
    epoch: Epoch = .fit, penalties: [Double] = [], threshold: Float = 0.5,
    keeping: Set<Step.ID> = [], threads: Int = processorCount
  ) {
    self.convention = convention
    self.reduction = reduction
    self.batchSize = batchSize
    self.epoch = epoch
    self.penalties = penalties
    self.threshold = threshold
    self.keeping = keeping
    self.threads = threads
  }
}
