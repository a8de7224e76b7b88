public import CLanes

/// Eight int32 at once: bit patterns, integers, or a mask whose lanes are 0 or −1.
@frozen
public struct LaneBits: Equatable, Sendable {
  @usableFromInline package var low: SIMD4<Int32>
  @usableFromInline package var high: SIMD4<Int32>

  @inlinable @inline(__always)
  package init(low: SIMD4<Int32>, high: SIMD4<Int32>) {
    self.low = low
    self.high = high
  }

  /// `value` in every lane.
  @inlinable @inline(__always)
  package init(repeating value: Int32) {
    self.init(low: SIMD4(repeating: value), high: SIMD4(repeating: value))
  }

  /// One lane.
  @inlinable
  package subscript(lane: Int) -> Int32 { lane < 4 ? low[lane] : high[lane - 4] }

  /// The sum of the lanes.
  package var sum: Int { (0..<8).reduce(0) { $0 + Int(self[$1]) } }

  /// Whether any lane is below 0.
  @inlinable @inline(__always)
  package var hasNegativeLane: Bool {
    lossfold_has_negative(low, high)
  }

  /// Every bit that is set in `others` or in one of the halves.
  @inlinable @inline(__always)
  package func anyBits(with others: SIMD4<Int32>) -> SIMD4<Int32> {
    lossfold_or(lossfold_or(low, high), others)
  }
}

extension LaneBits {
  @inlinable @inline(__always)
  package static func & (left: LaneBits, right: LaneBits) -> LaneBits {
    LaneBits(
      low: lossfold_and(left.low, right.low), high: lossfold_and(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func | (left: LaneBits, right: LaneBits) -> LaneBits {
    LaneBits(
      low: lossfold_or(left.low, right.low), high: lossfold_or(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func ^ (left: LaneBits, right: LaneBits) -> LaneBits {
    LaneBits(
      low: lossfold_xor(left.low, right.low), high: lossfold_xor(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static prefix func ~ (bits: LaneBits) -> LaneBits {
    bits ^ LaneBits(repeating: -1)
  }
  @inlinable @inline(__always)
  package static func &+ (left: LaneBits, right: LaneBits) -> LaneBits {
    LaneBits(
      low: lossfold_add_integers(left.low, right.low),
      high: lossfold_add_integers(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func &- (left: LaneBits, right: LaneBits) -> LaneBits {
    LaneBits(
      low: lossfold_subtract_integers(left.low, right.low),
      high: lossfold_subtract_integers(left.high, right.high))
  }
  @inlinable @inline(__always)
  package static func &+ (left: LaneBits, right: Int32) -> LaneBits {
    left &+ LaneBits(repeating: right)
  }
  @inlinable @inline(__always)
  package static func &- (left: LaneBits, right: Int32) -> LaneBits {
    left &- LaneBits(repeating: right)
  }
  @inlinable @inline(__always)
  package static func &- (left: Int32, right: LaneBits) -> LaneBits {
    LaneBits(repeating: left) &- right
  }
  @inlinable @inline(__always)
  package static func & (left: LaneBits, right: Int32) -> LaneBits {
    left & LaneBits(repeating: right)
  }
  @inlinable @inline(__always)
  package static func &>> (left: LaneBits, right: Int32) -> LaneBits {
    LaneBits(
      low: lossfold_shift_right(left.low, right), high: lossfold_shift_right(left.high, right))
  }
  @inlinable @inline(__always)
  package static func &<< (left: LaneBits, right: Int32) -> LaneBits {
    LaneBits(
      low: lossfold_shift_left(left.low, right), high: lossfold_shift_left(left.high, right))
  }

  @inlinable @inline(__always)
  package static func .& (left: LaneBits, right: LaneBits) -> LaneBits { left & right }
  @inlinable @inline(__always)
  package static func .| (left: LaneBits, right: LaneBits) -> LaneBits { left | right }
  @inlinable @inline(__always)
  package static func .^ (left: LaneBits, right: LaneBits) -> LaneBits { left ^ right }
  @inlinable @inline(__always)
  package static prefix func .! (mask: LaneBits) -> LaneBits { ~mask }
}
