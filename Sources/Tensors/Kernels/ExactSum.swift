/// A sum of float64 without rounding until it is read.
///
/// Any order of adding and merging gives the same value, correctly rounded to nearest, ties to
/// even. Infinities and NaN follow IEEE 754: ∞ − ∞ and anything with NaN is NaN. The sum of nothing
/// is 0; a sum of zeros is +0.
///
/// The digits are 32 bits each in 64-bit limbs, so that 2³⁰ numbers are added before a carry.
public struct ExactSum: Equatable, Sendable {
  /// Digit `i` weighs 2^(32·i − 1088); signed, and not normalised. None up to the first value: of
  /// sums by class there may be as many as values.
  private var digits: [Int64] = []
  /// The one value where there are no digits; 0 where there is none.
  private var only = 0.0
  private var pending = 0
  private var hasNaN = false
  private var hasPositiveInfinity = false
  private var hasNegativeInfinity = false

  /// The sum of nothing.
  public init() {}

  /// Adds `value`.
  public mutating func add(_ value: Double) {
    guard value.isFinite else {
      if value.isNaN { hasNaN = true }
      if value == .infinity { hasPositiveInfinity = true }
      if value == -.infinity { hasNegativeInfinity = true }
      return
    }
    guard value != 0 else { return }
    if digits.isEmpty {
      guard only != 0 else {
        only = value
        return
      }
      spread()
    }
    addDigits(of: value)
  }

  private mutating func addDigits(of value: Double) {
    // value = ± significand · 2^(exponent), an integer of 53 bits.
    let isSubnormal = value.exponentBitPattern == 0
    let significand = value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
    let exponent = max(Int(value.exponentBitPattern), 1) - 1075
    let position = exponent + 1088
    let (index, shift) = (position / 32, UInt64(position % 32))
    let low = (significand & 0xFFFF_FFFF) << shift
    let high = (significand >> 32) << shift
    let sign: Int64 = value.sign == .minus ? -1 : 1
    var digits = self.digits.mutableSpan
    digits[index] += sign * Int64(low & 0xFFFF_FFFF)
    digits[index + 1] += sign * Int64((low >> 32) + (high & 0xFFFF_FFFF))
    digits[index + 2] += sign * Int64(high >> 32)
    pending += 1
    if pending == 1 << 29 { normalize() }
  }

  /// Makes digits of the one value.
  private mutating func spread() {
    guard digits.isEmpty else { return }
    digits = Array(repeating: 0, count: 68)
    if only != 0 { addDigits(of: only) }
    only = 0
  }

  /// Adds what `other` holds.
  public mutating func merge(_ other: ExactSum) {
    if other.digits.isEmpty {
      add(other.only)
    } else {
      normalize()
      var other = other
      other.normalize()
      for index in digits.indices { digits[index] += other.digits[index] }
      pending = 2
    }
    hasNaN = hasNaN || other.hasNaN
    hasPositiveInfinity = hasPositiveInfinity || other.hasPositiveInfinity
    hasNegativeInfinity = hasNegativeInfinity || other.hasNegativeInfinity
  }

  /// The sum, rounded once.
  public var value: Double {
    if hasNaN || (hasPositiveInfinity && hasNegativeInfinity) { return .nan }
    if hasPositiveInfinity { return .infinity }
    if hasNegativeInfinity { return -.infinity }
    if digits.isEmpty { return only }
    var sum = self
    sum.normalize()
    let isNegative = (sum.digits.last ?? 0) < 0
    if isNegative { sum.negate() }
    let magnitude = sum.magnitude
    return isNegative ? -magnitude : magnitude
  }

  /// Equal where the exact sums are, however they were reached.
  public static func == (left: ExactSum, right: ExactSum) -> Bool {
    var (left, right) = (left, right)
    left.normalize()
    right.normalize()
    return left.digits == right.digits && left.hasNaN == right.hasNaN
      && left.hasPositiveInfinity == right.hasPositiveInfinity
      && left.hasNegativeInfinity == right.hasNegativeInfinity
  }

  /// Whether the sum is a number, but too large for a float64.
  var isOverflow: Bool { !hasNaN && !hasPositiveInfinity && !hasNegativeInfinity }

  /// The digits of the magnitude, 32 bits each, and whether the sum is below 0.
  var magnitudeDigits: (isNegative: Bool, digits: [UInt32]) {
    var sum = self
    sum.normalize()
    let isNegative = (sum.digits.last ?? 0) < 0
    if isNegative { sum.negate() }
    return (isNegative, sum.digits.map { UInt32(truncatingIfNeeded: $0) })
  }

  /// Takes digits of 32 bits, the lowest at `index`; false where they do not fit.
  mutating func take(_ words: [UInt32], from index: Int, isNegative: Bool) -> Bool {
    // The last digit holds what others carry: numbers end below it.
    spread()
    guard index >= 0, index + words.count < digits.count else { return false }
    for (offset, word) in words.enumerated() {
      digits[index + offset] = isNegative ? -Int64(word) : Int64(word)
    }
    normalize()
    return true
  }

  /// Carries until every digit but the last is in 0 ..< 2³².
  private mutating func normalize() {
    spread()
    var carry: Int64 = 0
    for index in digits.indices.dropLast() {
      let total = digits[index] + carry
      carry = total >> 32
      digits[index] = total & 0xFFFF_FFFF
    }
    digits[digits.count - 1] += carry
    pending = 1
  }

  private mutating func negate() {
    for index in digits.indices { digits[index] = -digits[index] }
    normalize()
  }

  /// The value of digits that are normalised and not negative.
  private var magnitude: Double {
    guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
    // The top 96 bits, the rest folded into a sticky bit: enough to round 53 correctly.
    func digit(_ index: Int) -> UInt64 {
      digits.indices.contains(index) ? UInt64(bitPattern: digits[index]) : 0
    }
    let head = digit(top)
    let lead = 63 - head.leadingZeroBitCount
    let sticky = digits[..<max(top - 3, 0)].contains { $0 != 0 }
    // 64 significant bits in `window`, those below in `rest`.
    let low = digit(top - 1) << 32 | digit(top - 2)
    let shift = UInt64(63 - lead)
    let window = shift == 0 ? head : (head << shift) | (low >> (64 - shift))
    let below = shift == 0 ? low : low << shift
    let rest = below != 0 || digit(top - 3) != 0 || sticky
    let exponent = 32 * top + lead - 63 - 1088
    return Self.rounded(window, rest: rest, exponent: exponent)
  }

  /// window · 2^exponent plus a rest below it, to nearest, ties to even.
  private static func rounded(_ window: UInt64, rest: Bool, exponent: Int) -> Double {
    // Below 2⁻¹⁰²² fewer bits are kept.
    let dropped = max(11, -1074 - exponent)
    guard dropped <= 64 else { return 0 }
    let kept = dropped == 64 ? 0 : window >> UInt64(dropped)
    let tail = dropped == 64 ? window : window & ((1 << UInt64(dropped)) - 1)
    let half: UInt64 = 1 << UInt64(dropped - 1)
    let roundsUp = tail > half || (tail == half && (rest || kept & 1 == 1))
    let significand = kept + (roundsUp ? 1 : 0)
    return Double(sign: .plus, exponent: exponent + dropped, significand: Double(significand))
  }
}
