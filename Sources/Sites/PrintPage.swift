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

  /// A page's text without what only a screen needs, its anchors and links made those of one page.
  private func rewritten(_ written: WrittenPage) -> String {
    var body = written.text.body
    for (start, end) in [
      ("<source", ">"), ("<script", "</script>"), ("<a class=\"anchor\"", "</a>"),
      ("<details class=\"contents\"", "</details>"), ("<details class=\"numbers\"", "</details>"),
      ("<div class=\"findings\"", "</div>"),
    ] {
      body = Self.cut(body, from: start, to: end)
    }
    body = body.replacing(" loading=\"lazy\"", with: "")
    let path = written.page.outputPath
    let key = Self.key(path)
    var result = ""
    result.reserveCapacity(body.utf8.count * 9 / 8)
    // In text a quote is escaped, so `="` stands in tags only.
    let pieces = body.split(separator: "=\"", omittingEmptySubsequences: false)
    result += pieces.first ?? ""
    for (index, piece) in pieces.enumerated().dropFirst() {
      let name = pieces[index - 1].reversed().prefix { $0.isLetter || $0 == "-" }.reversed()
      guard let end = piece.firstIndex(of: "\"") else {
        result += "=\"" + piece
        continue
      }
      let value = String(piece[..<end])
      result += "=\"" + attribute(String(name), value, of: path, key) + piece[end...]
    }
    return result
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

  private static func cut(_ text: String, from start: String, to end: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.firstRange(of: start) {
      result += rest[..<first.lowerBound]
      rest = rest[first.lowerBound...]
      guard let last = rest.firstRange(of: end) else { break }
      rest = rest[last.upperBound...]
    }
    return result + rest
  }
}
