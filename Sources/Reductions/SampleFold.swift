import Tensors

/// What is left of one sample after it has been folded; merged with others, in any order, it gives
/// every number of a trace.
struct SampleSums: Sendable {
  /// Moments of the elements' losses and of the positions' before mask and weights.
  var elements = Moments(), positions = Moments()
  /// Moments after the mask and after the weights, before what depends on all samples divides them.
  var masked = Moments(), weighted = Moments()
  /// Σ loss × mask × weight over positions, in float64.
  var total = 0.0
  /// The sum of the mask's entries, and how many there are.
  var mask = 0.0, maskCount = 0
  /// How many weights there are, and how many of them are not 0.
  var weightCount = 0, nonzeroWeightCount = 0
  /// The smallest and the largest prediction.
  var lowestPrediction = Float.infinity, highestPrediction = -Float.infinity
  /// By class.
  var classes: [ClassSums] = []
  /// The elements of steps that are kept, or their first 64.
  var kept: [Step.ID: [Float]] = [:]
}

/// Folds one sample after another; a value that many threads share.
struct SampleFold: Sendable {
  var loss: LossFunction
  let classCount: Int
  let threshold: Float
  let mask: Broadcast?
  /// The weights as they are, sample by sample, and how many positions share each of them.
  let weights: Broadcast?
  let positionsPerWeight: Int
  /// Steps whose whole tensor is wanted.
  var keeping: Set<Step.ID>
  /// Whether more is wanted than the loss of positions.
  var countsClasses = true

  /// Chunks stay in the first-level cache, and begin with class 0 in lane 0.
  private var chunk: Int {
    let rows = Lanes.scalarCount * max(1, classCount)
    return max(1, 2048 / rows) * rows
  }

  /// The sums of sample `index`.
  ///
  /// - Parameter losses: Takes every element's loss where it has room for them.
  func callAsFunction(
    _ index: Int, yTrue: Span<Float>, yPred: Span<Float>, losses: inout MutableSpan<Float>
  ) throws(TensorError) -> SampleSums {
    let multipliers = try multipliers(sample: index)
    // Where labels are all 0 or 1, as most are, the worlds follow from counting them.
    if multipliers == nil || !countsClasses,
      let sums = try fold(index, yTrue, yPred, nil, multipliers, &losses)
    {
      return sums
    }
    let weighted = WeightedSums(
      loss: loss, classCount: classCount, threshold: threshold, multipliers: multipliers)
    guard let sums = try fold(index, yTrue, yPred, weighted, multipliers, &losses) else {
      preconditionFailure("weighted sums take any labels")
    }
    return sums
  }

  /// - Parameter weighted: Takes every element too; nil where labels are counted.
  /// - Returns: nil where labels were to be counted, but one is neither 0 nor 1.
  private func fold(
    _ index: Int, _ yTrue: Span<Float>, _ yPred: Span<Float>, _ weighted: WeightedSums?,
    _ multipliers: [Float]?, _ losses: inout MutableSpan<Float>
  ) throws(TensorError) -> SampleSums? {
    let auxiliary = try loss.auxiliary?.sample(index) ?? []
    var pass = ChunkFold(
      loss, classCount: classCount, threshold: threshold, elements: yPred.count, chunk: chunk,
      weighted: weighted, countsClasses: countsClasses)
    var oneHot: [Float] = []
    var start = 0
    while start < yPred.count {
      let end = min(start + chunk, yPred.count)
      let p = yPred.extracting(start..<end)
      let extra = auxiliary.isEmpty ? auxiliary.span : auxiliary.span.extracting(start..<end)
      if loss.labels == .classIndices {
        fillOneHot(&oneHot, yTrue.extracting((start / classCount)..<(end / classCount)))
        pass.add(oneHot.span, p, extra, from: start, keepingIn: &losses)
      } else {
        pass.add(yTrue.extracting(start..<end), p, extra, from: start, keepingIn: &losses)
      }
      if weighted == nil, !pass.classes.hasHardLabels { return nil }
      start = end
    }
    var sums = SampleSums()
    sums.classes = pass.classes.sums(rows: classCount == 0 ? 0 : yPred.count / classCount)
    (sums.lowestPrediction, sums.highestPrediction) = pass.classes.predictions
    if case .elements = loss.body, countsClasses {
      sums.elements = pass.classes.moments
      sums.elements.sum = sums.classes.reduce(0) { $0 + $1.loss }
      if losses.count == 0 { sums.kept[.elementwise] = pass.firstLosses }
      if let weighted = pass.weighted {
        weighted.fill(&sums.classes)
      } else {
        sums.classes.countWorlds(of: loss)
      }
    }
    try finish(&sums, positions: pass.positions, sample: index)
    sums.total = multipliers.map { pass.positions.span.dot($0.span) } ?? sums.positions.sum
    return sums
  }

