import Synchronization
import Tensors

/// What is asked of a sample beside its losses.
struct SampleFacts: Sendable {
  /// The sum and the number of the mask's and of the weights' own entries.
  var maskTally = (sum: 0.0, count: 0), weightTally = (sum: 0.0, count: 0)
  /// Whether every label is 0 or 1.
  var hasHardLabels = true
  /// What a loss pools over samples.
  var overlap: OverlapSums?
  /// What each class has of labels and predictions, where the loss itself does not tell.
  var counts: [Metrics.Counts]?
}

/// One sample, folded.
struct FoldedSample: Sendable {
  var sums = SampleSums()
  /// As the loss is in other circumstances, where that counts.
  var other = SampleSums(), hasOther = false
  var facts = SampleFacts()

  /// Forgets the sample.
  mutating func reset() {
    sums.reset()
    other.reset()
    facts = SampleFacts()
  }
}

/// Some samples that follow one another, folded.
struct FoldedBlock: Sendable {
  /// What they add up to.
  var sums = FoldSums()
  /// The same by batches, where these are wanted: one more after each that ends here.
  var batches: [BatchSums] = []
  /// As the loss function leaves them, and as it does in other circumstances.
  var kept: KeptElements, otherKept: KeptElements
}

/// Folds the samples of a plan, each by itself: reads each once.
struct SamplePass: Sendable {
  let plan: FoldPlan
  let yTrue: any SampleSource, yPred: any SampleSource
  private let isRow: Bool
  private let fold: SampleFold
  private let other: SampleFold?
  private let counting: SampleFold?
  private let countsLosses: Bool, countsOtherLosses: Bool
  private let idle = Workbenches()
  private let keepsPositions: Bool
  private let keeping: Set<Step.ID>
  /// The number of the first sample among all.
  private let first: Int
  /// Where batches end, rising.
  private let batchEnds: [Int]

  /// - Parameters:
  ///   - needsOther: Whether more is wanted of the loss in other circumstances than its number.
  ///   - batches: Those whose sums are wanted, one after the other.
  init(
    _ plan: FoldPlan, _ settings: FoldSettings, first: Int, needsOther: Bool,
    batches: [Range<Int>]
  ) throws(TensorError) {
    self.plan = plan
    self.first = first
    batchEnds = batches.map(\.upperBound)
    keeping = plan.keeping(settings)
    // Predictions of one axis are one row, unless they are pooled or came as losses.
    isRow = plan.yPred.shape.rank == 1 && !plan.loss.isWhole
    yTrue = isRow ? SingleRow(base: plan.yTrue) : plan.yTrue
    yPred = isRow ? SingleRow(base: plan.yPred) : plan.yPred
    var fold =
      plan.repeatsLoss
      ? try plan.sampleFoldBeforeRepeating(settings) : plan.sampleFold(settings)
    keepsPositions = fold.keeping.contains(.perPosition)
    if settings.keepsHistogram, !plan.hasElements { fold.keeping.insert(.perPosition) }
    self.fold = fold
    other = plan.other.map { other in
      var twin = fold
      twin.loss = other.loss
      twin.countsClasses = needsOther
      if !needsOther { twin.keeping = [] }
      return twin
    }
    let counts = plan.loss.isWhole && plan.hasClasses && plan.yPred.shape.rank > 1
    counting = counts ? plan.countingOnly.sampleFold(settings) : nil
    countsLosses = settings.keepsHistogram
    countsOtherLosses = settings.keepsHistogram && plan.other != nil && needsOther
  }

  /// How many samples there are to fold.
  var count: Int { yPred.shape.sampleCount }
  /// How many losses have which size; nil unless it is wanted.
  var ledger: LossLedger? { countsLosses ? idle.ledger(ofOther: false) : nil }
  /// The same, as the loss is in other circumstances.
  var otherLedger: LossLedger? { countsOtherLosses ? idle.ledger(ofOther: true) : nil }

  /// Folds the samples of `range`.
  ///
  /// - Parameters:
  ///   - losses: Takes every element's loss where it has room for them.
  ///   - positions: Takes every position's loss where it has room for them.
  func callAsFunction(
    _ range: Range<Int>, losses: inout MutableSpan<Float>, positions: inout MutableSpan<Float>
  ) -> Result<FoldedBlock, ReductionError> {
    do throws(TensorError) {
      if plan.foldsRowInPieces(keeping: fold.keeping) { return try foldedRow() }
      if isRow {
        // What is left in files is read whole after all.
        do throws(TensorError) {
          try requireMemory(for: plan.yPred is Tensor ? 0 : 2 * plan.yPred.shape.count)
        } catch {
          return .failure(.doesNotStream(loss: "\(plan.loss.name) of one axis", error))
        }
      }
      return try yTrue.withSamples(range) { (yTrue) throws(TensorError) in
        try yPred.withSamples(range) { (yPred) throws(TensorError) in
          var workbench =
            idle.borrow() ?? Workbench(self, elements: yPred.count / range.count)
          try workbench.begin(self, range)
          let block: FoldedBlock
          do throws(ReductionError) {
            block = try folded(range, yTrue, yPred, &losses, &positions, on: &workbench)
          } catch {
            return .failure(error)
          }
          idle.giveBack(workbench)
          return .success(block)
        }
      }
    } catch {
      return .failure(.unreadable(error))
    }
  }

