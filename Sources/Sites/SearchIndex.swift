/// What the search of a site looks through: the text of every page by its sections, as a script, so
/// that it is there without a server.
struct SearchIndex: Sendable {
  /// The name of the file.
  static let fileName = "search.js"

  /// The text under one heading.
  struct Section: Equatable, Sendable {
    /// The heading's anchor; empty above the first.
    var anchor: String
    var heading: String
    var text: String
  }

  private var entries: [(address: String, title: String, sections: [Section])] = []

  /// Adds a page as it was written.
  mutating func add(_ html: String, title: String, address: String) {
    entries.append((address, title, Self.sections(of: html, title: title)))
  }

  /// The bytes of the file.
  var script: [UInt8] {
    let pages = entries.map { entry in
      let sections = entry.sections.map {
        "[" + [$0.anchor, $0.heading, $0.text].map(Self.quoted).joined(separator: ",") + "]"
      }
      return "[\(Self.quoted(entry.address)),\(Self.quoted(entry.title)),"
        + "[\(sections.joined(separator: ",\n"))]]"
    }
    return Array("self.lossfoldIndex = [\n\(pages.joined(separator: ",\n"))\n];\n".utf8)
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
      case "a" where tag.contains("class=\"anchor\""): hidden = name
      case "h1", "h2", "h3":
        flush()
        let anchor = HTML.attributes(["id"], in: tag).first?.value ?? ""
        sections.append(Section(anchor: anchor, heading: "", text: ""))
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
    String(decoding: bytes, as: UTF8.self)
      .split { $0 == " " || $0.isNewline || $0 == "\t" }.joined(separator: " ")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&amp;", with: "&")
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{2028}", "\u{2029}",
        _ where scalar.value < 0x20:
        result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
