import Tensors

/// Every sample of a plan, folded in one pass.
struct FoldedSamples: Sendable {
  /// What they add up to.
  var sums = FoldSums()
  /// All of them as one batch.
  private(set) var whole = BatchSums()
  /// As weights leave them, where that is not what `sums` has.
  private(set) var weighted: Totals?
  /// As the loss function leaves them, and as weights do.
  private(set) var kept: KeptElements, keptWeighted: KeptElements
  /// Of the loss in other circumstances.
  private(set) var otherKept: KeptElements

  /// Folds the samples.
  ///
  /// - Parameters:
  ///   - ranges: Batches whose sums are wanted, one after the other.
  ///   - needsOther: Whether more is wanted of the loss in other circumstances than its number.
  ///   - take: Takes the sums of one batch after the other.
  init(
    _ plan: FoldPlan, _ settings: FoldSettings, batches ranges: [Range<Int>] = [],
    first: Int = 0, needsOther: Bool = true,
    _ take: (BatchSums, Range<Int>) throws(ReductionError) -> Void = { _, _ in }
  ) throws(ReductionError) {
    kept = KeptElements(keeping: plan.keeping(settings))
    (keptWeighted, otherKept) = (kept, kept)
    if plan.pooled == nil {
      do throws(TensorError) {
        try requireMemory(for: plan.keptCount(settings))
      } catch {
        throw .doesNotStream(loss: "What is kept of \(plan.loss.name)", error)
      }
      try fold(plan, settings, ranges, first, needsOther, take)
    } else if plan.maskTally != nil || plan.weightTally != nil {
      try addTallies(plan)
    }
  }

  /// Samples that were folded elsewhere.
  init(_ sums: FoldSums, _ plan: FoldPlan) {
    self.sums = sums
    kept = KeptElements(keeping: [])
    (keptWeighted, otherKept) = (kept, kept)
  }

  private mutating func fold(
    _ plan: FoldPlan, _ settings: FoldSettings, _ ranges: [Range<Int>], _ first: Int,
    _ needsOther: Bool, _ take: (BatchSums, Range<Int>) throws(ReductionError) -> Void
  ) throws(ReductionError) {
    let pass: SamplePass
    do throws(TensorError) {
      pass = try SamplePass(
        plan, settings, first: first, needsOther: needsOther, batches: ranges)
    } catch {
      throw .unreadable(error)
    }
    // What elements and positions lose is filled in where it is kept.
    let keeping = plan.hasElements ? plan.keeping(settings) : []
    let fillsPositions = keeping.contains(.perPosition)
    for id in fillsPositions ? [.masked, .weighted] : [Step.ID.perPosition, .masked, .weighted] {
      kept.reserve(id, plan.result.count, from: settings.memory)
    }
    var batches = ranges[...]
    var open = BatchSums()
    func add(_ result: Result<FoldedBlock, ReductionError>) throws(ReductionError) {
      let block = try result.get()
      sums.append(block.sums)
      kept.append(block.kept)
      otherKept.append(block.otherKept)
      for (index, batch) in block.batches.enumerated() {
        if index > 0, let range = batches.popFirst() {
          try take(open, range)
          open = BatchSums()
        }
        open.merge(batch)
      }
    }
    let blocks = pass.yPred.blocks()
    if fillsPositions || keeping.contains(.elementwise) {
      let count = keeping.contains(.elementwise) ? pass.yPred.shape.count : 0
      let positionCount = fillsPositions ? plan.positions.count : 0
      var elements = settings.memory?.take(count) ?? []
      var positions = settings.memory?.take(positionCount) ?? []
      let results = concurrentlyFill(
        &elements, count: count, &positions, count: positionCount, parts: blocks,
        threads: settings.threads
      ) { pass($0, losses: &$1, positions: &$2) }
      for result in results { try add(result) }
      if count > 0 { kept.take(.elementwise, elements) }
      if fillsPositions { kept.take(.perPosition, positions) }
    } else {
      // As many at a time as keep every thread busy, and not more in memory than these.
      let most = 16 * max(1, settings.threads)
      for start in stride(from: 0, to: blocks.count, by: most) {
        let results = concurrentMap(min(most, blocks.count - start), threads: settings.threads) {
          var losses = MutableSpan<Float>()
          var positions = MutableSpan<Float>()
          return pass(blocks[start + $0], losses: &losses, positions: &positions)
        }
        for result in results { try add(result) }
      }
    }
    sums.loss.ledger = pass.ledger
    sums.other?.ledger = pass.otherLedger
  }

  private mutating func addTallies(_ plan: FoldPlan) throws(ReductionError) {
    do throws(TensorError) {
      for index in 0..<plan.yPred.shape.sampleCount {
        var facts = SampleFacts()
        if let tally = plan.maskTally { facts.maskTally = try tally.sample(index) }
        if let tally = plan.weightTally { facts.weightTally = try tally.sample(index) }
        sums.loss.totals.scaling.add(SampleSums(), facts)
      }
    } catch {
      throw .unreadable(error)
    }
  }

