import Reductions
import Tensors

/// Counts and sums of values by size, made in one pass: quantiles, histograms and shares of many
/// values without sorting them.
///
/// Values above 0 fall into buckets of 2⁻⁸ of their size; counts and sums of whole buckets are exact.
struct ValueLedger {
  /// Values that are NaN, ±∞, below 0, or 0.
  private(set) var nanCount = 0, infiniteCount = 0, negativeCount = 0, zeroCount = 0
  /// Of every bucket, by its first value's bits.
  private(set) var counts: [Int]
  private(set) var sums: [Double]
  /// The least and the greatest value above 0.
  private(set) var least = Float.infinity, greatest: Float = 0
  /// Of the finite values.
  let sum: Double
  /// All values, whatever they are.
  let count: Int

  private static let shift: UInt32 = 15

  init(_ values: [Float]) {
    /// The count and the sum of each bucket, one place in memory.
    var buckets = [SIMD2<Double>](repeating: .zero, count: 1 << 16)
    var sum = 0.0
    for value in values {
      guard value.isFinite else {
        if value.isNaN { nanCount += 1 } else { infiniteCount += 1 }
        continue
      }
      sum += Double(value)
      guard value > 0 else {
        if value == 0 { zeroCount += 1 } else { negativeCount += 1 }
        continue
      }
      buckets[Self.bucket(value)] += SIMD2(1, Double(value))
      if value < least { least = value }
      if value > greatest { greatest = value }
    }
    counts = buckets.map { Int($0.x) }
    sums = buckets.map { $0.y }
    self.sum = sum
    count = values.count
  }

  /// What was counted while losses were folded.
  init(_ losses: LossLedger) {
    (nanCount, infiniteCount) = (losses.nanCount, losses.infiniteCount)
    (negativeCount, zeroCount) = (losses.negativeCount, losses.zeroCount)
    (least, greatest) = (losses.least, losses.greatest)
    counts = losses.counts
    sums = losses.counts.indices.map { losses.counts[$0] > 0 ? losses.sum($0) : 0 }
    sum = sums.reduce(0, +)
    count = losses.count
  }

  /// Of the losses of each element, or of each position where only those were given: as they were
  /// counted, or where they were not, of the tensor.
  ///
  /// - Throws: ``FigureError`` where there are neither.
  static func losses(
    of subject: FoldSubject, figure: String
  ) throws(FigureError) -> ValueLedger {
    try subject.memo.value("ledger of losses") { () throws(FigureError) in
      let (step, _) = try subject.output.countedLosses(figure: figure)
      if let tensor = step.tensor { return ValueLedger(tensor.elements) }
      if let ledger = subject.output.ledger { return ValueLedger(ledger) }
      throw .tensorNotKept(step.id, figure: figure)
    }
  }

  /// The values that are numbers.
  var finiteCount: Int { count - nanCount - infiniteCount }

  /// The bucket that holds `value`.
  static func bucket(_ value: Float) -> Int { Int(value.bitPattern >> shift) }
  /// The first value of bucket `index`.
  static func start(_ index: Int) -> Float { Float(bitPattern: UInt32(index) << shift) }

  /// The value that `fraction` of the finite values, none below 0, do not exceed: within 2⁻⁸ of it.
  func quantile(_ fraction: Double) -> Double {
    let wanted = Int((fraction * Double(finiteCount)).rounded(.up))
    var seen = zeroCount + negativeCount
    guard seen < wanted else { return 0 }
    for index in counts.indices where counts[index] > 0 {
      seen += counts[index]
      if seen >= wanted { return sums[index] / Double(counts[index]) }
    }
    return Double(greatest)
  }

  /// The smallest fraction of the finite values, in whole values, that has `part` of the sum.
  ///
  /// Values of one bucket count as alike: within 2⁻⁸ of a bucket's part of the values.
  func fraction(holding part: Double) -> Double { fraction(holding: part, of: concentration()) }

  /// The same, where the points of ``concentration()`` are at hand.
  func fraction(holding part: Double, of points: [(values: Double, sum: Double)]) -> Double {
    guard let index = points.firstIndex(where: { $0.sum >= part }), index > 0 else { return 0 }
    let (a, b) = (points[index - 1], points[index])
    let way = b.sum > a.sum ? (part - a.sum) / (b.sum - a.sum) : 1
    let count = Double(finiteCount)
    return ((a.values + (b.values - a.values) * way) * count - 1e-6).rounded(.up) / count
  }

  /// From the greatest values down: which fraction of the values has which fraction of the sum.
  func concentration() -> [(values: Double, sum: Double)] {
    var points = [(values: 0.0, sum: 0.0)]
    var (seen, total) = (0, 0.0)
    let all = sums.reduce(0, +)
    for index in counts.indices.reversed() where counts[index] > 0 {
      seen += counts[index]
      total += sums[index]
      points.append((Double(seen) / Double(finiteCount), total / all))
    }
    if zeroCount > 0 { points.append((1, 1)) }
    return points
  }
}

extension Output {
  /// The losses that are counted by size, and whose they are: of elements, or of positions where a
  /// loss function of somebody's own returned these.
  func countedLosses(figure: String) throws(FigureError) -> (step: Step, noun: String) {
    if let step = step(.elementwise) { return (step, "element") }
    guard loss == OwnLoss.nameOfReturned, let step = step(.perPosition) else {
      throw .missingStep(.elementwise, figure: figure)
    }
    return (step, "position")
  }

  /// `element`, or `position` where only those have losses.
  var countedNoun: String { step(.elementwise) == nil ? "position" : "element" }
}
