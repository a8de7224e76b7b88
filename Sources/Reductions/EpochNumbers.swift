#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The numbers of an epoch: each batch's, the one that is stored and the one that is printed.
struct EpochNumbers {
  private(set) var batches: [Batch] = []
  private(set) var stored: Double?
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
      var loss = penalty
      var count = 1
      for output in outputs {
        let batch = try output.batch(range)
        loss += batch.loss * output.output.lossWeight
        count = batch.count
      }
      batches.append(Batch(size: range.count, loss: loss))
      valueCounts.append(count)
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
    let shown = settings.epoch == .generator ? (plain + bySize) / (steps + 1) : stored
    if settings.convention.printsProgress { printed = shown.map(Self.kerasFormat) }
  }

  private static func mean(_ terms: [(value: Double, weight: Double)]) -> Double {
    terms.reduce(0) { $0 + $1.value * $1.weight } / terms.reduce(0) { $0 + $1.weight }
  }

  /// As Keras' progress bar prints: four decimals, or scientific where they would show nothing.
  static func kerasFormat(_ value: Double) -> String {
    formatted(abs(value) > 1e-3 ? "%.4f" : "%.4e", value)
  }

  /// C's `printf` of one number; rounds the exact binary value.
  private static func formatted(_ format: String, _ value: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let length = unsafe withVaList([value]) { unsafe vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension Convention {
  /// Whether it trains with a progress bar of its own.
  var printsProgress: Bool { self != .pytorch && self != .optax }
}
