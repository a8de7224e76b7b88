/// What a picture must keep so that it can be read: checked on the drawing, before it is a file.
public struct DesignRules: Equatable, Sendable {
  /// In points.
  public var leastTextSize = 5.0
  /// In points.
  public var leastLineWidth = 0.5
  /// WCAG 2.2's for text.
  public var leastTextContrast = 4.5
  /// How far a mark may reach past the page, or into another's words, in points.
  public var tolerance = 0.05

  /// The rules, each with its default.
  public init() {}

  /// Everything in `drawing` that breaks a rule, in the order of its marks.
  ///
  /// - Parameter measurer: The one that the picture is rendered with.
  public func violations(
    in drawing: Drawing, measuredBy measurer: some TextMeasuring
  ) -> [DesignViolation] {
    let page = Rect(0, 0, drawing.size.width, drawing.size.height)
    var found: [DesignViolation] = []
    var inventory = Inventory(page: page, background: drawing.background)
    inventory.take(drawing.marks)
    if drawing.title.isEmpty || drawing.description.isEmpty { found.append(.unnamed) }
    let bounds = inventory.texts.map { $0.text.bounds(measuredBy: measurer) }
    for ((text, _), rect) in zip(inventory.texts, bounds) {
      if text.string.isEmpty { found.append(.emptyText) }
      if text.font.size < leastTextSize {
        found.append(.smallText(text.string, size: text.font.size))
      }
      if !page.contains(rect, tolerance: tolerance) { found.append(.offPage("“\(text.string)”")) }
    }
    for (name, rect) in inventory.shapes where !page.contains(rect, tolerance: tolerance) {
      found.append(.offPage(name))
    }
    for stroke in inventory.strokes where stroke.width < leastLineWidth {
      found.append(.thinLine(width: stroke.width))
    }
    for raster in inventory.scales {
      if let turn = Self.turn(in: raster) { found.append(.unevenScale(turn.0, turn.1)) }
    }
    found += overlaps(of: inventory.texts.map(\.text.string), bounds)
    for ((text, order), rect) in zip(inventory.texts, bounds) {
      guard let (ground, name) = inventory.worstGround(of: text, under: rect, before: order) else {
        continue
      }
      let contrast = text.color.contrast(with: ground)
      if contrast < leastTextContrast {
        found.append(.paleText(text.string, on: name, contrast: contrast))
      }
    }
    return found
  }

  /// The first two neighbours of a colour bar whose lightness does not go on as it began.
  private static func turn(in raster: Raster) -> (Color, Color)? {
    let colors = raster.indices.prefix(raster.width).map { raster.palette[Int($0)] }
    func turn(_ part: ArraySlice<Color>) -> (Color, Color)? {
      let luminances = part.map(\.relativeLuminance)
      guard let first = luminances.first, let last = luminances.last else { return nil }
      for (color, (here, there)) in zip(part.indices, zip(luminances, luminances.dropFirst())) {
        guard last > first ? here < there : here > there else {
          return (part[color], part[color + 1])
        }
      }
      return nil
    }
    guard raster.order == .diverging else { return turn(colors[...]) }
    // The two colours in the middle are those of zero, and alike.
    let half = colors.count / 2
    return turn(colors[..<half]) ?? turn(colors[half...])
  }

  /// The pairs of texts that share an area, found from top to bottom.
  private func overlaps(of words: [String], _ bounds: [Rect]) -> [DesignViolation] {
    let inner = bounds.map { $0.inset(by: tolerance) }
    let order = inner.indices.sorted { inner[$0].minY < inner[$1].minY }
    var open: [Int] = []
    var pairs: [(Int, Int)] = []
    for index in order {
      open.removeAll { inner[$0].maxY <= inner[index].minY }
      for other in open where inner[other].intersects(inner[index]) {
        pairs.append((min(other, index), max(other, index)))
      }
      open.append(index)
    }
    return pairs.sorted { $0 < $1 }.map { .overlap(words[$0.0], words[$0.1]) }
  }
}

/// A rule that a drawing breaks, and the marks that break it.
public enum DesignViolation: Hashable, Sendable {
  /// The picture has no title or no description.
  case unnamed
  /// A text without words.
  case emptyText
  /// A mark reaches past the edge.
  case offPage(String)
  /// Two texts share an area.
  case overlap(String, String)
  /// A text is smaller than can be read, in points.
  case smallText(String, size: Double)
  /// A line is thinner than can be printed, in points.
  case thinLine(width: Double)
  /// A text is too like what it stands on.
  case paleText(String, on: String, contrast: Double)

  /// A colour scale whose lightness does not rise or fall all along: two neighbours where it doesn't.
  case unevenScale(Color, Color)

  /// What is wrong, in a sentence that names the marks.
  public var sentence: String {
    switch self {
    case .unnamed: "The picture has no title or no description."
    case .emptyText: "A text has no words."
    case .offPage(let mark): "\(mark) reaches past the edge."
    case .overlap(let first, let second): "“\(first)” meets “\(second)”."
    case .smallText(let words, let size):
      "“\(words)” is set in \(rounded(size)) pt, under 5 pt."
    case .thinLine(let width): "A line is \(rounded(width)) pt wide, under 0.5 pt."
    case .paleText(let words, let ground, let contrast):
      "“\(words)” has \(rounded(contrast)) : 1 against \(ground), under 4.5 : 1."
    case .unevenScale(let color, let next):
      "The lightness of a colour scale turns back between \(color.hex) and \(next.hex)."
    }
  }

