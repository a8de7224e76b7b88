internal import CairoRendering
internal import Drawings
private import Figures
internal import Reductions
private import Tensors

/// The folds of images one after the other: a reader closes one axis at a time. It needs no script:
/// radio buttons say which fold is shown, and the style sheet moves the tiles.
struct Stepper: Sendable {
  /// What is left after a fold.
  struct Stage: Sendable {
    /// For the style sheet.
    var name: String
    var step: Step
    /// As HTML.
    var sentence: String
  }

  /// A picture of all tiles, in the colours of one theme.
  struct Sheet: Sendable {
    var path: String
    var drawing: Drawing
  }

  /// An anchor of its page.
  let id: String
  let stages: [Stage]
  let sheets: [Sheet]
  let caption: String?
  private let names: [String]
  private let means: [Double]
  private let value: Double

  /// A tile's pixels are those of its sheet.
  static let options = RenderingOptions(dotsPerInch: 72, isReduced: true)
  /// How many pixels a tile has at most, from side to side.
  private static let tile = 96

  /// The folds of a binary cross-entropy of images.
  ///
  /// - Throws: What keeps the fold from being stepped through.
  init(_ fold: NamedFold, block: SourceBlock, stem: String) throws(Finding) {
    func refusal(_ why: String) -> Finding {
      Finding(
        "A stepper folds the elements of up to 6 images and 8 classes to a number, but \(why).",
        file: block.file, line: block.line, rule: "stepper/unfit")
    }
    let text = try KeyedText(block.text, file: block.file, firstLine: block.textLine)
    id = try text.text("id") ?? "stepper"
    caption = try text.text("caption")
    guard let output = fold.trace.outputs.first,
      let losses = output.step(.elementwise)?.tensor,
      let positions = output.step(.perPosition)?.tensor,
      let value = output.value, let means = output.views.perSample
    else { throw refusal("this fold has no loss for each element, or no number") }
    guard losses.shape.rank == 4, losses.shape[0] <= 6, losses.shape[3] <= 8,
      losses.shape.count > 0
    else { throw refusal("the shape is \(losses.shape)") }
    self.value = value
    self.means = means
    let count = losses.shape[3]
    names = IndexName.classes(fold.classNames, count: count)
    let unit = LossUnit(output)
    var stages: [Stage] = []
    for step in output.steps {
      let before = stages.last?.step
      guard (before?.summary.count ?? .max) > step.summary.count else { continue }
      let name: String? =
        switch step.summary.count {
        case losses.shape.count: "elements"
        case losses.shape.count / count: "positions"
        case losses.shape[0] where losses.shape[0] > 1: "images"
        case 1: "number"
        default: nil
        }
      guard let name else { continue }
      stages.append(Stage(name: name, step: step, sentence: Self.sentence(step, before, unit)))
    }
    self.stages = stages
    let palette = TilePalette(losses.elements)
    sheets = [Theme.light, .dark].map { theme in
      Sheet(
        path: "\(stem).\(block.stepperID ?? "stepper").sheet.\(theme.name).png",
        drawing: palette.drawing(losses, positions, tile: Self.tile, theme: theme))
    }
  }

  private static func sentence(_ step: Step, _ before: Step?, _ unit: LossUnit) -> String {
    let summary = step.summary
    func numeral(_ text: String) -> String { "<span class=\"n\">\(text)</span>" }
    func counted(_ count: Int) -> String { numeral(NumberFormat.count(count)) }
    guard let before else {
      return "\(counted(summary.count)) losses, one for each element: from "
        + "\(numeral(NumberFormat.significant(Double(summary.minimum)))) to "
        + "\(numeral(NumberFormat.significant(Double(summary.maximum))))\(unit.word)."
    }
    return "\(counted(before.summary.count)) become \(counted(summary.count)), each of "
      + "\(counted(before.summary.count / summary.count))."
  }

