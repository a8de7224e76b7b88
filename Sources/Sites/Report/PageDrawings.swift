private import CairoRendering
internal import Drawings

/// Drawings set into one page: they share letters, colours and pictures, and follow its theme.
///
/// Cairo writes a letter's outline into every file that has it; here it stands once for all.
struct PageDrawings {
  private var outlines: [ByteKey: Int] = [:]
  private var outlineOrder: [ArraySlice<UInt8>] = []
  private var images: [ByteKey: String] = [:]
  private var pairs: [TwofoldDrawing.Pair: Int] = [:]
  private var pairOrder: [TwofoldDrawing.Pair] = []
  private var palettes: [TwofoldDrawing.Palettes] = []
  private var count = 0

  /// Sets in a drawing as Cairo wrote it.
  ///
  /// - Parameters:
  ///   - twofold: What its stand-ins stand for; nil where its colours are what they are.
  ///   - name: A class of the element around it.
  mutating func element(_ svg: [UInt8], _ twofold: TwofoldDrawing?, name: String) -> String {
    count += 1
    var map = ""
    var imageClass = ""
    if let found = twofold?.palettes {
      let index = palettes.firstIndex(of: found) ?? palettes.count
      if index == palettes.count { palettes.append(found) }
      map = " data-map=\"m\(index)\""
      // Of its own: a rule about what is round an image does not reach what is used again.
      imageClass = " class=\"m\(index)\""
    }
    var writer = SVGTags(svg, prefix: "f\(count)-")
    var result: [UInt8] = []
    result.reserveCapacity(svg.count)
    var glyphs: [ByteKey: Int?] = [:]
    var sharp: Set<ByteKey> = []
    while let piece = writer.next() {
      switch piece {
      case .text(let text): result += text
      case .glyph(let id, let outline):
        glyphs[ByteKey(id)] = outline.isEmpty ? .some(nil) : .some(number(of: outline))
      case .use(let id, let place):
        guard let glyph = glyphs[ByteKey(id)] else {
          result += "<use href=\"#f\(count)-".utf8
          result += id
          // A picture that is there once may be large in one place and small in another.
          result +=
            (sharp.contains(ByteKey(id)) ? "\" style=\"image-rendering:pixelated\"" : "\"").utf8
          result += place
          continue
        }
        if let glyph {
          result += "<use href=\"#g\(glyph)\"".utf8
          result += place
        }
      case .image(let id, let isSharp, let tag):
        if isSharp { sharp.insert(ByteKey(id)) }
        let name = "f\(count)-" + String(decoding: id, as: UTF8.self)
        if let known = images[ByteKey(tag)] {
          result += "<use id=\"\(name)\" href=\"#\(known)\"/>".utf8
        } else {
          images[ByteKey(tag)] = name
          result += "<image id=\"\(name)\"\(imageClass)".utf8
          result += tag
        }
      case .tag(let tag): append(tag, to: &result, twofold)
      }
    }
    return "<div class=\"drawing \(name)\"\(map)>" + String(decoding: result, as: UTF8.self)
      + "</div>\n"
  }

  private mutating func number(of outline: ArraySlice<UInt8>) -> Int {
    if let number = outlines[ByteKey(outline)] { return number }
    outlines[ByteKey(outline)] = outlineOrder.count
    outlineOrder.append(outline)
    return outlineOrder.count - 1
  }

  /// A tag with its colours as the page has them, without what SVG has by itself.
  private mutating func append(
    _ tag: ArraySlice<UInt8>, to result: inout [UInt8], _ twofold: TwofoldDrawing?
  ) {
    var rest = tag
    while let place = Self.color(in: rest) {
      result += rest[..<place.range.lowerBound]
      let (red, green, blue) = place.color
      if let twofold, let number = TwofoldDrawing.number(red: red, green: green, blue: blue),
        twofold.pairs.indices.contains(number)
      {
        result += "var(--c\(self.number(of: twofold.pairs[number])))".utf8
      } else {
        result += Color(red: UInt8(red), green: UInt8(green), blue: UInt8(blue)).css.utf8
      }
      rest = rest[place.range.upperBound...]
    }
    result += rest
  }

