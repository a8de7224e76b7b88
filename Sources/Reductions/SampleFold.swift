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

  /// Forgets the sample, but not the memory for its classes.
  mutating func reset() {
    var classes: [ClassSums] = []
    swap(&classes, &self.classes)
    classes.removeAll(keepingCapacity: true)
    self = SampleSums()
    self.classes = classes
  }
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
  var chunk: Int {
    let rows = Lanes.scalarCount * max(1, classCount)
    return max(1, 2048 / rows) * rows
  }

  /// What a sample of `elements` elements passes through.
  func chunkFold(elements: Int, isWeighted: Bool) -> ChunkFold {
    ChunkFold(
      loss, classCount: classCount, threshold: threshold, elements: elements, chunk: chunk,
      weighted: isWeighted
        ? WeightedSums(
          loss: loss, classCount: classCount, threshold: threshold, multipliers: nil) : nil,
      countsClasses: countsClasses)
  }

  /// The sums of a sample whose positions' losses are known: those of a loss that pools.
  ///
  /// - Parameter sums: Takes them; nothing before.
  func callAsFunction(
    positions: [Float], _ factors: Factors, keepsFirst: Bool, into sums: inout SampleSums
  ) {
    finish(&sums, positions: positions, factors, keepsFirst: keepsFirst)
    sums.total =
      multipliers(factors).map { positions.span.dot($0.span) } ?? sums.positions.sum
  }

  /// The mask and the weights of the samples of `range`.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where they cannot be read.
  func factors(_ range: Range<Int>) throws(TensorError) -> Factors {
    Factors(
      mask: try mask?.samples(range), weights: try weights?.samples(range), count: range.count)
  }

  /// A row of `classCount` for each label: 1 at its class; only zeros where it names none.
  func fillOneHot(_ rows: inout [Float], _ labels: Span<Float>) {
    if rows.count == labels.count * classCount {
      for index in rows.indices { rows[index] = 0 }
    } else {
      rows = Array(repeating: 0, count: labels.count * classCount)
    }
    for row in labels.indices {
      let label = labels[row]
      guard label >= 0, label < Float(classCount), label != loss.ignoredIndex else { continue }
      rows[row * classCount + Int(label)] = 1
    }
  }

  /// By what the mask and the weights multiply each position; nil where there are neither.
  func multipliers(_ factors: Factors) -> [Float]? {
    var weights = factors.weights
    if positionsPerWeight > 1 {
      weights = weights?.flatMap { Array(repeating: $0, count: positionsPerWeight) }
    }
    guard let mask = factors.mask else { return weights }
    guard let weights else { return mask }
    return zip(mask, weights).map { $0 * $1 }
  }

  /// Mask, mean over the positions that share a weight, weights.
  func finish(
    _ sums: inout SampleSums, positions: [Float], _ factors: Factors, keepsFirst: Bool
  ) {
    func keep(_ id: Step.ID, _ elements: [Float]) {
      if keeping.contains(id) {
        sums.kept[id] = elements
      } else if keepsFirst {
        sums.kept[id] = Array(elements.prefix(64))
      }
    }
    sums.positions.add(positions.span)
    keep(.perPosition, positions)
    guard mask != nil || weights != nil || positionsPerWeight > 1 else {
      sums.weighted = sums.positions
      return keep(.weighted, positions)
    }
    var current = positions
    if let mask = factors.mask {
      current = zip(current, mask).map { $0 * $1 }
      sums.mask = mask.reduce(0) { $0 + Double($1) }
      sums.maskCount = mask.count
      sums.masked.add(current.span)
      keep(.masked, current)
    }
    if positionsPerWeight > 1 { current = means(of: current) }
    if let weights = factors.weights {
      current = zip(current, weights).map { $0 * $1 }
      sums.weightCount = weights.count
      sums.nonzeroWeightCount = weights.count { $0 != 0 }
    }
    sums.weighted.add(current.span)
    keep(.weighted, current)
  }

  private func means(of positions: [Float]) -> [Float] {
    stride(from: 0, to: positions.count, by: positionsPerWeight).map { start in
      var moments = Moments()
      moments.add(positions.span.extracting(start..<(start + positionsPerWeight)))
      return Float(moments.sum / Double(positionsPerWeight))
    }
  }
}

/// The mask and the weights of some samples that follow one another.
struct Factors: Sendable {
  /// nil where there is none.
  var mask: [Float]?, weights: [Float]?
  /// Of how many samples they are.
  var count = 1

  /// Those of one sample.
  subscript(index: Int) -> Factors {
    guard count > 1 else { return self }
    func part(_ all: [Float]?) -> [Float]? {
      all.map { Array($0[(index * $0.count / count)..<((index + 1) * $0.count / count)]) }
    }
    return Factors(mask: part(mask), weights: part(weights))
  }
}
