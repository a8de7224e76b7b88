internal import Reductions
internal import Tensors

/// Numbers in 16 bits: even steps of a logarithm, of a logit, or of the number itself.
///
/// 0 is code 0 on a logarithmic scale; 0 and 1 are the first and the last code on one of logits. NaN
/// is 65 535, ∞ 65 534.
struct ProbeCodes: Equatable, Sendable {
  enum Kind: String, Sendable { case linear, log, logit }

  let kind: Kind
  /// What code 1 stands for, in steps of the scale; what each further code adds.
  let low: Double, step: Double
  /// Of the finite values.
  let limits: Limits

  /// An infinity where there is no such value.
  struct Limits: Equatable, Sendable {
    var least = Float.infinity, leastPositive = Float.infinity
    var greatest = -Float.infinity, mostBelowOne = -Float.infinity
  }

  private static let last = 65_533.0

  /// The scale that holds `values` best.
  init(_ values: [Float]) {
    let limits = Self.limits(values)
    var (low, high): (Double, Double)
    if limits.least >= 0, limits.greatest <= 1, limits.leastPositive < 1, limits.mostBelowOne > 0 {
      kind = .logit
      (low, high) = (Self.logit(limits.leastPositive), Self.logit(limits.mostBelowOne))
    } else if limits.least >= 0, limits.greatest > 0 {
      kind = .log
      (low, high) = (Self.logarithm(limits.leastPositive), Self.logarithm(limits.greatest))
    } else {
      kind = .linear
      (low, high) =
        limits.least <= limits.greatest
        ? (Double(limits.least), Double(limits.greatest)) : (0, 1)
    }
    self.limits = limits
    if !(high > low) { high = low + 1 }
    self.low = low
    step = (high - low) / (Self.last - 2)
  }

  private static func limits(_ values: [Float]) -> Limits {
    let size = 1 << 16
    let parts = concurrentMap((values.count + size - 1) / size, threads: processorCount) {
      limits(values.span.extracting(($0 * size)..<min(($0 + 1) * size, values.count)))
    }
    return parts.reduce(Limits()) {
      Limits(
        least: min($0.least, $1.least), leastPositive: min($0.leastPositive, $1.leastPositive),
        greatest: max($0.greatest, $1.greatest),
        mostBelowOne: max($0.mostBelowOne, $1.mostBelowOne))
    }
  }

  private static func limits(_ values: Span<Float>) -> Limits {
    var (least, positive) = (Lanes(repeating: .infinity), Lanes(repeating: .infinity))
    var (greatest, below) = (Lanes(repeating: -.infinity), Lanes(repeating: -.infinity))
    for start in stride(from: 0, to: values.count, by: Lanes.scalarCount) {
      let lanes = values.lanes(at: start, padding: .nan)
      let isFinite = (lanes .< .infinity) & (lanes .> -.infinity)
      least = least.replacing(with: lanes, where: isFinite & (lanes .< least))
      greatest = greatest.replacing(with: lanes, where: isFinite & (lanes .> greatest))
      positive = positive.replacing(with: lanes, where: (lanes .> 0) & (lanes .< positive))
      below = below.replacing(with: lanes, where: (lanes .< 1) & (lanes .> below))
    }
    return Limits(
      least: least.min(), leastPositive: positive.min(), greatest: greatest.max(),
      mostBelowOne: below.max())
  }

  /// A code for each of `values`.
  func codes(of values: [Float]) -> [UInt16] {
    let (offset, scale) = (Float(-low / step), Float(1 / step))
    let (least, greatest) = (Float.leastNormalMagnitude, Float.greatestFiniteMagnitude)
    let span = values.span
    let room = (values.count + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
    return unsafe [UInt16](unsafeUninitializedCapacity: room) { codes, filled in
      for start in stride(from: 0, to: values.count, by: Lanes.scalarCount) {
        let lanes = span.lanes(at: start, padding: 0.5)
        let inner = lanes.clipped(least, greatest)
        let scaled: Lanes =
          switch kind {
          case .linear: lanes
          case .log: inner.logarithm()
          case .logit: inner.logarithm() - (-lanes).logarithmOnePlus()
          }
        let steps = (scaled * scale + offset).clipped(0, Float(Self.last - 2))
        var found = steps.nearestIntegers &+ 1
        func put(_ code: Int32, where mask: LaneBits) { found = (found & ~mask) | (mask & code) }
        if kind != .linear { put(0, where: lanes .<= 0) }
        if kind == .logit { put(Int32(Self.last), where: lanes .>= 1) }
        put(65_534, where: lanes .== .infinity)
        put(65_535, where: lanes .!= lanes)
        for lane in 0..<4 {
          unsafe codes[start + lane] = UInt16(truncatingIfNeeded: found.low[lane])
          unsafe codes[start + 4 + lane] = UInt16(truncatingIfNeeded: found.high[lane])
        }
      }
      filled = values.count
    }
  }

  private static func logarithm(_ value: Float) -> Double {
    Double(Lanes(repeating: max(value, .leastNormalMagnitude)).logarithm()[0])
  }

  private static func logit(_ value: Float) -> Double {
    logarithm(value) - Double(Lanes(repeating: -value).logarithmOnePlus()[0])
  }

  var json: JSON {
    .object([("kind", .string(kind.rawValue)), ("low", .number(low)), ("step", .number(step))])
  }
}
