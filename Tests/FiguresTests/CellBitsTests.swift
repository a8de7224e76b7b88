import Drawings
import Tensors
import Testing

@testable import Figures

@Suite("Cells as bits")
struct CellBitsTests {
  /// Widths about a word's 64 bits.
  static let sizes = [(1, 1), (3, 5), (2, 63), (4, 64), (3, 65), (2, 130)]

  private static func isSet(_ cell: Int) -> Bool { cell * 7919 % 13 < 5 }

  @Test("tell a class's cells from a tensor", arguments: sizes)
  func above(rows: Int, columns: Int) throws {
    let tensor = Tensor(shape: [2, rows, columns, 3]) { Float($0 * 31 % 7) / 7 }
    let panels = try Panels(of: tensor, figure: "overlay")
    for sample in 0..<2 {
      let bits = CellBits.above(0.5, in: panels, sample: sample)
      for index in 0..<3 {
        let values = panels.elements(sample: sample, class: index)
        #expect(bits[index] == CellBits(rows: rows, columns: columns) { values[$0] > 0.5 })
      }
    }
  }

  @Test("find runs and edges as a look at each cell does", arguments: sizes)
  func edges(rows: Int, columns: Int) {
    let bits = CellBits(rows: rows, columns: columns, where: Self.isSet)
    let cells = (0..<(rows * columns)).map { UInt32(Self.isSet($0) ? 1 : 0) }
    for row in 0..<rows {
      var runs: [Range<Int>] = []
      bits.forEachRun(inRow: row) { runs.append($0) }
      let inRuns = runs.flatMap { Array($0) }
      #expect(inRuns == (0..<columns).filter { Self.isSet(row * columns + $0) })
      #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }
    let frame = Rect(0, 0, Double(columns), Double(rows))
    #expect(
      Contours(of: bits).path(in: frame)
        == Contours(of: cells, rows: rows, columns: columns).path(in: frame))
  }

  @Test("count what both have and what either has")
  func overlap() {
    let even = CellBits(rows: 3, columns: 70) { $0 % 2 == 0 }
    let third = CellBits(rows: 3, columns: 70) { $0 % 3 == 0 }
    #expect(even.overlap(with: third) == (35, 140))
    #expect(even.overlap(with: even) == (105, 105))
  }
}
