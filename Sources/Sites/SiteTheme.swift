private import Mustache

/// The templates and the stylesheet of a site: the embedded ones, or those of the folder's `theme`.
struct SiteTheme: Sendable {
  /// Where a folder of pages keeps files of its own theme.
  static let folder = "theme"

  /// Files that the site bears as they are, by their path in it.
  var files: [String: [UInt8]]
  private var templates: MustacheLibrary

  private static let embedded: [String: [UInt8]] = [
    "page.mustache": PackageResources.page_mustache,
    "style.css": PackageResources.style_css,
    "lossfold.js": PackageResources.lossfold_js,
  ]

  /// - Parameters:
  ///   - overrides: Files of the folder's own theme, by name.
  ///   - place: The name of that folder, for messages.
  init(overrides: [String: [UInt8]], place: String) throws(SiteError) {
    var findings: [Finding] = []
    templates = MustacheLibrary()
    files = [:]
    for (name, bytes) in Self.embedded.merging(overrides, uniquingKeysWith: { $1 }).sorted(by: {
      $0.key < $1.key
    }) {
      guard name.hasSuffix(".mustache") else {
        files[name] = bytes
        continue
      }
      do {
        try templates.register(
          String(decoding: bytes, as: UTF8.self), named: String(name.dropLast(9)))
      } catch {
        let line = (error as? MustacheTemplate.ParserError)?.context.lineNumber
        findings.append(
          Finding(
            "The template cannot be read.", file: "\(place)/\(name)", line: line,
            rule: "theme/template"))
      }
    }
    if !findings.isEmpty { throw SiteError(findings) }
  }

  /// The whole of a page round its text.
  func page(_ content: PageContent) -> [UInt8] {
    Array((templates.render(content.values, withTemplate: "page") ?? "").utf8)
  }
}

/// What a template is filled with.
struct PageContent: Sendable {
  /// A link to a page.
  struct Neighbour: Sendable {
    var title: String
    var address: String
    var isCurrent = false

    fileprivate var values: [String: Any] {
      ["title": title, "address": address, "current": isCurrent]
    }
  }

  /// Pages that belong together; without a title where nobody grouped them.
  struct Group: Sendable {
    var title: String
    var pages: [Neighbour]

    fileprivate var values: [String: Any] {
      var values: [String: Any] = ["pages": pages.map(\.values)]
      if !title.isEmpty { values["heading"] = title }
      return values
    }
  }

  var site: String
  var language: String
  var title: String
  var summary: String
  /// `../` for each folder that the page lies in.
  var root: String
  /// The first page.
  var home: String
  var canonical: String?
  /// The address of its picture, for where its own is sent to somebody.
  var card: String?
  var body: String
  var groups: [Group] = []
  /// The address of the list of all pages, where there are too many for a page's head.
  var contents: String?
  /// The address of the page that holds all of them.
  var printAddress: String?
  /// The page that it lies below.
  var parent: Neighbour?
  var previous: Neighbour?
  var next: Neighbour?
  /// Whether it is that of all pages.
  var isPrint = false

  fileprivate var values: [String: Any] {
    var values: [String: Any] = [
      "site": site, "language": language, "title": title, "summary": summary, "root": root,
      "home": home, "body": body, "groups": groups.map(\.values),
      "few": groups.count == 1, "many": groups.count > 1, "print": isPrint,
    ]
    if let canonical { values["canonical"] = canonical }
    if let card { values["card"] = card }
    if let contents { values["contents"] = contents }
    if let printAddress { values["printAddress"] = printAddress }
    if let parent { values["parent"] = parent.values }
    if let previous { values["previous"] = previous.values }
    if let next { values["next"] = next.values }
    return values
  }
}
