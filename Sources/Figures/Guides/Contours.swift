import Drawings

/// The edges between the cells of a grid that differ, end to end: a contour is one line with its
/// corners, not a piece for each side of each cell.
struct Contours: Sendable {
  /// Edges in a row, from the lower corner to the greater one.
  private struct Run {
    let isAcross: Bool
    /// The row of the edges that go across, the column of those that go down.
    let place: Int
    let range: Range<Int>
  }

  private var runs: [Run] = []
  /// Of both ends of each run, the end that meets it at a corner; −1 of one that meets none.
  private var next: [Int] = []
  private let rows: Int, columns: Int

  /// Whether all cells are alike.
  var isEmpty: Bool { runs.isEmpty }

  /// The edges between cells of different values.
  ///
  /// - Precondition: `cells` are `rows` × `columns`.
  init(of cells: [UInt32], rows: Int, columns: Int) {
    precondition(cells.count == rows * columns, "a value for each cell")
    let across = CellBits(rows: rows, columns: columns) {
      $0 >= columns && cells[$0] != cells[$0 - columns]
    }
    var column = 0
    let down = CellBits(rows: rows, columns: columns) { cell in
      let isFirst = column == 0
      column = column + 1 == columns ? 0 : column + 1
      return !isFirst && cells[cell] != cells[cell - 1]
    }
    self.init(across: across, down: down)
  }

  /// The edges between what is set and what is not.
  init(of cells: CellBits) {
    self.init(across: cells.edgesAcross, down: cells.edgesDown)
  }

  /// - Parameters:
  ///   - across: The cells above which an edge lies.
  ///   - down: The cells to the left of which an edge lies.
  private init(across: CellBits, down: CellBits) {
    (rows, columns) = (across.rows, across.columns)
    for row in 0..<rows {
      across.forEachRun(inRow: row) {
        runs.append(Run(isAcross: true, place: row, range: $0))
      }
    }
    // Row by row, as the cells lie in memory.
    var first = [Int](repeating: -1, count: columns)
    for row in 0...rows {
      down.forEachChange(inRow: row) { column in
        if first[column] >= 0 {
          runs.append(Run(isAcross: false, place: column, range: first[column]..<row))
          first[column] = -1
        } else {
          first[column] = row
        }
      }
    }
    join()
  }

  /// The contours as lines in `rect`.
  func path(in rect: Rect) -> Path {
    let cell = Size(rect.width / Double(columns), rect.height / Double(rows))
    var isDrawn = [Bool](repeating: false, count: runs.count)
    var segments: [Path.Segment] = []
    for run in runs.indices where !isDrawn[run] {
      // Back to where the line begins; a closed one begins anywhere.
      var start = 2 * run
      while next[start] >= 0, next[start] ^ 1 != 2 * run { start = next[start] ^ 1 }
      let isClosed = next[start] >= 0
      segments.append(.move(point(of: start, in: rect, cell)))
      var end = start
      while !isDrawn[end / 2] {
        isDrawn[end / 2] = true
        segments.append(.line(point(of: end ^ 1, in: rect, cell)))
        guard next[end ^ 1] >= 0 else { break }
        end = next[end ^ 1]
      }
      if isClosed { segments[segments.count - 1] = .close }
    }
    return Path(segments)
  }

  /// Where runs cross or abut, none ends but the one that abuts: at most two ends share a corner.
  private mutating func join() {
    next = [Int](repeating: -1, count: 2 * runs.count)
    // The ends by their corners, in a table with places enough: a dictionary takes five times as long.
    let bits = max(4, 64 - (4 * next.count).leadingZeroBitCount)
    var waiting = [Int](repeating: -1, count: 1 << bits)
    for end in next.indices {
      let corner = corner(of: end)
      let key = UInt64(truncatingIfNeeded: corner.row * (columns + 1) + corner.column)
      var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits))
      while waiting[place] >= 0, self.corner(of: waiting[place]) != corner {
        place = (place + 1) & (waiting.count - 1)
      }
      let other = waiting[place]
      if other >= 0 { (next[end], next[other]) = (other, end) }
      waiting[place] = end
    }
  }

  private func corner(of end: Int) -> (row: Int, column: Int) {
    let run = runs[end / 2]
    let along = end % 2 == 0 ? run.range.lowerBound : run.range.upperBound
    return run.isAcross ? (run.place, along) : (along, run.place)
  }

  private func point(of end: Int, in rect: Rect, _ cell: Size) -> Point {
    let (row, column) = corner(of: end)
    return Point(rect.minX + Double(column) * cell.width, rect.minY + Double(row) * cell.height)
  }
}
