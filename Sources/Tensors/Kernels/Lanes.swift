public import CLanes

/// Eight float32 at once: the width in which kernels read and write.
///
/// Two vectors of the width that every processor has, so that two chains of operations are under
/// way together. The same bits on every processor: it multiplies and adds, and never fuses.
@frozen
public struct Lanes: Sendable {
  @usableFromInline package var low: SIMD4<Float>
  @usableFromInline package var high: SIMD4<Float>

  /// How many there are.
  public static var scalarCount: Int { 8 }

  @inlinable @inline(__always)
  package init(low: SIMD4<Float>, high: SIMD4<Float>) {
    self.low = low
    self.high = high
  }

  /// `value` in every lane.
  @inlinable @inline(__always)
  package init(repeating value: Float) {
    self.init(low: SIMD4(repeating: value), high: SIMD4(repeating: value))
  }

  /// One lane.
  @inlinable @inline(__always)
  package subscript(lane: Int) -> Float {
    get { lane < 4 ? low[lane] : high[lane - 4] }
    set { if lane < 4 { low[lane] = newValue } else { high[lane - 4] = newValue } }
  }

  /// The bit patterns.
  @inlinable @inline(__always)
  package var bits: LaneBits {
    LaneBits(low: lossfold_bits(low), high: lossfold_bits(high))
  }

  /// Lanes of these bit patterns.
  @inlinable @inline(__always)
  package init(bits: LaneBits) {
    self.init(low: lossfold_from_bits(bits.low), high: lossfold_from_bits(bits.high))
  }

  /// The least lane; NaN is left out where it is not the first.
  package func min() -> Float { (1..<8).reduce(self[0]) { self[$1] < $0 ? self[$1] : $0 } }
  /// The greatest lane; NaN is left out where it is not the first.
  package func max() -> Float { (1..<8).reduce(self[0]) { self[$1] > $0 ? self[$1] : $0 } }

  /// The square root of each lane, correctly rounded.
  package func squareRoot() -> Lanes {
    Lanes(low: low.squareRoot(), high: high.squareRoot())
  }
}

