import Drawings
import Tensors

/// Which elements of an array stand where.
struct TensorFacets {
  /// One place across or down: the index along each of the axes that lie that way.
  typealias Place = [Int]

  /// The axes of the cells; nil where the array has too few.
  let rowAxis: Int?
  let columnAxis: Int?
  /// The axes that lie across and down, the outermost first.
  let across: [Int]
  let down: [Int]
  /// The facets that are shown.
  let columns: [Place]
  let rows: [Place]
  /// Every so-manieth row and column of cells is shown.
  let rowStep: Int
  let columnStep: Int
  let shape: Shape
  /// What the axes are, and what has no room, in sentences.
  let notes: [String]
  let width: Double
  let height: Double
  let labelWidth: Double
  let gap = 4.0
  let columnGap: Double
  /// More room where the index of an outer axis changes, in points.
  let groupGap = 6.0

  /// The free space before each facet of `places`, beyond that between all.
  func offsets(_ places: [Place]) -> [Double] {
    var groups = 0
    return places.indices.map { index in
      if index > 0, places[index].dropLast() != places[index - 1].dropLast() { groups += 1 }
      return Double(groups) * groupGap
    }
  }

  /// Cells of a facet, across and down.
  var cellColumns: Int { columnAxis.map { (shape[$0] + columnStep - 1) / columnStep } ?? 1 }
  var cellRows: Int { rowAxis.map { (shape[$0] + rowStep - 1) / rowStep } ?? 1 }

  init(_ subject: ArraySubject, sketch: Sketch) {
    let shape = subject.tensor.shape
    let rank = shape.rank
    // The neighbours that hold most: height and width, wherever channels stand.
    let pair = (0..<max(0, rank - 1)).max { a, b in
      shape[a] * shape[a + 1] <= shape[b] * shape[b + 1]
    }
    let column = pair.map { $0 + 1 } ?? (rank == 1 ? 0 : nil)
    var (across, down) = ([Int](), [Int]())
    for (place, axis) in (0..<rank).filter({ $0 != pair && $0 != column }).reversed().enumerated() {
      if place % 2 == 0 { across.insert(axis, at: 0) } else { down.insert(axis, at: 0) }
    }
    let rowStep = pair.map { (shape[$0] + 1023) / 1024 } ?? 1
    let columnStep = column.map { (shape[$0] + 1023) / 1024 } ?? 1
    let cellsAcross = column.map { (shape[$0] + columnStep - 1) / columnStep } ?? 1
    let cellsDown = pair.map { (shape[$0] + rowStep - 1) / rowStep } ?? 1

    func widest(_ axes: [Int]) -> Double {
      sketch.textWidth(axes.map { String(shape[$0] - 1) }.joined(separator: ", "), .note)
    }
    let labelWidth = down.isEmpty ? 0 : widest(down) + 5
    let room = sketch.innerWidth - labelWidth
    let allColumns = across.reduce(1) { $0 * shape[$1] }
    let least = max(24, widest(across))
    let count = min(allColumns, max(1, Int((room + 4) / (least + 4))))
    let columns = Self.places(across.map { shape[$0] }, limit: count)
    let groups = Set(columns.map { Array($0.dropLast()) }).count
    let each =
      (room - 6 * Double(groups - 1) - 4 * Double(columns.count - 1)) / Double(columns.count)
    var width = min(each, (cellsAcross <= 16 ? Double(cellsAcross) * 42 : 300) * sketch.growth)
    width = max(width, min(each, least))
    var space = sketch.greatestHeight - sketch.y - 90
    let aspect = Double(cellsDown) / Double(cellsAcross)
    var height = cellsDown == 1 ? 14 : max(6, min(width * aspect, 300 * sketch.growth))
    if cellsAcross <= 16, cellsDown > 1, cellsDown <= 64 {
      // Few cells: as high as a number needs, where there is room.
      height = min(
        max(height, Double(cellsDown) * 10), max(space, 6), Double(cellsDown) * 20 * sketch.growth)
    }
    height = min(height, space)
    let rowGroups = down.dropLast().reduce(1) { $0 * shape[$1] }
    space -= 6 * Double(min(rowGroups, 12) - 1)
    let allRows = down.reduce(1) { $0 * shape[$1] }
    if Double(allRows) * (height + 4) > space {
      let fitting = space / Double(allRows) - 4
      height = max(min(height, fitting), min(height, 24))
    }
    // A square image stays square.
    if cellsDown > 16, cellsAcross > 16 { width = max(min(width, height / aspect), min(each, 24)) }
    // Where the page's height keeps images small, they stand further apart.
    let free = room - 6 * Double(groups - 1) - Double(columns.count) * width
    columnGap =
      cellsAcross > 16 && columns.count > 1
      ? max(4, min(free / Double(columns.count - 1), 12)) : 4
    self.shape = shape
    rowAxis = pair
    columnAxis = column
    self.across = across
    self.down = down
    self.rowStep = rowStep
    self.columnStep = columnStep
    self.labelWidth = labelWidth
    self.columns = columns
    self.height = height
    self.width = width
    rows = Self.places(down.map { shape[$0] }, limit: max(1, Int((space + 4) / (height + 4))))
    notes = Self.notes(
      subject, across: across, down: down, row: pair, column: column, columns: columns.count,
      rows: rows.count, steps: (rowStep, columnStep))
  }