  /// Makes of the sums what depends on all samples: the loss that applies, what it pools, and what
  /// weights make of it where they repeat it.
  ///
  /// - Returns: The plan with the loss that applies.
  mutating func finish(
    _ plan: FoldPlan, _ settings: FoldSettings, isCompiled: Bool
  ) throws(ReductionError) -> FoldPlan {
    var plan = plan
    whole = BatchSums(sums)
    if let other = plan.other,
      other.applies(hasHardLabels: sums.hasHardLabels, isCompiled: isCompiled),
      let otherSums = sums.other
    {
      plan.loss = other.loss
      plan.other = nil
      sums.loss = otherSums
      kept = otherKept
    }
    do throws(TensorError) {
      if let pooling = plan.loss.pooling, !pooling.keepsSamples || pooling.isMean,
        plan.pooled == nil
      {
        try take(pooled: sums.pooled.returned(pooling, plan.yPred.shape), plan, settings)
      } else if let pooled = plan.pooled {
        try take(pooled: pooled, plan, settings)
      } else if plan.repeatsLoss {
        let positions = kept[.perPosition]
        try weigh(Tensor(shape: plan.positions) { positions[$0] }, plan, settings)
      } else {
        keptWeighted = kept
      }
    } catch {
      throw .unreadable(error)
    }
    return plan
  }

  private mutating func take(
    pooled: Tensor, _ plan: FoldPlan, _ settings: FoldSettings
  ) throws(TensorError) {
    let fold =
      plan.repeatsLoss
      ? try plan.sampleFoldBeforeRepeating(settings) : plan.sampleFold(settings)
    var totals = Totals()
    try fold.forEachSample(of: pooled, as: plan.repeatsLoss ? plan.positions : plan.result) {
      totals.add($0, SampleFacts())
      kept.add($0.kept)
    }
    totals.scaling.takeTallies(from: sums.loss.totals.scaling)
    sums.loss.totals = totals
    if plan.repeatsLoss { try weigh(pooled, plan, settings) } else { keptWeighted = kept }
  }

  /// Folds positions again, as often as weights repeat them.
  private mutating func weigh(
    _ positions: Tensor, _ plan: FoldPlan, _ settings: FoldSettings
  ) throws(TensorError) {
    var totals = Totals()
    keptWeighted = KeptElements(keeping: plan.keeping(settings))
    try plan.sampleFold(settings).forEachSample(of: positions, as: plan.result) {
      totals.add($0, SampleFacts())
      keptWeighted.add($0.kept)
    }
    totals.scaling.takeTallies(from: sums.loss.totals.scaling)
    weighted = totals
  }

  /// What each class has of labels and predictions; nil where there are none.
  func counts(
    _ plan: FoldPlan, _ settings: FoldSettings
  ) throws(ReductionError) -> [Metrics.Counts]? {
    if let counts = sums.counts { return counts }
    if plan.loss.isWhole {
      guard plan.hasClasses, !(plan.yPred is AbsentSource) else { return nil }
      return try FoldedSamples(
        plan.countingOnly,
        FoldSettings(
          convention: settings.convention, threshold: settings.threshold, threads: settings.threads
        )
      ).counts(plan.countingOnly, settings)
    }
    let classes = sums.loss.totals.classes
    return classes.isEmpty ? nil : classes.map(\.counts)
  }
}

extension SampleFold {
  /// Hands the sums of each sample of `positions`, viewed as `shape` or repeated to it, to `body`.
  fileprivate func forEachSample(
    of positions: Tensor, as shape: Shape, _ body: (SampleSums) -> Void
  ) throws(TensorError) {
    let stretched =
      shape.count == positions.shape.count
      ? positions.viewed(as: shape) : positions.broadcast(to: shape)
    guard let tensor = stretched else { return }
    let size = tensor.shape.sampleCount == 0 ? 0 : tensor.shape.count / tensor.shape.sampleCount
    var sums = SampleSums()
    for block in tensor.blocks() {
      let factors = try factors(block)
      for (offset, index) in block.enumerated() {
        sums.reset()
        self(
          positions: Array(tensor.elements[(index * size)..<((index + 1) * size)]),
          factors[offset], keepsFirst: index < 64, into: &sums)
        body(sums)
      }
    }
  }
}

extension FoldPlan {
  /// What a pooled loss of some samples comes to with mask and weights.
  func scalingSums(
    ofPooled sums: PooledSums, _ settings: FoldSettings
  ) throws(ReductionError) -> ScalingSums? {
    guard let pooling = loss.pooling, !pooling.keepsSamples || pooling.isMean else { return nil }
    var scaling = ScalingSums()
    do throws(TensorError) {
      let returned = sums.returned(pooling, yPred.shape)
      try sampleFold(settings).forEachSample(of: returned, as: result) {
        scaling.add($0, SampleFacts())
      }
    } catch {
      throw .unreadable(error)
    }
    return scaling
  }

  /// How many elements of steps are kept.
  fileprivate func keptCount(_ settings: FoldSettings) -> Int {
    let keeping = keeping(settings)
    let ofElements = hasElements && keeping.contains(.elementwise) ? yPred.shape.count : 0
    return ofElements + result.count
      * keeping.intersection([.perPosition, .masked, .weighted]).count
  }
}

extension ScalingSums {
  fileprivate mutating func takeTallies(from other: ScalingSums) {
    (maskTally, maskTallyCount) = (other.maskTally, other.maskTallyCount)
    (weightTally, weightTallyCount) = (other.weightTally, other.weightTallyCount)
  }
}
