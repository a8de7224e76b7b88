private import Figures
private import Reductions
private import Tensors

// What stands behind the heat maps, for those who read rather than look.
extension Probe {
  /// A table that a reader may open.
  struct Folded: Sendable {
    var summary: String
    var table: TableHTML
  }

  /// Up to how many blocks an image is parted into, down and across.
  private static let mostBlocks = 8

  /// The means of the panels, then the cells of each image, or blocks of them where there are many.
  var tables: [Folded] {
    [Folded(summary: "The means of the panels as a table", table: meansTable)]
      + (0..<imageCount).map { cells(of: $0) }
  }

  private var unit: String { fold.trace.isInNats ? ", in nats" : "" }

  /// The means of the panels, and what each class has of the number.
  private var meansTable: TableHTML {
    let images = (0..<imageCount).map { IndexName.image($0).startingUpper }
    let output = fold.trace.outputs.first
    var table = TableHTML(
      alignments: [.leading] + Array(repeating: .trailing, count: imageCount + 2),
      head: ["Class"] + images + ["All images", "Share of the number"])
    table.caption = "The mean loss of each class in each image\(unit)."
    for (index, name) in names.enumerated() {
      let each = means.map { NumberFormat.significant($0[index]) }
      let all = output?.views.perClass.map { NumberFormat.significant($0[index]) } ?? ""
      let share = output?.shares.perClass.map { NumberFormat.percent($0[index]) } ?? ""
      table.rows.append([HTML.escaped(name)] + each + [all, share])
    }
    return table
  }

  /// The losses of an image: a row for each position, or for each block of positions.
  private func cells(of image: Int) -> Folded {
    let (rows, columns) = (losses.shape[1], losses.shape[2])
    func blocks(_ extent: Int) -> [Range<Int>] {
      let length = (extent + Self.mostBlocks - 1) / Self.mostBlocks
      return stride(from: 0, to: extent, by: length).map { $0..<min($0 + length, extent) }
    }
    func name(_ range: Range<Int>) -> String {
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound - 1)"
    }
    let (down, across) = (blocks(rows), blocks(columns))
    let (height, width) = (down[0].count, across[0].count)
    let what = height * width == 1 ? "position" : "block of \(height) × \(width) positions"
    var table = TableHTML(
      alignments: [.leading] + Array(repeating: .trailing, count: names.count + 1),
      head: ["Row, column"] + names.map { HTML.escaped($0) } + ["All classes"])
    table.caption = "The mean loss of each \(what) of \(IndexName.image(image))\(unit)."
    for row in down {
      for column in across {
        let sums = sums(image, row, column)
        let count = Double(row.count * column.count)
        let means = sums.map { $0 / count }
        let all = means.reduce(0, +) / Double(means.count)
        table.rows.append(
          ["\(name(row)), \(name(column))"]
            + (means + [all]).map { NumberFormat.significant($0) })
      }
    }
    return Folded(
      summary: "\(IndexName.image(image).startingUpper) as a table, a row for each \(what)",
      table: table)
  }

  /// The losses of each class over some rows and columns of an image.
  private func sums(_ image: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> [Double] {
    let count = losses.shape[-1]
    var sums = Array(repeating: 0.0, count: count)
    for row in rows {
      let start = ((image * losses.shape[1] + row) * losses.shape[2] + columns.lowerBound) * count
      for offset in 0..<columns.count * count {
        sums[offset % count] += Double(losses.elements[start + offset])
      }
    }
    return sums
  }
}
