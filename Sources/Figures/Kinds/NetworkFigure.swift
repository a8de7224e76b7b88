public import Drawings
import Reductions

/// The layers of a network as blocks, what skips over some of them as arcs.
///
/// ```swift
/// let layers = [wide, narrow, joined]
/// let subject = NetworkSubject(name: "layers.json", layers: layers)
/// let drawing = try NetworkFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum NetworkFigure: FigureKind {
  /// `network`
  public static let name = "network"
  /// For `--list`.
  public static let needs =
    "a network as blocks with shapes and parameters, skips as arcs; needs a file of layers"

  /// Layers of one size stand together; a sheet for each, as high as its image is large.
  public static func drawing(
    of subject: NetworkSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let content = NetworkContent(subject)
    let title = options.title ?? content.title
    sketch.title(title)
    sketch.network(content)
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each layer.
  public static func table(
    of subject: NetworkSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    DataTable(
      ["layer", "type", "shape", "parameters", "inputs"],
      rows: subject.layers.map {
        [
          .text($0.name), .text($0.type),
          .text($0.shape.map(String.init).joined(separator: " × ")), .count($0.parameters),
          .text($0.inputs.joined(separator: " ")),
        ]
      })
  }
}

private struct NetworkContent {
  /// Layers one after another whose images have one size.
  struct Block {
    var layers: [NetworkSubject.Layer]
    var size: [Int]
    var channels: Int { layers.last?.shape.last ?? 1 }
    var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }
    var sizeText: String {
      size.isEmpty
        ? "1"
        : size.count == 2 && size[0] == size[1]
          ? "\(size[0])²" : size.map(String.init).joined(separator: "×")
    }
  }

  let blocks: [Block]
  /// From block to block.
  let skips: [(from: Int, to: Int)]
  let title: String
  let description: String

  init(_ subject: NetworkSubject) {
    var blocks: [Block] = []
    var place: [String: Int] = [:]
    var skips: [(from: Int, to: Int)] = []
    var previous = ""
    for layer in subject.layers {
      let size = Array(layer.shape.dropLast())
      if let last = blocks.last, last.size == size {
        blocks[blocks.count - 1].layers.append(layer)
      } else {
        blocks.append(Block(layers: [layer], size: size))
      }
      place[layer.name] = blocks.count - 1
      for input in layer.inputs where input != previous {
        if let from = place[input], from < blocks.count - 1 {
          skips.append((from, blocks.count - 1))
        }
      }
      previous = layer.name
    }
    self.blocks = blocks
    self.skips = skips
    let total = blocks.reduce(0) { $0 + $1.parameters }
    let most = blocks.max { $0.parameters < $1.parameters }
    let layers = NumberFormat.count(subject.layers.count, "layer")
    var title = "\(layers) with \(NumberFormat.count(total, "parameter"))"
    if let most, total > 0, blocks.count > 1 {
      title +=
        ", \(NumberFormat.percent(Double(most.parameters) / Double(total))) of them at "
        + (most.size.isEmpty ? "no image" : most.size.map(String.init).joined(separator: " × "))
    }
    self.title = title
    description =
      "\(layers) in \(NumberFormat.count(blocks.count, "block")): "
      + blocks.map { block in
        "\(block.sizeText) with \(NumberFormat.count(block.channels, "channel")), "
          + "\(NumberFormat.count(block.layers.count, "layer")), "
          + NumberFormat.count(block.parameters, "parameter")
      }.joined(separator: "; ")
      + ". \(NumberFormat.count(skips.count, "skip"))"
      + (skips.isEmpty
        ? "."
        : ": "
          + skips.map { "from \(IndexName.block($0.from)) to \(IndexName.block($0.to))" }
          .joined(separator: ", ") + ".")
  }
}

extension Sketch {
  fileprivate mutating func network(_ content: NetworkContent) {
    let heads = ["size", "channels", "parameters"]
    let head = heads.map { textWidth($0, .note) }.max() ?? 0
    let start = left + head + 6
    let most = max(1, Int((right - start + 3) / 8))
    let blocks = Array(content.blocks.prefix(most))
    let sheets = blocks.map { Double($0.layers.count) }
    let all = sheets.reduce(0, +)
    let gap = min(12, max(3, (right - start) / Double(blocks.count) * 0.3))
    let room = right - start - gap * Double(blocks.count - 1)
    // Half of the room in equal parts, half by the number of layers.
    let widths = sheets.map { room * (0.5 / Double(blocks.count) + 0.5 * $0 / all) }
    let span = content.skips.map { $0.to - $0.from }.max() ?? 0
    let arcs = content.skips.isEmpty ? 0 : min(64, 10 + 7 * Double(min(span, 8)))
    let highest = min(110, max(60, innerWidth * 0.2))
    let sizes = blocks.map { Double(max(1, $0.size.first ?? 1)) }
    let greatest = sizes.max() ?? 1
    func height(_ size: Double) -> Double {
      guard greatest > 1 else { return highest / 2 }
      // A halved image is a step lower, whichever it was.
      return highest * (0.16 + 0.84 * Logarithm.natural(size) / Logarithm.natural(greatest))
    }
    let middle = y + arcs + highest / 2
    var x = start
    var tops: [Point] = []
    for (block, width) in zip(blocks, widths) {
      let high = height(Double(max(1, block.size.first ?? 1)))
      let rect = Rect(x, middle - high / 2, width, high)
      let each = width / Double(block.layers.count)
      for (index, layer) in block.layers.enumerated() {
        let sheet = Rect(x + Double(index) * each, rect.minY, max(0.5, each - 0.75), high)
        fill(sheet, color(of: layer), outline: each >= 2.5 ? theme.muted : nil)
        if layer.enlarges { stripes(over: sheet) }
      }
      tops.append(Point(rect.midX, rect.minY - 1))
      x += width + gap
    }
    for (from, to) in content.skips where to < blocks.count {
      let (a, b) = (tops[from], tops[to])
      let level = max(
        y + 2, middle - highest / 2 - 4 - (arcs - 6) * Double(to - from) / Double(max(1, span)))
      // A curve reaches three quarters of the way to its control points.
      let control = min(a.y, b.y) - (min(a.y, b.y) - level) * 4 / 3
      marks.append(
        .path(
          Path([
            .move(a),
            .curve(
              Point(a.x, control), Point(b.x, control), to: b),
          ]), stroke: Stroke(theme.ink, width: 0.75)))
      marks.append(
        .path(
          .polyline(
            [Point(b.x - 2, b.y - 3.5), Point(b.x + 2, b.y - 3.5), Point(b.x, b.y)], closed: true),
          fill: theme.ink))
    }
    y = middle + highest / 2 + 6
    networkNumbers(blocks, heads, widths, start: start, gap: gap)
    networkKey(blocks)
    if blocks.count < content.blocks.count {
      note("Shown: the first \(blocks.count) of \(content.blocks.count) blocks.")
    }
  }

