/// The numbers of an epoch: each batch's, the one that is stored and the one that is printed.
struct EpochNumbers {
  private(set) var batches: [Batch] = []
  /// The loss whose gradient each update takes.
  private(set) var optimised: [Double] = []
  /// What a reader should know.
  private(set) var warnings: [String] = []
  private(set) var stored: Double?
  private(set) var shown: Double?
  private(set) var printed: String?

  init(
    _ outputs: [FoldedOutput], _ settings: FoldSettings, penalty: Double
  ) throws(ReductionError) {
    let sampleCount = outputs.first?.sampleCount ?? 0
    let size = settings.batchSize ?? max(sampleCount, 1)
    /// How many values stand behind each batch's loss.
    var valueCounts: [Int] = []
    for start in stride(from: 0, to: sampleCount, by: size) {
      let range = start..<min(start + size, sampleCount)
      let numbers = try BatchNumbers(outputs, range, settings)
      batches.append(Batch(size: range.count, loss: numbers.tracked + penalty))
      optimised.append(numbers.optimised + penalty)
      valueCounts.append(numbers.count)
    }
    accumulate(settings.accumulate)
    if settings.replicas > 1, !settings.convention.spreadsBatches {
      warnings.append(
        "\(settings.convention.rawValue) does not divide a loss by replicas: "
          + "--replicas changes nothing.")
    }
    guard !batches.isEmpty else { return }
    let plain = batches.reduce(0) { $0 + $1.loss }
    let bySize = Self.mean(
      batches.indices.map { index in
        // tf-keras counts every value that a reduction of `none` leaves.
        let weight = settings.convention == .tfKeras ? valueCounts[index] : 1
        return (batches[index].loss, Double(batches[index].size * weight))
      })
    let steps = Double(batches.count)
    stored = settings.epoch == .steps ? plain / steps : bySize
    // K2's progress bar of `fit_generator` counts the epoch's mean as one more step.
    guard settings.convention.printsProgress else { return }
    shown = settings.epoch == .generator ? (plain + bySize) / (steps + 1) : stored
    printed = shown.map(Self.kerasFormat)
  }

  /// Updates from the mean gradient of every `count` batches; those left over make none.
  private mutating func accumulate(_ count: Int) {
    guard count > 1 else { return }
    let losses = optimised
    optimised = stride(from: 0, to: losses.count - count + 1, by: count).map { start in
      losses[start..<(start + count)].reduce(0, +) / Double(count)
    }
    let rest = losses.count % count
    if rest > 0 {
      warnings.append(
        "The last \(rest) of \(losses.count) batches make no update: "
          + "gradients of \(count) are accumulated for each.")
    }
  }

  private static func mean(_ terms: [(value: Double, weight: Double)]) -> Double {
    terms.reduce(0) { $0 + $1.value * $1.weight } / terms.reduce(0) { $0 + $1.weight }
  }

  /// As Keras' progress bar prints: four decimals, or scientific where they would show nothing.
  static func kerasFormat(_ value: Double) -> String {
    // C writes −nan where the sign bit of NaN is set; Python doesn't.
    value.isNaN ? "nan" : String.formatted(abs(value) > 1e-3 ? "%.4f" : "%.4e", value)
  }
}

/// What one batch comes to.
struct BatchNumbers {
  /// What is tracked for History.
  var tracked = 0.0
  /// Whose gradient is taken.
  var optimised = 0.0
  /// How many values stand behind it.
  var count = 1

  /// Spread over replicas, each takes the mean of its own samples and divides it by their number;
  /// what is tracked is multiplied back and weighted by samples.
  init(
    _ outputs: [FoldedOutput], _ range: Range<Int>, _ settings: FoldSettings
  ) throws(ReductionError) {
    let replicas = Self.replicas(range, settings)
    for output in outputs {
      let weight = output.output.lossWeight
      for part in Self.parts(of: range, settings) {
        let batch = try output.batch(part)
        let isSum = output.output.reduction == "sum"
        tracked +=
          batch.loss * weight * (isSum ? 1 : Double(part.count) / Double(range.count))
        optimised += batch.loss * weight / (isSum ? 1 : Double(replicas))
        count = batch.count
      }
    }
  }

  private static func replicas(_ range: Range<Int>, _ settings: FoldSettings) -> Int {
    settings.convention.spreadsBatches ? min(settings.replicas, range.count) : 1
  }

  /// The samples of each replica of a batch.
  private static func parts(of range: Range<Int>, _ settings: FoldSettings) -> [Range<Int>] {
    let replicas = replicas(range, settings)
    let share = (range.count + replicas - 1) / max(replicas, 1)
    return stride(from: range.lowerBound, to: range.upperBound, by: max(share, 1)).map {
      $0..<min($0 + share, range.upperBound)
    }
  }

  /// The samples of each replica of every batch; none where one batch on one replica has all.
  static func parts(_ sampleCount: Int, _ settings: FoldSettings) -> [Range<Int>] {
    let size = settings.batchSize ?? max(sampleCount, 1)
    guard size < sampleCount || settings.replicas > 1 else { return [] }
    return stride(from: 0, to: sampleCount, by: size).flatMap {
      parts(of: $0..<min($0 + size, sampleCount), settings)
    }
  }
}

extension Convention {
  /// Whether a strategy for many replicas divides its mean losses by their number.
  var spreadsBatches: Bool { self == .tfKeras || self == .keras3 }

  /// Whether it trains with a progress bar of its own.
  var printsProgress: Bool { self != .pytorch && self != .optax }
}
