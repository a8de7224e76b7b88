/// Makes Cairo's SVG a third of its size: outlines in hundredths of a point from where the pen is,
/// styles without what is the default anyway, no outline that nothing uses.
///
/// Cairo keeps outlines of glyphs in 64ths of a point, so that hundredths lose nothing that is seen.
/// Only what Cairo itself writes is understood; anything else stays as it is.
enum SVGCompaction {
  /// - Parameter standIns: What the painter gave Cairo something else for.
  static func compacted(_ svg: [UInt8], _ standIns: SVGStandIns) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(svg.count + standIns.images.reduce(0) { $0 + $1.value.count })
    let used = references(in: svg)
    var blank: Set<ByteKey> = []
    /// Few styles make a picture.
    var styles: [ByteKey: [UInt8]] = [:]
    var outlines = standIns.outlines.makeIterator()
    var position = 0
    /// The line of the group of letters that is being read.
    var line: ArraySlice<UInt8>?
    while position < svg.count {
      guard svg[position] == UInt8(ascii: "<") else {
        let end = svg[position...].place(of: UInt8(ascii: "<")) ?? svg.count
        appendText(svg[position..<end], to: &result)
        position = end
        continue
      }
      if let glyph = glyph(svg[position...]) {
        position = glyph.end
        let outline = SVGPath.compacted(glyph.outline)
        if outline.isEmpty {
          blank.insert(ByteKey(glyph.id))
        } else if used.contains(ByteKey(glyph.id)) {
          result += "<path id=\"".utf8
          result += glyph.id
          result += "\" d=\"".utf8
          result += outline
          result += "\"/>\n".utf8
        }
        continue
      }
      let end = svg[position...].place(of: UInt8(ascii: ">")).map { $0 + 1 } ?? svg.count
      let tag = svg[position..<end]
      if tag.starts(with: "<g style=".utf8) {
        line = commonLine(of: svg[end...])
      } else if !tag.starts(with: "<use ".utf8) {
        line = nil
      }
      if tag.starts(with: "<image ".utf8) {
        result += standIns.image(tag) ?? Array(tag)
      } else {
        append(
          tag, blank: blank, line: line, styles: &styles, outlines: &outlines, to: &result)
      }
      position = end
    }
    return result
  }

  /// Space between tags is a line's end at most.
  private static func appendText(_ text: ArraySlice<UInt8>, to result: inout [UInt8]) {
    guard text.allSatisfy({ $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") }) else {
      result += text
      return
    }
    if !text.isEmpty, result.last != UInt8(ascii: "\n") { result.append(UInt8(ascii: "\n")) }
  }

  /// The `y` that all letters of a group have, where there are four or more and nothing else.
  private static func commonLine(of svg: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let key = Array(" y=\"".utf8)
    let quote = UInt8(ascii: "\"")
    var line: ArraySlice<UInt8>?
    var count = 0
    var rest = svg
    while let start = rest.place(of: UInt8(ascii: "<")) {
      rest = rest[start...]
      guard rest.starts(with: "<use ".utf8) else { break }
      guard let end = rest.place(of: UInt8(ascii: ">")),
        let place = rest[..<end].indices.last(where: { rest[$0..<end].starts(with: key) }),
        let close = rest[(place + key.count)..<end].place(of: quote)
      else { return nil }
      let own = rest[(place + key.count)..<close]
      guard line == nil || line == own else { return nil }
      line = own
      count += 1
      rest = rest[(end + 1)...]
    }
    return count >= 4 && rest.starts(with: "</g>".utf8) ? line : nil
  }

  /// - Parameter line: Of letters that stand on one line, or of their group.
  private static func append(
    _ tag: ArraySlice<UInt8>, blank: Set<ByteKey>, line: ArraySlice<UInt8>?,
    styles: inout [ByteKey: [UInt8]], outlines: inout IndexingIterator<[[UInt8]]>,
    to result: inout [UInt8]
  ) {
    let inside = tag.dropFirst()
    let isPath = inside.starts(with: "path ".utf8)
    let isUse = inside.starts(with: "use ".utf8)
    guard isPath || isUse || inside.starts(with: "g ".utf8) || inside.starts(with: "rect ".utf8)
    else {
      result += tag
      return
    }
    var attributes = SVGTag(tag)
    if isPath, let outline = attributes["d"] {
      if outline.starts(with: SVGStandIns.outline.utf8), let known = outlines.next() {
        attributes["d"] = known[...]
      } else {
        // The marks of titled groups are smaller than any hundredth: SVGFinish looks for them.
        guard !outline.starts(with: "M 0 0 L 0.0".utf8),
          !outline.starts(with: "M 0 0 L 0 0.0".utf8)
        else {
          result += tag
          return
        }
        attributes["d"] = SVGPath.compacted(outline)[...]
      }
    }
    if let target = attributes["xlink:href"], blank.contains(ByteKey(target.dropFirst())) { return }
    for name in ["x", "y"] {
      if let value = attributes[name] { attributes[name] = SVGNumber.short(value)[...] }
    }
    if let style = attributes["style"] {
      let compacted = styles[ByteKey(style)] ?? SVGStyle.compacted(style)
      styles[ByteKey(style)] = compacted
      attributes["style"] = compacted[...]
    }
    if attributes["clip-rule"]?.elementsEqual("nonzero".utf8) == true {
      attributes["clip-rule"] = nil
    }
    if isUse, line != nil { attributes["y"] = nil }
    if !isUse, let line {
      attributes.add(
        "transform", Array("translate(0 ".utf8) + SVGNumber.short(line) + Array(")".utf8))
    }
    attributes.append(to: &result)
  }

  /// A symbol that holds one outline and nothing else.
  private static func glyph(
    _ svg: ArraySlice<UInt8>
  ) -> (id: ArraySlice<UInt8>, outline: ArraySlice<UInt8>, end: Int)? {
    let head = Array("<symbol overflow=\"visible\" id=\"".utf8)
    let middle = Array("\">\n<path style=\"stroke:none;\" d=\"".utf8)
    let tail = Array("\"/>\n</symbol>\n".utf8)
    guard svg.starts(with: head) else { return nil }
    let quote = UInt8(ascii: "\"")
    let rest = svg.dropFirst(head.count)
    guard let idEnd = rest.place(of: quote), svg[idEnd...].starts(with: middle) else {
      return nil
    }
    let start = idEnd + middle.count
    guard let end = svg[start...].place(of: quote), svg[end...].starts(with: tail) else {
      return nil
    }
    return (svg[rest.startIndex..<idEnd], svg[start..<end], end + tail.count)
  }

  /// What stands after `#` in the file's references to glyphs.
  private static func references(in svg: [UInt8]) -> Set<ByteKey> {
    var found: Set<ByteKey> = []
    var position = 0
    while let next = svg[position...].place(of: UInt8(ascii: "<")) {
      let tag = svg[next...].prefix(64)
      position = next + 1
      guard tag.starts(with: "<use xlink:href=\"#".utf8),
        let start = tag.place(of: UInt8(ascii: "#")),
        let end = tag[start...].place(of: UInt8(ascii: "\""))
      else { continue }
      found.insert(ByteKey(tag[(start + 1)..<end]))
    }
    return found
  }
}

