#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The number of an epoch, as it is stored and as it is printed.
struct EpochNumbers {
  var stored: Double?
  var printed: String?

  init(of batches: [Batch], _ epoch: FoldSettings.Epoch) {
    guard !batches.isEmpty else { return }
    let samples = Double(batches.reduce(0) { $0 + $1.size })
    let bySize = batches.reduce(0) { $0 + Double($1.size) * $1.loss } / samples
    let bySteps = batches.reduce(0) { $0 + $1.loss }
    let steps = Double(batches.count)
    stored = epoch == .steps ? bySteps / steps : bySize
    // K2's progress bar of `fit_generator` counts the epoch's mean as one more step.
    let shown = epoch == .generator ? (bySteps + bySize) / (steps + 1) : stored
    printed = shown.map(Self.kerasFormat)
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