  /// The indices along axes of `extents`, both ends kept where there are more than `limit`.
  private static func places(_ extents: [Int], limit: Int) -> [Place] {
    let count = extents.reduce(1, *)
    let shown = min(count, limit)
    return (0..<shown).map { place in
      var index = place < (shown + 1) / 2 ? place : count - shown + place
      var indices: Place = []
      for extent in extents.reversed() {
        indices.insert(index % extent, at: 0)
        index /= extent
      }
      return indices
    }
  }

  private static func notes(
    _ subject: ArraySubject, across: [Int], down: [Int], row: Int?, column: Int?, columns: Int,
    rows: Int, steps: (Int, Int)
  ) -> [String] {
    let shape = subject.tensor.shape
    func named(_ axis: Int) -> String {
      "\(subject.axisName(axis)) (\(NumberFormat.count(shape[axis])))"
    }
    var parts: [String] = []
    if !across.isEmpty {
      parts.append("facets across: " + across.map(named).joined(separator: ", "))
    }
    if !down.isEmpty { parts.append("facets down: " + down.map(named).joined(separator: ", ")) }
    if let row { parts.append("cells down: " + named(row)) }
    if let column { parts.append("cells across: " + named(column)) }
    var notes = parts.isEmpty ? [] : [parts.joined(separator: "; ").startingSentence(true) + "."]
    let all = across.reduce(1) { $0 * shape[$1] }
    let below = down.reduce(1) { $0 * shape[$1] }
    if columns < all || rows < below {
      notes.append(
        "Shown: \(NumberFormat.count(columns * rows)) of \(NumberFormat.count(all * below)) facets, "
          + "the first and the last.")
    }
    if steps.0 > 1 { notes.append("Shown: one row in \(steps.0).") }
    if steps.1 > 1 { notes.append("Shown: one column in \(steps.1).") }
    return notes
  }

  /// The values of one facet, row by row.
  func values(_ tensor: Tensor, row: Place, column: Place) -> [Float] {
    places(row: row, column: column).map { tensor.elements[$0] }
  }

  /// Where the elements of one facet stand in the array, row by row.
  func places(row: Place, column: Place) -> [Int] {
    let strides = shape.strides
    var start = 0
    for (axis, index) in zip(down, row) { start += strides[axis] * index }
    for (axis, index) in zip(across, column) { start += strides[axis] * index }
    var places: [Int] = []
    places.reserveCapacity(cellRows * cellColumns)
    for row in 0..<cellRows {
      let line = start + (rowAxis.map { strides[$0] * row * rowStep } ?? 0)
      for cell in 0..<cellColumns {
        places.append(line + (columnAxis.map { strides[$0] * cell * columnStep } ?? 0))
      }
    }
    return places
  }
}