  /// What a thread folds the samples of a block with, one block after the other.
  private struct Workbench {
    var own: LedgerFolder
    var other: LedgerFolder?
    var counting: SampleFolder?
    private(set) var factors = Factors(), auxiliary: [Float] = []

    /// - Parameter elements: How many elements each sample has.
    init(_ pass: SamplePass, elements: Int) {
      counting = pass.counting.map { SampleFolder($0, elements: elements) }
      own = LedgerFolder(
        pass.fold, elements: elements, ledger: pass.countsLosses ? LossLedger() : nil,
        keepsPositions: pass.keepsPositions)
      other = pass.other.map {
        LedgerFolder(
          $0, elements: elements, ledger: pass.countsOtherLosses ? LossLedger() : nil,
          keepsPositions: pass.keepsPositions)
      }
    }

    /// Reads what meets the losses of the samples of `range`.
    mutating func begin(_ pass: SamplePass, _ range: Range<Int>) throws(TensorError) {
      // A loss that pools over samples meets mask and weights only once all are there.
      let isPooled = pass.plan.loss.pooling.map { !$0.keepsSamples || $0.isMean } ?? false
      factors = isPooled ? Factors(count: range.count) : try pass.fold.factors(range)
      auxiliary = try pass.plan.loss.auxiliary?.samples(range) ?? []
    }
  }

  /// Workbenches that no thread needs now. As counts are whole numbers, who counts what changes
  /// nothing.
  private final class Workbenches: Sendable {
    private let idle = Mutex<[Workbench]>([])
    private let others = Mutex<[(own: LossLedger?, other: LossLedger?)]>([])

    func borrow() -> Workbench? { idle.withLock { $0.popLast() } }

    func giveBack(_ workbench: consuming Workbench) {
      // Moved: with a second owner, the next to write would copy it all.
      var moved = Optional(workbench)
      idle.withLock { idle in if let workbench = moved.take() { idle.append(workbench) } }
    }

    /// Takes what was counted without a workbench.
    func take(_ own: LossLedger?, _ other: LossLedger?) {
      others.withLock { $0.append((own, other)) }
    }

    /// What all counted: of the loss itself, or as it is in other circumstances.
    func ledger(ofOther isOther: Bool) -> LossLedger {
      let ledgers =
        idle.withLock { $0.map { isOther ? $0.other?.ledger : $0.own.ledger } }
        + others.withLock { $0.map { isOther ? $0.other : $0.own } }
      return ledgers.reduce(into: LossLedger()) { if let ledger = $1 { $0.merge(ledger) } }
    }
  }

  private func folded(
    _ range: Range<Int>, _ yTrue: Span<Float>, _ yPred: Span<Float>,
    _ losses: inout MutableSpan<Float>, _ positions: inout MutableSpan<Float>,
    on workbench: inout Workbench
  ) throws(ReductionError) -> FoldedBlock {
    let kept = KeptElements(keeping: keeping)
    var block = FoldedBlock(kept: kept, otherKept: kept)
    var ends = batchEnds[batchEnds.firstPlace { $0 > range.lowerBound }...]
    if !ends.isEmpty { block.batches = [BatchSums()] }
    let count = range.count
    func part(_ offset: Int, of all: Int) -> Range<Int> {
      (offset * all / count)..<((offset + 1) * all / count)
    }
    var sample = FoldedSample()
    sample.hasOther = other != nil
    for offset in 0..<count {
      let (index, y) = (range.lowerBound + offset, yTrue.extracting(part(offset, of: yTrue.count)))
      let p = yPred.extracting(part(offset, of: yPred.count))
      try plan.loss.check?(y, p)
      try plan.labelCheck?(y)
      var room = losses._mutatingExtracting(part(offset, of: losses.count))
      sample.reset()
      do throws(TensorError) {
        try fold(index, offset, y, p, &room, on: &workbench, into: &sample)
      } catch {
        throw .unreadable(error)
      }
      if positions.count > 0, let own = sample.sums.kept.removeValue(forKey: .perPosition) {
        var place = positions._mutatingExtracting(part(offset, of: positions.count))
        if own.count == place.count {
          place.fill(own.span)
        } else {
          // The mean of no class.
          for index in place.indices { place[index] = .nan }
        }
      }
      take(sample, index, into: &block, &ends)
    }
    return block
  }

