import Tensors

/// What a convention's divisions are made of, over several samples: exact.
struct ScalingSums: Equatable, Sendable {
  var sampleCount = 0
  /// Σ loss × mask × weight over all positions.
  var total = ExactSum()
  /// The mask's entries where they meet the loss.
  var mask = ExactSum(), maskCount = 0
  var weightCount = 0, nonzeroWeightCount = 0
  /// The mask's and the weights' own entries, as ``Tally`` has them.
  var maskTally = ExactSum(), maskTallyCount = 0
  var weightTally = ExactSum(), weightTallyCount = 0

  /// Σ loss × mask × weight over all positions.
  var lossSum: Double { total.value }
  /// The mean of the mask's entries; 1 where there is no mask.
  var maskMean: Double { maskCount == 0 ? 1 : mask.value / Double(maskCount) }
  /// The fraction of weights that are not 0; 1 where there are none.
  var nonzeroWeightFraction: Double {
    weightCount == 0 ? 1 : Double(nonzeroWeightCount) / Double(weightCount)
  }

  /// What is valid of the mask as it was given; nil where nothing is divided by it.
  func maskTally(_ plan: FoldPlan) -> (sum: Double, count: Int)? {
    plan.maskTally?.total(maskTally, maskTallyCount)
  }

  /// The sum of the weights, where the loss is divided by it.
  func weightSum(_ plan: FoldPlan) -> Double? {
    plan.weightTally?.total(weightTally, weightTallyCount).sum
  }

  mutating func add(_ sample: SampleSums, _ facts: SampleFacts) {
    sampleCount += 1
    total.add(sample.total)
    mask.add(sample.mask)
    maskCount += sample.maskCount
    weightCount += sample.weightCount
    nonzeroWeightCount += sample.nonzeroWeightCount
    maskTally.add(facts.maskTally.sum)
    maskTallyCount += facts.maskTally.count
    weightTally.add(facts.weightTally.sum)
    weightTallyCount += facts.weightTally.count
  }

  mutating func merge(_ other: ScalingSums) {
    sampleCount += other.sampleCount
    total.merge(other.total)
    mask.merge(other.mask)
    maskCount += other.maskCount
    weightCount += other.weightCount
    nonzeroWeightCount += other.nonzeroWeightCount
    maskTally.merge(other.maskTally)
    maskTallyCount += other.maskTallyCount
    weightTally.merge(other.weightTally)
    weightTallyCount += other.weightTallyCount
  }
}

/// What several samples add up to: exact, so that neither order nor grouping matters.
struct Totals: Equatable, Sendable {
  var scaling = ScalingSums()
  var elements = MergedMoments(), positions = MergedMoments()
  var masked = MergedMoments(), weighted = MergedMoments()
  var lowestPrediction = Float.infinity, highestPrediction = -Float.infinity
  var classes: [ClassTotals] = []

  mutating func add(_ sample: SampleSums, _ facts: SampleFacts) {
    scaling.add(sample, facts)
    elements.add(sample.elements)
    positions.add(sample.positions)
    masked.add(sample.masked)
    weighted.add(sample.weighted)
    lowestPrediction = min(lowestPrediction, sample.lowestPrediction)
    highestPrediction = max(highestPrediction, sample.highestPrediction)
    if classes.isEmpty { classes = sample.classes.map { _ in ClassTotals() } }
    for index in classes.indices { classes[index].add(sample.classes[index]) }
  }

  /// Counts places from `samples` before the first; forgets them where that is not known.
  mutating func place(after samples: Int?) {
    let count = scaling.sampleCount
    elements.place(after: samples, of: count)
    positions.place(after: samples, of: count)
    masked.place(after: samples, of: count)
    weighted.place(after: samples, of: count)
  }

  /// Adds other samples.
  mutating func merge(_ other: Totals) {
    scaling.merge(other.scaling)
    elements.merge(other.elements)
    positions.merge(other.positions)
    masked.merge(other.masked)
    weighted.merge(other.weighted)
    lowestPrediction = min(lowestPrediction, other.lowestPrediction)
    highestPrediction = max(highestPrediction, other.highestPrediction)
    if classes.isEmpty {
      classes = other.classes
    } else {
      for (index, sums) in other.classes.enumerated() { classes[index].merge(sums) }
    }
  }
}

/// What one class adds up to over several samples.
struct ClassTotals: Equatable, Sendable {
  var loss = ExactSum()
  var weighted = ExactSum(), weightedPositives = ExactSum()
  var weightedWrong = ExactSum()
  var perfect = ExactSum(), missedPositives = ExactSum()
  var counts = Metrics.Counts()

  mutating func add(_ sums: ClassSums) {
    loss.add(sums.loss)
    weighted.add(sums.weighted)
    weightedPositives.add(sums.weightedPositives)
    weightedWrong.add(sums.weightedWrong)
    perfect.add(sums.perfect)
    missedPositives.add(sums.missedPositives)
    counts = counts + sums.counts
  }

  mutating func merge(_ other: ClassTotals) {
    loss.merge(other.loss)
    weighted.merge(other.weighted)
    weightedPositives.merge(other.weightedPositives)
    weightedWrong.merge(other.weightedWrong)
    perfect.merge(other.perfect)
    missedPositives.merge(other.missedPositives)
    counts = counts + other.counts
  }
}
