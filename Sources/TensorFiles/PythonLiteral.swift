/// A value as Python writes it: what the header of an npy file is made of.
indirect enum PythonLiteral: Equatable {
  case text(String)
  case integer(Int)
  case bool(Bool)
  case none
  case tuple([PythonLiteral])
  case list([PythonLiteral])
  case dictionary([(key: String, value: PythonLiteral)])

  static func == (left: PythonLiteral, right: PythonLiteral) -> Bool {
    switch (left, right) {
    case (.text(let a), .text(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.bool(let a), .bool(let b)): a == b
    case (.none, .none): true
    case (.tuple(let a), .tuple(let b)), (.list(let a), .list(let b)): a == b
    case (.dictionary(let a), .dictionary(let b)):
      a.map(\.key) == b.map(\.key) && a.map(\.value) == b.map(\.value)
    default: false
    }
  }

  /// Reads the one literal that `bytes` are, white space around it allowed.
  ///
  /// - Throws: ``FileFault/headerSyntax(offset:expected:)``.
  init(parsing bytes: [UInt8]) throws(FileFault) {
    var parser = Parser(bytes: bytes)
    self = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.offset == bytes.count else { throw parser.fault("the end of the header") }
  }
}

private struct Parser {
  let bytes: [UInt8]
  var offset = 0

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func fault(_ expected: String) -> FileFault { .headerSyntax(offset: offset, expected: expected) }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { offset += 1 }
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  mutating func value(depth: Int) throws(FileFault) -> PythonLiteral {
    guard depth < 16 else { throw fault("at most 16 brackets inside one another") }
    if takes("{") { return try dictionary(depth: depth + 1) }
    if takes("[") { return .list(try items(until: "]", depth: depth + 1).items) }
    if takes("(") {
      let (items, hasComma) = try items(until: ")", depth: depth + 1)
      // `(3)` is a number in brackets; `(3,)` is a tuple.
      return items.count == 1 && !hasComma ? items[0] : .tuple(items)
    }
    switch next.map(Unicode.Scalar.init) {
    case "'"?, "\""?: return .text(try text())
    case "-"?, "0"?, "1"?, "2"?, "3"?, "4"?, "5"?, "6"?, "7"?, "8"?, "9"?: return try integer()
    default: return try word()
    }
  }

  private mutating func dictionary(depth: Int) throws(FileFault) -> PythonLiteral {
    var entries: [(key: String, value: PythonLiteral)] = []
    while !takes("}") {
      guard next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") else {
        throw fault("a key in quotes")
      }
      let key = try text()
      guard takes(":") else { throw fault("':'") }
      entries.append((key, try value(depth: depth)))
      guard takes(",") else {
        guard takes("}") else { throw fault("',' or '}'") }
        break
      }
    }
    return .dictionary(entries)
  }

  private mutating func items(until close: Unicode.Scalar, depth: Int) throws(FileFault) -> (
    items: [PythonLiteral], hasComma: Bool
  ) {
    var items: [PythonLiteral] = []
    var hasComma = false
    while !takes(close) {
      items.append(try value(depth: depth))
      guard takes(",") else {
        guard takes(close) else { throw fault("',' or '\(close)'") }
        break
      }
      hasComma = true
    }
    return (items, hasComma)
  }

  private mutating func text() throws(FileFault) -> String {
    let quote = next
    offset += 1
    var content: [UInt8] = []
    while let byte = next {
      offset += 1
      if byte == quote { return String(decoding: content, as: UTF8.self) }
      if byte == UInt8(ascii: "\\"), let escaped = next {
        offset += 1
        content.append(escaped)
      } else {
        content.append(byte)
      }
    }
    throw fault("the closing quote")
  }

  private mutating func integer() throws(FileFault) -> PythonLiteral {
    let start = offset
    if next == UInt8(ascii: "-") { offset += 1 }
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    guard let number = Int(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
      offset = start
      throw fault("an integer of 64 bits")
    }
    // Python 2 wrote long integers as `3L`.
    if next == UInt8(ascii: "L") { offset += 1 }
    return .integer(number)
  }

  private mutating func word() throws(FileFault) -> PythonLiteral {
    let words: [(String, PythonLiteral)] = [
      ("True", .bool(true)), ("False", .bool(false)), ("None", .none),
    ]
    for (word, literal) in words where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      return literal
    }
    throw fault("a value")
  }
}