  private func take(
    _ sample: FoldedSample, _ index: Int, into block: inout FoldedBlock,
    _ ends: inout ArraySlice<Int>
  ) {
    block.sums.add(sample, plan, at: first + index)
    if !block.batches.isEmpty {
      block.batches[block.batches.count - 1].add(sample, plan)
      if ends.first == index + 1 {
        ends.removeFirst()
        block.batches.append(BatchSums())
      }
    }
    block.kept.add(sample.sums.kept)
    if sample.hasOther { block.otherKept.add(sample.other.kept) }
  }

  /// The only sample, a row, folded piece by piece.
  private func foldedRow() throws(TensorError) -> Result<FoldedBlock, ReductionError> {
    var own = RowFold(fold, ledger: countsLosses ? LossLedger() : nil)
    var second = other.map { RowFold($0, ledger: countsOtherLosses ? LossLedger() : nil) }
    let count = plan.yPred.shape.count
    for start in stride(from: 0, to: count, by: RowFold.piece) {
      let piece = start..<min(start + RowFold.piece, count)
      let refusal = try plan.yTrue.withSamples(piece) { (yTrue) throws(TensorError) in
        try plan.yPred.withSamples(piece) { (yPred) throws(TensorError) -> ReductionError? in
          do throws(ReductionError) {
            try plan.loss.check?(yTrue, yPred)
            try plan.labelCheck?(yTrue)
          } catch { return error }
          own.add(yTrue, yPred)
          second?.add(yTrue, yPred)
          return nil
        }
      }
      if let refusal { return .failure(refusal) }
    }
    idle.take(own.ledger, second?.ledger)
    var sample = FoldedSample()
    own.fill(&sample.sums, fold)
    sample.hasOther = second != nil
    if let second, let other {
      second.fill(&sample.other, other)
      sample.facts.hasHardLabels = own.hasHardLabels
    }
    let kept = KeptElements(keeping: keeping)
    var block = FoldedBlock(kept: kept, otherKept: kept)
    var ends = batchEnds[...]
    if !ends.isEmpty { block.batches = [BatchSums()] }
    take(sample, 0, into: &block, &ends)
    return .success(block)
  }

  private func fold(
    _ index: Int, _ offset: Int, _ yTrue: Span<Float>, _ yPred: Span<Float>,
    _ losses: inout MutableSpan<Float>, on workbench: inout Workbench,
    into sample: inout FoldedSample
  ) throws(TensorError) {
    let factors = workbench.factors[offset]
    // No step's first elements are farther from the start.
    let keepsFirst = index < 64
    if let pooling = plan.loss.pooling {
      let overlap = pooling.sums(of: yTrue, yPred, shape: plan.yPred.shape.sample)
      if pooling.keepsSamples, !pooling.isMean {
        workbench.own(
          positions: pooling.losses(overlap).elements, factors, keepsFirst: keepsFirst,
          into: &sample.sums)
      } else {
        sample.facts.overlap = overlap
      }
    } else if plan.loss.isReturned {
      workbench.own(
        positions: yPred.indices.map { yPred[$0] }, factors, keepsFirst: keepsFirst,
        into: &sample.sums)
    } else {
      let all = workbench.auxiliary
      let size = all.count / max(1, workbench.factors.count)
      let auxiliary = all.span.extracting((offset * size)..<((offset + 1) * size))
      workbench.own(
        yTrue: yTrue, yPred: yPred, auxiliary: auxiliary, factors, keepsFirst: keepsFirst,
        losses: &losses, into: &sample.sums)
      var room = MutableSpan<Float>()
      workbench.other?(
        yTrue: yTrue, yPred: yPred, auxiliary: auxiliary, factors, keepsFirst: keepsFirst,
        losses: &room, into: &sample.other)
      if let other, plan.other?.when == .labelsAreBinary || other.countsClasses {
        sample.facts.hasHardLabels = yTrue.isHard
      }
    }
    if counting != nil {
      var sums = SampleSums()
      var room = MutableSpan<Float>()
      workbench.counting?(
        yTrue: yTrue, yPred: yPred, auxiliary: Span(), Factors(), keepsFirst: false,
        losses: &room, into: &sums)
      sample.facts.counts = sums.classes.map(\.counts)
    }
    if let tally = plan.maskTally {
      sample.facts.maskTally = isRow ? try tally.all() : try tally.sample(index)
    }
    if let tally = plan.weightTally {
      sample.facts.weightTally = isRow ? try tally.all() : try tally.sample(index)
    }
  }
}

extension FoldPlan {
  /// Whether each element has a loss of its own.
  var hasElements: Bool { loss.hasElements }
}

extension [Int] {
  /// The first place where `isPast` holds, which holds of all that follow; the end where it never
  /// does.
  fileprivate func firstPlace(where isPast: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
