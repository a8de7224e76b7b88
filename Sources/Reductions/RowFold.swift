import Tensors

/// Folds predictions of one axis, which are one row, piece by piece: so long a row need not lie in
/// memory.
///
/// Lists by class are not kept of it, so what they would need is not summed.
struct RowFold {
  private let loss: LossFunction
  private let classCount: Int
  private let countsClasses: Bool
  private var classes: ClassLanes
  /// The losses of the row, from the first to the last.
  private var sum = 0.0
  /// The losses as positions, where they stay apart.
  private var positions = Moments()
  private var first: [Float] = []
  /// Whether every label was 0 or 1.
  private(set) var hasHardLabels = true
  /// How many losses have which size; nil unless it is wanted.
  private(set) var ledger: LossLedger?
  private var losses = [Float](repeating: 0, count: Self.chunk)

  /// How many elements of a row are read at a time.
  static let piece = 1 << 16
  /// Chunks stay in the first-level cache.
  private static let chunk = 2048

  init(_ fold: SampleFold, ledger: LossLedger?) {
    loss = fold.loss
    classCount = fold.classCount
    countsClasses = fold.countsClasses
    classes = ClassLanes(
      classCount: Output.classesApart(fold.classCount), threshold: fold.threshold)
    self.ledger = ledger
  }

  /// Adds the next piece; all but the last are of ``piece`` elements.
  mutating func add(_ yTrue: Span<Float>, _ yPred: Span<Float>) {
    let kernels = Kernels(loss)
    // Out of the way, so that they may be read while the rest of this changes.
    var losses = losses
    self.losses = []
    for start in stride(from: 0, to: yPred.count, by: Self.chunk) {
      let part = start..<min(start + Self.chunk, yPred.count)
      let (y, p) = (yTrue.extracting(part), yPred.extracting(part))
      var span = losses.mutableSpan
      var chunk = span._mutatingExtracting(0..<part.count)
      kernels.loss(y, p, Span(), classCount, &chunk)
      add(chunk.span, y, p)
    }
    self.losses = losses
  }

  private mutating func add(_ losses: Span<Float>, _ y: Span<Float>, _ p: Span<Float>) {
    if first.isEmpty { first = (0..<min(64, losses.count)).map { losses[$0] } }
    if hasHardLabels { hasHardLabels = y.isHard }
    if countsClasses { classes.add(loss: losses, yTrue: y, yPred: p) }
    if loss.classFold == .none {
      positions.add(losses)
    } else {
      for index in losses.indices { sum += Double(losses[index]) }
    }
    ledger?.add(losses)
  }

  /// The sums of the row, which no mask and no weight meets.
  func fill(_ sums: inout SampleSums, _ fold: SampleFold) {
    if countsClasses {
      classes.fill(&sums.classes, rows: classCount)
      (sums.lowestPrediction, sums.highestPrediction) = classes.predictions
      sums.elements = classes.moments
      sums.elements.sum = sums.classes.reduce(0) { $0 + $1.loss }
      sums.kept[.elementwise] = first
    }
    if loss.classFold == .none {
      sums.positions = positions
      sums.weighted = positions
      (sums.kept[.perPosition], sums.kept[.weighted]) = (first, first)
    } else {
      let position = Float(sum / loss.classFold.divisor(classes: classCount))
      // Always the same NaN, as rows that are folded whole have it.
      fold.finish(
        &sums, positions: [sum.isNaN ? .nan : position], Factors(), keepsFirst: true)
    }
    sums.total = sums.positions.sum
  }
}

extension FoldPlan {
  /// Whether predictions are a row so long that it is folded piece by piece.
  ///
  /// - Parameter keeping: The steps of which every element is kept.
  func foldsRowInPieces(keeping: Set<Step.ID>) -> Bool {
    yPred.shape.rank == 1 && yTrue.shape == yPred.shape && loss.isElementwise
      && other?.loss.isElementwise ?? true && Output.classesApart(classCount) < classCount
      && loss.auxiliary == nil && loss.labels == .dense
      && keeping.isSubset(of: result.count == 1 ? [.masked, .weighted] : [])
      && mask == nil && weights == nil && maskTally == nil && weightTally == nil
      && pooled == nil && positionsPerWeight == 1 && !repeatsLoss
  }
}
