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
  /// Whether predictions are logits.
  public var fromLogits: Bool
  /// The loss's options by name, as users write them: `label_smoothing`: `0.1`.
  public var options: [String: String]
  /// As the convention takes them.
  public var sampleWeight: Tensor?
  /// As the convention takes it.
  public var mask: Tensor?
  /// The weight of positives, as PyTorch takes it.
  public var posWeight: Tensor?
  /// Weights of classes by index, as the convention takes them.
  public var classWeight: [Int: Float]?
  /// Which axis the classes lie along; nil for the convention's own.
  public var classAxis: Int?

  /// A pair of tensors.
  public init(
    name: String = "output", yTrue: any SampleSource, yPred: any SampleSource,
    loss: String = "binary_crossentropy", lossWeight: Double = 1, fromLogits: Bool = false,
    options: [String: String] = [:], sampleWeight: Tensor? = nil, mask: Tensor? = nil,
    posWeight: Tensor? = nil, classWeight: [Int: Float]? = nil, classAxis: Int? = nil
  ) {
    self.name = name
    self.yTrue = yTrue
    self.yPred = yPred
    self.loss = loss
    self.lossWeight = lossWeight
    self.fromLogits = fromLogits
    self.options = options
    self.sampleWeight = sampleWeight
    self.mask = mask
    self.posWeight = posWeight
    self.classWeight = classWeight
    self.classAxis = classAxis
  }

  /// The input of some of the samples: what lies along the batch is cut with it.
  func sliced(_ range: Range<Int>) -> FoldInput {
    let count = yPred.shape.sampleCount
    func cut(_ tensor: Tensor?) -> Tensor? {
      guard let tensor, tensor.shape.rank > 0, tensor.shape[0] == count, count > 1 else {
        return tensor
      }
      let size = tensor.shape.sample.count
      return try? Tensor(
        shape: Shape([range.count] + tensor.shape.extents.dropFirst()),
        elements: Array(tensor.elements[(range.lowerBound * size)..<(range.upperBound * size)]))
    }
    var input = self
    input.yTrue = SlicedSource(base: yTrue, range: range)
    input.yPred = SlicedSource(base: yPred, range: range)
    input.sampleWeight = cut(sampleWeight)
    input.mask = cut(mask)
    return input
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
