import Tensors

/// Moments of many samples.
struct MergedMoments: Equatable, Sendable {
  /// Of all, but for their sum.
  var moments = Moments()
  var sum = ExactSum()

  /// Adds the moments of the sample that comes next.
  mutating func add(_ other: Moments) {
    sum.add(other.sum)
    var next = other
    next.firstOdd = other.firstOdd.map { moments.count + $0 }
    merge(next)
  }

  /// Adds the moments of other samples; where the first odd element stands is counted from the same
  /// place in both.
  mutating func merge(_ other: MergedMoments) {
    sum.merge(other.sum)
    merge(other.moments)
  }

  private mutating func merge(_ other: Moments) {
    moments.firstOdd = [moments.firstOdd, other.firstOdd].compactMap(\.self).min()
    moments.count += other.count
    moments.minimum = min(moments.minimum, other.minimum)
    moments.maximum = max(moments.maximum, other.maximum)
    moments.nanCount += other.nanCount
    moments.infiniteCount += other.infiniteCount
    moments.zeroCount += other.zeroCount
  }

  /// Counts where the first odd element stands from `samples` before the first, of which `count` are
  /// held; forgets it where that is not known.
  mutating func place(after samples: Int?, of count: Int) {
    let each = count == 0 ? 0 : moments.count / count
    moments.firstOdd = samples.flatMap { samples in moments.firstOdd.map { $0 + samples * each } }
  }

  /// The summary of the same elements, each divided by `divisor`.
  func summary(dividedBy divisor: Double = 1) -> Summary {
    let finite = moments.count - moments.nanCount - moments.infiniteCount
    let isNumber = !divisor.isNaN
    let nan =
      !isNumber
      ? moments.count
      : moments.nanCount
        + (divisor == 0 ? moments.zeroCount : divisor.isInfinite ? moments.infiniteCount : 0)
    let infinite =
      !isNumber || divisor.isInfinite
      ? 0 : moments.infiniteCount + (divisor == 0 ? finite - moments.zeroCount : 0)
    let ends = [moments.minimum, moments.maximum].map { Float(Double($0) / divisor) }
      .filter { !$0.isNaN }
    return Summary(
      count: moments.count,
      // Adding 0 makes 0 of −0, of which the order of samples would decide.
      minimum: nan == moments.count ? .infinity : (ends.min() ?? .infinity) + 0,
      maximum: nan == moments.count ? -.infinity : (ends.max() ?? -.infinity) + 0,
      sum: nan > 0 ? .nan : sum.value / divisor, nanCount: nan, infiniteCount: infinite,
      firstOdd: nan + infinite == 0
        ? nil : divisor == 0 || !isNumber ? 0 : moments.firstOdd)
  }
}
