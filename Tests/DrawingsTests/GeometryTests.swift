import Drawings
import Testing

@Suite("Geometry")
struct GeometryTests {
  static let rect = Rect(10, 20, 30, 40)

  @Test("names a rectangle's edges and its middle")
  func edges() {
    let rect = Self.rect
    #expect([rect.minX, rect.midX, rect.maxX, rect.width] == [10, 25, 40, 30])
    #expect([rect.minY, rect.midY, rect.maxY, rect.height] == [20, 40, 60, 40])
  }

  @Test(
    "insets by a distance, to nothing at most",
    arguments: [
      (5, Rect(15, 25, 20, 30)), (-5, Rect(5, 15, 40, 50)), (0, rect), (15, Rect(25, 35, 0, 10)),
      (100, Rect(110, 120, 0, 0)),
    ] as [(Double, Rect)])
  func inset(distance: Double, expected: Rect) {
    #expect(Self.rect.inset(by: distance) == expected)
  }

  @Test(
    "intersects only where an area is shared, and either way round",
    arguments: [
      (Rect(0, 0, 11, 21), true), (Rect(0, 0, 10, 100), false), (Rect(0, 0, 100, 20), false),
      (Rect(40, 20, 5, 5), false), (Rect(15, 25, 1, 1), true), (Rect(0, 0, 100, 100), true),
      (Rect(39.9, 59.9, 5, 5), true),
    ] as [(Rect, Bool)])
  func intersects(other: Rect, expected: Bool) {
    #expect(Self.rect.intersects(other) == expected)
    #expect(other.intersects(Self.rect) == expected)
  }

  @Test(
    "contains what lies inside, within a tolerance",
    arguments: [
      (rect, 0, true), (Rect(9.5, 20, 30, 40), 0, false), (Rect(9.5, 20, 30, 40), 0.5, true),
      (Rect(10, 20, 30.6, 40), 0.5, false), (Rect(20, 30, 1, 1), 0, true),
      (Rect(10, 20, 30, 41), 0.5, false), (Rect(10, 19, 1, 1), 0.5, false),
    ] as [(Rect, Double, Bool)])
  func contains(other: Rect, tolerance: Double, expected: Bool) {
    #expect(Self.rect.contains(other, tolerance: tolerance) == expected)
  }

  @Test("unites two rectangles in the smallest that contains both")
  func union() {
    let other = Rect(0, 50, 20, 20)
    let union = Self.rect.union(other)
    #expect(union == Rect(0, 20, 40, 50))
    #expect(union == other.union(Self.rect))
    #expect(union.contains(Self.rect) && union.contains(other))
  }

  @Test("makes paths of lines and curves")
  func paths() {
    let (a, b, c) = (Point(0, 0), Point(1, 0), Point(1, 1))
    #expect(Path.line(a, b).segments == [.move(a), .line(b)])
    #expect(Path.polyline([a, b, c]).segments == [.move(a), .line(b), .line(c)])
    #expect(
      Path.polyline([a, b, c], closed: true).segments == [.move(a), .line(b), .line(c), .close])
    #expect(Path.polyline([], closed: true) == Path())
    #expect(Path.rect(Rect(0, 0, 1, 1)).points == [a, b, c, Point(0, 1)])
    #expect(Path([.move(a), .curve(b, c, to: a), .close]).points == [a, b, c, a])
  }

  @Test("draws a circle 0.03 % off at most")
  func circle() {
    let circle = Path.circle(Point(5, -5), radius: 2)
    #expect(circle.segments.count == 6)
    #expect(circle.segments.last == .close)
    var start = Point(7, -5)
    #expect(circle.segments.first == .move(start))
    for case .curve(let first, let second, let end) in circle.segments {
      for step in 0...20 {
        let t = Double(step) / 20
        func at(_ axis: (Point) -> Double) -> Double {
          let s = 1 - t
          return s * s * s * axis(start) + 3 * s * s * t * axis(first) + 3 * s * t * t
            * axis(second)
            + t * t * t * axis(end)
        }
        let (x, y) = (at { $0.x } - 5, at { $0.y } + 5)
        #expect(abs((x * x + y * y).squareRoot() - 2) <= 2 * 0.0003)
      }
      start = end
    }
    #expect(start == Point(7, -5))
  }
}
