/// Sixteen float32 at once: the width in which kernels read and write.
public typealias Lanes = SIMD16<Float>

extension Span where Element == Float {
  /// The sixteen elements from `index` on.
  ///
  /// - Precondition: all sixteen lie inside.
  @inlinable @inline(__always)
  package func lanes(at index: Int) -> Lanes {
    precondition(index >= 0 && index + Lanes.scalarCount <= count, "sixteen elements from here")
    return unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index * MemoryLayout<Float>.stride, as: Lanes.self)
  }
}

extension MutableSpan where Element == Float {
  /// Puts sixteen elements at `index` and after.
  ///
  /// - Precondition: all sixteen lie inside.
  @inlinable @inline(__always)
  package mutating func store(_ lanes: Lanes, at index: Int) {
    precondition(index >= 0 && index + Lanes.scalarCount <= count, "sixteen elements from here")
    var bytes = unsafe mutableBytes
    unsafe bytes.storeBytes(
      of: lanes, toUncheckedByteOffset: index * MemoryLayout<Float>.stride, as: Lanes.self)
  }
}

extension SIMD16 where Scalar == Float {
  /// Whether every lane of `mask` is set.
  @inlinable @inline(__always)
  package static func all(_ mask: SIMDMask<SIMD16<Int32>>) -> Bool {
    let bits = SIMD16<Int32>(repeating: 0).replacing(with: 1, where: mask)
    let half = bits.lowHalf & bits.highHalf
    let quarter = half.lowHalf & half.highHalf
    let eighth = quarter.lowHalf & quarter.highHalf
    return eighth.x & eighth.y == 1
  }

  /// Each lane held between `low` and `high`; NaN stays NaN.
  @inlinable @inline(__always)
  package func clipped(_ low: Float, _ high: Float) -> Lanes {
    replacing(with: low, where: self .< low).replacing(with: high, where: self .> high)
  }
}

extension SIMD16 where Scalar == Float {
  /// 1.5 · 2²³: adding it to a number below 2²² in magnitude leaves the nearest integer in the lowest bits.
  @inlinable @inline(__always)
  package static var integerShift: Float { 12_582_912 }

  /// The integers nearest to these lanes, ties to even.
  ///
  /// - Precondition: each is below 2²² in magnitude.
  @inlinable @inline(__always)
  package var nearestIntegers: SIMD16<Int32> {
    unsafe unsafeBitCast(self + Self.integerShift, to: SIMD16<Int32>.self) &- 0x4B40_0000
  }

  /// Lanes of these integers.
  ///
  /// - Precondition: each is below 2²² in magnitude.
  @inlinable @inline(__always)
  package init(integers: SIMD16<Int32>) {
    self = unsafe unsafeBitCast(integers &+ 0x4B40_0000, to: Lanes.self) - Self.integerShift
  }
}

extension SIMD16 where Scalar == Int32 {
  /// Whether any lane is below 0.
  @inlinable @inline(__always)
  package var hasNegativeLane: Bool {
    let half = lowHalf | highHalf
    let quarter = half.lowHalf | half.highHalf
    let eighth = quarter.lowHalf | quarter.highHalf
    return eighth.x | eighth.y < 0
  }
}

extension Span where Element == Float {
  /// The sixteen elements from `index` on, `padding` where there are none left.
  @inlinable @inline(__always)
  package func lanes(at index: Int, padding: Float) -> Lanes {
    if index + Lanes.scalarCount <= count { return lanes(at: index) }
    var lanes = Lanes(repeating: padding)
    for lane in 0..<max(0, count - index) { lanes[lane] = self[index + lane] }
    return lanes
  }
}

extension MutableSpan where Element == Float {
  /// Puts as many of sixteen elements at `index` and after as there is room for.
  @inlinable @inline(__always)
  package mutating func storeFitting(_ lanes: Lanes, at index: Int) {
    if index + Lanes.scalarCount <= count { return store(lanes, at: index) }
    for lane in 0..<max(0, count - index) { self[index + lane] = lanes[lane] }
  }
}
