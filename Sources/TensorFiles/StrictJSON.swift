/// A value as JSON has it, read by the letter: what the header of a safetensors file is made of.
package indirect enum StrictJSON: Equatable {
  /// Its members in their order, each key once.
  case object([Member])
  case array([StrictJSON])
  case text(String)
  /// As it is written.
  case number(String)
  case bool(Bool)
  case null

  package struct Member: Equatable {
    package let key: String
    package let value: StrictJSON
  }

  /// What can be wrong with it.
  package enum Fault: Error, Hashable {
    case syntax(offset: Int, expected: String)
    case repeatedKey(String)
  }

  /// Reads the one value that `bytes` are, white space around it allowed.
  package init(parsing bytes: [UInt8]) throws(Fault) {
    var parser = Parser(bytes: bytes)
    self = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.offset == bytes.count else { throw parser.fault("the end of the header") }
  }

  /// The whole number of 0 or more that it is; nil for all else, and past 64 bits.
  var count: Int? {
    guard case .number(let text) = self, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(text)
  }
}

private struct Parser {
  let bytes: [UInt8]
  var offset = 0

  private static let deepest = 16

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func fault(_ expected: String) -> StrictJSON.Fault { .syntax(offset: offset, expected: expected) }

  mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  mutating func value(depth: Int) throws(StrictJSON.Fault) -> StrictJSON {
    guard depth < Self.deepest else {
      throw fault("at most \(Self.deepest) brackets inside one another")
    }
    if takes("{") { return try object(depth: depth + 1) }
    if takes("[") { return try array(depth: depth + 1) }
    switch next.map(Unicode.Scalar.init) {
    case "\""?: return .text(try text())
    case "-"?, "0"?, "1"?, "2"?, "3"?, "4"?, "5"?, "6"?, "7"?, "8"?, "9"?: return try number()
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws(StrictJSON.Fault) -> StrictJSON {
    var members: [StrictJSON.Member] = []
    var keys: Set<String> = []
    guard !takes("}") else { return .object([]) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault("a key in quotes") }
      let key = try text()
      guard keys.insert(key).inserted else { throw .repeatedKey(key) }
      guard takes(":") else { throw fault("':'") }
      members.append(StrictJSON.Member(key: key, value: try value(depth: depth)))
    } while takes(",")
    guard takes("}") else { throw fault("',' or '}'") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(StrictJSON.Fault) -> StrictJSON {
    var items: [StrictJSON] = []
    guard !takes("]") else { return .array([]) }
    repeat { items.append(try value(depth: depth)) } while takes(",")
    guard takes("]") else { throw fault("',' or ']'") }
    return .array(items)
  }

  private mutating func text() throws(StrictJSON.Fault) -> String {
    let start = offset
    offset += 1
    var content: [UInt8] = []
    while let byte = next, byte >= 0x20 {
      if byte == UInt8(ascii: "\"") {
        offset += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          offset = start
          throw fault("text in UTF-8")
        }
        return text
      }
      if byte == UInt8(ascii: "\\") {
        content.append(contentsOf: String(try escape()).utf8)
      } else {
        content.append(byte)
        offset += 1
      }
    }
    throw fault("the closing quote")
  }

  private mutating func escape() throws(StrictJSON.Fault) -> Unicode.Scalar {
    let start = offset
    offset += 1
    let plain: [UInt8: Unicode.Scalar] = [
      0x22: "\"", 0x5C: "\\", 0x2F: "/", 0x62: "\u{8}", 0x66: "\u{C}", 0x6E: "\n", 0x72: "\r",
      0x74: "\t",
    ]
    if let byte = next, let scalar = plain[byte] {
      offset += 1
      return scalar
    }
    if let high = hexadecimal() {
      if let scalar = Unicode.Scalar(high) { return scalar }
      if (0xD800...0xDBFF).contains(high), next == UInt8(ascii: "\\") {
        offset += 1
        if let low = hexadecimal(), (0xDC00...0xDFFF).contains(low),
          let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        {
          return scalar
        }
      }
    }
    offset = start
    throw fault("an escape of JSON")
  }

  /// `u00e9`, after a backslash.
  private mutating func hexadecimal() -> UInt32? {
    guard next == UInt8(ascii: "u"), offset + 5 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[(offset + 1)..<(offset + 5)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        return nil
      }
      value = value << 4 | UInt32(digit)
    }
    offset += 5
    return value
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
    return offset - start
  }

  private mutating func number() throws(StrictJSON.Fault) -> StrictJSON {
    let start = offset
    if next == UInt8(ascii: "-") { offset += 1 }
    let isZero = next == UInt8(ascii: "0")
    let whole = digits()
    var isNumber = whole > 0 && !(isZero && whole > 1)
    if next == UInt8(ascii: ".") {
      offset += 1
      isNumber = digits() > 0 && isNumber
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      isNumber = digits() > 0 && isNumber
    }
    guard isNumber else {
      offset = start
      throw fault("a number")
    }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private mutating func word() throws(StrictJSON.Fault) -> StrictJSON {
    let words: [(String, StrictJSON)] = [
      ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
    ]
    for (word, value) in words where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      return value
    }
    throw fault("a value")
  }
}
