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

  /// Chunks stay in the first-level cache, and begin with class 0 in lane 0.
  private var chunk: Int { max(1, 2048 / (16 * classCount)) * 16 * classCount }

  /// The sums of sample `index`.
  ///
  /// - Parameter losses: Takes every element's loss where it has room for them.
  func callAsFunction(
    _ index: Int, yTrue: Span<Float>, yPred: Span<Float>, losses kept: inout MutableSpan<Float>
  ) throws(TensorError) -> SampleSums {
    let rows = classCount == 0 ? 0 : yPred.count / classCount
    var sums = SampleSums()
    var positions: [Float] = []
    positions.reserveCapacity(loss.classFold == .none ? yPred.count : rows)
    let multipliers = try multipliers(sample: index)
    let auxiliary = try loss.auxiliary?.sample(index) ?? []
    let isSparse = loss.labels == .classIndices
    let isCounted = multipliers == nil && (isSparse || yTrue.isHard)
    var classes = ClassLanes(classCount: classCount, threshold: threshold)
    var weighted = WeightedSums(loss: loss, classCount: classCount, multipliers: multipliers)
    var scratch: [Float] = []
    var oneHot: [Float] = []

    /// Folds the rows from `start` on, their labels dense.
    func fold(_ y: Span<Float>, _ p: Span<Float>, from start: Int) {
      let extra =
        auxiliary.isEmpty
        ? auxiliary.span : auxiliary.span.extracting(start..<(start + p.count))
      switch loss.body {
      case .elements(_, let kernel):
        resize(&scratch, to: p.count)
        var span = scratch.mutableSpan
        kernel(y, p, extra, classCount, &span)
        sums.elements.add(scratch.span)
        classes.add(loss: scratch.span, yTrue: y, yPred: p)
        if !isCounted {
          weighted.add(
            loss: scratch.span, yTrue: y, yPred: p, threshold: threshold, from: start)
        }
        foldClasses(of: scratch, into: &positions)
        if kept.count > 0 {
          for offset in scratch.indices { kept[start + offset] = scratch[offset] }
        } else if sums.kept[.elementwise] == nil {
          sums.kept[.elementwise] = Array(scratch.prefix(64))
        }
      case .rows(let kernel):
        resize(&scratch, to: p.count / classCount)
        var span = scratch.mutableSpan
        kernel(y, p, extra, classCount, &span)
        classes.count(yTrue: y, yPred: p)
        positions.append(contentsOf: scratch)
      case .whole: preconditionFailure("a loss that pools is not folded sample by sample")
      }
    }

    var start = 0
    while start < yPred.count {
      let end = min(start + chunk, yPred.count)
      let p = yPred.extracting(start..<end)
      if isSparse {
        let labels = yTrue.extracting((start / classCount)..<(end / classCount))
        fillOneHot(&oneHot, labels)
        fold(oneHot.span, p, from: start)
      } else {
        fold(yTrue.extracting(start..<end), p, from: start)
      }
      start = end
    }
    sums.classes = classes.sums(rows: rows)
    (sums.lowestPrediction, sums.highestPrediction) = classes.predictions
    if case .elements = loss.body {
      if isCounted {
        sums.classes.countWorlds(of: loss)
      } else {
        sums.classes.takeWeights(from: weighted.classes)
      }
    }
    try finish(&sums, positions: positions, sample: index)
    sums.total = multipliers.map { positions.span.dot($0.span) } ?? sums.positions.sum
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

  private func resize(_ scratch: inout [Float], to count: Int) {
    if scratch.count != count { scratch = Array(repeating: 0, count: count) }
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

  private func foldClasses(of losses: [Float], into positions: inout [Float]) {
    guard loss.classFold != .none, classCount > 1 else {
      positions.append(contentsOf: losses)
      return
    }
    let divisor = loss.classFold == .mean ? Double(classCount) : 1
    for row in stride(from: 0, to: losses.count, by: classCount) {
      var sum = 0.0
      for index in row..<(row + classCount) { sum += Double(losses[index]) }
      positions.append(Float(sum / divisor))
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
