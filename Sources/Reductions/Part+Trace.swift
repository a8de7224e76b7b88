import Tensors

extension Trace {
  /// What folding the samples of `part` at once gives, without the elements of steps.
  ///
  /// - Throws: ``ReductionError`` where there are no samples of which numbers could be made.
  public init(_ part: Part) throws(ReductionError) {
    let settings = part.settings
    let why = part.whyNoLists
    var folded: [FoldedOutput] = []
    var notes: [String] = []
    for output in part.outputs {
      let (input, note) = output.head.input(part.sampleCount)
      if let note { notes.append((part.outputs.count > 1 ? "\(input.name): " : "") + note) }
      folded.append(try output.folded(input, part, hasPlaces: why == nil))
    }
    try self.init(folded, settings)
    isMerged = true
    if let why {
      for index in outputs.indices {
        outputs[index].worstSamples = nil
        guard outputs[index].views.why != nil else { continue }
        outputs[index].views.why = why
        outputs[index].shares.whyNoSamples = why
      }
      batches = []
      whyNoBatches = why
      if settings.batchSize != nil {
        (optimised, epoch, shown, printed) = ([], nil, nil, nil)
      }
    }
    if let gap = part.firstGap {
      notes.append(gap.subject.prefix(1).uppercased() + gap.subject.dropFirst() + " in no part.")
    }
    reconciliations = notes
    warnings = notes + warnings
  }
}

extension Part {
  /// Why no list of samples or batches can be given; nil where it can.
  var whyNoLists: String? {
    guard stretches != nil else {
      return "a part does not say where its samples stand: fold it with --first-sample"
    }
    return firstGap.map { "\($0.subject) in no part" }
  }

  /// The first samples that are missing among those that are there.
  var firstGap: Stretch? {
    guard let stretches else { return nil }
    var end = 0
    for stretch in stretches {
      if stretch.first > end { return Stretch(first: end, count: stretch.first - end) }
      end = stretch.end
    }
    return nil
  }
}

extension Part.Output {
  fileprivate func folded(
    _ input: FoldInput, _ part: Part, hasPlaces: Bool
  ) throws(ReductionError) -> FoldedOutput {
    let settings = part.settings
    let rules = settings.convention.rules
    var plan = try rules.plan(input, settings)
    if let maskShared { plan.maskTally = .shared(sum: maskShared.sum, count: maskShared.count) }
    if let weightsShared {
      plan.weightTally = .shared(sum: weightsShared.sum, count: weightsShared.count)
    }
    var sums = sums
    if hasPlaces, let views = views.first {
      sums.loss.views = views
      sums.other?.views = otherViews.first ?? SampleViews()
    } else {
      // One sample more than are listed: there is no list.
      sums.loss.views = SampleViews(count: part.sampleCount)
      sums.other?.views = SampleViews(count: part.sampleCount)
    }
    var losses: [Int: Double] = [:]
    if hasPlaces {
      for (number, batch) in batches {
        losses[number * (settings.batchSize ?? 1)] = try rules.loss(
          of: batch, batch.loss.sampleCount, plan, settings)
      }
    }
    return try FoldedOutput(input, settings, plan, FoldedSamples(sums, plan), losses)
  }
}
