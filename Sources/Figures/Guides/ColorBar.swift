import Drawings

extension Sketch {
  /// A colour bar with its label, its ticks, the floor named, and the mark of what isn't a number.
  ///
  /// - Parameters:
  ///   - label: The quantity with its unit.
  ///   - note: What else there is to say, after the label.
  ///   - range: The least and the greatest value drawn: past a limit the bar ends in an arrow.
  ///   - nanCount: How many cells are not numbers.
  mutating func colorBar(
    _ scale: ColorScale, label: String, note: String = "", range: ClosedRange<Double>,
    nanCount: Int
  ) {
    y += 8
    let logarithmic = scale.kind == .log ? ", log scale" : ""
    y = text(
      lines: wrapped(label + logarithmic + note, .note, to: innerWidth), .note, theme.ink, x: left,
      top: y)
    y += 2
    guard nanCount == 0 || range != 0...0 else {
      // Without a number there is no scale.
      let swatch = Rect(left, y, 6, 6)
      fill(swatch, theme.notANumber, outline: theme.ink)
      hatch(swatch)
      y = text(
        "NaN: \(NumberFormat.count(nanCount))", .note, theme.ink, x: swatch.maxX + 3,
        top: y + 3 - lineHeight(.note) / 2)
      return
    }
    let nan = nanCount == 0 ? nil : "NaN: \(NumberFormat.count(nanCount))"
    let nanWidth = nan.map { textWidth($0, .note) + 16 } ?? 0
    let isAbove = range.upperBound > scale.high * (1 + 1e-6)
    let isBelow =
      (scale.kind == .linear || scale.zero != nil)
      && range.lowerBound < scale.low - abs(scale.low) * 1e-6
    let arrow = 4.0
    let width = min(innerWidth - nanWidth - 2 * arrow - 8, 220 * growth)
    // At the edge of what stands above, but for the arrow.
    let bar = Rect(left + (isBelow ? arrow : 0), y, width, 6)
    let levels = ColorScale.levels
    ramp(scale, in: bar)
    if isAbove { arrowHead(at: bar.maxX, bar, arrow, scale.palette[levels - 1]) }
    if isBelow { arrowHead(at: bar.minX, bar, -arrow, scale.palette[0]) }
    if let nan {
      let swatch = Rect(right - nanWidth + 4, y, 6, 6)
      fill(swatch, theme.notANumber, outline: theme.ink)
      hatch(swatch)
      text(
        nan, .note, theme.ink, x: swatch.maxX + 3, top: y + 3 - lineHeight(.note) / 2)
    }
    ticks(of: scale, along: bar, isAbove: isAbove, isBelow: isBelow)
    y = bar.maxY + 3 + lineHeight(.note)
  }

  /// A colour bar for panels that each have limits of their own: only its direction is common.
  mutating func colorBar(ownLimits scale: ColorScale, label: String, note: String = "") {
    y += 8
    let words = label + (scale.kind == .log ? ", log scale" : "") + note
    y =
      text(
        lines: wrapped(words, .note, to: innerWidth), .note, theme.ink, x: left, top: y) + 2
    let bar = Rect(left, y, min(innerWidth - 8, 220 * growth), 6)
    ramp(scale, in: bar)
    text("the panel’s least", .note, theme.ink, x: bar.minX, top: bar.maxY + 2.5)
    text(
      "its greatest", .note, theme.ink, x: bar.maxX, top: bar.maxY + 2.5, alignment: .trailing)
    y = bar.maxY + 3 + lineHeight(.note)
  }

  private mutating func ramp(_ scale: ColorScale, in bar: Rect) {
    let levels = ColorScale.levels
    marks.append(
      .image(
        Raster(
          width: levels, height: 1, palette: scale.palette,
          indices: (0..<levels).map { UInt8($0) },
          order: scale.isDiverging ? .diverging : .sequential), in: bar))
    outline(bar)
  }

  /// Diagonals over `rect`, so that it is told apart without colour.
  mutating func hatch(_ rect: Rect) {
    line(Point(rect.minX, rect.minY), Point(rect.maxX, rect.maxY), theme.ink)
    line(Point(rect.maxX, rect.minY), Point(rect.minX, rect.maxY), theme.ink)
  }

  /// The palest colour of a scale is hardly seen on paper: a hairline round it is.
  private mutating func outline(_ rect: Rect) {
    marks.append(.path(.rect(rect), stroke: Stroke(theme.muted)))
  }

  private mutating func arrowHead(at x: Double, _ bar: Rect, _ length: Double, _ color: Color) {
    marks.append(
      .path(
        .polyline(
          [Point(x, bar.minY), Point(x + length, bar.midY), Point(x, bar.maxY)], closed: true),
        fill: color, stroke: Stroke(theme.muted)))
  }

  /// Round numbers between the ends of a linear scale, as many as have room, three at most: none is
  /// left out between others.
  private func evenTicks(
    of scale: ColorScale, along bar: Rect, floor: String, top: String
  ) -> [Double] {
    let least = bar.minX + textWidth(floor, .note) + 4
    let most = bar.maxX - textWidth(top, .note) - 4
    for limit in [5, 4, 3, 2] {
      let inner = Ticks.linear(from: scale.low, to: scale.high, limit: limit).filter { value in
        let x = bar.minX + bar.width * scale.position(of: value)
        let half = textWidth(NumberFormat.tick(value), .note) / 2
        return value > scale.low && value < scale.high && x - half > least && x + half < most
      }
      if inner.count <= 3 { return inner }
    }
    return []
  }

  /// The ends first, then round numbers wherever they leave room, evenly: five at most.
  private mutating func ticks(
    of scale: ColorScale, along bar: Rect, isAbove: Bool, isBelow: Bool
  ) {
    let isFloor = scale.kind == .log && scale.zero == nil
    let floor = (isFloor || isBelow ? "≤ " : "") + NumberFormat.tick(scale.low, digits: 3)
    let top = (isAbove ? "≥ " : "") + NumberFormat.tick(scale.high, digits: 3)
    let inner =
      scale.zero != nil
      ? []
      : scale.kind == .log
        ? Ticks.log(from: scale.low, to: scale.high)
        : evenTicks(of: scale, along: bar, floor: floor, top: top)
    let ends = [
      (start: bar.minX, end: bar.minX + textWidth(floor, .note) + 4),
      (start: bar.maxX - textWidth(top, .note) - 4, end: bar.maxX),
    ]
    var labels: [(String, Double, Text.Alignment)] = []
    for value in inner where value > scale.low && value < scale.high {
      let x = bar.minX + bar.width * scale.position(of: value)
      line(Point(x, bar.maxY), Point(x, bar.maxY + 2), theme.muted)
      let label = NumberFormat.tick(value)
      let half = textWidth(label, .note) / 2
      if x - half > ends[0].end, x + half < ends[1].start { labels.append((label, x, .center)) }
    }
    labels = Ticks.thinned(labels, to: 3)
    if let zero = scale.zero {
      let label = "±" + NumberFormat.tick(zero, digits: 3)
      let half = textWidth(label, .note) / 2
      let fits = bar.midX - half > ends[0].end && bar.midX + half < ends[1].start
      labels = [(fits ? label : "0", bar.midX, .center)]
    }
    labels += [(floor, bar.minX, .leading), (top, bar.maxX, .trailing)]
    for (label, x, alignment) in labels {
      line(Point(x, bar.maxY), Point(x, bar.maxY + 2), theme.muted)
      text(label, .note, theme.ink, x: x, top: bar.maxY + 2.5, alignment: alignment)
    }
  }
}
