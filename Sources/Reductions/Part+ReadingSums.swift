import Tensors

extension LossSums {
  /// Sums, and the views of each stretch of samples.
  static func read(
    _ sums: JSONCursor, _ stretches: [Part.Stretch]?
  ) throws(PartFault) -> (sums: LossSums, views: [SampleViews]) {
    var read = LossSums()
    read.totals.scaling = try ScalingSums(try sums["scaling"])
    read.totals.elements = try MergedMoments(try sums["elements"])
    read.totals.positions = try MergedMoments(try sums["positions"])
    read.totals.masked = try MergedMoments(try sums["masked"])
    read.totals.weighted = try MergedMoments(try sums["weighted"])
    let ends = try sums["predictions"].numbers()
    guard ends.count == 2 else { throw try sums["predictions"].fault("two numbers") }
    read.totals.lowestPrediction = Float(ends[0])
    read.totals.highestPrediction = Float(ends[1])
    read.totals.classes = try sums["classes"].list { (sums) throws(PartFault) in
      try ClassTotals(sums)
    }
    for sample in try sums["worst_samples"].list({ (sample) throws(PartFault) in
      guard case .array(let pair) = sample.value, pair.count == 2 else {
        throw sample.fault("a sample and its loss")
      }
      return WorstSample(
        index: try JSONCursor(pair[0], at: sample.place).integer(),
        loss: try JSONCursor(pair[1], at: sample.place).number())
    }) {
      read.worst.add(sample)
    }
    read.ledger = try sums["histogram"].present.map { (ledger) throws(PartFault) in
      try LossLedger(ledger)
    }
    let views = try sums["samples"].list { (views) throws(PartFault) in try SampleViews(views) }
    guard views.map(\.count) == (stretches ?? []).map(\.count) else {
      throw try sums["samples"].fault("as many samples as the stretches have")
    }
    return (read, views)
  }
}

extension ScalingSums {
  init(_ sums: JSONCursor) throws(PartFault) {
    self.init(
      sampleCount: try sums["samples"].integer(), total: try sums["total"].sum(),
      mask: try sums["mask"].sum(), maskCount: try sums["mask_count"].integer(),
      weightCount: try sums["weight_count"].integer(),
      nonzeroWeightCount: try sums["nonzero_weight_count"].integer(),
      maskTally: try sums["mask_tally"].sum(),
      maskTallyCount: try sums["mask_tally_count"].integer(),
      weightTally: try sums["weight_tally"].sum(),
      weightTallyCount: try sums["weight_tally_count"].integer())
  }
}

extension PooledSums {
  init(_ pooled: JSONCursor) throws(PartFault) {
    self.init(
      sums: try pooled["sums"].list { (sum) throws(PartFault) in try sum.sum() },
      count: try pooled["count"].integer())
  }
}

extension MergedMoments {
  fileprivate init(_ moments: JSONCursor) throws(PartFault) {
    self.init()
    sum = try moments["sum"].sum()
    self.moments.count = try moments["count"].integer()
    self.moments.minimum = Float(try moments["min"].number())
    self.moments.maximum = Float(try moments["max"].number())
    self.moments.nanCount = try moments["nan"].integer()
    self.moments.infiniteCount = try moments["infinite"].integer()
    self.moments.zeroCount = try moments["zeros"].integer()
    self.moments.firstOdd = try moments["first_odd"].present.map { (index) throws(PartFault) in
      try index.integer()
    }
  }
}

extension ClassTotals {
  fileprivate init(_ sums: JSONCursor) throws(PartFault) {
    self.init(
      loss: try sums["loss"].sum(), weighted: try sums["weighted"].sum(),
      weightedPositives: try sums["weighted_positives"].sum(),
      weightedWrong: try sums["weighted_wrong"].sum(), perfect: try sums["perfect"].sum(),
      missedPositives: try sums["missed_positives"].sum(),
      counts: try Metrics.Counts(try sums["counts"]))
  }
}

extension Metrics.Counts {
  init(_ counts: JSONCursor) throws(PartFault) {
    let numbers = try counts.list { (count) throws(PartFault) in try count.integer() }
    guard numbers.count == 4 else { throw counts.fault("four counts") }
    self.init(
      truePositives: numbers[0], falsePositives: numbers[1], falseNegatives: numbers[2],
      total: numbers[3])
  }
}

extension SampleViews {
  fileprivate init(_ views: JSONCursor) throws(PartFault) {
    self.init(
      losses: try views["losses"].numbers(), weighted: try views["weighted"].numbers(),
      classLosses: try views["class_losses"].numbers(), count: try views["count"].integer())
    guard losses.isEmpty || losses.count == count, weighted.count == losses.count,
      classLosses.isEmpty || count > 0 && classLosses.count % count == 0
    else { throw views.fault("lists of \(count) samples") }
  }
}

extension LossLedger {
  fileprivate init(_ ledger: JSONCursor) throws(PartFault) {
    self.init()
    nanCount = try ledger["nan"].integer()
    infiniteCount = try ledger["infinite"].integer()
    negativeCount = try ledger["negative"].integer()
    zeroCount = try ledger["zero"].integer()
    least = Float(try ledger["least"].number())
    greatest = Float(try ledger["greatest"].number())
    guard greatest == 0 || (least > 0 && least <= greatest && greatest < .infinity) else {
      throw ledger.fault("the least and the greatest loss above 0")
    }
    for bucket in try ledger["buckets"].list({ (bucket) throws(PartFault) in
      let numbers = try bucket.list { (number) throws(PartFault) in try number.integer() }
      guard numbers.count == 3, buckets.contains(numbers[0]) else {
        throw bucket.fault("a bucket, its count and its significands' sum")
      }
      return numbers
    }) {
      counts[bucket[0]] = bucket[1]
      significands[bucket[0]] = bucket[2]
    }
  }
}
