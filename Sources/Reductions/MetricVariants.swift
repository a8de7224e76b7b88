import Tensors

/// The same scores under every rule that segmentation libraries follow.
public struct MetricVariants: Equatable, Sendable {
  /// What counts as a prediction of a class.
  public enum Rule: String, CaseIterable, Sendable {
    /// Above the threshold: segmentation_models.
    case above = ">"
    /// At the threshold or above: Keras 3's BinaryIoU, segmentation_models.pytorch.
    case atLeast = ">="
    /// The class with the highest prediction, against the one with the highest label: MeanIoU.
    case argmax
  }

  /// Over what the counts are pooled before they are divided.
  public enum Pooling: String, CaseIterable, Sendable {
    /// All samples: one score a class.
    case batch
    /// Each image by itself: the mean of the images in which the class occurs.
    case image
  }

  /// The scores of one rule and pooling, each by class; NaN for a class that occurs nowhere.
  public struct Scores: Equatable, Sendable {
    /// What counts as predicted.
    public var rule: Rule
    /// What is pooled.
    public var pooling: Pooling
    /// Intersection over union, Dice, precision, recall and the fraction of elements that agree.
    public var iou: [Double], dice: [Double], precision: [Double], recall: [Double]
    /// The fraction of elements where label and prediction agree.
    public var accuracy: [Double]

    /// The mean over classes that occur.
    public var meanIoU: Double { Self.mean(iou) }

    static func mean(_ scores: [Double]) -> Double {
      let present = scores.filter { !$0.isNaN }
      return present.reduce(0, +) / Double(present.count)
    }
  }

  /// Dice of the probabilities themselves, as one library defines it.
  public struct SoftDice: Equatable, Sendable {
    /// Who defines it so.
    public var source: String
    /// Over what it is pooled.
    public var pooledOver: String
    /// The mean over what is left.
    public var value: Double
  }

  /// Every rule with every pooling.
  public var scores: [Scores]
  /// Every definition of Dice.
  public var softDice: [SoftDice]

  /// Scores labels and predictions of one shape, the class axis last.
  ///
  /// - Throws: ``ReductionError`` where they have no such shapes or cannot be read.
  public init(of input: FoldInput, threshold: Float = 0.5) throws(ReductionError) {
    let input = input.withClassesLast(input.classAxis ?? -1)
    let shape = input.yPred.shape
    guard shape.rank > 1 else { throw .noClassAxis }
    guard input.yTrue.shape == shape else {
      throw .shapeMismatch(yTrue: input.yTrue.shape, yPred: shape)
    }
    var images: [ImageCounts] = []
    do throws(TensorError) {
      for index in 0..<shape.sampleCount {
        images.append(
          try input.yTrue.withSample(index) { (yTrue) throws(TensorError) in
            try input.yPred.withSample(index) { yPred in
              ImageCounts(yTrue, yPred, classCount: shape[-1], threshold: threshold)
            }
          })
      }
    } catch {
      throw .unreadable(error)
    }
    scores = Rule.allCases.flatMap { rule in
      Pooling.allCases.map { Scores(images.map { $0.counts[rule] ?? [] }, rule, $0) }
    }
    softDice = SoftDice.all(images.map(\.overlaps))
  }
}

extension MetricVariants.Scores {
  fileprivate init(
    _ images: [[Metrics.Counts]], _ rule: MetricVariants.Rule, _ pooling: MetricVariants.Pooling
  ) {
    let classCount = images.first?.count ?? 0
    let pooled: [[Metrics.Counts]] =
      switch pooling {
      case .image: images
      case .batch:
        [(0..<classCount).map { index in images.reduce(Metrics.Counts()) { $0 + $1[index] } }]
      }
    let metrics = pooled.map { Metrics(threshold: 0, counts: $0) }
    func byClass(_ scores: (Metrics) -> [Double]) -> [Double] {
      let all = metrics.map(scores)
      return (0..<classCount).map { index in Self.mean(all.map { $0[index] }) }
    }
    self.init(
      rule: rule, pooling: pooling, iou: byClass(\.iou), dice: byClass(\.dice),
      precision: byClass(\.precision), recall: byClass(\.recall), accuracy: byClass(\.accuracy))
  }
}

