/// What the search of a site looks through: the text of every page by its sections, as a script, so
/// that it is there without a server.
struct SearchIndex: Sendable {
  /// The name of the file.
  static let fileName = "search.js"

  /// The text under one heading.
  struct Section: Codable, Equatable, Sendable {
    /// The heading's anchor; empty above the first.
    var anchor: String
    var heading: String
    var text: String
  }

  private var entries: [(address: String, title: String, sections: [Section])] = []

  /// Adds a page by what ``sections(of:title:)`` made of it.
  mutating func add(_ sections: [Section], title: String, address: String) {
    entries.append((address, title, sections))
  }

  /// The bytes of the file.
  var script: [UInt8] {
    var result = Array("self.lossfoldIndex = [\n".utf8)
    let comma = UInt8(ascii: ",")
    for (number, entry) in entries.enumerated() {
      if number > 0 { result += [comma, UInt8(ascii: "\n")] }
      result += [UInt8(ascii: "[")] + Self.quoted(entry.address) + [comma]
      result += Self.quoted(entry.title) + [comma, UInt8(ascii: "[")]
      for (index, section) in entry.sections.enumerated() {
        if index > 0 { result += [comma, UInt8(ascii: "\n")] }
        result += [UInt8(ascii: "[")] + Self.quoted(section.anchor) + [comma]
        result += Self.quoted(section.heading) + [comma] + Self.quoted(section.text)
        result.append(UInt8(ascii: "]"))
      }
      result += Array("]]".utf8)
    }
    return result + Array("\n];\n".utf8)
  }

  /// The sections of a page's text, tags and all that is not read left out.
  static func sections(of html: String, title: String) -> [Section] {
    var sections = [Section(anchor: "", heading: title, text: "")]
    var text: [UInt8] = []
    var isHeading = false
    var hidden: String?
    func flush() {
      let words = plain(text)
      text = []
      if isHeading {
        sections[sections.count - 1].heading = words
      } else {
        sections[sections.count - 1].text = words
      }
    }
    let bytes = Array(html.utf8)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        if hidden == nil { text.append(bytes[index]) }
        index += 1
        continue
      }
      let end = bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1
      let tag = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
      index = end + 1
      let name = String(tag.prefix { $0.isLetter || $0.isNumber || $0 == "/" })
      if let outer = hidden {
        if name == "/" + outer { hidden = nil }
        continue
      }
      switch name {
      case "script", "style", "nav": hidden = name
      case "details" where tag.contains("class=\"numbers\""): hidden = name
      case "a" where tag.contains("class=\"anchor\""): hidden = name
      case "h1", "h2", "h3":
        flush()
        let anchor = tag.firstRange(of: "id=\"").map { tag[$0.upperBound...].prefix { $0 != "\"" } }
        sections.append(Section(anchor: anchor.map(String.init) ?? "", heading: "", text: ""))
        isHeading = true
      case "/h1", "/h2", "/h3":
        flush()
        isHeading = false
      case "span", "/span", "em", "/em", "strong", "/strong", "code", "/code", "sup", "/sup", "a",
        "/a":
        break
      default: text.append(UInt8(ascii: " "))
      }
    }
    flush()
    return sections.filter { !$0.text.isEmpty || !$0.anchor.isEmpty }
  }

  /// Text without entities, its white space single.
  private static func plain(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") {
        if let last = result.last, last != UInt8(ascii: " ") { result.append(UInt8(ascii: " ")) }
        index += 1
      } else if byte == UInt8(ascii: "&"),
        let entity = entities.first(where: { bytes[index...].starts(with: $0.name) })
      {
        result.append(entity.byte)
        index += entity.name.count
      } else {
        result.append(byte)
        index += 1
      }
    }
    if result.last == UInt8(ascii: " ") { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
  }

  private static let entities: [(name: [UInt8], byte: UInt8)] = [
    (Array("&lt;".utf8), UInt8(ascii: "<")), (Array("&gt;".utf8), UInt8(ascii: ">")),
    (Array("&quot;".utf8), UInt8(ascii: "\"")), (Array("&amp;".utf8), UInt8(ascii: "&")),
  ]

  /// `text` as a string of JavaScript.
  private static func quoted(_ text: String) -> [UInt8] {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    result.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      case _ where byte < 0x20: result.append(UInt8(ascii: " "))
      default: result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
    return result
  }
}
