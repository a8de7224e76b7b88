private import CairoRendering

/// Cuts a file of Cairo's into what a page treats apart: letters, places where they stand, pictures
/// and other tags.
///
/// Ids, which begin with a hash of the content there, begin with `prefix` here.
struct SVGTags {
  enum Piece {
    /// What stands between tags.
    case text(ArraySlice<UInt8>)
    case tag(ArraySlice<UInt8>)
    /// The outline of a letter under its id.
    case glyph(id: ArraySlice<UInt8>, outline: ArraySlice<UInt8>)
    /// Where a letter or a picture stands: the rest of the tag after its reference.
    case use(id: ArraySlice<UInt8>, place: ArraySlice<UInt8>)
    /// The rest of the tag after the id, and whether its cells stay sharp where it is used.
    case image(id: ArraySlice<UInt8>, isSharp: Bool, tag: ArraySlice<UInt8>)
  }

  private let svg: [UInt8]
  private let prefix: [UInt8]
  /// `lf01234567`.
  private let hash: [UInt8]
  private var position: Int

  init(_ svg: [UInt8], prefix: String) {
    self.svg = svg
    self.prefix = Array(prefix.utf8)
    position = Self.find("<svg", in: svg[...]) ?? svg.count
    let label = Self.find("aria-labelledby=\"", in: svg[position...]).map { $0 + 17 }
    hash = label.map { Array(svg[$0...].prefix(10)) } ?? []
  }

  mutating func next() -> Piece? {
    guard position < svg.count else { return nil }
    let start = position
    guard svg[start] == UInt8(ascii: "<") else {
      position = svg[start...].place(of: UInt8(ascii: "<")) ?? svg.count
      return .text(renamed(svg[start..<position]))
    }
    position = svg[start...].place(of: UInt8(ascii: ">")).map { $0 + 1 } ?? svg.count
    let tag = svg[start..<position]
    if tag.starts(with: "<path id=".utf8), let id = value(of: " id=\"", in: tag),
      let outline = value(of: " d=\"", in: tag)
    {
      return .glyph(id: id.dropFirst(hash.count), outline: outline)
    }
    if tag.starts(with: "<use ".utf8), let id = value(of: "xlink:href=\"#", in: tag) {
      let rest = tag[(id.endIndex + 1)...]
      // A name of its own stands before the reference: that stays as it is.
      if tag[..<id.startIndex].count < 20 {
        return .use(id: id.dropFirst(hash.count), place: rest)
      }
    }
    if tag.starts(with: "<image ".utf8), let id = value(of: " id=\"", in: tag.prefix(200)) {
      return .image(
        id: id.dropFirst(hash.count),
        isSharp: Self.find("pixelated", in: tag[..<id.startIndex]) != nil,
        tag: tag[(id.endIndex + 1)...])
    }
    return .tag(renamed(tag))
  }

  private func value(of name: String, in tag: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let start = Self.find(name, in: tag).map({ $0 + name.utf8.count }),
      let end = tag[start...].place(of: UInt8(ascii: "\""))
    else { return nil }
    return tag[start..<end]
  }

  private func renamed(_ tag: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard !hash.isEmpty, tag.count < 4096 else { return tag }
    var result: [UInt8] = []
    var rest = tag
    while let place = Self.find(hash, in: rest) {
      result += rest[..<place]
      result += prefix
      rest = rest[(place + hash.count)...]
    }
    return result.isEmpty ? tag : (result + rest)[...]
  }

  private static func find(_ text: String, in bytes: ArraySlice<UInt8>) -> Int? {
    find(Array(text.utf8), in: bytes)
  }

  private static func find(_ text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first else { return nil }
    var start = bytes.startIndex
    while let place = bytes[start...].place(of: first) {
      guard bytes.endIndex - place >= text.count else { return nil }
      if bytes[place..<(place + text.count)].elementsEqual(text) { return place }
      start = place + 1
    }
    return nil
  }
}
