/// A sample by what it costs.
public struct WorstSample: Equatable, Sendable {
  /// Its place among all samples.
  public var index: Int
  /// The mean of its elements' losses, before mask and weights, in nats.
  public var loss: Double

  /// A sample at `index`.
  public init(index: Int, loss: Double) {
    self.index = index
    self.loss = loss
  }

  /// Tells apart by bit pattern, so that NaN equals itself.
  public static func == (left: WorstSample, right: WorstSample) -> Bool {
    left.index == right.index && left.loss.bitPattern == right.loss.bitPattern
  }

  /// Whether it stands before `other`: NaN first, then the larger loss, then the earlier sample.
  func isWorse(than other: WorstSample) -> Bool {
    if loss.isNaN != other.loss.isNaN { return loss.isNaN }
    if loss != other.loss, !loss.isNaN { return loss > other.loss }
    return index < other.index
  }
}

/// The samples that cost most, while all pass.
struct WorstSamples: Equatable, Sendable {
  /// How many are kept.
  static let most = 32

  /// The worst first.
  private(set) var all: [WorstSample] = []

  init(_ samples: [WorstSample] = []) {
    for sample in samples { add(sample) }
  }

  mutating func add(_ sample: WorstSample) {
    if all.count == Self.most, let last = all.last, last.isWorse(than: sample) { return }
    let place = all.firstIndex { sample.isWorse(than: $0) } ?? all.count
    all.insert(sample, at: place)
    if all.count > Self.most { all.removeLast() }
  }

  mutating func merge(_ other: WorstSamples) {
    for sample in other.all { add(sample) }
  }
}
