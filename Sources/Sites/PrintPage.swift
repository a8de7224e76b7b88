/// All pages of a site on one, for a printer: each link to a page leads to its part of this one.
struct PrintPage {
  private let pages: [WrittenPage]
  private let title: String
  private let paths: Set<String>

  init(_ pages: [WrittenPage], title: String) {
    self.pages = pages
    self.title = title
    paths = Set(pages.map(\.page.outputPath))
  }

  var html: String {
    let entries = pages.map {
      "<li><a href=\"#\(Self.key($0.page.outputPath))\">\(HTML.escaped($0.page.title))</a></li>\n"
    }
    let parts = pages.map { written in
      "<section class=\"page\" id=\"\(Self.key(written.page.outputPath))\">\n"
        + "\(rewritten(written))</section>\n"
    }
    return "<div class=\"front\">\n<p class=\"title\">\(HTML.escaped(title))</p>\n"
      + "<ol>\n\(entries.joined())</ol>\n</div>\n" + parts.joined()
  }

  /// What the anchors of a page begin with: `figures-ladder`.
  private static func key(_ path: String) -> String {
    "p-" + path.dropLast(5).replacing("/", with: "-")
  }

  /// What only a screen needs: how it begins and ends.
  private static let left: [(start: [UInt8], end: [UInt8])] = [
    ("<source", ">"), ("<script", "</script>"), ("<a class=\"anchor\"", "</a>"),
    ("<details class=\"contents\"", "</details>"), ("<details class=\"numbers\"", "</details>"),
    ("<div class=\"findings\"", "</div>"), (" loading=\"lazy", "\""),
  ].map { (Array($0.utf8), Array($1.utf8)) }

  /// A page's text without what only a screen needs, its anchors and links made those of one page.
  private func rewritten(_ written: WrittenPage) -> String {
    let body = Array(written.text.body.utf8)
    let path = written.page.outputPath
    let key = Self.key(path)
    let quote = UInt8(ascii: "\"")
    var result: [UInt8] = []
    result.reserveCapacity(body.count * 9 / 8)
    var index = 0
    while index < body.count {
      let byte = body[index]
      if byte == UInt8(ascii: "<") || byte == UInt8(ascii: " "),
        let end = Self.endOfLeft(body[index...])
      {
        index = end
      } else if byte == UInt8(ascii: "="), index + 1 < body.count, body[index + 1] == quote,
        let end = body[(index + 2)...].firstIndex(of: quote)
      {
        // In text a quote is escaped, so `="` stands in tags only.
        let name = result.reversed().prefix { HTML.isLetter($0) || $0 == UInt8(ascii: "-") }
        let value = attribute(
          String(decoding: name.reversed(), as: UTF8.self),
          String(decoding: body[(index + 2)..<end], as: UTF8.self), of: path, key)
        result += "=\"\(value)".utf8
        index = end
      } else {
        result.append(byte)
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Where what is left out ends, if it begins here.
  private static func endOfLeft(_ text: ArraySlice<UInt8>) -> Int? {
    for (start, end) in left where text.starts(with: start) {
      var rest = text.dropFirst(start.count)
      while let next = rest.firstIndex(of: end[0]) {
        if text[next...].starts(with: end) { return next + end.count }
        rest = text[(next + 1)...]
      }
    }
    return nil
  }

  private func attribute(_ name: String, _ value: String, of path: String, _ key: String) -> String
  {
    switch name {
    case "id", "for", "aria-labelledby", "aria-describedby": return "\(key)-\(value)"
    case "name" where !value.isEmpty: return "\(key)-\(value)"
    case "src": return Self.resolved(value, from: path)
    case "href":
      if value.hasPrefix("#") { return "#\(key)-\(value.dropFirst())" }
      let parts = value.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let target = Self.resolved(String(parts[0]), from: path)
      guard paths.contains(target) else { return target + (parts.count > 1 ? "#\(parts[1])" : "") }
      return "#" + Self.key(target) + (parts.count > 1 ? "-\(parts[1])" : "")
    default: return value
    }
  }

  /// An address of the page at `path` as the root has it.
  private static func resolved(_ address: String, from path: String) -> String {
    if address.hasPrefix("/") || HTML.hasScheme(address) { return address }
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in address.split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }
}
