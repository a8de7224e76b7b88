import Drawings
import Testing

@testable import Figures

@Suite("Contours")
struct ContoursTests {
  /// Cells as letters, the lines around them as the corners that they pass, across then down.
  @Test(
    "joins edges end to end",
    arguments: [
      (["..", ".."], []),
      (["#.", ".."], ["0,1 1,1 1,0"]),
      (["...", ".#.", "..."], ["2,1 2,2 1,2 1,1 z"]),
      (["##", ".."], ["0,1 2,1"]),
      // Two that touch in a corner: the edges go straight on, and end at the border.
      (["#.", ".#"], ["0,1 2,1", "1,0 1,2"]),
      // A line that another abuts on stays whole.
      (["aa", "bc"], ["0,1 2,1", "1,1 1,2"]),
      (["#.#"], ["1,0 1,1", "2,0 2,1"]),
    ] as [([String], [String])])
  func joined(picture: [String], lines: [String]) {
    let cells = picture.flatMap { $0.unicodeScalars.map(\.value) }
    let (rows, columns) = (picture.count, picture[0].count)
    let path = Contours(of: cells, rows: rows, columns: columns)
      .path(in: Rect(0, 0, Double(columns), Double(rows)))
    var found: [String] = []
    for segment in path.segments {
      switch segment {
      case .move(let point): found.append("\(Int(point.x)),\(Int(point.y))")
      case .line(let point): found[found.count - 1] += " \(Int(point.x)),\(Int(point.y))"
      case .close: found[found.count - 1] += " z"
      case .curve: Issue.record("a contour has no curves")
      }
    }
    #expect(found == lines)
  }
}
