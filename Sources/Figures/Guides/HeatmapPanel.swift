import Drawings

/// How numbers are written into cells: alike in all panels of a figure.
struct CellNumbers: Equatable {
  /// The most cells of a figure that are written into.
  static let most = 16_384

  let font: Font
  private let digits: Int

  /// As many digits as the values have, three at most, whatever the width; two where three do not
  /// fit, but never one, which would make 2 of 1.6. The largest type of 5 points at least, in which all of `values` fit into
  /// cells of `size`; nil where none does.
  init?(_ values: [Float], in size: Size, sketch: Sketch) {
    guard min(size.width, size.height) >= 6, values.count <= Self.most else { return nil }
    func suffices(_ digits: Int) -> Bool {
      values.allSatisfy {
        NumberFormat.tick(Double($0), digits: digits) == NumberFormat.tick(Double($0), digits: 3)
      }
    }
    let most = suffices(1) ? 1 : suffices(2) ? 2 : 3
    for digits in [3, 2, 1] where digits <= most && (digits > 1 || most == 1) {
      let texts = Set(values.map { Self.text(of: $0, digits: digits) })
      for points in [7.0, 6, 5.5, 5] {
        let font = Font(size: points)
        guard sketch.lineHeight(font) <= size.height else { continue }
        if texts.allSatisfy({ sketch.textWidth($0, font) <= size.width - 3 }) {
          self.font = font
          self.digits = digits
          return
        }
      }
    }
    return nil
  }

  /// `value` as it stands in its cell.
  func text(of value: Float) -> String { Self.text(of: value, digits: digits) }

  private static func text(of value: Float, digits: Int) -> String {
    value.rounded() == value && abs(value) < 10_000
      ? NumberFormat.tick(Double(value))
      : NumberFormat.significant(Double(value), digits: digits)
  }
}

extension Sketch {
  /// One heat map with its numbers in the cells, where every one of them fits.
  mutating func panel(
    _ cells: PanelCells, in rect: Rect, title: String, numbers style: CellNumbers?,
    notANumber: Int = ColorScale.levels, masked: Int = .max
  ) {
    let (raster, values) = (cells.raster, cells.values)
    let cell = Size(rect.width / Double(raster.width), rect.height / Double(raster.height))
    let before = marks.count
    marks.append(.image(raster, in: rect))
    if let style {
      let font = style.font
      for (index, value) in values.enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: raster.width)
        let level = Int(raster.indices[index])
        guard level < masked else {
          dots(in: raster.cell(row, column, of: rect), cell)
          continue
        }
        let ground = raster.palette[level]
        text(
          style.text(of: value), font, ground.label,
          x: rect.minX + (Double(column) + 0.5) * cell.width,
          top: rect.minY + (Double(row) + 0.5) * cell.height - lineHeight(font) / 2,
          alignment: .center)
      }
    } else if !cells.areFinite || masked < raster.palette.count {
      oddCells(raster, values, rect, cell, notANumber: notANumber, masked: masked)
    }
    let inside = Array(marks[before...])
    marks.removeSubrange(before...)
    marks.append(.group(Group(title: title, marks: inside)))
  }

  /// Crosses over what isn't a number, rings round what is infinite.
  private mutating func oddCells(
    _ raster: Raster, _ values: [Float], _ rect: Rect, _ cell: Size, notANumber: Int,
    masked: Int
  ) {
    var rings = 0
    let isLarge = min(cell.width, cell.height) >= 4
    for (index, value) in values.enumerated() {
      let isMasked = Int(raster.indices[index]) >= masked
      guard !value.isFinite || (isMasked && isLarge) else { continue }
      let (row, column) = index.quotientAndRemainder(dividingBy: raster.width)
      if isMasked {
        if isLarge { dots(in: raster.cell(row, column, of: rect), cell) }
        continue
      }
      let place = Rect(
        rect.minX + Double(column) * cell.width, rect.minY + Double(row) * cell.height, cell.width,
        cell.height)
      if value.isNaN {
        if min(cell.width, cell.height) >= 4 { hatch(place) }
      } else if rings < 200 {
        rings += 1
        let radius = max(1.5, min(cell.width, cell.height) / 2)
        let center = Point(
          min(max(place.midX, rect.minX + radius), rect.maxX - radius),
          min(max(place.midY, rect.minY + radius), rect.maxY - radius))
        marks.append(.path(.circle(center, radius: radius), stroke: Stroke(theme.ink)))
      }
    }
  }
}

extension Sketch {
  /// Grey with dots: a cell that does not count.
  private mutating func dots(in place: Rect, _ cell: Size) {
    fill(place, theme.muted.mixed(with: theme.paper, 0.7))
    let step = max(3, min(cell.width, cell.height) / 4)
    var segments: [Path.Segment] = []
    var y = place.minY + step / 2
    while y < place.maxY - 0.5 {
      var x = place.minX + step / 2
      while x < place.maxX - 0.5 {
        segments += [.move(Point(x - 0.35, y)), .line(Point(x + 0.35, y))]
        x += step
      }
      y += step
    }
    marks.append(.path(Path(segments), stroke: Stroke(theme.muted, width: 0.7)))
  }
}

extension Raster {
  /// The place of a cell of an image in `rect`.
  fileprivate func cell(_ row: Int, _ column: Int, of rect: Rect) -> Rect {
    let (across, down) = (rect.width / Double(width), rect.height / Double(height))
    return Rect(
      rect.minX + Double(column) * across, rect.minY + Double(row) * down, across, down)
  }
}