  private mutating func number(of pair: TwofoldDrawing.Pair) -> Int {
    if let number = pairs[pair] { return number }
    pairs[pair] = pairOrder.count
    pairOrder.append(pair)
    return pairOrder.count - 1
  }

  /// The first colour of a style in `text`: `#15181e` or `rgb(8.2%,9.4%,11.7%)`.
  private static func color(
    in text: ArraySlice<UInt8>
  ) -> (range: Range<Int>, color: (Int, Int, Int))? {
    let colon = UInt8(ascii: ":")
    var start = text.startIndex
    while let place = text[start...].place(of: colon).map({ $0 + 1 }) {
      start = place
      let rest = text[place...]
      if rest.first == UInt8(ascii: "#"), rest.count >= 7,
        let value = Int(String(decoding: rest.dropFirst().prefix(6), as: UTF8.self), radix: 16)
      {
        return (place..<(place + 7), (value >> 16, value >> 8 & 255, value & 255))
      }
      guard rest.starts(with: "rgb(".utf8), let close = rest.firstIndex(of: UInt8(ascii: ")"))
      else { continue }
      let channels = rest[(place + 4)..<close].split(separator: UInt8(ascii: ",")).compactMap {
        Double(String(decoding: $0.dropLast(), as: UTF8.self)).map { Int(($0 * 2.55).rounded()) }
      }
      guard channels.count == 3 else { continue }
      return (place..<(close + 1), (channels[0], channels[1], channels[2]))
    }
    return nil
  }

  // MARK: What the page needs once

  /// Letters, and what turns the greys of pictures into colours.
  var definitions: String {
    guard count > 0 else { return "" }
    var text =
      "<svg class=\"definitions\" width=\"0\" height=\"0\" aria-hidden=\"true\" "
      + "focusable=\"false\"><defs>\n"
    for (index, outline) in outlineOrder.enumerated() {
      text += "<path id=\"g\(index)\" d=\"\(String(decoding: outline, as: UTF8.self))\"/>\n"
    }
    for (index, palettes) in palettes.enumerated() {
      text += Self.filter("m\(index)-light", palettes.light)
      text += Self.filter("m\(index)-dark", palettes.dark)
    }
    return text + "</defs></svg>\n"
  }

  private static func filter(_ id: String, _ palette: [Color]) -> String {
    func function(_ name: String, _ channel: (Color) -> UInt8) -> String {
      let values = (0..<256).map { level in
        String(Double(channel(palette[min(level, palette.count - 1)])) / 255).prefix(6)
      }
      return "<feFunc\(name) type=\"discrete\" tableValues=\"\(values.joined(separator: " "))\"/>"
    }
    return "<filter id=\"\(id)\" x=\"0\" y=\"0\" width=\"1\" height=\"1\" "
      + "color-interpolation-filters=\"sRGB\"><feComponentTransfer>"
      + function("R") { $0.red } + function("G") { $0.green } + function("B") { $0.blue }
      + "</feComponentTransfer></filter>\n"
  }

  /// The colours by name.
  var style: String {
    var text = ":root {\n"
    for (index, pair) in pairOrder.enumerated() {
      text += "--c\(index): "
      text +=
        pair.light == pair.dark
        ? pair.light.css : "light-dark(\(pair.light.css), \(pair.dark.css))"
      text += ";\n"
    }
    text += "}\n"
    for index in palettes.indices {
      text += ".m\(index) { filter: url(#m\(index)-light); }\n"
      text += "@media screen and (prefers-color-scheme: dark) {\n"
      text += ".m\(index) { filter: url(#m\(index)-dark); }\n}\n"
    }
    return text
  }
}

extension Color {
  /// `#rrggbb`, with the opacity where it is not opaque.
  var css: String {
    let channels = [red, green, blue] + (alpha < 255 ? [alpha] : [])
    return "#" + channels.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
