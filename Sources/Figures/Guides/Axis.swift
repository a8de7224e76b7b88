import Drawings

/// How values become places along a line.
struct Axis: Equatable {
  enum Scale { case linear, log }

  let scale: Scale
  let low: Double
  let high: Double
  /// The places of `low` and `high`, in points.
  let start: Double
  let end: Double

  /// - Precondition: `low` < `high`, and 0 < `low` on a logarithmic axis.
  init(_ scale: Scale, from low: Double, to high: Double, start: Double, end: Double) {
    precondition(low < high && (scale == .linear || low > 0), "limits in order")
    self.scale = scale
    self.low = low
    self.high = high
    self.start = start
    self.end = end
  }

  /// The place of `value`; past an end, that end.
  func at(_ value: Double) -> Double {
    guard value > low else { return start }
    guard value < high else { return end }
    let fraction =
      switch scale {
      // Halves first: the difference of two ends of float64 may be infinite.
      case .linear: (value / 2 - low / 2) / (high / 2 - low / 2)
      case .log: Logarithm.natural(value / low) / Logarithm.natural(high / low)
      }
    return start + (end - start) * fraction
  }

  /// The value at `place`, in points.
  func value(at place: Double) -> Double {
    let part = (place - start) / (end - start)
    return switch scale {
    case .linear: low + (high - low) * part
    case .log: low * Exponential.natural(Logarithm.natural(high / low) * part)
    }
  }

  /// Round numbers, `limit` at most.
  func ticks(_ limit: Int = 5) -> [Double] {
    switch scale {
    case .linear: return Ticks.linear(from: low, to: high, limit: limit)
    case .log:
      let first = Ticks.exponent(of: low)
      let last = Ticks.exponent(of: high)
      func within(_ value: Double) -> Bool {
        value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12)
      }
      let powers = (first...last).map { Ticks.scaled(1, by: $0) }.filter(within)
      guard powers.count < 3 else { return Ticks.thinned(powers, to: limit) }
      var finer: [Double] = []
      for power in first...last {
        finer += [1.0, 2, 5].map { Ticks.scaled($0, by: power) }.filter(within)
      }
      return Ticks.thinned(finer, to: limit)
    }
  }

  /// The axis that suits positive `values` far apart (logarithmic) or near (from zero).
  static func fitting(_ values: [Double], start: Double, end: Double) -> Axis {
    let finite = values.filter(\.isFinite)
    let positive = finite.filter { $0 > 0 }
    if let least = positive.min(), let greatest = positive.max(),
      !finite.contains(where: { $0 < 0 }),
      greatest / least > 20
    {
      // Half a step of air on either side; at most twelve decades.
      let low = max(least, greatest * 1e-12)
      let air = min(2, (greatest / low).squareRoot())
      return Axis(.log, from: low / air, to: greatest * air, start: start, end: end)
    }
    return linear(finite, start: start, end: end)
  }

  /// The linear axis from zero, or from the least value below it.
  static func linear(_ values: [Double], start: Double, end: Double) -> Axis {
    let finite = values.filter(\.isFinite)
    let low = min(0, finite.min() ?? 0)
    let high = max(low, finite.max() ?? 0, 0)
    return Axis(.linear, from: low, to: high > low ? high : low + 1, start: start, end: end)
  }
}

extension Sketch {
  /// An axis from left to right below a plot: ticks outside, what it measures under them.
  ///
  /// - Parameter format: How a tick is written.
  /// - Returns: Where it ends.
  @discardableResult
  mutating func axis(
    across axis: Axis, top: Double, label: String, format: (Double) -> String = NumberFormat.tick
  ) -> Double {
    line(Point(axis.start, top), Point(axis.end, top), theme.muted)
    var free = -Double.infinity
    for value in axis.ticks() {
      let x = axis.at(value)
      let string = format(value)
      let width = textWidth(string, .note)
      let middle = min(max(x, left + width / 2), right - width / 2)
      line(Point(x, top), Point(x, top + 2), theme.muted)
      guard middle - width / 2 >= free else { continue }
      text(string, .note, theme.muted, x: middle, top: top + 4, alignment: .center)
      free = middle + width / 2 + 3
    }
    let logarithmic = axis.scale == .log ? ", log scale" : ""
    let lines = wrapped(label + logarithmic, .note, to: innerWidth)
    let widest = lines.map { textWidth($0, .note) }.max() ?? 0
    let start = max(left, min(axis.start, right - widest))
    return text(
      lines: lines, .note, theme.ink, x: start, top: top + 4 + lineHeight(.note))
  }

  /// How wide the numbers of an axis down the left side are.
  func tickWidth(_ axis: Axis, format: (Double) -> String = NumberFormat.tick) -> Double {
    axis.ticks().map { textWidth(format($0), .note) }.max() ?? 0
  }

  /// An axis from bottom to top at the left of a plot, its numbers before it.
  mutating func axis(
    up axis: Axis, x: Double, format: (Double) -> String = NumberFormat.tick
  ) {
    line(Point(x, axis.start), Point(x, axis.end), theme.muted)
    var free = Double.infinity
    for value in axis.ticks() {
      let y = axis.at(value)
      line(Point(x - 2, y), Point(x, y), theme.muted)
      let half = lineHeight(.note) / 2
      guard y + half <= free else { continue }
      text(format(value), .note, theme.muted, x: x - 3.5, top: y - half, alignment: .trailing)
      free = y - half
    }
  }
}
