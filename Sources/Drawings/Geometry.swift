/// A place on a drawing, in points (1/72 inch) from the upper left corner.
public struct Point: Hashable, Sendable {
  /// To the right.
  public var x: Double
  /// Downwards.
  public var y: Double

  /// A place `x` points to the right and `y` points down.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// An extent in points.
public struct Size: Hashable, Sendable {
  /// In points.
  public var width: Double
  /// In points.
  public var height: Double

  /// An extent of `width` × `height` points.
  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }
}

/// An upright rectangle in points.
public struct Rect: Hashable, Sendable {
  /// The upper left corner.
  public var origin: Point
  /// The extent; never negative.
  public var size: Size

  /// The rectangle whose upper left corner is (`x`, `y`).
  public init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    origin = Point(x, y)
    size = Size(width, height)
  }

  /// The left edge.
  public var minX: Double { origin.x }
  /// The upper edge.
  public var minY: Double { origin.y }
  /// The right edge.
  public var maxX: Double { origin.x + size.width }
  /// The lower edge.
  public var maxY: Double { origin.y + size.height }
  /// The middle, from left to right.
  public var midX: Double { origin.x + size.width / 2 }
  /// The middle, from top to bottom.
  public var midY: Double { origin.y + size.height / 2 }
  /// In points.
  public var width: Double { size.width }
  /// In points.
  public var height: Double { size.height }

  /// This rectangle, smaller by `distance` on every side.
  public func inset(by distance: Double) -> Rect {
    Rect(
      minX + distance, minY + distance, max(0, width - 2 * distance), max(0, height - 2 * distance))
  }

  /// Whether the two share an area.
  public func intersects(_ other: Rect) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  /// Whether `other` lies inside, by `tolerance` points at most outside.
  public func contains(_ other: Rect, tolerance: Double = 0) -> Bool {
    other.minX >= minX - tolerance && other.maxX <= maxX + tolerance
      && other.minY >= minY - tolerance && other.maxY <= maxY + tolerance
  }

  /// The smallest rectangle that holds both.
  public func union(_ other: Rect) -> Rect {
    let x = min(minX, other.minX)
    let y = min(minY, other.minY)
    return Rect(x, y, max(maxX, other.maxX) - x, max(maxY, other.maxY) - y)
  }
}

/// A sequence of straight and curved lines.
public struct Path: Hashable, Sendable {
  /// One stroke of the pen.
  public enum Segment: Hashable, Sendable {
    /// Starts a new subpath.
    case move(Point)
    /// A straight line.
    case line(Point)
    /// A cubic Bézier curve with its two control points.
    case curve(Point, Point, to: Point)
    /// A line back to where the subpath began.
    case close
  }

  /// The strokes in order.
  public var segments: [Segment]

  /// A path of these strokes.
  public init(_ segments: [Segment] = []) { self.segments = segments }

  /// A straight line between two places.
  public static func line(_ start: Point, _ end: Point) -> Path {
    Path([.move(start), .line(end)])
  }

  /// The lines that join `points` in order.
  public static func polyline(_ points: [Point], closed: Bool = false) -> Path {
    guard let first = points.first else { return Path() }
    return Path([.move(first)] + points.dropFirst().map { .line($0) } + (closed ? [.close] : []))
  }

  /// The outline of `rect`.
  public static func rect(_ rect: Rect) -> Path {
    .polyline(
      [
        Point(rect.minX, rect.minY), Point(rect.maxX, rect.minY), Point(rect.maxX, rect.maxY),
        Point(rect.minX, rect.maxY),
      ], closed: true)
  }

  /// The outline of a circle, by four curves (0.03 % off at most).
  public static func circle(_ center: Point, radius: Double) -> Path {
    let k = radius * 0.5522847498307936
    let (x, y, r) = (center.x, center.y, radius)
    return Path([
      .move(Point(x + r, y)),
      .curve(Point(x + r, y + k), Point(x + k, y + r), to: Point(x, y + r)),
      .curve(Point(x - k, y + r), Point(x - r, y + k), to: Point(x - r, y)),
      .curve(Point(x - r, y - k), Point(x - k, y - r), to: Point(x, y - r)),
      .curve(Point(x + k, y - r), Point(x + r, y - k), to: Point(x + r, y)),
      .close,
    ])
  }

  /// Every point named, control points included.
  public var points: [Point] {
    segments.flatMap { segment -> [Point] in
      switch segment {
      case .move(let point), .line(let point): [point]
      case .curve(let first, let second, let end): [first, second, end]
      case .close: []
      }
    }
  }
}
