private import Requests

/// What `site.yaml` says.
struct SiteConfiguration: Equatable, Sendable {
  static let fileName = "site.yaml"
  private static let keys = ["title", "language", "base-url", "navigation", "social-cards"]

  /// The name of the whole.
  var title: String
  /// A language tag, `en` where nothing is said.
  var language = "en"
  /// Where the site will stand, without a slash at the end; for canonical addresses only.
  var baseURL: String?
  /// Pages by their path in the folder, in the order in which one reads them.
  var navigation: [String]

  /// - Parameters:
  ///   - yaml: The text of the file.
  ///   - file: Its name, for messages.
  ///   - pages: The pages that there are, the default order.
  init(_ yaml: String, file: String, pages: [String]) throws(SiteError) {
    do {
      let text = try KeyedText(yaml, file: file, firstLine: 1)
      var findings = text.unknownKeys(besides: Self.keys)
      guard let title = try text.text("title") else {
        throw Finding("A `title` was expected.", file: file, line: 1, help: ["Add `title: …`."])
      }
      self.title = title
      if let language = try text.text("language") { self.language = language }
      baseURL = try text.text("base-url").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
      if let pair = text["social-cards"], pair.value != .text("false") {
        findings.append(
          Finding(
            "`social-cards` can only be false: this release draws none.", file: file,
            line: pair.line))
      }
      navigation = pages
      if let pair = text["navigation"] {
        guard case .list(let paths) = pair.value else {
          throw Finding(
            "A list of pages was expected behind `navigation`.", file: file, line: pair.line,
            help: ["For example: navigation: [index.md, by-hand.md]"])
        }
        navigation = paths
        for path in paths where !pages.contains(path) {
          let near = Spelling.suggestion(for: path, among: pages)
          findings.append(
            Finding(
              "`navigation` names “\(path)”, but there is no such page.", file: file,
              line: pair.line, help: near.map { ["Did you mean `\($0)`?"] } ?? []))
        }
      }
      if !findings.isEmpty { throw SiteError(findings) }
    } catch let error as SiteError { throw error } catch let finding as Finding {
      throw SiteError([finding])
    } catch { throw SiteError([Finding("\(error)", file: file)]) }
  }
}
