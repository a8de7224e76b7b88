public import Tensors

/// Every fold from two tensors to one number, in order.
public struct Trace: Equatable, Sendable {
  /// Whose rules were followed.
  public var convention: Convention
  /// One for each pair of tensors.
  public var outputs: [Output]
  /// Outputs without a loss.
  public var skippedOutputs: [String]
  /// The penalties that were added, in the order given.
  public var penalties: [Double]
  /// Outputs times their loss weights, plus penalties; nil where an output is no scalar.
  public var total: Double?
  /// The first axis split as training would; one batch where no batch size was given.
  public var batches: [Batch]
  /// The loss whose gradient each update takes.
  public var optimised: [Double]
  /// What History stores for the epoch; nil where an output is no scalar.
  public var epoch: Double?
  /// What the progress bar shows, before it is rounded; nil where the framework has none.
  public var shown: Double?
  /// What the progress bar shows; nil where the framework has none.
  public var printed: String?
  /// What a reader should know, a sentence each.
  public var warnings: [String]
  /// How labels were brought to the form that their loss takes, a sentence each; among `warnings`
  /// too.
  public var reconciliations: [String] = []

  /// Whether it was made of parts, which keep no elements of steps.
  public var isMerged = false
  /// Why `batches` has none, where there could be some.
  public var whyNoBatches: String?

  /// The names under which the framework logs the numbers.
  public var metricsNames: [String] {
    outputs.count + skippedOutputs.count == 1
      ? ["loss"] : ["loss"] + outputs.map { $0.name + "_loss" }
  }
}

/// One batch of an epoch.
public struct Batch: Equatable, Sendable {
  /// How many samples.
  public var size: Int
  /// Its loss, with loss weights and penalties.
  public var loss: Double

  /// A batch of `size` samples.
  public init(size: Int, loss: Double) {
    self.size = size
    self.loss = loss
  }
}

/// How one pair of tensors became its loss.
public struct Output: Equatable, Sendable {
  /// `output` where there is only one.
  public var name: String
  /// The name of the loss.
  public var loss: String
  /// The framework's name for how positions are folded.
  public var reduction: String
  /// By what the value is multiplied before it is added to the total.
  public var lossWeight: Double
  /// From `elementwise` to `output`.
  public var steps: [Step]
  /// The loss before its weight; nil where the reduction leaves a tensor.
  public var value: Double?
  /// The tensor that the reduction leaves, where it is no scalar.
  public var values: Tensor?
  /// By what the sum over what the loss function returned is divided, each position with its mask
  /// and weight; nil where nothing is divided.
  public var denominator: Double?
  /// Means beside the path, before masks and weights.
  public var views = Views()
  /// Who accounts for the value.
  public var shares = Shares()
  /// For each class: the value if it were perfect, as it is, missed entirely; nil where the loss
  /// has no elements for each class.
  public var visibility: [Visibility]?
  /// What the same tensors score.
  public var metrics: Metrics?
  /// Where in the tensors the value comes from, as far as it was asked for.
  public var maps = Maps()
  /// On what its gradient falls, if it was asked for.
  public var gradientShares: GradientShares?
  /// The samples that cost most, the worst first; nil where samples have no losses of their own.
  public var worstSamples: [WorstSample]?
  /// How many losses have which size, if it was asked for: of elements, or of positions where
  /// elements have none.
  public var ledger: LossLedger?
  /// What they score under every library's rule, if it was asked for.
  public var metricVariants: MetricVariants?

  /// The step of that name, where the framework has it.
  public func step(_ id: Step.ID) -> Step? { steps.first { $0.id == id } }

  /// The shape of what the reduction leaves: that of a scalar, mostly.
  public var shape: Shape { values?.shape ?? [] }
}

/// Means beside the path: of the loss before masks and weights.
public struct Views: Equatable, Sendable {
  /// The mean loss of each class over samples and positions, in nats.
  public var perClass: [Double]?
  /// The mean loss of each sample over positions and classes, in nats.
  public var perSample: [Double]?
  /// The mean loss of each class within each sample: sample × class, in nats.
  public var perSampleAndClass: [[Double]]?
  /// Why there is no list of samples or classes, where there could be one.
  public var why: String?
}

