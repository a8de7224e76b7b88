/// Why a part does not go with others.
public enum PartError: Error, Equatable, Sendable {
  /// It was folded otherwise; the key tells in what.
  case foldedOtherwise(key: String, value: String, other: String)
  /// It has samples that are there already.
  case overlap(Part.Stretch, with: Part.Stretch)
  /// Together they have more samples than can be counted.
  case tooMany
}

extension Part {
  /// Adds the samples of `other`.
  ///
  /// - Throws: ``PartError`` where it was folded otherwise, or holds samples that are here.
  public mutating func merge(_ other: Part) throws(PartError) {
    guard outputs.count == other.outputs.count else {
      throw .foldedOtherwise(
        key: "count of outputs", value: "\(other.outputs.count)", other: "\(outputs.count)")
    }
    for (own, others) in zip(head, other.head) where own.value != others.value {
      throw .foldedOtherwise(key: own.key, value: others.value.text, other: own.value.text)
    }
    let (sizes, others) = (outputs.map(\.sizes), other.outputs.map(\.sizes))
    guard sizes == others || sampleCount == 0 || other.sampleCount == 0 else {
      throw .foldedOtherwise(key: "counts of sums", value: "\(others)", other: "\(sizes)")
    }
    for (own, others) in zip(outputs, other.outputs) {
      for (key, own, others) in [
        ("mask that all samples share", own.maskShared, others.maskShared),
        ("weights that all samples share", own.weightsShared, others.weightsShared),
      ] where own != others {
        throw .foldedOtherwise(
          key: key, value: "adds up to \(others?.sum ?? 0)", other: "\(own?.sum ?? 0)")
      }
    }
    for stretch in other.stretches ?? [] {
      if let own = stretches?.first(where: { $0.first < stretch.end && stretch.first < $0.end }) {
        throw .overlap(stretch, with: own)
      }
    }
    let (count, overflow) = sampleCount.addingReportingOverflow(other.sampleCount)
    guard !overflow else { throw .tooMany }
    sampleCount = count
    var order: [Int]?
    var all: [Stretch] = []
    if let own = stretches, let others = other.stretches {
      all = own + others
      order = all.indices.sorted { all[$0].first < all[$1].first }
    }
    for index in outputs.indices { outputs[index].merge(other.outputs[index], order, all) }
    stretches = order.map { order in
      order.reduce(into: []) { joined, index in
        if let last = joined.last, last.end == all[index].first {
          joined[joined.count - 1].count += all[index].count
        } else {
          joined.append(all[index])
        }
      }
    }
  }
}

extension Part.Output {
  /// How many sums of each kind there are.
  fileprivate var sizes: [Int] {
    [
      sums.loss.totals.classes.count, sums.other?.totals.classes.count ?? 0, sums.pooled.sums.count,
      sums.counts?.count ?? 0,
    ] + batches.values.map(\.pooled.sums.count).filter { $0 != sums.pooled.sums.count }
  }

  /// - Parameter order: In which order the stretches of both, `all`, stand; nil where that is not
  ///   known.
  fileprivate mutating func merge(_ other: Part.Output, _ order: [Int]?, _ all: [Part.Stretch]) {
    sums.merge(other.sums)
    guard let order else {
      (views, otherViews, batches) = ([], [], [:])
      sums.forgetPlaces()
      return
    }
    views = Self.joined(views + other.views, order, all)
    otherViews = otherViews.isEmpty ? [] : Self.joined(otherViews + other.otherViews, order, all)
    for (number, batch) in other.batches { batches[number, default: BatchSums()].merge(batch) }
  }

  private static func joined(
    _ views: [SampleViews], _ order: [Int], _ all: [Part.Stretch]
  ) -> [SampleViews] {
    var joined: [SampleViews] = []
    var end: Int?
    for index in order {
      if end == all[index].first {
        joined[joined.count - 1].append(views[index])
      } else {
        joined.append(views[index])
      }
      end = all[index].end
    }
    return joined
  }
}
