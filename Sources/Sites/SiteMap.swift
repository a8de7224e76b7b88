private import Tensors

/// What there is in a folder of pages: where a link may lead.
struct SiteMap: Equatable, Sendable {
  /// The pages, by their path in the folder.
  var pages: Set<String>
  /// All other files, by their path in the folder.
  var files: Set<String>
  /// The name of the folder, for messages.
  var folder: String
  /// The pages that a gallery can show, by their path.
  var examples: [String: Example] = [:]

  /// A page as a gallery shows it.
  struct Example: Equatable, Sendable {
    var title: String, summary: String
    /// What the names of its figure's files begin with.
    var stem: String
  }

  /// Where a link leads.
  enum Destination: Equatable, Sendable {
    /// Another site.
    case elsewhere
    /// A page, perhaps at one of its anchors.
    case page(String, anchor: String?)
    /// A file, which the site then bears a copy of.
    case file(String)
  }

  /// Where `target`, written in the page at `path`, leads.
  ///
  /// - Throws: A sentence and advice where it leads nowhere.
  func destination(of target: String, from path: String) throws(BrokenLink) -> Destination {
    if target.hasPrefix("//") || HTML.hasScheme(target) { return .elsewhere }
    guard !target.hasPrefix("/") else {
      throw BrokenLink(
        "The link “\(target)” starts at the root of a server, but links are relative here.",
        rule: "link/from-root")
    }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let anchor = parts.count > 1 ? String(parts[1]) : nil
    if parts[0].isEmpty { return .page(path, anchor: anchor) }
    guard let resolved = Self.joined(String(parts[0]), to: path) else {
      throw BrokenLink("The link “\(target)” leads out of \(folder).", rule: "link/outside")
    }
    if pages.contains(resolved) { return .page(resolved, anchor: anchor) }
    if files.contains(resolved) { return .file(resolved) }
    let near =
      resolved.hasSuffix(".html")
      ? String(resolved.dropLast(5)) + ".md"
      : Spelling.suggestion(for: resolved, among: (pages.union(files)).sorted())
    let exists = near.map { pages.contains($0) || files.contains($0) } ?? false
    throw BrokenLink(
      "The link “\(target)” leads nowhere: there is no \(folder)/\(resolved).",
      help: exists ? near.map { ["Did you mean `\($0)`?"] } ?? [] : [], rule: "link/dead")
  }

  /// `target` against the folder of the page at `path`; nil where it leads out.
  static func joined(_ target: String, to path: String) -> String? {
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": if parts.popLast() == nil { return nil }
      default: parts.append(part.removingPercentEncoding)
      }
    }
    return parts.joined(separator: "/")
  }

  /// The way from the page at `path` to `destination`, both in the site.
  static func relative(_ destination: String, from path: String) -> String {
    String(repeating: "../", count: path.count { $0 == "/" }) + destination
  }
}

/// A link that leads nowhere.
struct BrokenLink: Error, Equatable {
  var sentence: String
  var help: [String]
  var rule: String

  init(_ sentence: String, help: [String] = [], rule: String) {
    self.sentence = sentence
    self.help = help
    self.rule = rule
  }
}

extension Substring {
  /// `%20` as a space; as it is where it is not UTF-8.
  fileprivate var removingPercentEncoding: String {
    guard contains("%") else { return String(self) }
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let digits = String(validating: rest.prefix(2), as: UTF8.self),
        digits.count == 2, let value = UInt8(digits, radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self) ?? String(self)
  }
}
