import CairoRendering
import Drawings
import Foundation
import Testing

@Suite("Contours in SVG")
struct SVGPathTests {
  /// Stairs that go up and down, the last line back to the start where they are closed.
  private func stairs(cell: Double, from start: Point, closed: Bool) -> Path {
    var path = Path([.move(start)])
    var (row, column) = (0, 0)
    for step in 0..<40 {
      if step % 2 == 0 { column += step * 7 % 5 + 1 } else { row += step * 11 % 4 + 1 }
      path.segments.append(
        .line(Point(start.x + Double(column) * cell, start.y + Double(row) * cell)))
    }
    if closed {
      path.segments.append(.line(Point(start.x, start.y + Double(row) * cell)))
      path.segments.append(.close)
    }
    path.segments += Path.rect(Rect(start.x, 100, 30, 20)).segments
    return path
  }

  private func outlines(_ marks: [Mark]) throws -> [String] {
    let drawing = Drawing(
      size: Size(400, 400), background: Color(0xFFFFFF), title: "Stairs", description: "Stairs.",
      marks: marks)
    let svg = String(
      decoding: try Renderer().render(drawing, as: .svg).bytes, as: UTF8.self)
    return svg.matches(of: /\ d="([^"]*)"/).map { String($0.output.1) }
  }

  /// Under a clip Cairo prints every number itself.
  @Test(
    "are to the digit what Cairo prints",
    arguments: [(1.0, 0.0), (0.53125, 3.7), (1.37, 12.345), (2.0 / 3, 0.005), (0.9999, 77.777)]
      as [(Double, Double)])
  func digits(cell: Double, start: Double) throws {
    for closed in [false, true] {
      let mark = Mark.path(
        stairs(cell: cell, from: Point(start, start / 3), closed: closed),
        stroke: Stroke(Color(0x123456), width: 0.6))
      let own = try outlines([mark])
      let printed = try outlines([.group(Group(clip: Rect(0, 0, 400, 400), marks: [mark]))])
      #expect(own.count == 1)
      #expect(own[0].count > 100)
      #expect(printed.contains(own[0]))
    }
  }

  @Test("stand in their order among other paths")
  func order() throws {
    let stroke = Stroke(Color(0x123456), width: 0.6)
    let marks = (0..<3).flatMap { index in
      [
        Mark.path(
          stairs(cell: 1, from: Point(Double(index) * 20, 5), closed: true), stroke: stroke),
        .path(.line(Point(0, 200), Point(Double(index) + 50, 210)), stroke: stroke),
      ]
    }
    let found = try outlines(marks)
    #expect(found.count == 6)
    for index in 0..<3 {
      #expect(found[2 * index].hasPrefix("m\(index * 20) 5"))
      #expect(found[2 * index + 1] == "m0 200 \(index + 50) 10")
    }
  }
}
