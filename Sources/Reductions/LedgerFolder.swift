import Tensors

/// Folds samples one after the other, and counts their losses where a histogram is wanted.
struct LedgerFolder {
  private var folder: SampleFolder
  /// nil where no losses are counted.
  private(set) var ledger: LossLedger?
  /// Whether the losses of positions are wanted beside those that are counted.
  private let keepsPositions: Bool
  private let hasElements: Bool
  /// The losses of a sample's elements, where they are counted.
  private var losses: [Float] = []

  /// - Parameter elements: How many elements each sample has.
  init(_ fold: SampleFold, elements: Int, ledger: LossLedger?, keepsPositions: Bool) {
    folder = SampleFolder(fold, elements: elements)
    self.ledger = ledger
    self.keepsPositions = keepsPositions
    hasElements = fold.loss.hasElements
  }

  /// The sums of a sample; parameters as ``SampleFolder`` has them.
  mutating func callAsFunction(
    yTrue: Span<Float>, yPred: Span<Float>, auxiliary: Span<Float>, _ factors: Factors,
    keepsFirst: Bool, losses kept: inout MutableSpan<Float>, into sums: inout SampleSums
  ) {
    guard ledger != nil, hasElements else {
      folder(
        yTrue: yTrue, yPred: yPred, auxiliary: auxiliary, factors, keepsFirst: keepsFirst,
        losses: &kept, into: &sums)
      return count(&sums, keepsFirst: keepsFirst)
    }
    // Out of the way, so that they may be read while the rest of this changes.
    var losses = losses.count == yPred.count ? losses : Array(repeating: 0, count: yPred.count)
    self.losses = []
    var room = losses.mutableSpan
    folder(
      yTrue: yTrue, yPred: yPred, auxiliary: auxiliary, factors, keepsFirst: keepsFirst,
      losses: &room, into: &sums)
    ledger?.add(losses.span)
    if keepsFirst { sums.kept[.elementwise] = Array(losses.prefix(64)) }
    if kept.count > 0 { kept.fill(losses.span) }
    self.losses = losses
  }

  /// The sums of a sample whose positions' losses are known.
  mutating func callAsFunction(
    positions: [Float], _ factors: Factors, keepsFirst: Bool, into sums: inout SampleSums
  ) {
    folder.fold(positions: positions, factors, keepsFirst: keepsFirst, into: &sums)
    count(&sums, keepsFirst: keepsFirst)
  }

  /// Counts the losses of positions, and keeps no more of them than is wanted.
  private mutating func count(_ sums: inout SampleSums, keepsFirst: Bool) {
    guard ledger != nil, let positions = sums.kept[.perPosition] else { return }
    ledger?.add(positions.span)
    if !keepsPositions { sums.kept[.perPosition] = keepsFirst ? Array(positions.prefix(64)) : nil }
  }
}
