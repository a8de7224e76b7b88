private import Tensors

/// What `site.yaml` says.
struct SiteConfiguration: Equatable, Sendable {
  static let fileName = "site.yaml"
  private static let keys = [
    "title", "language", "base-url", "navigation", "social-cards", "print-page",
  ]

  /// The name of the whole.
  var title: String
  /// A language tag, `en` where nothing is said.
  var language = "en"
  /// Where the site will stand, without a slash at the end; for canonical addresses only.
  var baseURL: String?
  /// Whether each page has a picture for where its address is sent to somebody.
  var hasSocialCards = false
  /// Whether all pages stand on one too; nil leaves it to their number.
  var hasPrintPage: Bool?
  /// The page that one opens first: `index.md` where there is one.
  var home: String { Page.outputPath(of: first) }
  private var first = "index.md"
  /// Pages by their path in the folder, in the order in which one reads them.
  var navigation: [String] { groups.flatMap(\.pages) }
  /// The same, as the navigation groups them; a group without a title where nobody grouped.
  var groups: [Group]

  /// Pages that belong together.
  struct Group: Equatable, Sendable {
    var title: String
    var pages: [String]
  }

  /// - Parameters:
  ///   - yaml: The text of the file.
  ///   - file: Its name, for messages.
  ///   - pages: The pages that there are, the default order.
  init(_ yaml: String, file: String, pages: [String]) throws(SiteError) {
    do {
      let text = try KeyedText(yaml, file: file, firstLine: 1)
      var findings = text.unknownKeys(besides: Self.keys, of: "site")
      guard let title = try text.text("title") else {
        throw Finding(
          "A `title` was expected.", file: file, line: 1, help: ["Add `title: …`."],
          rule: "site/no-title")
      }
      self.title = title
      if let language = try text.text("language") { self.language = language }
      baseURL = try text.text("base-url").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
      hasPrintPage = try Self.flag("print-page", in: text)
      hasSocialCards = try Self.flag("social-cards", in: text) ?? false
      if hasSocialCards, baseURL == nil {
        findings.append(
          Finding(
            "A social card is asked for by its whole address, but the site has no `base-url`.",
            file: file, line: text["social-cards"]?.line,
            help: ["Add `base-url: https://…`, where the site will stand."],
            rule: "site/no-base-url"))
      }
      if let baseURL, baseURL.firstMatch(of: /^https?:\/\/[^\/\s]+/) == nil {
        findings.append(
          Finding(
            "`base-url` is an address such as https://pages.example/site, but “\(baseURL)” was "
              + "found.", file: file, line: text["base-url"]?.line, rule: "site/base-url"))
      }
      // The page that a folder opens with is read first.
      let start = pages.filter { $0 == "index.md" }
      groups = [Group(title: "", pages: start + pages.filter { $0 != "index.md" })]
      if let pair = text["navigation"] {
        groups = try Self.groups(pair, file: file)
        for path in groups.flatMap(\.pages) where !pages.contains(path) {
          let near = Spelling.suggestion(for: path, among: pages)
          findings.append(
            Finding(
              "`navigation` names “\(path)”, but there is no such page.", file: file,
              line: pair.line, help: near.map { ["Did you mean `\($0)`?"] } ?? [],
              rule: "site/unknown-page"))
        }
      }
      self.first =
        navigation.first ?? (pages.contains("index.md") ? "index.md" : pages.first ?? first)
      if !findings.isEmpty { throw SiteError(findings) }
    } catch let error as SiteError { throw error } catch let finding as Finding {
      throw SiteError([finding])
    } catch { throw SiteError([Finding("\(error)", file: file, rule: "site/unreadable")]) }
  }

  /// A list of pages, or lists of pages under a heading each.
  private static func groups(_ pair: KeyedText.Pair, file: String) throws(Finding) -> [Group] {
    switch pair.value {
    case .list(let paths): return [Group(title: "", pages: paths)]
    case .pairs(let texts, let order):
      return order.map { title in
        let paths = (texts[title] ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
        return Group(title: title, pages: paths)
      }
    default:
      throw Finding(
        "A list of pages was expected behind `navigation`.", file: file, line: pair.line,
        help: ["For example: navigation: [index.md, by-hand.md]"], rule: "site/navigation")
    }
  }

  private static func flag(_ key: String, in text: KeyedText) throws(Finding) -> Bool? {
    guard let value = try text.text(key) else { return nil }
    guard let flag = ["true": true, "false": false][value] else {
      throw Finding(
        "true or false was expected behind `\(key)`, but “\(value)” was found.", file: text.file,
        line: text[key]?.line, rule: "site/bad-value")
    }
    return flag
  }
}