extension Lanes {
  @inlinable @inline(__always)
  package static func + (left: Lanes, right: Lanes) -> Lanes {
    Lanes(low: lossfold_add(left.low, right.low), high: lossfold_add(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func - (left: Lanes, right: Lanes) -> Lanes {
    Lanes(
      low: lossfold_subtract(left.low, right.low), high: lossfold_subtract(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func * (left: Lanes, right: Lanes) -> Lanes {
    Lanes(
      low: lossfold_multiply(left.low, right.low), high: lossfold_multiply(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func / (left: Lanes, right: Lanes) -> Lanes {
    Lanes(low: lossfold_divide(left.low, right.low), high: lossfold_divide(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static prefix func - (lanes: Lanes) -> Lanes {
    // Not a flipped sign: −0 stays where it is 0 already.
    Lanes(repeating: 0) - lanes
  }

  @inlinable @inline(__always)
  package static func + (left: Lanes, right: Float) -> Lanes { left + Lanes(repeating: right) }
  @inlinable @inline(__always)
  package static func - (left: Lanes, right: Float) -> Lanes { left - Lanes(repeating: right) }
  @inlinable @inline(__always)
  package static func * (left: Lanes, right: Float) -> Lanes { left * Lanes(repeating: right) }
  @inlinable @inline(__always)
  package static func / (left: Lanes, right: Float) -> Lanes { left / Lanes(repeating: right) }
  @inlinable @inline(__always)
  package static func + (left: Float, right: Lanes) -> Lanes { Lanes(repeating: left) + right }
  @inlinable @inline(__always)
  package static func - (left: Float, right: Lanes) -> Lanes { Lanes(repeating: left) - right }
  @inlinable @inline(__always)
  package static func * (left: Float, right: Lanes) -> Lanes { Lanes(repeating: left) * right }
  @inlinable @inline(__always)
  package static func / (left: Float, right: Lanes) -> Lanes { Lanes(repeating: left) / right }
  @inlinable @inline(__always)
  package static func += (left: inout Lanes, right: Lanes) { left = left + right }
  @inlinable @inline(__always)
  package static func -= (left: inout Lanes, right: Lanes) { left = left - right }
}

extension Lanes {
  @inlinable @inline(__always)
  package static func .< (left: Lanes, right: Lanes) -> LaneBits {
    LaneBits(
      low: lossfold_is_less(left.low, right.low), high: lossfold_is_less(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func .<= (left: Lanes, right: Lanes) -> LaneBits {
    LaneBits(
      low: lossfold_is_at_most(left.low, right.low),
      high: lossfold_is_at_most(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func .== (left: Lanes, right: Lanes) -> LaneBits {
    LaneBits(
      low: lossfold_is_equal(left.low, right.low), high: lossfold_is_equal(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func .!= (left: Lanes, right: Lanes) -> LaneBits {
    LaneBits(
      low: lossfold_is_unequal(left.low, right.low),
      high: lossfold_is_unequal(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func .> (left: Lanes, right: Lanes) -> LaneBits { right .< left }
  @inlinable @inline(__always)
  package static func .>= (left: Lanes, right: Lanes) -> LaneBits { right .<= left }

  @inlinable @inline(__always)
  package static func .< (left: Lanes, right: Float) -> LaneBits { left .< Lanes(repeating: right) }
  @inlinable @inline(__always)
  package static func .<= (left: Lanes, right: Float) -> LaneBits {
    left .<= Lanes(repeating: right)
  }
  @inlinable @inline(__always)
  package static func .== (left: Lanes, right: Float) -> LaneBits {
    left .== Lanes(repeating: right)
  }
  @inlinable @inline(__always)
  package static func .!= (left: Lanes, right: Float) -> LaneBits {
    left .!= Lanes(repeating: right)
  }
  @inlinable @inline(__always)
  package static func .> (left: Lanes, right: Float) -> LaneBits { Lanes(repeating: right) .< left }
  @inlinable @inline(__always)
  package static func .>= (left: Lanes, right: Float) -> LaneBits {
    Lanes(repeating: right) .<= left
  }

  /// Each lane of `other` where `mask` is set, else this one's.
  @inlinable @inline(__always)
  package func replacing(with other: Lanes, where mask: LaneBits) -> Lanes {
    Lanes(
      low: lossfold_choose(mask.low, other.low, low),
      high: lossfold_choose(mask.high, other.high, high))
  }
  @inlinable @inline(__always)
  package func replacing(with other: Float, where mask: LaneBits) -> Lanes {
    replacing(with: Lanes(repeating: other), where: mask)
  }
  @inlinable @inline(__always)
  package mutating func replace(with other: Lanes, where mask: LaneBits) {
    self = replacing(with: other, where: mask)
  }
  @inlinable @inline(__always)
  package mutating func replace(with other: Float, where mask: LaneBits) {
    self = replacing(with: Lanes(repeating: other), where: mask)
  }

  /// Each lane where `mask` is set, else 0.
  @inlinable @inline(__always)
  package func kept(where mask: LaneBits) -> Lanes { Lanes(bits: bits & mask) }

  /// Each lane, or that of `other` where it is below; NaN stays NaN.
  @inlinable @inline(__always)
  package func atLeast(_ other: Lanes) -> Lanes {
    Lanes(low: lossfold_at_least(low, other.low), high: lossfold_at_least(high, other.high))
  }
  /// Each lane, or that of `other` where it is above; NaN stays NaN.
  @inlinable @inline(__always)
  package func atMost(_ other: Lanes) -> Lanes {
    Lanes(low: lossfold_at_most(low, other.low), high: lossfold_at_most(high, other.high))
  }
  @inlinable @inline(__always)
  package func atLeast(_ least: Float) -> Lanes { atLeast(Lanes(repeating: least)) }
  @inlinable @inline(__always)
  package func atMost(_ most: Float) -> Lanes { atMost(Lanes(repeating: most)) }

  /// The least of `others` and of each lane of both halves; NaN in lanes is left out.
  @inlinable @inline(__always)
  package func least(with others: SIMD4<Float>) -> SIMD4<Float> {
    // What is NaN gives way to the other.
    lossfold_at_most(lossfold_at_most(others, low), high)
  }
  /// The greatest of `others` and of each lane of both halves; NaN in lanes is left out.
  @inlinable @inline(__always)
  package func greatest(with others: SIMD4<Float>) -> SIMD4<Float> {
    lossfold_at_least(lossfold_at_least(others, low), high)
  }

  /// Each lane held between `low` and `high`; NaN stays NaN.
  @inlinable @inline(__always)
  package func clipped(_ low: Float, _ high: Float) -> Lanes { atLeast(low).atMost(high) }

  /// Whether every lane of `mask` is set.
  @inlinable @inline(__always)
  package static func all(_ mask: LaneBits) -> Bool { !(~mask).hasNegativeLane }
}

extension Lanes {
  /// 1.5 · 2²³: adding it to a number below 2²² in magnitude leaves the nearest integer in the lowest bits.
  @inlinable @inline(__always)
  package static var integerShift: Float { 12_582_912 }

  /// The integers nearest to these lanes, ties to even.
  ///
  /// - Precondition: each is below 2²² in magnitude.
  @inlinable @inline(__always)
  package var nearestIntegers: LaneBits { (self + Self.integerShift).bits &- 0x4B40_0000 }

  /// Lanes of these integers, rounded to nearest.
  @inlinable @inline(__always)
  package init(integers: LaneBits) {
    self.init(
      low: lossfold_from_integers(integers.low), high: lossfold_from_integers(integers.high))
  }
}
