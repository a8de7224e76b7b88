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
  /// As the loss is in other circumstances.
  var other: SampleSums?
  var facts = SampleFacts()
}

/// Folds the samples of a plan, each by itself: reads each once.
struct SamplePass: Sendable {
  let plan: FoldPlan
  let yTrue: any SampleSource, yPred: any SampleSource
  private let isRow: Bool
  private let fold: SampleFold
  private let other: SampleFold?
  private let counting: SampleFold?
  private let ledgers: LedgerPool?
  private let otherLedgers: LedgerPool?
  private let keepsPositions: Bool

  /// - Parameter needsOther: Whether more is wanted of the loss in other circumstances than its number.
  init(
    _ plan: FoldPlan, _ settings: FoldSettings, needsOther: Bool = true
  ) throws(TensorError) {
    self.plan = plan
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
    ledgers = settings.keepsHistogram ? LedgerPool() : nil
    let hasLedger = settings.keepsHistogram && plan.other != nil && needsOther
    otherLedgers = hasLedger ? LedgerPool() : nil
  }

  /// How many samples there are to fold.
  var count: Int { yPred.shape.sampleCount }
  /// How many losses have which size; nil unless it is wanted.
  var ledger: LossLedger? { ledgers?.total }
  /// The same, as the loss is in other circumstances.
  var otherLedger: LossLedger? { otherLedgers?.total }

  /// Folds sample `index`.
  ///
  /// - Parameters:
  ///   - losses: Takes every element's loss where it has room for them.
  ///   - positions: Takes every position's loss where it has room for them.
  func callAsFunction(
    _ index: Int, losses: inout MutableSpan<Float>, positions: inout MutableSpan<Float>
  ) -> Result<FoldedSample, ReductionError> {
    do throws(TensorError) {
      return try yTrue.withSample(index) { (yTrue) throws(TensorError) in
        try yPred.withSample(index) { (yPred) throws(TensorError) in
          do throws(ReductionError) {
            try plan.loss.check?(yTrue, yPred)
            try plan.labelCheck?(yTrue)
          } catch {
            return .failure(error)
          }
          var sample = try folded(index, yTrue, yPred, &losses)
          if positions.count > 0, let own = sample.sums.kept.removeValue(forKey: .perPosition) {
            if own.count == positions.count {
              positions.fill(own.span)
            } else {
              // The mean of no class.
              for index in positions.indices { positions[index] = .nan }
            }
          }
          return .success(sample)
        }
      }
    } catch {
      return .failure(.unreadable(error))
    }
  }

  private func folded(
    _ index: Int, _ yTrue: Span<Float>, _ yPred: Span<Float>, _ losses: inout MutableSpan<Float>
  ) throws(TensorError) -> FoldedSample {
    var sample = FoldedSample()
    if let pooling = plan.loss.pooling {
      let overlap = pooling.sums(of: yTrue, yPred, shape: plan.yPred.shape.sample)
      if pooling.keepsSamples, !pooling.isMean {
        sample.sums = try fold(index, positions: pooling.losses(overlap).elements)
        count(&sample.sums, in: ledgers)
      } else {
        sample.facts.overlap = overlap
      }
    } else if plan.loss.isReturned {
      sample.sums = try fold(index, positions: yPred.indices.map { yPred[$0] })
      count(&sample.sums, in: ledgers)
    } else {
      sample.sums = try folded(fold, index, yTrue, yPred, &losses, ledgers)
      if let other {
        let none = MutableSpan<Float>()
        var room = none
        sample.other = try folded(other, index, yTrue, yPred, &room, otherLedgers)
        if plan.other?.when == .labelsAreBinary || other.countsClasses {
          sample.facts.hasHardLabels = yTrue.isHard
        }
      }
    }
    if let counting {
      var room = MutableSpan<Float>()
      sample.facts.counts =
        try counting(index, yTrue: yTrue, yPred: yPred, losses: &room).classes.map(\.counts)
    }
    if let tally = plan.maskTally {
      sample.facts.maskTally = isRow ? try tally.all() : try tally.sample(index)
    }
    if let tally = plan.weightTally {
      sample.facts.weightTally = isRow ? try tally.all() : try tally.sample(index)
    }
    return sample
  }

  private func folded(
    _ fold: SampleFold, _ index: Int, _ yTrue: Span<Float>, _ yPred: Span<Float>,
    _ losses: inout MutableSpan<Float>, _ ledgers: LedgerPool?
  ) throws(TensorError) -> SampleSums {
    guard let ledgers, plan.hasElements else {
      var sums = try fold(index, yTrue: yTrue, yPred: yPred, losses: &losses)
      count(&sums, in: ledgers)
      return sums
    }
    var elements = [Float](repeating: 0, count: yPred.count)
    var room = elements.mutableSpan
    var sums = try fold(index, yTrue: yTrue, yPred: yPred, losses: &room)
    ledgers.add(elements.span)
    sums.kept[.elementwise] = Array(elements.prefix(64))
    if losses.count > 0 { losses.fill(elements.span) }
    return sums
  }

  /// Counts the losses of positions, and keeps no more of them than is wanted.
  private func count(_ sums: inout SampleSums, in ledgers: LedgerPool?) {
    guard let ledgers, let positions = sums.kept[.perPosition] else { return }
    ledgers.add(positions.span)
    if !keepsPositions { sums.kept[.perPosition] = Array(positions.prefix(64)) }
  }
}

extension FoldPlan {
  /// Whether each element has a loss of its own.
  var hasElements: Bool { if case .elements = loss.body { true } else { false } }
}
