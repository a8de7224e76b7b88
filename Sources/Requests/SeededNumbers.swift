/// Numbers that look random and follow from a seed alone: SplitMix64, of Steele, Lea and Flood.
///
/// Uses no function of C's mathematics, so that every processor makes the same bits.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A multiple of 2⁻²⁴ in 0..<1, which float32 holds exactly.
  mutating func unit() -> Double { Double(next() >> 40) * 0x1p-24 }

  /// A number around `middle`, at most `reach` away.
  mutating func around(_ middle: Double, _ reach: Double) -> Double {
    middle + (unit() * 2 - 1) * reach
  }

  /// An integer in `0..<count`.
  ///
  /// - Precondition: `count` is positive and below 2²⁴.
  mutating func index(below count: Int) -> Int { Int(unit() * Double(count)) }
}

/// From 0 far below zero over ½ at zero to 1 far above: like the logistic curve, but made of
/// arithmetic and one root. At `t` = ±1 it is 0.15 or 0.85, at ±3 it is 0.0003 from its end.
func softStep(_ t: Double) -> Double {
  let cube = t * t * t
  return 0.5 + 0.5 * (cube / (1 + cube * cube).squareRoot())
}
