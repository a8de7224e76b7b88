import Drawings

extension Sketch {
  /// Panels of samples down and classes across, with their names; moves past them.
  ///
  /// - Parameter draw: Draws the panel of a sample and a class; what stands under it.
  mutating func classGrid(
    _ layout: HeatmapLayout, samples: [Int], classes: [Int], options: FigureOptions,
    draw: (_ sketch: inout Sketch, _ sample: Int, _ index: Int, _ rect: Rect) -> String
  ) {
    classHeader(classes, layout: layout, options: options)
    for sample in samples {
      let top = y
      rowLabel(options.sampleName(sample), layout: layout, top: top)
      for (column, index) in classes.enumerated() {
        let rect = Rect(layout.x(column), top, layout.panelWidth, layout.panelHeight)
        let caption = draw(&self, sample, index, rect)
        guard layout.captionHeight > 0, !caption.isEmpty else { continue }
        text(
          elided(caption, layout.captionFont, to: layout.panelWidth + 2), layout.captionFont,
          theme.ink, x: rect.midX, top: rect.maxY + 1, alignment: .center)
      }
      y = top + layout.rowHeight
    }
    y -= layout.gap
  }

  /// Panels of samples in rows, their names over them; moves past them.
  ///
  /// - Parameter draw: Draws the panel of a sample; what stands under it.
  mutating func positionGrid(
    _ grid: PositionGrid, samples: [Int], options: FigureOptions,
    draw: (_ sketch: inout Sketch, _ sample: Int, _ rect: Rect) -> String
  ) {
    let top = y
    let line = lineHeight(.label)
    let rowHeight = grid.height + 2 * line + 10
    for (place, sample) in samples.enumerated() {
      let (row, column) = place.quotientAndRemainder(dividingBy: grid.columns)
      let x = left + Double(column) * (grid.width + grid.gap)
      let rect = Rect(
        x, top + Double(row) * rowHeight + line + 2, grid.width, grid.height)
      text(
        elided(options.sampleName(sample), .label, to: grid.width), .label, theme.ink, x: x,
        top: rect.minY - line - 2)
      let caption = draw(&self, sample, rect)
      text(
        elided(caption, .note, to: grid.width), .note, theme.ink, x: x, top: rect.maxY + 1)
    }
    let rows = (samples.count + grid.columns - 1) / grid.columns
    y = top + Double(rows) * rowHeight - 6
  }
}
