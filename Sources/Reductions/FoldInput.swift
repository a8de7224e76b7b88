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
  public var sampleWeight: (any SampleSource)?
  /// As the convention takes it.
  public var mask: (any SampleSource)?
  /// The weight of positives, as PyTorch takes it.
  public var posWeight: (any SampleSource)?
  /// Weights of classes by index, as the convention takes them.
  public var classWeight: [Int: Float]?
  /// Which axis the classes lie along; nil for the convention's own.
  public var classAxis: Int?
  /// A loss of one's own, instead of one that the convention has.
  public var ownLoss: OwnLoss?
  /// How the tensors were read otherwise than they lie, a sentence each.
  public internal(set) var notes: [String] = []

  /// A pair of tensors.
  public init(
    name: String = "output", yTrue: any SampleSource, yPred: any SampleSource,
    loss: String = "binary_crossentropy", lossWeight: Double = 1, fromLogits: Bool = false,
    options: [String: String] = [:], sampleWeight: (any SampleSource)? = nil,
    mask: (any SampleSource)? = nil,
    posWeight: (any SampleSource)? = nil, classWeight: [Int: Float]? = nil, classAxis: Int? = nil,
    ownLoss: OwnLoss? = nil
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
    self.ownLoss = ownLoss
  }

  /// What a loss function of one's own returned, to be reduced as the convention does.
  ///
  /// - Parameter losses: Of any shape, samples along the first axis.
  public init(name: String = "output", losses: any SampleSource) {
    self.init(name: name, yTrue: losses, yPred: losses, loss: "losses")
    ownLoss = .returned
  }

  /// The input of some of the samples: what lies along the batch is cut with it.
  func sliced(_ range: Range<Int>) -> FoldInput {
    let count = yPred.shape.sampleCount
    func cut(_ source: (any SampleSource)?) -> (any SampleSource)? {
      guard let source, source.shape.rank > 0, source.shape[0] == count, count > 1 else {
        return source
      }
      guard let tensor = source as? Tensor else {
        return SlicedSource(base: source, range: range)
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