/// Σyp, Σy and Σp of one class of one image.
private struct Overlap {
  var intersection = 0.0
  var labels = 0.0
  var predictions = 0.0

  static func + (left: Overlap, right: Overlap) -> Overlap {
    Overlap(
      intersection: left.intersection + right.intersection, labels: left.labels + right.labels,
      predictions: left.predictions + right.predictions)
  }
}

/// What is counted in one image.
private struct ImageCounts {
  var counts: [MetricVariants.Rule: [Metrics.Counts]] = [:]
  var overlaps: [Overlap]

  init(_ yTrue: Span<Float>, _ yPred: Span<Float>, classCount: Int, threshold: Float) {
    overlaps = Array(repeating: Overlap(), count: classCount)
    let none = Array(repeating: Metrics.Counts(), count: classCount)
    var (above, atLeast, argmax) = (none, none, none)
    for row in stride(from: 0, to: yPred.count, by: max(classCount, 1)) {
      var (bestLabel, bestPrediction) = (row, row)
      for index in row..<(row + classCount) {
        let (y, p, column) = (yTrue[index], yPred[index], index - row)
        overlaps[column].intersection += Double(y) * Double(p)
        overlaps[column].labels += Double(y)
        overlaps[column].predictions += Double(p)
        above[column].add(label: y > 0, prediction: p > threshold)
        atLeast[column].add(label: y > 0, prediction: p >= threshold)
        if y > yTrue[bestLabel] { bestLabel = index }
        if p > yPred[bestPrediction] { bestPrediction = index }
      }
      for index in row..<(row + classCount) {
        argmax[index - row].add(label: index == bestLabel, prediction: index == bestPrediction)
      }
    }
    counts = [.above: above, .atLeast: atLeast, .argmax: argmax]
  }
}

extension Metrics.Counts {
  fileprivate mutating func add(label: Bool, prediction: Bool) {
    total += 1
    switch (label, prediction) {
    case (true, true): truePositives += 1
    case (false, true): falsePositives += 1
    case (true, false): falseNegatives += 1
    case (false, false): break
    }
  }
}

extension MetricVariants.SoftDice {
  /// - Source: specification section 6: the question's `dice_coef`, segmentation_models,
  ///   segmentation_models.pytorch, MONAI, optax.
  fileprivate static func all(_ images: [[Overlap]]) -> [MetricVariants.SoftDice] {
    let classCount = images.first?.count ?? 0
    let classes = (0..<classCount).map { index in images.reduce(Overlap()) { $0 + $1[index] } }
    let everything = classes.reduce(Overlap(), +)
    func mean(_ overlaps: [Overlap], _ dice: (Overlap) -> Double) -> Double {
      overlaps.reduce(0) { $0 + dice($1) } / Double(overlaps.count)
    }
    let each = images.flatMap { $0 }
    return [
      Self(
        source: "the question's dice_coef", pooledOver: "everything",
        value: (2 * everything.intersection + 1) / (everything.labels + everything.predictions + 1)),
      Self(
        source: "segmentation_models", pooledOver: "batch and pixels, by class",
        value: mean(classes) {
          (2 * $0.intersection + 1e-5) / ($0.labels + $0.predictions + 1e-5)
        }),
      Self(
        source: "segmentation_models.pytorch", pooledOver: "batch and pixels, by class",
        value: mean(classes) {
          // A class that no label has costs nothing, yet stays in the mean.
          $0.labels == 0 ? 1 : 2 * $0.intersection / max($0.labels + $0.predictions, 1e-7)
        }),
      Self(
        source: "MONAI", pooledOver: "pixels, by image and class",
        value: mean(each) { (2 * $0.intersection + 1e-5) / ($0.labels + $0.predictions + 1e-5) }),
      Self(
        source: "optax", pooledOver: "pixels, by image and class",
        value: mean(each) { ($0.intersection + 1) / (0.5 * ($0.labels + $0.predictions) + 1) }),
    ]
  }
}
