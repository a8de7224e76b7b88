import Tensors

/// Which cells of a grid are set, a bit each: 64 are compared or counted at once.
struct CellBits: Equatable, Sendable {
  let rows: Int, columns: Int
  /// Row by row; of each, the first cell is the lowest bit of the first word. Bits past the last
  /// column are not set.
  private var words: [UInt64] = []
  /// Words of a row.
  private var width: Int { (columns + 63) / 64 }

  private init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    words.reserveCapacity(rows * width)
  }

  /// - Parameter isSet: Whether a cell is, asked row by row.
  init(rows: Int, columns: Int, where isSet: (_ cell: Int) -> Bool) {
    self.init(rows: rows, columns: columns)
    for row in 0..<rows {
      for first in stride(from: 0, to: columns, by: 64) {
        var word: UInt64 = 0
        for bit in 0..<min(64, columns - first) where isSet(row * columns + first + bit) {
          word |= 1 << UInt64(bit)
        }
        words.append(word)
      }
    }
  }

  /// Where the panels of each class of a sample are above `threshold`: all classes at once, as they
  /// lie beside one another in memory.
  static func above(_ threshold: Float, in panels: Panels, sample: Int) -> [CellBits] {
    let (rows, columns, classes) = (panels.rows, panels.columns, panels.classes)
    var all = [CellBits](repeating: CellBits(rows: rows, columns: columns), count: classes)
    let start = sample * rows * columns * classes
    precondition(start + rows * columns * classes <= panels.tensor.elements.count, "a sample")
    unsafe panels.tensor.elements.withUnsafeBufferPointer { elements in
      var start = start
      for _ in 0..<rows {
        for first in stride(from: 0, to: columns, by: 64) {
          let count = min(64, columns - first)
          for index in 0..<classes {
            var word: UInt64 = 0
            var place = start + index
            for bit in 0..<count {
              word |= unsafe (elements[place] > threshold ? 1 : 0) &<< UInt64(bit)
              place += classes
            }
            all[index].words.append(word)
          }
          start += count * classes
        }
      }
    }
    return all
  }

  /// The cells that differ from the one above.
  var edgesAcross: CellBits {
    var edges = CellBits(rows: rows, columns: columns)
    for place in words.indices {
      edges.words.append(place < width ? 0 : words[place] ^ words[place - width])
    }
    return edges
  }

  /// The cells that differ from the one to the left.
  var edgesDown: CellBits {
    var edges = CellBits(rows: rows, columns: columns)
    for place in words.indices {
      let column = place % width
      let before = column == 0 ? words[place] & 1 : words[place - 1] >> 63
      let count = columns - column * 64
      let mask = count < 64 ? 1 << UInt64(count) - 1 : UInt64.max
      edges.words.append((words[place] ^ (words[place] << 1 | before)) & mask)
    }
    return edges
  }

  /// How many cells are set in both, and how many in either.
  func overlap(with other: CellBits) -> (both: Int, either: Int) {
    zip(words, other.words).reduce(into: (0, 0)) { counts, pair in
      counts.0 += (pair.0 & pair.1).nonzeroBitCount
      counts.1 += (pair.0 | pair.1).nonzeroBitCount
    }
  }

  /// The runs of set cells in a row.
  func forEachRun(inRow row: Int, _ body: (_ columns: Range<Int>) -> Void) {
    var (first, last) = (-1, UInt64(0))
    for word in 0..<width {
      let bits = words[row * width + word]
      for column in (bits ^ (bits << 1 | last)).setBits {
        if first < 0 {
          first = word * 64 + column
        } else {
          body(first..<(word * 64 + column))
          first = -1
        }
      }
      last = bits >> 63
    }
    if first >= 0 { body(first..<columns) }
  }

  /// The columns in which a row differs from the one above; past the edges nothing is set.
  func forEachChange(inRow row: Int, _ body: (_ column: Int) -> Void) {
    for word in 0..<width {
      let own = row < rows ? words[row * width + word] : 0
      let above = row > 0 ? words[(row - 1) * width + word] : 0
      for column in (own ^ above).setBits { body(word * 64 + column) }
    }
  }
}

extension UInt64 {
  /// The places of the bits that are set, from the lowest up.
  fileprivate var setBits: some Sequence<Int> {
    sequence(state: self) { rest -> Int? in
      guard rest != 0 else { return nil }
      defer { rest &= rest &- 1 }
      return rest.trailingZeroBitCount
    }
  }
}
