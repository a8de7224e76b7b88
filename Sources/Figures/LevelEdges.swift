/// Where one level ends and the next begins.
struct LevelEdges {
  /// After the edges, some that nothing reaches, so that a step past the last need not be looked for.
  private let edges: [Float]
  /// The level of the least value whose sign, exponent and first digits are those of the index: from
  /// there it is a step or none. A search in `edges` took five times as long.
  private let firstLevels: [UInt8]
  /// The most steps from there; nil where they are so many that a search is quicker.
  private let steps: Int?

  private static let mostSteps = 4

  /// - Precondition: `edges` ascend, and are fewer than 256.
  init(_ edges: [Float]) {
    self.edges = edges + Array(repeating: .nan, count: Self.mostSteps)
    var levels = [UInt8](repeating: 0, count: 1 << 14)
    var level = 0
    // Of negative values, the largest bits are the least value.
    for key in Array((1 << 13..<levels.count).reversed()) + (0..<1 << 13) {
      let value = Float(bitPattern: UInt32(key) << 18 | (key >> 13 == 1 ? 1 << 18 - 1 : 0))
      while level < edges.count, edges[level] <= value { level += 1 }
      levels[key] = UInt8(level)
    }
    firstLevels = levels
    let steps = edges.enumerated().map { index, edge in
      // An edge at 0 is one for −0 too, which is of another sign.
      index + 1 - Int(min(levels[Self.key(edge)], edge == 0 ? levels[Self.key(-0.0)] : .max))
    }.max()
    self.steps = steps ?? 0 <= Self.mostSteps ? steps ?? 0 : nil
  }

  /// How many edges lie at `value` or below.
  ///
  /// - Precondition: `value` is a number.
  @inline(__always)
  func level(of value: Float) -> UInt8 {
    guard let steps else { return search(value) }
    var level = firstLevels[Self.key(value)]
    // Without a branch: whether a step is taken can't be foretold.
    for _ in 0..<steps { level &+= edges[Int(level)] <= value ? 1 : 0 }
    return level
  }

  /// The levels of every `step`th of `values` from `start` on, those of NaN above all others, and
  /// whether all are finite.
  ///
  /// - Precondition: `count` of them lie inside.
  func levels(
    of values: [Float], from start: Int, step: Int, count: Int
  ) -> (levels: [UInt8], areFinite: Bool) {
    precondition(count == 0 || start + (count - 1) * step < values.count, "as many values")
    var areFinite = true
    let above = UInt8(edges.count - Self.mostSteps + 1)
    let levels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = count
      // What is written might be the arrays themselves for all that is known: pointers stay.
      unsafe values.withUnsafeBufferPointer { values in
        unsafe firstLevels.withUnsafeBufferPointer { firstLevels in
          unsafe edges.withUnsafeBufferPointer { edges in
            var place = start
            for cell in 0..<count {
              let value = unsafe values[place]
              place += step
              guard let steps, !value.isNaN else {
                unsafe buffer[cell] = value.isNaN ? above : search(value)
                areFinite = areFinite && value.isFinite
                continue
              }
              areFinite = areFinite && value.isFinite
              var level = unsafe firstLevels[Self.key(value)]
              for _ in 0..<steps { level &+= unsafe edges[Int(level)] <= value ? 1 : 0 }
              unsafe buffer[cell] = level
            }
          }
        }
      }
    }
    return (levels, areFinite)
  }

  private static func key(_ value: Float) -> Int { Int(value.bitPattern >> 18) }

  private func search(_ value: Float) -> UInt8 {
    var (first, count) = (0, edges.count - Self.mostSteps)
    while count > 0 {
      let half = count / 2
      if edges[first + half] <= value {
        first += half + 1
        count -= half + 1
      } else {
        count = half
      }
    }
    return UInt8(first)
  }
}

extension LevelEdges: Equatable {
  /// By bit pattern, since the last are NaN.
  static func == (left: LevelEdges, right: LevelEdges) -> Bool {
    left.edges.elementsEqual(right.edges) { $0.bitPattern == $1.bitPattern }
  }
}
