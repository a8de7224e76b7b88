import Tensors

/// What some samples of a fold add up to: parts of the same fold merge, in any order, into the bits
/// that folding all samples at once gives.
public struct Part: Equatable, Sendable {
  /// A stretch of samples.
  public struct Stretch: Equatable, Sendable {
    /// The place of the first.
    public var first: Int
    /// How many follow one another.
    public var count: Int
    /// The place after the last.
    public var end: Int { first + count }
    /// `samples 4 to 7`, `sample 4`.
    public var words: String {
      count == 1 ? "sample \(first)" : "samples \(first) to \(end - 1)"
    }
    /// `samples 4 to 7 are`, `sample 4 is`.
    var subject: String { words + (count == 1 ? " is" : " are") }
  }

  /// One pair of tensors.
  struct Output: Equatable, Sendable {
    var head: PartHead
    var sums = FoldSums()
    /// Views and shares of each stretch, as the loss is and as it is in other circumstances.
    var views: [SampleViews] = [], otherViews: [SampleViews] = []
    /// What batches add up to, by their number.
    var batches: [Int: BatchSums] = [:]
    /// What all samples share of masks and weights that a loss is divided by.
    var maskShared: SharedTally?, weightsShared: SharedTally?
  }

  /// How it is folded.
  public internal(set) var settings: FoldSettings
  /// What the classes are called.
  public var classNames: [String]?
  /// How many samples were folded.
  public internal(set) var sampleCount: Int
  /// Where the samples stand, in order; nil where a part did not say.
  public internal(set) var stretches: [Stretch]?
  var outputs: [Output]

  /// Folds the samples of `inputs`, labels brought to the form that their loss takes.
  ///
  /// - Parameter firstSample: The place of the first among all samples; nil where it is not known.
  /// - Throws: ``ReductionError/notBySums(role:why:help:)`` where more than sums over samples
  ///   decides, and whatever folding them throws.
  public init(
    of inputs: [FoldInput], _ settings: FoldSettings, firstSample: Int?
  ) throws(ReductionError) {
    guard let count = inputs.first?.yPred.shape.sampleCount else { throw .nothingToOptimise }
    try Self.check(inputs, settings)
    self.settings = settings
    sampleCount = count
    stretches = firstSample.map { [Stretch(first: $0, count: count)] }
    outputs = []
    for input in inputs {
      outputs.append(try Output(input, settings, firstSample: firstSample))
    }
  }

  init(
    settings: FoldSettings, classNames: [String]?, sampleCount: Int, stretches: [Stretch]?,
    outputs: [Output]
  ) {
    self.settings = settings
    self.classNames = classNames
    self.sampleCount = sampleCount
    self.stretches = stretches
    self.outputs = outputs
  }

  private static func check(
    _ inputs: [FoldInput], _ settings: FoldSettings
  ) throws(ReductionError) {
    for input in inputs where input.yPred.shape.sampleCount != inputs[0].yPred.shape.sampleCount {
      throw .refused(
        role: "outputs",
        sentence: "All outputs have the same samples, but \(inputs[0].name) has "
          + "\(inputs[0].yPred.shape.sampleCount) and \(input.name) has "
          + "\(input.yPred.shape.sampleCount).", help: [])
    }
    if settings.replicas > 1 {
      throw .notBySums(
        role: "--replicas", why: "Which samples a replica takes shows only once all are counted.",
        help: ["Leave --replicas out."])
    }
    if settings.includesMetricVariants || !settings.explaining.isEmpty {
      throw .notBySums(
        role: "--partial",
        why:
          "A part holds sums; \(settings.explaining.isEmpty ? "scores of every rule" : "gradients") "
          + "do not come of them, as they are divided by what all samples add up to.",
        help: ["Leave \(settings.explaining.isEmpty ? "--metrics" : "--gradient") out."])
    }
  }
}

/// The sum and the number of entries that all samples share.
struct SharedTally: Equatable, Sendable {
  var sum: Double
  var count: Int

  init(sum: Double, count: Int) {
    self.sum = sum
    self.count = count
  }

  init?(_ tally: Tally?) {
    guard case .shared(let sum, let count)? = tally else { return nil }
    self.init(sum: sum, count: count)
  }
}

extension Part.Output {
  fileprivate init(
    _ input: FoldInput, _ settings: FoldSettings, firstSample: Int?
  ) throws(ReductionError) {
    var input = input
    let found = try Reconciliation(of: input, settings)
    head = PartHead(input, found)
    if let found { input.yTrue = found.labels }
    let plan = try settings.convention.rules.plan(input, settings)
    let axis = input.classAxis ?? -1
    if input.yPred.shape.rank > 1, axis == 0 || axis == -input.yPred.shape.rank {
      throw .notBySums(
        role: "--class-axis", why: "Classes lie along the first axis, so samples do not.", help: [])
    }
    if let why = plan.whyNotBySums {
      throw .notBySums(role: "--partial", why: why, help: ["Fold all samples at once."])
    }
    if plan.leavesMany {
      throw .notBySums(
        role: "--partial",
        why: "The reduction \(plan.reduction) leaves a tensor, and a part holds sums.",
        help: ["Name another: --reduction mean or sum."])
    }
    var settings = settings
    settings.keepsHistogram = true
    settings.keeping = []
    var batches: [Int: BatchSums] = [:]
    let ranges = Self.ranges(plan.yPred.shape.sampleCount, settings, firstSample)
    let folded = try FoldedSamples(
      plan, settings, batches: ranges, first: firstSample ?? 0
    ) { (sums, range) in
      batches[(range.lowerBound + (firstSample ?? 0)) / (settings.batchSize ?? 1)] = sums
    }
    self.batches = batches
    sums = folded.sums
    sums.place(after: firstSample)
    if firstSample != nil {
      views = [sums.loss.views]
      otherViews = sums.other.map { [$0.views] } ?? []
    }
    sums.forgetViews()
    maskShared = SharedTally(plan.maskTally)
    weightsShared = SharedTally(plan.weightTally)
  }

  /// The samples of each batch, or of as much of it as is here.
  private static func ranges(
    _ count: Int, _ settings: FoldSettings, _ firstSample: Int?
  ) -> [Range<Int>] {
    guard let size = settings.batchSize, let firstSample else { return [] }
    var ranges: [Range<Int>] = []
    var start = 0
    while start < count {
      let end = min(count, start + size - (firstSample + start) % size)
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }
}

extension FoldSums {
  /// Counts places from `samples` before the first; forgets them where that is not known.
  fileprivate mutating func place(after samples: Int?) {
    loss.totals.place(after: samples)
    other?.totals.place(after: samples)
    if samples == nil { forgetPlaces() }
  }

  /// Leaves out what tells where samples stand.
  mutating func forgetPlaces() {
    loss.totals.place(after: nil)
    other?.totals.place(after: nil)
    loss.worst = WorstSamples()
    other?.worst = WorstSamples()
  }

  /// Leaves out what is kept stretch by stretch.
  fileprivate mutating func forgetViews() {
    loss.views = SampleViews()
    other?.views = SampleViews()
  }
}
