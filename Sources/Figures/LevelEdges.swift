/// Where one level ends and the next begins.
struct LevelEdges: Equatable {
  private let edges: [Float]
  /// The level of the least value whose sign, exponent and first digits are those of the index: from
  /// there it is a step or none. A search in `edges` took five times as long.
  private let firstLevels: [UInt8]

  /// - Precondition: `edges` ascend, and are fewer than 256.
  init(_ edges: [Float]) {
    self.edges = edges
    firstLevels = (0..<1 << 14).map { key in
      // Of negative values, the largest bits are the least value.
      let bits = UInt32(key) << 18 | (key >> 13 == 1 ? 1 << 18 - 1 : 0)
      let value = Float(bitPattern: bits)
      return value.isNaN ? 0 : Self.level(of: value, among: edges)
    }
  }

  /// How many edges lie at `value` or below.
  ///
  /// - Precondition: `value` is a number.
  func level(of value: Float) -> UInt8 {
    var level = Int(firstLevels[Int(value.bitPattern >> 18)])
    for _ in 0..<4 {
      guard level < edges.count, edges[level] <= value else { return UInt8(level) }
      level += 1
    }
    return Self.level(of: value, among: edges)
  }

  private static func level(of value: Float, among edges: [Float]) -> UInt8 {
    var (first, count) = (0, edges.count)
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
