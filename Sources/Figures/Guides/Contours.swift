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

  /// - Precondition: `cells` are `rows` × `columns`.
  init(of cells: [UInt32], rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    precondition(cells.count == rows * columns, "a value for each cell")
    for row in 1..<max(1, rows) {
      var first = -1
      for column in 0...columns {
        let place = row * columns + column
        let differs = column < columns && cells[place] != cells[place - columns]
        guard differs != (first >= 0) else { continue }
        if first >= 0 { runs.append(Run(isAcross: true, place: row, range: first..<column)) }
        first = differs ? column : -1
      }
    }
    // Row by row, as the cells lie in memory.
    var first = [Int](repeating: -1, count: columns)
    for row in 0...rows {
      for column in 1..<max(1, columns) {
        let place = row * columns + column
        let differs = row < rows && cells[place] != cells[place - 1]
        guard differs != (first[column] >= 0) else { continue }
        if first[column] >= 0 {
          runs.append(Run(isAcross: false, place: column, range: first[column]..<row))
        }
        first[column] = differs ? row : -1
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
    var waiting: [Int: Int] = [:]
    for end in next.indices {
      let (row, column) = corner(of: end)
      if let other = waiting.updateValue(end, forKey: row * (columns + 1) + column) {
        (next[end], next[other]) = (other, end)
      }
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

extension Panels {
  /// The edges between what is above `threshold` in one panel and what is not.
  func contours(sample: Int, class index: Int, above threshold: Float) -> Contours {
    Contours(
      of: values(sample: sample, class: index).map { $0 > threshold ? 1 : 0 }, rows: rows,
      columns: columns)
  }
}