  private func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}

/// A drawing taken apart: what is text, what lies under it.
private struct Inventory {
  /// Texts, with how many grounds were drawn before each.
  private(set) var texts: [(text: Text, order: Int)] = []
  private(set) var strokes: [Stroke] = []
  /// Colour bars.
  private(set) var scales: [Raster] = []
  /// What has an extent and is no text.
  private(set) var shapes: [(name: String, rect: Rect)] = []
  private var grounds: [Ground] = []
  private let page: Rect
  private let background: Color

  /// An area that text may stand on.
  private struct Ground {
    var rect: Rect
    var color: Color
    var raster: Raster?
    /// Of a path that is no rectangle: its corners.
    var corners: [Point]?
  }

  init(page: Rect, background: Color) {
    self.page = page
    self.background = background
  }

  mutating func take(_ marks: [Mark], clip: Rect? = nil) {
    for mark in marks {
      switch mark {
      case .text(let text): texts.append((text, grounds.count))
      case .image(let raster, let rect):
        shapes.append(("an image", rect))
        if raster.order != nil { scales.append(raster) }
        grounds.append(
          Ground(rect: rect, color: background, raster: raster, corners: nil))
      case .path(let path, let fill, let stroke):
        if let stroke { strokes.append(stroke) }
        guard let rect = path.bounds else { continue }
        if clip == nil { shapes.append(("a path", rect)) }
        if let fill, fill.alpha == 255 {
          let isRect = path.points.count == 4 && path == .rect(rect)
          grounds.append(
            Ground(
              rect: clip.map { $0.common(with: rect) } ?? rect, color: fill, raster: nil,
              corners: isRect ? nil : path.points))
        }
      case .group(let group): take(group.marks, clip: group.clip ?? clip)
      }
    }
  }

  /// The colour under `rect` that is most like the text's own, and what has it.
  func worstGround(
    of text: Text, under rect: Rect, before order: Int
  ) -> (color: Color, name: String)? {
    let inner = rect.inset(by: 0.5)
    // Glyphs stand on the middle of their line; what is drawn last lies on top.
    let middle = Point(rect.midX, rect.midY)
    for ground in grounds[..<order].reversed() where ground.rect.holds(middle) {
      if let corners = ground.corners, !Self.contains(corners, middle) { continue }
      guard let raster = ground.raster else { return (ground.color, "what it stands on") }
      let colors = raster.colors(under: inner, of: ground.rect)
      return colors.min { text.color.contrast(with: $0) < text.color.contrast(with: $1) }
        .map { ($0, "the image that it stands on") }
    }
    return (background, "the paper")
  }

  /// Whether `point` lies inside the polygon of `corners`, by the even-odd rule.
  private static func contains(_ corners: [Point], _ point: Point) -> Bool {
    var isInside = false
    var last = corners.count - 1
    for index in corners.indices {
      let (a, b) = (corners[index], corners[last])
      if (a.y > point.y) != (b.y > point.y),
        point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
      {
        isInside.toggle()
      }
      last = index
    }
    return isInside
  }
}

extension Raster {
  /// The colours of the cells of an image in `frame` that `rect` touches.
  fileprivate func colors(under rect: Rect, of frame: Rect) -> Set<Color> {
    func cells(_ from: Double, _ to: Double, _ start: Double, _ size: Double, _ count: Int)
      -> ClosedRange<Int>
    {
      let first = Int(((from - start) / size * Double(count)).rounded(.down))
      let last = Int(((to - start) / size * Double(count)).rounded(.down))
      let low = min(max(first, 0), count - 1)
      return low...max(low, min(last, count - 1))
    }
    var colors: Set<Color> = []
    for row in cells(rect.minY, rect.maxY, frame.minY, frame.height, height) {
      for column in cells(rect.minX, rect.maxX, frame.minX, frame.width, width) {
        colors.insert(palette[Int(indices[row * width + column])])
      }
    }
    return colors
  }
}

extension Rect {
  fileprivate func holds(_ point: Point) -> Bool {
    point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
  }

  /// What both cover; of no extent where they are apart.
  fileprivate func common(with other: Rect) -> Rect {
    let x = max(minX, other.minX)
    let y = max(minY, other.minY)
    return Rect(
      x, y, max(0, min(maxX, other.maxX) - x), max(0, min(maxY, other.maxY) - y))
  }
}

extension Path {
  /// The smallest rectangle that holds every point where the line goes; nil of no points.
  ///
  /// A curve is taken at 16 places, so that its control points may lie outside.
  public var bounds: Rect? {
    var least = Point(.infinity, .infinity)
    var greatest = Point(-.infinity, -.infinity)
    func add(_ point: Point) {
      least = Point(min(least.x, point.x), min(least.y, point.y))
      greatest = Point(max(greatest.x, point.x), max(greatest.y, point.y))
    }
    var pen = Point(0, 0)
    for segment in segments {
      switch segment {
      case .move(let point), .line(let point):
        add(point)
        pen = point
      case .curve(let first, let second, let end):
        for step in 1...16 {
          let t = Double(step) / 16
          let u = 1 - t
          let (a, b, c, d) = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
          add(
            Point(
              a * pen.x + b * first.x + c * second.x + d * end.x,
              a * pen.y + b * first.y + c * second.y + d * end.y))
        }
        pen = end
      case .close: break
      }
    }
    guard least.x <= greatest.x else { return nil }
    return Rect(least.x, least.y, greatest.x - least.x, greatest.y - least.y)
  }
}