extension Sketch {
  mutating func tensor(
    _ facets: TensorFacets, _ facts: TensorFacts, _ subject: ArraySubject,
    _ options: FigureOptions
  ) throws(FigureError) {
    let tensor = subject.tensor
    let isPanel = options.limits == .panel
    let shared = try TensorScale(
      subject.mask == nil
        ? tensor.elements
        : tensor.elements.indices.filter { !subject.isMasked($0) }.map { tensor.elements[$0] },
      categories: facts.categories, options)
    y -= 4
    for note in facets.notes.prefix(1) {
      y =
        text(
          lines: wrapped(note, .note, to: innerWidth), .note, theme.muted, x: left, top: y) + 4
    }
    let start = left + facets.labelWidth
    let offsets = facets.offsets(facets.columns)
    let rowOffsets = facets.offsets(facets.rows)
    if !facets.across.isEmpty {
      for (index, place) in facets.columns.enumerated() {
        let x = start + Double(index) * (facets.width + facets.columnGap) + offsets[index]
        text(
          elided(place.map(String.init).joined(separator: ", "), .note, to: facets.width + 2),
          .note,
          theme.ink, x: x + facets.width / 2, top: y, alignment: .center)
      }
      y += lineHeight(.note) + 2
    }
    let numbers = CellNumbers(
      tensor.elements,
      in: Size(
        facets.width / Double(facets.cellColumns), facets.height / Double(facets.cellRows)),
      sketch: self)
    let panels = PanelSet(
      samples: Array(facets.rows.indices), classes: Array(facets.columns.indices)
    ) { row, column in
      let places = facets.places(row: facets.rows[row], column: facets.columns[column])
      let values = places.map { tensor.elements[$0] }
      let own = isPanel ? try? TensorScale(values, categories: nil, options) : nil
      let scale = own ?? shared
      let dotted = scale.notANumber + 1
      let levels = places.enumerated().map { cell, place in
        subject.isMasked(place)
          ? UInt8(dotted + (cell / facets.cellColumns + cell % facets.cellColumns) % 2)
          : scale.level(of: tensor.elements[place])
      }
      let raster = Raster(
        width: facets.cellColumns, height: facets.cellRows, palette: scale.palette, indices: levels)
      return (scale: scale, cells: PanelCells(values, raster: raster))
    }
    for (row, place) in facets.rows.enumerated() {
      if row > 0 { y += rowOffsets[row] - rowOffsets[row - 1] }
      if !facets.down.isEmpty {
        text(
          place.map(String.init).joined(separator: ", "), .note, theme.ink,
          x: start - 4, top: y + facets.height / 2 - lineHeight(.note) / 2, alignment: .trailing)
      }
      for (index, column) in facets.columns.enumerated() {
        let rect = Rect(
          start + Double(index) * (facets.width + facets.columnGap) + offsets[index], y,
          facets.width,
          facets.height)
        let name = zip(facets.down + facets.across, place + column)
          .map { "\(subject.axisName($0)) at \($1)" }.joined(separator: ", ")
        let (scale, cells) = panels[row, index]
        panel(
          cells, in: rect, title: name.isEmpty ? "all elements" : name, numbers: numbers,
          notANumber: scale.notANumber, masked: scale.notANumber + 1)
        // Where zero has the colour of the paper, a facet would have no edge.
        if scale.scale.isDiverging, scale.categories == nil {
          marks.append(.path(.rect(rect), stroke: Stroke(theme.hairline)))
        }
      }
      y += facets.height + facets.gap
    }
    y -= facets.gap
    if let categories = shared.categories {
      categoryKey(categories, nanCount: facts.nanCount + facts.infiniteCount)
    } else if facts.least == facts.greatest, facts.nanCount + facts.infiniteCount == 0 {
      note("Every value is \(NumberFormat.tick(facts.least, digits: 3)).")
    } else if isPanel {
      colorBar(ownLimits: shared.scale, label: "value")
    } else {
      let clipped = shared.clipped(tensor.elements)
      colorBar(
        shared.scale, label: "value",
        note: clipped > 0 ? "; clipped: \(NumberFormat.count(clipped, "value"))" : "",
        range: facts.least...facts.greatest, nanCount: facts.nanCount)
    }
    if facts.maskedCount > 0 {
      note("Dotted: \(NumberFormat.count(facts.maskedCount)) masked.")
    }
    if facts.infiniteCount > 0, shared.categories == nil {
      note("Infinite: \(NumberFormat.count(facts.infiniteCount)), ringed.")
    }
    for note in facets.notes.dropFirst() { self.note(note) }
  }

  /// The colour of each whole value.
  private mutating func categoryKey(_ values: [Float], nanCount: Int) {
    y += 8
    var x = left
    let line = lineHeight(.note)
    var items = values.enumerated().map {
      (NumberFormat.tick(Double($0.element)), theme.classColor($0.offset))
    }
    if nanCount > 0 {
      items.append(("not finite: \(NumberFormat.count(nanCount))", theme.notANumber))
    }
    for (words, color) in items {
      let width = 10 + textWidth(words, .note)
      if x > left, x + width > right {
        x = left
        y += line + 2
      }
      fill(
        Rect(x, y + line / 2 - 3.5, 7, 7), color,
        outline: theme.outline(of: color))
      text(words, .note, theme.ink, x: x + 10, top: y)
      x += width + 10
    }
    y += line
  }
}
