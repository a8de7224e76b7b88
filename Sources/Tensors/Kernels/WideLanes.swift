public import CLanes

/// Eight float64 at once: the width in which lanes are summed.
@frozen
public struct WideLanes: Sendable {
  @usableFromInline package var first: SIMD2<Double>
  @usableFromInline package var second: SIMD2<Double>
  @usableFromInline package var third: SIMD2<Double>
  @usableFromInline package var fourth: SIMD2<Double>

  @inlinable @inline(__always)
  package init(
    _ first: SIMD2<Double>, _ second: SIMD2<Double>, _ third: SIMD2<Double>,
    _ fourth: SIMD2<Double>
  ) {
    self.first = first
    self.second = second
    self.third = third
    self.fourth = fourth
  }

  /// Zeros.
  @inlinable @inline(__always)
  package init() { self.init(.zero, .zero, .zero, .zero) }

  /// Each lane in float64.
  @inlinable @inline(__always)
  package init(_ lanes: Lanes) {
    self.init(
      lossfold_widen_low(lanes.low), lossfold_widen_high(lanes.low),
      lossfold_widen_low(lanes.high), lossfold_widen_high(lanes.high))
  }

  /// One lane.
  package subscript(lane: Int) -> Double {
    let pair =
      switch lane / 2 {
      case 0: first
      case 1: second
      case 2: third
      default: fourth
      }
    return pair[lane % 2]
  }

  @inlinable @inline(__always)
  package static func + (left: WideLanes, right: WideLanes) -> WideLanes {
    WideLanes(
      lossfold_add_wide(left.first, right.first), lossfold_add_wide(left.second, right.second),
      lossfold_add_wide(left.third, right.third), lossfold_add_wide(left.fourth, right.fourth))
  }
  @inlinable @inline(__always)
  package static func += (left: inout WideLanes, right: WideLanes) { left = left + right }
  @inlinable @inline(__always)
  package static func * (left: WideLanes, right: WideLanes) -> WideLanes {
    WideLanes(
      lossfold_multiply_wide(left.first, right.first),
      lossfold_multiply_wide(left.second, right.second),
      lossfold_multiply_wide(left.third, right.third),
      lossfold_multiply_wide(left.fourth, right.fourth))
  }

  /// The sum of the lanes by a tree that no compiler reorders.
  @inlinable @inline(__always)
  package var orderedSum: Double {
    let four = lossfold_add_wide(first, third)
    let more = lossfold_add_wide(second, fourth)
    let two = lossfold_add_wide(four, more)
    return two.x + two.y
  }
}
