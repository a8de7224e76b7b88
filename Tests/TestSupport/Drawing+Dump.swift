public import Drawings

extension Drawing {
  /// The drawing as text, a mark a line: lengths in hundredths of a point, long outlines and the
  /// cells of images by a digest.
  ///
  /// What two dumps differ in is what differs in the pictures.
  public var dump: String {
    var lines = [
      "size \(Self.short(size.width)) \(Self.short(size.height)) \(background.hex)",
      "title \(title)", "description \(description)",
    ]
    for mark in marks { Self.add(mark, indent: "", to: &lines) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func add(_ mark: Mark, indent: String, to lines: inout [String]) {
    switch mark {
    case .text(let text):
      lines.append(
        "\(indent)text \(place(text.position)) \(short(text.font.size)) \(text.font.weight) "
          + "\(text.color.hex) \(text.alignment)\(text.isVertical ? " vertical" : "") "
          + "“\(text.string)”")
    case .image(let raster, let rect):
      let cells = digest(raster.indices) ^ digest(raster.palette.flatMap(\.bytes))
      lines.append(
        "\(indent)image \(place(rect)) \(raster.width)×\(raster.height) \(String(cells, radix: 36))"
      )
    case .path(let path, let fill, let stroke):
      var words = "\(indent)path"
      if let fill { words += " fill \(fill.hex)\(fill.alpha < 255 ? "/\(fill.alpha)" : "")" }
      if let stroke {
        words += " stroke \(stroke.color.hex) \(short(stroke.width))"
        if !stroke.dashes.isEmpty {
          words += " [\(stroke.dashes.map(short).joined(separator: " "))]"
        }
      }
      let outline = path.segments.map(Self.outline).joined(separator: " ")
      words +=
        outline.utf8.count <= 120
        ? " \(outline)"
        : " \(path.segments.count) segments \(String(digest(Array(outline.utf8)), radix: 36))"
      lines.append(words)
    case .group(let group):
      lines.append(
        "\(indent)group\(group.title.map { " “\($0)”" } ?? "")"
          + (group.clip.map { " clip \(place($0))" } ?? ""))
      for mark in group.marks { add(mark, indent: indent + "  ", to: &lines) }
    }
  }

  private static func outline(_ segment: Path.Segment) -> String {
    switch segment {
    case .move(let point): "M \(place(point))"
    case .line(let point): "L \(place(point))"
    case .curve(let first, let second, let end): "C \(place(first)) \(place(second)) \(place(end))"
    case .close: "Z"
    }
  }

  private static func place(_ point: Point) -> String { "\(short(point.x)),\(short(point.y))" }

  private static func place(_ rect: Rect) -> String {
    [rect.minX, rect.minY, rect.width, rect.height].map(short).joined(separator: ",")
  }

  private static func short(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    let (whole, rest) = Int(hundredths.magnitude).quotientAndRemainder(dividingBy: 100)
    let decimals =
      rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return (hundredths < 0 ? "-" : "") + "\(whole)\(decimals)"
  }

  /// Fowler, Noll and Vo's, of 64 bits.
  private static func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

extension Color {
  fileprivate var bytes: [UInt8] { [red, green, blue, alpha] }
}
