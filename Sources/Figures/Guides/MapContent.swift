import Drawings
import Reductions

/// What a figure of maps shows and says.
protocol MapContent {
  /// Nil where the number has no map.
  var panels: Panels? { get }
  /// Why it has none.
  var why: String { get }
  var title: String { get }
  var description: String { get }
}

extension MapContent {
  /// The maps under their title; in their place the number and the reason, where there are none.
  func drawing(
    of output: Output, _ options: FigureOptions, measuredBy measurer: some TextMeasuring,
    maps: (_ sketch: inout Sketch, _ panels: Panels) throws(FigureError) -> Void
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? title
    sketch.title(title)
    if let panels {
      try maps(&sketch, panels)
    } else {
      sketch.reason(why, number: output.value, LossUnit(output))
    }
    return sketch.drawing(title: title, description: description)
  }
}
