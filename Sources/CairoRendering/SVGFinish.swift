/// Makes Cairo's SVG fit to stand in a page: ids of its own, sharp images, a name for those who
/// don't see it.
enum SVGFinish {
  /// - Parameters:
  ///   - svg: What Cairo wrote.
  ///   - id: What tells the ids from those of the same drawing elsewhere on a page.
  ///   - cellsPerPixel: Of each image, in order, how many of its cells a CSS pixel has: past one,
  ///     browsers smooth it until they are zoomed in.
  ///   - groupTitles: Of each group that the painter marked, in order.
  static func finish(
    _ svg: [UInt8], title: String, description: String, evidence: String?,
    id: String?, cellsPerPixel: [Double], groupTitles: [String]
  ) -> [UInt8] {
    let pieces = pieces(of: svg, cellsPerPixel: cellsPerPixel, groupTitles: groupTitles)
    // Cairo counts ids through a process: only their order says something about this picture.
    let names = names(in: pieces)
    let head = [title, description, evidence ?? "", id ?? ""].joined(separator: "\u{0}")
    let body = assemble(pieces, names: names, prefix: "", head: [])
    let prefix = "lf" + SHA256.hex(Array(head.utf8) + body).prefix(8)
    let metadata = evidence.map { "<metadata>\(escaped($0))</metadata>\n" } ?? ""
    let root =
      "<title id=\"\(prefix)title\">\(escaped(title))</title>\n"
      + "<desc id=\"\(prefix)desc\">\(escaped(description))</desc>\n" + metadata
      + zoom(cellsPerPixel.max() ?? 0, prefix: prefix)
    return assemble(pieces, names: names, prefix: prefix, head: Array(root.utf8))
  }

  /// Cells finer than pixels are smoothed, or lines of one cell would be rows of dots; where the
  /// reader has zoomed in so far that each has pixels enough, they are sharp.
  private static func zoom(_ cells: Double, prefix: String) -> String {
    guard cells > 1 else { return "" }
    let tenths = Int((cells * 15).rounded(.up))
    return "<style>@media (min-resolution:\(tenths / 10).\(tenths % 10)dppx)"
      + "{.\(prefix)i{image-rendering:pixelated}}</style>\n"
  }

  private enum Piece {
    case text(ArraySlice<UInt8>)
    /// The value of an `id` attribute.
    case id(ArraySlice<UInt8>)
    /// What stands after `#` in another attribute's value.
    case reference(ArraySlice<UInt8>)
    /// The space after `<svg`.
    case rootAttributes
    /// Just after the root's `>`.
    case rootContent
    /// The space after `<image`.
    case imageAttributes(isSharp: Bool)
    /// Where a titled group begins.
    case groupStart(String)
    /// Where a titled group ends.
    case groupEnd
  }

  /// Cuts the file where something is to be changed; only attributes' values hold quotes in what
  /// Cairo writes.
  private static func pieces(
    of svg: [UInt8], cellsPerPixel: [Double], groupTitles: [String]
  ) -> [Piece] {
    var titles = groupTitles.makeIterator()
    var images = cellsPerPixel.makeIterator()
    let quote = UInt8(ascii: "\"")
    var pieces: [Piece] = []
    var start = 0
    var position = 0
    var isRootOpen = false
    func cut(_ piece: Piece, at end: Int, resumingAt next: Int) {
      pieces.append(.text(svg[start..<end]))
      pieces.append(piece)
      start = next
    }
    while position < svg.count {
      switch svg[position] {
      case UInt8(ascii: "<"):
        let rest = svg[(position + 1)...]
        // Most tags are paths and uses: one byte tells that they are none of the others.
        let letter = rest.first
        if letter == UInt8(ascii: "s"), rest.starts(with: "svg ".utf8) {
          cut(.rootAttributes, at: position + 4, resumingAt: position + 4)
          isRootOpen = true
        } else if letter == UInt8(ascii: "i"), rest.starts(with: "image ".utf8) {
          let isSharp = images.next().map { $0 <= 1 } ?? true
          cut(
            .imageAttributes(isSharp: isSharp), at: position + 6, resumingAt: position + 6)
        } else if letter == UInt8(ascii: "p"), let mark = groupMark(rest) {
          if mark.isStart, let title = titles.next() {
            cut(.groupStart(title), at: position, resumingAt: mark.end)
          } else {
            cut(.groupEnd, at: position, resumingAt: mark.end)
          }
          position = mark.end - 1
        }
      case UInt8(ascii: ">") where isRootOpen:
        cut(.rootContent, at: position + 1, resumingAt: position + 1)
        isRootOpen = false
      case quote:
        let end = svg[(position + 1)...].place(of: quote) ?? svg.count
        if svg[..<position].suffix(4).elementsEqual(" id=".utf8) {
          cut(.id(svg[(position + 1)..<end]), at: position + 1, resumingAt: end)
        } else if let hash = hash(in: svg[(position + 1)..<end]) {
          let close = svg[hash..<end].place(of: UInt8(ascii: ")")) ?? end
          cut(.reference(svg[(hash + 1)..<close]), at: hash + 1, resumingAt: close)
        }
        position = end
      default: break
      }
      position += 1
    }
    pieces.append(.text(svg[start...]))
    return pieces
  }