/// Which fractions of the value classes, samples and labels account for.
///
/// Each list adds up to 1. Where there are none, `why` says so.
public struct Shares: Equatable, Sendable {
  /// By class.
  public var perClass: [Double]?
  /// By sample.
  public var perSample: [Double]?
  /// By class, of its elements whose label is above 0: what `perClass` has of `positives`.
  public var perClassPositives: [Double]?
  /// Of the elements whose label is above 0.
  public var positives: Double?
  /// Of the other elements.
  public var negatives: Double?
  /// Of the elements where prediction and label fall on the same side of the threshold and of 0.
  public var correct: Double?
  /// Of the other elements.
  public var wrong: Double?
  /// Why there are none, or none but those of samples.
  public var why: String?
  /// Why there are none of samples, where there could be some.
  public var whyNoSamples: String?
}

/// The value in three worlds that differ only in how well one class is predicted.
public struct Visibility: Equatable, Sendable {
  /// The class predicted exactly.
  public var perfect: Double
  /// As the tensors have it.
  public var asIs: Double
  /// The prediction 0 at every position of the class, all else unchanged.
  public var missed: Double
}

/// Scores of the same tensors, pooled over samples and positions.
///
/// A class absent from both tensors scores NaN and is left out of the mean.
public struct Metrics: Equatable, Sendable {
  /// What each class has: the label above 0, the prediction above the threshold.
  public struct Counts: Equatable, Sendable {
    /// Label and prediction alike positive.
    public var truePositives: Int
    /// The prediction alone is positive.
    public var falsePositives: Int
    /// The label alone is positive.
    public var falseNegatives: Int
    /// All elements of the class.
    public var total: Int

    /// Counts, none by default.
    public init(
      truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0, total: Int = 0
    ) {
      self.truePositives = truePositives
      self.falsePositives = falsePositives
      self.falseNegatives = falseNegatives
      self.total = total
    }

    /// The counts of two sets of elements together.
    public static func + (left: Counts, right: Counts) -> Counts {
      Counts(
        truePositives: left.truePositives + right.truePositives,
        falsePositives: left.falsePositives + right.falsePositives,
        falseNegatives: left.falseNegatives + right.falseNegatives,
        total: left.total + right.total)
    }
  }

  /// Above which a prediction counts as positive.
  public var threshold: Float
  /// By class.
  public var counts: [Counts]

  /// Intersection over union of each class.
  public var iou: [Double] {
    counts.map {
      .init($0.truePositives) / .init($0.truePositives + $0.falsePositives + $0.falseNegatives)
    }
  }
  /// Dice's coefficient, the F1 score, of each class.
  public var dice: [Double] {
    counts.map {
      .init(2 * $0.truePositives)
        / .init(2 * $0.truePositives + $0.falsePositives + $0.falseNegatives)
    }
  }
  /// Of what was predicted, the fraction that is right.
  public var precision: [Double] {
    counts.map { .init($0.truePositives) / .init($0.truePositives + $0.falsePositives) }
  }
  /// Of what is there, the fraction that was found.
  public var recall: [Double] {
    counts.map { .init($0.truePositives) / .init($0.truePositives + $0.falseNegatives) }
  }
  /// The fraction of elements where label and prediction agree.
  public var accuracy: [Double] {
    counts.map { 1 - .init($0.falsePositives + $0.falseNegatives) / .init($0.total) }
  }
  /// The fraction of elements whose label is above 0.
  public var positives: [Double] {
    counts.map { .init($0.truePositives + $0.falseNegatives) / .init($0.total) }
  }
  /// The mean of `iou` over the classes that are there.
  public var meanIoU: Double {
    let present = iou.filter { !$0.isNaN }
    return present.reduce(0, +) / Double(present.count)
  }
}