  /// The sums of sample `index` whose positions' losses are known: those of a loss that pools.
  func callAsFunction(_ index: Int, positions: [Float]) throws(TensorError) -> SampleSums {
    var sums = SampleSums()
    try finish(&sums, positions: positions, sample: index)
    sums.total =
      try multipliers(sample: index).map { positions.span.dot($0.span) } ?? sums.positions.sum
    return sums
  }

  /// A row of `classCount` for each label: 1 at its class; only zeros where it names none.
  func fillOneHot(_ rows: inout [Float], _ labels: Span<Float>) {
    rows = Array(repeating: 0, count: labels.count * classCount)
    for row in labels.indices {
      let label = labels[row]
      guard label >= 0, label < Float(classCount), label != loss.ignoredIndex else { continue }
      rows[row * classCount + Int(label)] = 1
    }
  }

  /// By what the mask and the weights multiply each position; nil where there are neither.
  func multipliers(sample: Int) throws(TensorError) -> [Float]? {
    var weights = try weights?.sample(sample)
    if positionsPerWeight > 1 {
      weights = weights?.flatMap { Array(repeating: $0, count: positionsPerWeight) }
    }
    guard let mask = try mask?.sample(sample) else { return weights }
    guard let weights else { return mask }
    return zip(mask, weights).map { $0 * $1 }
  }

  /// Mask, mean over the positions that share a weight, weights.
  private func finish(
    _ sums: inout SampleSums, positions: [Float], sample: Int
  ) throws(TensorError) {
    sums.positions.add(positions.span)
    keep(.perPosition, positions, in: &sums)
    guard mask != nil || weights != nil || positionsPerWeight > 1 else {
      sums.weighted = sums.positions
      return keep(.weighted, positions, in: &sums)
    }
    var current = positions
    if let mask = try mask?.sample(sample) {
      current = zip(current, mask).map { $0 * $1 }
      sums.mask = mask.reduce(0) { $0 + Double($1) }
      sums.maskCount = mask.count
      sums.masked.add(current.span)
      keep(.masked, current, in: &sums)
    }
    if positionsPerWeight > 1 { current = means(of: current) }
    if let weights = try weights?.sample(sample) {
      current = zip(current, weights).map { $0 * $1 }
      sums.weightCount = weights.count
      sums.nonzeroWeightCount = weights.count { $0 != 0 }
    }
    sums.weighted.add(current.span)
    keep(.weighted, current, in: &sums)
  }

  private func means(of positions: [Float]) -> [Float] {
    stride(from: 0, to: positions.count, by: positionsPerWeight).map { start in
      var moments = Moments()
      moments.add(positions.span.extracting(start..<(start + positionsPerWeight)))
      return Float(moments.sum / Double(positionsPerWeight))
    }
  }

  private func keep(_ id: Step.ID, _ elements: [Float], in sums: inout SampleSums) {
    sums.kept[id] = keeping.contains(id) ? elements : Array(elements.prefix(64))
  }
}
