extension Span where Element == Float {
  /// The lanes from `index` on.
  ///
  /// - Precondition: all of them lie inside.
  @inlinable @inline(__always)
  package func lanes(at index: Int) -> Lanes {
    precondition(index >= 0 && index &+ Lanes.scalarCount <= count, "as many elements from here")
    return unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index &* MemoryLayout<Float>.stride, as: Lanes.self)
  }

  /// The lanes from `index` on, `padding` where there are no elements left.
  @inlinable @inline(__always)
  package func lanes(at index: Int, padding: Float) -> Lanes {
    index &+ Lanes.scalarCount <= count ? lanes(at: index) : lastLanes(at: index, padding: padding)
  }

  @inline(never) @usableFromInline
  package func lastLanes(at index: Int, padding: Float) -> Lanes {
    var lanes = Lanes(repeating: padding)
    for lane in 0..<Swift.max(0, count - index) { lanes[lane] = self[index + lane] }
    return lanes
  }
}

extension MutableSpan where Element == Float {
  /// Puts lanes at `index` and after.
  ///
  /// - Precondition: all of them lie inside.
  @inlinable @inline(__always)
  package mutating func store(_ lanes: Lanes, at index: Int) {
    precondition(index >= 0 && index &+ Lanes.scalarCount <= count, "as many elements from here")
    var bytes = unsafe mutableBytes
    unsafe bytes.storeBytes(
      of: lanes, toUncheckedByteOffset: index &* MemoryLayout<Float>.stride, as: Lanes.self)
  }

  /// Puts as many of the lanes at `index` and after as there is room for.
  @inlinable @inline(__always)
  package mutating func storeFitting(_ lanes: Lanes, at index: Int) {
    if index &+ Lanes.scalarCount <= count { return store(lanes, at: index) }
    storeLast(lanes, at: index)
  }

  @inline(never) @usableFromInline
  package mutating func storeLast(_ lanes: Lanes, at index: Int) {
    for lane in 0..<Swift.max(0, count - index) { self[index + lane] = lanes[lane] }
  }
}

extension MutableSpan where Element == Float {
  /// Copies `elements`, as many as there are.
  package mutating func fill(_ elements: Span<Float>) {
    precondition(count == elements.count, "as many elements")
    var bytes = unsafe mutableBytes
    unsafe elements.bytes.withUnsafeBytes { source in
      unsafe bytes.withUnsafeMutableBytes { unsafe $0.copyMemory(from: source) }
    }
  }
}