  /// Size, channels and parameters under each block, on as many lines as keep them apart.
  private mutating func networkNumbers(
    _ blocks: [NetworkContent.Block], _ heads: [String], _ widths: [Double], start: Double,
    gap: Double
  ) {
    for (row, head) in heads.enumerated() {
      let texts = blocks.map { block in
        switch row {
        case 0: block.sizeText
        case 1: NumberFormat.count(block.channels)
        default: Self.short(block.parameters)
        }
      }
      let full = blocks.map { NumberFormat.count($0.parameters) }
      let isShort =
        row < 2 || zip(full, widths).contains { textWidth($0, .note) > $1 + gap - 2 }
      let shown = isShort ? texts : full
      let font = [6.0, 5.5, 5].map { Font(size: $0) }.first { font in
        zip(shown, widths).allSatisfy { textWidth($0, font) <= $1 + gap - 2 }
      }
      let used = font ?? Font(size: 5)
      let line = lineHeight(used) + 1.5
      text(head, .note, theme.muted, x: left, top: y - (lineHeight(.note) - lineHeight(used)) / 2)
      var x = start
      var ends: [Double] = []
      var lowest = 0
      for (string, width) in zip(shown, widths) {
        let half = textWidth(string, used) / 2
        let middle = min(max(x + width / 2, start + half), right - half)
        let level = ends.firstIndex { middle - half >= $0 + 2 } ?? ends.count
        if level == ends.count { ends.append(0) }
        ends[level] = middle + half
        lowest = max(lowest, level)
        text(
          string, used, theme.ink, x: middle, top: y + Double(level) * line, alignment: .center)
        x += width + gap
      }
      y += Double(lowest + 1) * line + 1
    }
  }

  /// Which colour is which sort of layer.
  private mutating func networkKey(_ blocks: [NetworkContent.Block]) {
    y += 3
    var types: [(words: String, color: Color)] = []
    for layer in blocks.flatMap(\.layers) {
      let color = color(of: layer)
      guard let index = types.firstIndex(where: { $0.color == color }) else {
        types.append((layer.type, color))
        continue
      }
      if !types[index].words.split(separator: ", ").contains(layer.type[...]) {
        types[index].words += ", " + layer.type
      }
    }
    var x = left
    let line = lineHeight(.note)
    for (words, color) in types {
      let shown = elided(words, .note, to: innerWidth - 12)
      let width = 10 + textWidth(shown, .note)
      if x > left, x + width > right {
        x = left
        y += line + 2
      }
      let swatch = Rect(x, y + line / 2 - 3.5, 7, 7)
      fill(swatch, color, outline: theme.muted)
      if color == theme.classColor(5) { stripes(over: swatch) }
      text(shown, .note, theme.ink, x: x + 10, top: y)
      x += width + 10
    }
    y += line
  }

  private static func short(_ count: Int) -> String {
    count < 10_000
      ? NumberFormat.count(count)
      : count < 1_000_000
        ? NumberFormat.tick((Double(count) / 1000).rounded()) + "k"
        : NumberFormat.tick(Double(count) / 1_000_000, digits: 3) + "M"
  }

  /// Lines across, so that what enlarges is told from what learns without colours too.
  private mutating func stripes(over rect: Rect) {
    guard rect.width >= 1.5 else { return }
    var segments: [Path.Segment] = []
    for y in stride(from: rect.minY + 2.25, to: rect.maxY - 0.5, by: 2.5) {
      segments += [.move(Point(rect.minX, y)), .line(Point(rect.maxX, y))]
    }
    marks.append(.path(Path(segments), stroke: Stroke(theme.paper, width: 0.75)))
  }

  /// Layers that learn are dark, those that only join or shrink are light.
  private func color(of layer: NetworkSubject.Layer) -> Color {
    if layer.enlarges { return theme.classColor(5) }
    if layer.parameters > 0 { return theme.classColor(4) }
    if layer.type.contains("Pool") { return theme.classColor(1) }
    if layer.inputs.count > 1 { return theme.classColor(0) }
    return theme.panel
  }
}

extension NetworkSubject.Layer {
  /// Whether its image is larger than that of its input.
  fileprivate var enlarges: Bool { type.contains("Transpose") || type.contains("UpSampling") }
}
