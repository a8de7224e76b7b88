import Tensors

extension Part {
  /// Reads what ``json`` writes.
  ///
  /// - Throws: ``PartFault`` where it is no part, or its numbers do not fit each other.
  public init(_ json: JSON) throws(PartFault) {
    let part = JSONCursor(json)
    guard try part["schema"].integer() == 1 else { throw try part["schema"].fault("1") }
    guard try part["kind"].text() == "part" else { throw try part["kind"].fault("“part”") }
    let count = try part["samples"].integer()
    let convention = try part["convention"].choice(Convention.self)
    var settings = FoldSettings(
      convention: convention, epoch: try part["epoch"].choice(FoldSettings.Epoch.self),
      accumulate: try part["accumulate"].integer(1...Int.max),
      penalties: try part["penalties"].numbers(),
      threshold: Float(try part["threshold"].number()))
    if let reduction = try part["reduction"].present { settings.reduction = try reduction.text() }
    if let size = try part["batch_size"].present {
      settings.batchSize = try size.integer(1...Int.max)
    }
    settings.skippedOutputs = try part["skipped_outputs"].list { (name) throws(PartFault) in
      try name.text()
    }
    let stretches = try part["stretches"].present.map { (list) throws(PartFault) in
      try Self.stretches(list, count)
    }
    let outputs = try part["outputs"].list { (output) throws(PartFault) in
      try Output(output, count, stretches)
    }
    guard !outputs.isEmpty else { throw try part["outputs"].fault("an output or more") }
    self.init(
      settings: settings,
      classNames: try part["class_names"].present.map { (names) throws(PartFault) in
        try names.list { (name) throws(PartFault) in try name.text() }
      }, sampleCount: count, stretches: stretches, outputs: outputs)
  }

  private static func stretches(
    _ list: JSONCursor, _ count: Int
  ) throws(PartFault) -> [Stretch] {
    var end = 0
    var sum = 0
    let stretches = try list.list { (stretch) throws(PartFault) in
      let numbers = try stretch.list { (number) throws(PartFault) in try number.integer() }
      guard numbers.count == 2, numbers[0] >= end,
        !numbers[0].addingReportingOverflow(numbers[1]).overflow
      else { throw stretch.fault("a first sample and a count, in order") }
      end = numbers[0] + numbers[1]
      sum += numbers[1]
      return Stretch(first: numbers[0], count: numbers[1])
    }
    guard sum == count else { throw list.fault("\(count) samples together") }
    return stretches
  }
}

extension PartHead {
  fileprivate init(_ output: JSONCursor) throws(PartFault) {
    func form(_ key: String) throws(PartFault) -> Form? {
      try output[key].present.map { (form) throws(PartFault) in try Form(form) }
    }
    var options: [String: String] = [:]
    for (key, value) in try output["options"].entries() { options[key] = try value.text() }
    var classWeight: [Int: Float]?
    if let weights = try output["class_weight"].present {
      classWeight = [:]
      for (key, value) in try weights.entries() {
        guard let index = Int(key) else { throw weights.fault("weights by class index") }
        classWeight?[index] = Float(try value.number())
      }
    }
    guard let yTrue = try form("y_true"), let yPred = try form("y_pred") else {
      throw output.fault("the shapes of labels and predictions")
    }
    self.init(
      name: try output["name"].text(), loss: try output["loss"].text(),
      lossWeight: try output["loss_weight"].number(), fromLogits: try output["from_logits"].flag(),
      options: options, classWeight: classWeight,
      classAxis: try output["class_axis"].present.map { (axis) throws(PartFault) in
        try axis.integer(Int.min...Int.max)
      },
      isReturned: try output["losses"].flag(), yTrue: yTrue, yPred: yPred,
      sampleWeight: try form("sample_weight"), mask: try form("mask"),
      posWeight: try form("pos_weight"),
      change: try output["labels_were_made"].present.map { (change) throws(PartFault) in
        try change.choice(Reconciliation.Change.self)
      }, labels: try form("labels"))
  }
}

extension PartHead.Form {
  fileprivate init(_ form: JSONCursor) throws(PartFault) {
    let extents = try form.list { (extent) throws(PartFault) -> Int? in
      guard let extent = extent.present else { return nil }
      return try extent.integer()
    }
    let hasSamples = extents.first == .some(nil)
    let known = extents.dropFirst(hasSamples ? 1 : 0).compactMap(\.self)
    guard known.count == extents.count - (hasSamples ? 1 : 0), known.count < 64,
      (try? Shape(validating: known + [1 << 40])) != nil
    else { throw form.fault("the extents of a shape") }
    self.init(hasSamples: hasSamples, extents: known)
  }
}

extension Part.Output {
  fileprivate init(
    _ output: JSONCursor, _ count: Int, _ stretches: [Part.Stretch]?
  ) throws(PartFault) {
    self.init(head: try PartHead(output))
    sums.hasHardLabels = try output["hard_labels"].flag()
    (sums.loss, views) = try LossSums.read(try output["sums"], stretches)
    if let other = try output["other_sums"].present {
      let (read, lists) = try LossSums.read(other, stretches)
      sums.other = read
      otherViews = lists
    }
    guard sums.loss.totals.scaling.sampleCount == count else {
      throw try output["sums"]["scaling"]["samples"].fault("\(count), as the part says")
    }
    sums.pooled = try PooledSums(try output["pooled"])
    sums.counts = try output["counts"].present.map { (counts) throws(PartFault) in
      try counts.list { (counts) throws(PartFault) in try Metrics.Counts(counts) }
    }
    for (number, batch) in try output["batches"].list({ (batch) throws(PartFault) in
      (try batch["batch"].integer(), try BatchSums(batch))
    }) {
      guard batches.updateValue(batch, forKey: number) == nil else {
        throw try output["batches"].fault("every batch once")
      }
    }
    maskShared = try output["mask_shared"].present.map { (tally) throws(PartFault) in
      try SharedTally(tally)
    }
    weightsShared = try output["weights_shared"].present.map { (tally) throws(PartFault) in
      try SharedTally(tally)
    }
  }
}

extension SharedTally {
  fileprivate init(_ tally: JSONCursor) throws(PartFault) {
    self.init(sum: try tally["sum"].number(), count: try tally["count"].integer())
  }
}

extension BatchSums {
  fileprivate init(_ batch: JSONCursor) throws(PartFault) {
    self.init()
    hasHardLabels = try batch["hard_labels"].flag()
    loss = try ScalingSums(try batch["sums"])
    other = try batch["other_sums"].present.map { (sums) throws(PartFault) in
      try ScalingSums(sums)
    }
    pooled = try PooledSums(try batch["pooled"])
  }
}