  /// The stepper as an element of the page at `path`.
  ///
  /// - Parameter formula: Writes a formula of the engine as MathML.
  func html(from path: String, caption: String, formula: (String) -> String) -> String {
    let sheet = SiteMap.relative(sheets[0].path, from: path)
    let dark = SiteMap.relative(sheets[1].path, from: path)
    let size = sheets[0].drawing.size
    let picture =
      "<picture><source media=\"(prefers-color-scheme: dark)\"\(HTML.attribute("srcset", dark))>"
      + "<img\(HTML.attribute("src", sheet)) alt=\"\" width=\"\(Int(size.width))\" "
      + "height=\"\(Int(size.height))\" decoding=\"async\" loading=\"lazy\"></picture>"
    func tile(_ row: Int, _ column: Int, _ kind: String) -> String {
      "<span class=\"tile \(kind)\" style=\"--r:\(row);--c:\(column)\">\(picture)</span>"
    }
    var tiles = names.enumerated().map { column, name in
      "<span class=\"label\" style=\"--c:\(column)\">\(HTML.escaped(name))</span>"
    }.joined()
    for row in means.indices {
      tiles += "\n" + names.indices.map { tile(row, $0, "element") }.joined()
      tiles += tile(row, names.count, "position")
      tiles +=
        "<b class=\"value n\" style=\"--r:\(row)\">\(NumberFormat.significant(means[row]))</b>"
    }
    let ratio = size.height / Double(means.count) / (size.width / Double(names.count + 1))
    let radios = stages.enumerated().map { index, stage in
      let id = "\(id)-\(stage.name)"
      return "<input type=\"radio\" name=\"\(self.id)-step\"\(HTML.attribute("id", id)) "
        + "value=\"\(stage.name)\"\(index == 0 ? " checked" : "")>"
        + "<label\(HTML.attribute("for", id))><b class=\"n\">"
        + "\(NumberFormat.count(stage.step.summary.count))</b> \(Self.noun(stage))</label>\n"
    }
    let panels = stages.map { stage in
      let shape = stage.step.shape
      let extents =
        shape.rank == 0
        ? "one number" : shape.extents.map { NumberFormat.count($0) }.joined(separator: " × ")
      return "<div class=\"panel \(stage.name)\">\n<p class=\"operation\">"
        + "\(HTML.escaped(stage.step.operation.startingUpper))</p>\n"
        + "<p class=\"formula\" tabindex=\"0\">\(formula(stage.step.formula))</p>\n"
        + "<p>\(stage.sentence) <span class=\"n\">Shape: \(extents)</span></p>\n"
        + "</div>\n"
    }
    return """
      <div class="stepper"\(HTML.attribute("id", id)) style="--rows:\(means.count);\
      --columns:\(names.count);--ratio:\(NumberFormat.significant(ratio, digits: 4))">
      <div class="held">
      <fieldset class="stages">
      <legend>Fold after fold: choose, or use the arrow keys</legend>
      \(radios.joined())</fieldset>
      <div class="tiles" aria-hidden="true">
      \(tiles)
      <b class="result n">\(NumberFormat.significant(value))</b>
      </div>
      </div>
      <div class="panels-of-steps">
      \(panels.joined())</div>
      \(caption.isEmpty ? "" : "<p class=\"caption\">\(caption)</p>\n")</div>

      """
  }

  private static func noun(_ stage: Stage) -> String {
    switch stage.name {
    case "elements": "losses"
    case "positions": "positions"
    case "images": stage.step.summary.count == 1 ? "image" : "images"
    default: "number"
    }
  }
}

/// The colours of tiles: as the heat maps have them, logarithmic.
private struct TilePalette {
  private let low: Float, high: Float

  init(_ losses: [Float]) {
    let scale = Probe.scale(of: losses)
    low = Float(scale.low)
    high = Float(scale.high)
  }

  /// Images from top to bottom, classes and their mean from left to right.
  func drawing(_ losses: Tensor, _ positions: Tensor, tile: Int, theme: Theme) -> Drawing {
    let shape = losses.shape
    let (rows, columns, classes) = (shape[1], shape[2], shape[3])
    let shrink = max(1, (max(rows, columns) + tile - 1) / tile)
    let (height, width) = ((rows + shrink - 1) / shrink, (columns + shrink - 1) / shrink)
    let sheetWidth = width * (classes + 1)
    var values = [Float](repeating: 0, count: sheetWidth * height * shape[0])
    for image in 0..<shape[0] {
      for y in 0..<height {
        for x in 0..<width {
          for column in 0...classes {
            var sum: Float = 0
            var count: Float = 0
            for row in (y * shrink)..<min((y + 1) * shrink, rows) {
              for place in (x * shrink)..<min((x + 1) * shrink, columns) {
                let position = (image * rows + row) * columns + place
                sum +=
                  column < classes
                  ? losses.elements[position * classes + column] : positions.elements[position]
                count += 1
              }
            }
            values[(image * height + y) * sheetWidth + column * width + x] = sum / count
          }
        }
      }
    }
    let raster = Raster(
      width: sheetWidth, height: height * shape[0],
      palette: ColorMap.magma.colors(64, on: theme), indices: levels(of: values))
    // At least so large that a tile is sharp on a screen; what is small has sharp cells.
    let zoom = Double(max(1, tile / max(width, height)))
    let size = Size(Double(sheetWidth) * zoom, Double(height * shape[0]) * zoom)
    return Drawing(
      size: size, background: theme.paper, title: "Tiles", description: "The losses as tiles.",
      marks: [.image(raster, in: Rect(0, 0, size.width, size.height))])
  }

  private func levels(of values: [Float]) -> [UInt8] {
    func logarithm(_ value: Float) -> Float { Lanes(repeating: value).logarithm()[0] }
    let (start, end) = (logarithm(low), logarithm(high))
    let factor = 63 / (end - start)
    var levels: [UInt8] = []
    levels.reserveCapacity(values.count)
    for first in stride(from: 0, to: values.count, by: Lanes.scalarCount) {
      var lanes = Lanes(repeating: 1)
      let count = min(Lanes.scalarCount, values.count - first)
      for lane in 0..<count { lanes[lane] = max(values[first + lane], low) }
      let logarithms = lanes.logarithm()
      for lane in 0..<count {
        levels.append(UInt8(min(max((logarithms[lane] - start) * factor, 0), 63).rounded()))
      }
    }
    return levels
  }
}

extension SourceBlock {
  /// The `id` that a stepper's files have in their name.
  fileprivate var stepperID: String? {
    text.firstMatch(of: /(?m)^id: *(\S+)/).map { String($0.1) }
  }
}

extension String {
  var startingUpper: String { prefix(1).uppercased() + dropFirst() }
}
