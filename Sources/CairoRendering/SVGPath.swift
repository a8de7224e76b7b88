import Drawings

/// Outlines as Cairo writes them, in fewer characters.
enum SVGPath {
  /// `M 1 2 L 3 2.5 Z` from the pen's place, in hundredths: `m1 2l2 .5z`.
  ///
  /// Each place is rounded by itself, so that errors don't add up. What isn't Cairo's stays.
  static func compacted(_ outline: ArraySlice<UInt8>) -> [UInt8] {
    var writer = Writer()
    var position = outline.startIndex
    /// The next coordinate, in hundredths.
    func number() -> Int? {
      while position < outline.endIndex, outline[position] == 0x20 { position += 1 }
      let start = position
      while position < outline.endIndex, outline[position] != 0x20 { position += 1 }
      return SVGNumber.hundredths(outline[start..<position])
    }
    while position < outline.endIndex {
      let command = outline[position]
      position += 1
      switch command {
      case 0x20: continue
      case UInt8(ascii: "M"), UInt8(ascii: "L"):
        guard let x = number(), let y = number() else { return Array(outline) }
        if command == UInt8(ascii: "M") { writer.move(x, y) } else { writer.line(x, y) }
      case UInt8(ascii: "C"):
        var places: [Int] = []
        for _ in 0..<6 {
          guard let place = number() else { return Array(outline) }
          places.append(place)
        }
        writer.curve(places)
      case UInt8(ascii: "Z"): writer.close()
      default: return Array(outline)
      }
    }
    return writer.bytes
  }

  /// What Cairo would make of a long path that goes across and down in turn, to the digit; nil of any
  /// other.
  ///
  /// Cairo keeps places in 256ths, joins lines that go straight on and leaves out those without a
  /// length: of neither there is one in such a path.
  static func steps(_ path: Path) -> [UInt8]? {
    guard path.segments.count >= 16 else { return nil }
    var writer = Writer()
    var (pen, start) = (SIMD2(0, 0), SIMD2(0, 0))
    /// Whether the last line goes across; nil where none does yet.
    var isAcross: Bool?
    var isOpen = false
    for segment in path.segments {
      switch segment {
      case .move(let point):
        pen = fixed(point)
        (start, isAcross, isOpen) = (pen, nil, true)
        writer.move(hundredths(pen.x), hundredths(pen.y))
      case .line(let point):
        let end = fixed(point)
        guard isOpen, (end.x == pen.x) != (end.y == pen.y), isAcross != (end.y == pen.y) else {
          return nil
        }
        (isAcross, pen) = (end.y == pen.y, end)
        writer.line(hundredths(pen.x), hundredths(pen.y))
      case .close:
        guard isOpen, pen != start else { return nil }
        writer.close()
        isOpen = false
      case .curve: return nil
      }
    }
    return writer.bytes
  }

  /// A place in 256ths, rounded as Cairo rounds: the sum has no room for smaller parts.
  private static func fixed(_ point: Point) -> SIMD2<Int> {
    func fixed(_ value: Double) -> Int {
      Int(Int32(truncatingIfNeeded: (value + 26_388_279_066_624).bitPattern))
    }
    return SIMD2(fixed(point.x), fixed(point.y))
  }

  private static func hundredths(_ fixed: Int) -> Int {
    let magnitude = (abs(fixed) * 100 + 128) / 256
    return fixed < 0 ? -magnitude : magnitude
  }

  /// Writes commands from where the pen is.
  private struct Writer {
    private(set) var bytes: [UInt8] = []
    private var x = 0, y = 0
    private var startX = 0, startY = 0
    private var command: UInt8 = 0
    /// A move is written with what follows it, if anything does.
    private var pending: (x: Int, y: Int)?

    mutating func move(_ x: Int, _ y: Int) { pending = (x, y) }

    mutating func line(_ toX: Int, _ toY: Int) {
      start()
      switch (toX - x, toY - y) {
      case (let dx, 0): write(UInt8(ascii: "h"), [dx])
      case (0, let dy): write(UInt8(ascii: "v"), [dy])
      case (let dx, let dy): write(UInt8(ascii: "l"), [dx, dy])
      }
      (x, y) = (toX, toY)
    }

    mutating func curve(_ places: [Int]) {
      start()
      write(
        UInt8(ascii: "c"), places.enumerated().map { $0.element - ($0.offset % 2 == 0 ? x : y) })
      (x, y) = (places[4], places[5])
    }

    mutating func close() {
      guard pending == nil else { return }
      bytes.append(UInt8(ascii: "z"))
      command = 0
      (x, y) = (startX, startY)
    }

