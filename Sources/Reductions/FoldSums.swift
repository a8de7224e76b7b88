import Tensors

/// What a loss adds up to over several samples: enough for every number of a trace.
struct LossSums: Equatable, Sendable {
  var totals = Totals()
  var views = SampleViews()
  var worst = WorstSamples()
  var ledger: LossLedger?

  /// Adds the sample at `place`.
  mutating func add(_ sample: SampleSums, _ facts: SampleFacts, at place: Int) {
    totals.add(sample, facts)
    // Where elements have no losses of their own, positions do, unless samples are pooled.
    let (loss, count): (Double, Int)
    if sample.elements.count > 0 {
      (loss, count) = (sample.classes.reduce(0) { $0 + $1.loss }, sample.elements.count)
      views.add(
        loss: loss, weighted: sample.classes.reduce(0) { $0 + $1.weighted },
        classes: sample.classes)
    } else {
      (loss, count) = (sample.positions.sum, sample.positions.count)
      views.add(loss: loss, weighted: sample.total, classes: [])
    }
    if count > 0 { worst.add(WorstSample(index: place, loss: loss / Double(count))) }
  }

  /// Adds the samples that follow.
  mutating func append(_ next: LossSums) {
    views.append(next.views)
    var next = next
    next.totals.place(after: totals.scaling.sampleCount)
    merge(next)
  }

  /// Adds other samples, but for their views; what is odd is counted from the same place in both.
  mutating func merge(_ other: LossSums) {
    totals.merge(other.totals)
    worst.merge(other.worst)
    if let counted = other.ledger {
      ledger = ledger ?? LossLedger()
      ledger?.merge(counted)
    }
  }
}

/// What the samples of a plan add up to.
struct FoldSums: Equatable, Sendable {
  /// The loss as it is, and as it is in other circumstances.
  var loss = LossSums(), other: LossSums?
  /// Whether every label is 0 or 1, where that matters.
  var hasHardLabels = true
  /// What a loss pools over samples.
  var pooled = PooledSums()
  /// What each class has of labels and predictions, where the loss itself does not tell.
  var counts: [Metrics.Counts]?

  mutating func add(_ sample: FoldedSample, _ plan: FoldPlan, at place: Int) {
    loss.add(sample.sums, sample.facts, at: place)
    if sample.hasOther {
      var other = self.other.take() ?? LossSums()
      other.add(sample.other, sample.facts, at: place)
      self.other = other
    }
    hasHardLabels = hasHardLabels && sample.facts.hasHardLabels
    if let overlap = sample.facts.overlap, let pooling = plan.loss.pooling {
      pooled.add(overlap, pooling)
    }
    if let counts = sample.facts.counts { add(counts) }
  }

  /// Adds the samples that follow.
  mutating func append(_ next: FoldSums) { take(next) { $0.append($1) } }

  /// Adds other samples, but for their views.
  mutating func merge(_ sums: FoldSums) { take(sums) { $0.merge($1) } }

  private mutating func take(_ sums: FoldSums, _ join: (inout LossSums, LossSums) -> Void) {
    join(&loss, sums.loss)
    if let others = sums.other {
      var own = other.take() ?? LossSums()
      join(&own, others)
      other = own
    }
    hasHardLabels = hasHardLabels && sums.hasHardLabels
    pooled.merge(sums.pooled)
    if let counts = sums.counts { add(counts) }
  }

  private mutating func add(_ counts: [Metrics.Counts]) {
    self.counts = self.counts.map { zip($0, counts).map { $0 + $1 } } ?? counts
  }
}

/// What a batch adds up to: enough for its loss.
struct BatchSums: Equatable, Sendable {
  var loss = ScalingSums(), other: ScalingSums?
  var hasHardLabels = true
  var pooled = PooledSums()

  init() {}

  /// All samples as one batch.
  init(_ sums: FoldSums) {
    loss = sums.loss.totals.scaling
    other = sums.other?.totals.scaling
    hasHardLabels = sums.hasHardLabels
    pooled = sums.pooled
  }

  mutating func add(_ sample: FoldedSample, _ plan: FoldPlan) {
    loss.add(sample.sums, sample.facts)
    if sample.hasOther {
      if other == nil { other = ScalingSums() }
      other?.add(sample.other, sample.facts)
    }
    hasHardLabels = hasHardLabels && sample.facts.hasHardLabels
    if let overlap = sample.facts.overlap, let pooling = plan.loss.pooling {
      pooled.add(overlap, pooling)
    }
  }

  mutating func merge(_ batch: BatchSums) {
    loss.merge(batch.loss)
    if let sums = batch.other {
      if other == nil { other = ScalingSums() }
      other?.merge(sums)
    }
    hasHardLabels = hasHardLabels && batch.hasHardLabels
    pooled.merge(batch.pooled)
  }
}

/// The elements of steps that are kept, all of them or the first 64.
struct KeptElements: Sendable {
  private(set) var elements: [Step.ID: [Float]] = [:]
  private let keeping: Set<Step.ID>

  init(keeping: Set<Step.ID>) { self.keeping = keeping }

  /// Adds those of the samples that follow.
  mutating func append(_ next: KeptElements) { add(next.elements) }

  /// Adds those of the sample that follows.
  mutating func add(_ sample: [Step.ID: [Float]]) {
    for (id, values) in sample {
      if keeping.contains(id) {
        elements[id, default: []] += values
      } else if elements[id, default: []].count < 64 {
        elements[id, default: []] += values.prefix(64 - (elements[id]?.count ?? 0))
      }
    }
  }

  /// Makes room for all elements of a step, where they are kept.
  mutating func reserve(_ id: Step.ID, _ count: Int, from memory: FoldMemory?) {
    guard keeping.contains(id) else { return }
    var room = memory?.take(count) ?? []
    room.removeAll(keepingCapacity: true)
    if room.capacity < count {
      room.reserveCapacity(count)
      unsafe room.withUnsafeMutableBufferPointer {
        unsafe adviseLargePages($0.baseAddress, count: count * MemoryLayout<Float>.stride)
      }
    }
    elements[id] = room
  }

  /// Takes all elements of a step.
  mutating func take(_ id: Step.ID, _ values: [Float]) { elements[id] = values }

  /// All elements of a step, if they were kept, or the first 64.
  subscript(id: Step.ID) -> [Float] { elements[id] ?? [] }
}