  /// Where a `#` stands in an attribute's value; an image's data, which is long, has none.
  private static func hash(in value: ArraySlice<UInt8>) -> Int? {
    value.count < 512 ? value.place(of: UInt8(ascii: "#")) : nil
  }

  /// Whether `rest`, which follows a `<`, is a mark that the painter left, and where it ends.
  private static func groupMark(_ rest: ArraySlice<UInt8>) -> (isStart: Bool, end: Int)? {
    guard rest.starts(with: "path ".utf8) else { return nil }
    let tag = rest.prefix(160)
    guard let close = tag.place(of: UInt8(ascii: ">")) else { return nil }
    // Of what Cairo writes only paths have a capital M.
    guard let move = tag[..<close].place(of: UInt8(ascii: "M")) else { return nil }
    let outline = tag[move...]
    let isStart = outline.starts(with: "M 0 0 L 0.00390625 0 L 0 0.00390625 Z".utf8)
    guard isStart || outline.starts(with: "M 0 0 L 0 0.00390625 L 0.00390625 0 Z".utf8)
    else { return nil }
    return (isStart, close + 1)
  }

  private static func names(in pieces: [Piece]) -> [ByteKey: Int] {
    var names: [ByteKey: Int] = [:]
    for case .id(let name) in pieces where names[ByteKey(name)] == nil {
      names[ByteKey(name)] = names.count
    }
    return names
  }

  private static func assemble(
    _ pieces: [Piece], names: [ByteKey: Int], prefix: String, head: [UInt8]
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(
      head.count
        + pieces.reduce(0) { count, piece in
          if case .text(let bytes) = piece { count + bytes.count } else { count + 64 }
        })
    for piece in pieces {
      switch piece {
      case .text(let bytes): result.append(contentsOf: bytes)
      case .id(let name), .reference(let name):
        if let number = names[ByteKey(name)] {
          result.append(contentsOf: (prefix + String(number, radix: 36)).utf8)
        } else {
          result.append(contentsOf: name)
        }
      case .rootAttributes:
        result.append(
          contentsOf: " role=\"img\" aria-labelledby=\"\(prefix)title \(prefix)desc\"".utf8)
        result.append(contentsOf: " stroke-miterlimit=\"10\"".utf8)
      case .rootContent:
        result.append(UInt8(ascii: "\n"))
        result.append(contentsOf: head)
      case .groupStart(let title):
        result.append(contentsOf: "<g><title>\(escaped(title))</title>".utf8)
      case .groupEnd:
        result.append(contentsOf: "</g>".utf8)
      case .imageAttributes(let isSharp):
        result.append(
          contentsOf: (isSharp
            ? " style=\"image-rendering:pixelated\"" : " class=\"\(prefix)i\"").utf8)
      }
    }
    return result
  }

  /// `text` between tags; characters that XML cannot hold become U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