/// A tag with its attributes in their order.
private struct SVGTag {
  private var name: ArraySlice<UInt8>
  private var attributes: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
  private let end: ArraySlice<UInt8>

  init(_ tag: ArraySlice<UInt8>) {
    let (space, quote, equals) = (UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "="))
    name = tag.prefix { $0 != space }
    var rest = tag.dropFirst(name.count)
    while rest.first == space {
      rest = rest.dropFirst()
      guard let sign = rest.place(of: equals), rest[(sign + 1)...].first == quote,
        let close = rest[(sign + 2)...].place(of: quote)
      else { break }
      attributes.append((rest[..<sign], rest[(sign + 2)..<close]))
      rest = rest[(close + 1)...]
    }
    end = rest
  }

  subscript(key: String) -> ArraySlice<UInt8>? {
    get { attributes.first { $0.name.elementsEqual(key.utf8) }?.value }
    set {
      guard let index = attributes.firstIndex(where: { $0.name.elementsEqual(key.utf8) }) else {
        return
      }
      if let newValue {
        attributes[index].value = newValue
      } else {
        attributes.remove(at: index)
      }
    }
  }

  mutating func add(_ key: String, _ value: [UInt8]) {
    attributes.append((Array(key.utf8)[...], value[...]))
  }

  func append(to result: inout [UInt8]) {
    result += name
    for (name, value) in attributes {
      result.append(UInt8(ascii: " "))
      result += name
      result += "=\"".utf8
      result += value
      result.append(UInt8(ascii: "\""))
    }
    result += end
  }
}
