/// What a figure's file carries about how it was made, read back from where the renderer put it.
public enum Evidence {
  /// The evidence in an SVG, PNG or PDF, told apart by their first bytes; nil where there is none.
  public static func read(from bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return png(bytes) }
    if bytes.starts(with: "%PDF".utf8) { return pdf(bytes) }
    return svg(bytes)
  }

  private static func svg(_ bytes: [UInt8]) -> String? {
    guard let start = bytes.firstRange(of: "<metadata>"),
      let end = bytes[start.upperBound...].firstRange(of: "</metadata>")
    else { return nil }
    return String(decoding: bytes[start.upperBound..<end.lowerBound], as: UTF8.self)
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
  }

  /// The text of the `iTXt` chunk named Lossfold, which is not compressed.
  private static func png(_ bytes: [UInt8]) -> String? {
    let head = Array("iTXtLossfold\0\0\0\0\0".utf8)
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = position + 8 + length
      guard end + 4 <= bytes.count else { return nil }
      if bytes[(position + 4)..<end].starts(with: head) {
        return String(decoding: bytes[(position + 4 + head.count)..<end], as: UTF8.self)
      }
      position = end + 4
    }
    return nil
  }

  /// The Keywords of the information dictionary: a literal string in ASCII, or UTF-16 in
  /// hexadecimal digits.
  private static func pdf(_ bytes: [UInt8]) -> String? {
    guard let key = bytes.lastRange(of: "/Keywords "), key.upperBound < bytes.count else {
      return nil
    }
    let value = bytes[key.upperBound...]
    if value.starts(with: "(".utf8) { return literal(value.dropFirst()) }
    guard value.starts(with: "<FEFF".utf8), let end = value.firstIndex(of: UInt8(ascii: ">"))
    else { return nil }
    let digits = value[(value.startIndex + 5)..<end].compactMap {
      Character(UnicodeScalar($0)).hexDigitValue
    }
    let units = stride(from: 0, to: digits.count - 3, by: 4).map { start in
      UInt16(digits[start..<(start + 4)].reduce(0) { $0 << 4 | $1 })
    }
    return String(decoding: units, as: UTF16.self)
  }

  private static func literal(_ bytes: ArraySlice<UInt8>) -> String? {
    var text: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      if isEscaped {
        text.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: ")") {
        return String(decoding: text, as: UTF8.self)
      } else {
        text.append(byte)
      }
    }
    return nil
  }
}

extension RandomAccessCollection where Element == UInt8, Index == Int {
  /// Where `text` stands first.
  fileprivate func firstRange(of text: String) -> Range<Int>? {
    range(of: text, in: indices)
  }

  /// Where `text` stands last.
  fileprivate func lastRange(of text: String) -> Range<Int>? {
    range(of: text, in: indices.reversed())
  }

  private func range(of text: String, in starts: some Sequence<Int>) -> Range<Int>? {
    let wanted = Array(text.utf8)
    for start in starts where self[start] == wanted[0] {
      if self[start...].starts(with: wanted) { return start..<(start + wanted.count) }
    }
    return nil
  }
}
