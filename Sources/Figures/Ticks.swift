/// Round numbers along an axis.
enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten within `low` … `high`, at most `limit` of them.
  static func linear(from low: Double, to high: Double, limit: Int = 5) -> [Double] {
    guard low.isFinite, high.isFinite, high > low, limit > 1 else { return [low] }
    var power = exponent(of: (high - low) / Double(limit)) - 1
    while true {
      for factor in [1.0, 2, 5] {
        let step = scaled(factor, by: power)
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        if last - first + 1 <= Double(limit) {
          return stride(from: first, through: last, by: 1).map { scaled($0 * factor, by: power) }
        }
      }
      power += 1
    }
  }

  /// Powers of ten above `low` and below `high`.
  static func log(from low: Double, to high: Double) -> [Double] {
    guard low > 0, high > low, high.isFinite else { return [] }
    return (exponent(of: low)...exponent(of: high)).map { scaled(1, by: $0) }
      .filter { $0 > low && $0 < high }
  }

  /// At most `limit` of `values`, evenly chosen, the last one among them.
  static func thinned<Value>(_ values: [Value], to limit: Int) -> [Value] {
    let step = max(1, (values.count + limit - 1) / limit)
    return values.enumerated().filter { (values.count - 1 - $0.offset) % step == 0 }.map(\.element)
  }

  /// The exponent e with 10^e ≤ `value` < 10^(e+1).
  ///
  /// - Precondition: `value` is positive and finite.
  static func exponent(of value: Double) -> Int {
    var power = Int(Logarithm.decimal(value).rounded(.down))
    while scaled(1, by: power) > value { power -= 1 }
    while scaled(1, by: power + 1) <= value { power += 1 }
    return power
  }

  /// `value` × 10^`power`, by exact powers where there are any.
  static func scaled(_ value: Double, by power: Int) -> Double {
    var factor = 1.0
    for _ in 0..<power.magnitude { factor *= 10 }
    return power < 0 ? value / factor : value * factor
  }
}

/// Logarithms of single numbers, with the same bits on every processor: the C library's differ
/// with and without fused multiply-add.
enum Logarithm {
  /// The natural logarithm, within 1e-15 of the true one, relative.
  ///
  /// - Precondition: `value` is positive and finite.
  static func natural(_ value: Double) -> Double {
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m − 1)/(m + 1)); |x| < 0.172, so fourteen terms are enough.
    let x = (mantissa - 1) / (mantissa + 1)
    let square = x * x
    var sum = 0.0
    for term in stride(from: 27.0, through: 1, by: -2) { sum = sum * square + 1 / term }
    return 2 * x * sum + exponent * 0.6931471805599453
  }

  /// The logarithm to base ten.
  static func decimal(_ value: Double) -> Double { natural(value) / 2.302585092994046 }
}

/// Powers of e with the same bits on every processor.
enum Exponential {
  /// e to the power of `value`, within 1e-14 of the true one, relative.
  ///
  /// - Precondition: |`value`| ≤ 700.
  static func natural(_ value: Double) -> Double {
    let doublings = (value / 0.6931471805599453).rounded()
    let rest = value - doublings * 0.6931471805599453
    // |rest| ≤ 0.347, so sixteen terms are enough.
    var sum = 1.0
    for term in stride(from: 16.0, through: 1, by: -1) { sum = 1 + sum * rest / term }
    return Double(sign: .plus, exponent: Int(doublings), significand: sum)
  }
}