    private mutating func start() {
      guard let place = pending else { return }
      pending = nil
      write(UInt8(ascii: "m"), [place.x - x, place.y - y])
      // What follows a move without a letter is a line.
      command = UInt8(ascii: "l")
      (x, y) = (place.x, place.y)
      (startX, startY) = (place.x, place.y)
    }

    private mutating func write(_ letter: UInt8, _ numbers: [Int]) {
      var isFirst = false
      if letter != command || letter == UInt8(ascii: "m") {
        bytes.append(letter)
        command = letter
        isFirst = true
      }
      for number in numbers {
        if !isFirst, number >= 0 { bytes.append(UInt8(ascii: " ")) }
        isFirst = false
        SVGNumber.append(hundredths: number, to: &bytes)
      }
    }
  }
}

/// Decimal numbers as Cairo writes them, in integers: the same bytes on every machine.
enum SVGNumber {
  /// `12.345678` as 1235; nil of what is no plain decimal number.
  static func hundredths(_ text: ArraySlice<UInt8>) -> Int? {
    var digits = text
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var (value, decimals) = (0, -1)
    for byte in digits {
      if byte == UInt8(ascii: "."), decimals < 0 {
        decimals = 0
        continue
      }
      guard (0x30...0x39).contains(byte), value < 1 << 50 else { return nil }
      if decimals >= 0 { decimals += 1 }
      // Past the sixth decimal nothing is left that rounding could see.
      if decimals <= 6 { value = value * 10 + Int(byte - 0x30) }
    }
    for _ in max(0, min(decimals, 6))..<6 { value *= 10 }
    let rounded = (value + 5000) / 10_000
    return isNegative ? -rounded : rounded
  }

  /// `12.345678` as `12.35`; what is no plain decimal number as it is.
  static func short(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard let value = hundredths(text) else { return Array(text) }
    var bytes: [UInt8] = []
    append(hundredths: value, to: &bytes)
    return bytes
  }

  /// 1235 as `12.35`, 50 as `.5`.
  static func append(hundredths: Int, to bytes: inout [UInt8]) {
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
    if whole > 0 || rest == 0 { append(whole, to: &bytes) }
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(0x30 + UInt8(rest / 10))
    if rest % 10 > 0 { bytes.append(0x30 + UInt8(rest % 10)) }
  }

  private static func append(_ whole: UInt, to bytes: inout [UInt8]) {
    if whole >= 10 { append(whole / 10, to: &bytes) }
    bytes.append(0x30 + UInt8(whole % 10))
  }
}

/// Styles as Cairo writes them, in fewer characters.
enum SVGStyle {
  /// What holds where nothing is said; ``SVGFinish`` says the limit of miters once, at the root.
  private static let defaults: Set<String> = [
    "fill-opacity:1", "stroke-opacity:1", "fill-rule:nonzero", "stroke-linecap:butt",
    "stroke-linejoin:miter", "stroke-miterlimit:10", "stroke:none",
  ]

  /// `stroke-width:0.5;stroke:rgb(0%,0%,0%);stroke-opacity:1;` as `stroke-width:.5;stroke:#000000`.
  static func compacted(_ style: ArraySlice<UInt8>) -> [UInt8] {
    let parts = String(decoding: style, as: UTF8.self).split(separator: ";")
      .map { String($0.drop { $0 == " " }) }
    let kept = parts.filter { !defaults.contains($0) }.map { part -> String in
      guard let colon = part.firstIndex(of: ":") else { return part }
      let (key, value) = (part[..<colon], part[part.index(after: colon)...])
      if value.hasPrefix("rgb("), let color = hexadecimal(value) { return "\(key):\(color)" }
      if key == "stroke-width" {
        return "\(key):" + String(decoding: SVGNumber.short(ArraySlice(value.utf8)), as: UTF8.self)
      }
      return part
    }
    return Array(kept.joined(separator: ";").utf8)
  }

  /// `rgb(34.509804%,37.647059%,43.921569%)` as `#586070`, where each part is a whole number of
  /// 255ths.
  private static func hexadecimal(_ value: Substring) -> String? {
    let parts = value.dropFirst(4).dropLast().split(separator: ",")
    guard parts.count == 3 else { return nil }
    var color = "#"
    for part in parts {
      guard part.hasSuffix("%"), let percent = Double(part.dropLast()) else { return nil }
      let channel = (percent * 2.55).rounded()
      guard abs(percent * 2.55 - channel) < 1e-3, (0...255).contains(channel) else { return nil }
      let digits = String(Int(channel), radix: 16)
      color += (digits.count < 2 ? "0" : "") + digits
    }
    return color
  }
}
