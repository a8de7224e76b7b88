import Tensors

/// What several samples add up to: exact, so that neither order nor grouping matters.
struct Totals: Sendable {
  private(set) var sampleCount = 0
  private(set) var elements = MergedMoments(), positions = MergedMoments()
  private(set) var masked = MergedMoments(), weighted = MergedMoments()
  private(set) var lowestPrediction = Float.infinity, highestPrediction = -Float.infinity
  private(set) var classes: [ClassTotals] = []
  private(set) var weightCount = 0, nonzeroWeightCount = 0
  private(set) var maskCount = 0
  private var total = ExactSum()
  private var mask = ExactSum()

  init(_ samples: some Sequence<SampleSums>) {
    for sample in samples { add(sample) }
  }

  /// Σ loss × mask × weight over all positions.
  var lossSum: Double { total.value }
  /// The mean of the mask's entries; 1 where there is no mask.
  var maskMean: Double { maskCount == 0 ? 1 : mask.value / Double(maskCount) }
  /// The fraction of weights that are not 0; 1 where there are none.
  var nonzeroWeightFraction: Double {
    weightCount == 0 ? 1 : Double(nonzeroWeightCount) / Double(weightCount)
  }

  private mutating func add(_ sample: SampleSums) {
    sampleCount += 1
    elements.merge(sample.elements)
    positions.merge(sample.positions)
    masked.merge(sample.masked)
    weighted.merge(sample.weighted)
    lowestPrediction = min(lowestPrediction, sample.lowestPrediction)
    highestPrediction = max(highestPrediction, sample.highestPrediction)
    total.add(sample.total)
    mask.add(sample.mask)
    maskCount += sample.maskCount
    weightCount += sample.weightCount
    nonzeroWeightCount += sample.nonzeroWeightCount
    if classes.isEmpty { classes = sample.classes.map { _ in ClassTotals() } }
    for index in classes.indices { classes[index].add(sample.classes[index]) }
  }
}

/// What one class adds up to over several samples.
struct ClassTotals: Sendable {
  private(set) var loss = ExactSum()
  private(set) var weighted = ExactSum(), weightedPositives = ExactSum()
  private(set) var weightedWrong = ExactSum()
  private(set) var perfect = ExactSum(), missedPositives = ExactSum()
  private(set) var counts = Metrics.Counts()

  mutating func add(_ sums: ClassSums) {
    loss.add(sums.loss)
    weighted.add(sums.weighted)
    weightedPositives.add(sums.weightedPositives)
    weightedWrong.add(sums.weightedWrong)
    perfect.add(sums.perfect)
    missedPositives.add(sums.missedPositives)
    counts = counts + sums.counts
  }
}
