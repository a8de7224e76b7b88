private import Tensors
private import Yams

/// The keys of a small YAML text, each with its value and its line: a page's front matter, a block,
/// `site.yaml`.
///
/// Values are read with `YAMLDecoder`'s strictness: only what a key's reader asks for.
struct KeyedText: Sendable {
  /// One key with what stands behind it.
  struct Pair: Sendable {
    var key: String
    /// In the file, counted from 1.
    var line: Int
    var value: Content
  }

  /// What a key can hold here.
  enum Content: Sendable, Equatable {
    case text(String)
    case list([String])
    /// In the order in which they are written.
    case pairs([String: String], order: [String])
    case other
  }

  var file: String
  /// The line in the file where the text starts.
  var firstLine: Int
  var pairs: [Pair]

  /// - Throws: A finding where the text is no mapping.
  init(_ yaml: String, file: String, firstLine: Int) throws(Finding) {
    self.file = file
    self.firstLine = firstLine
    let node: Node?
    do { node = try Yams.compose(yaml: yaml) } catch {
      throw Self.finding(for: error, file: file, firstLine: firstLine)
    }
    guard let node else {
      pairs = []
      return
    }
    guard case .mapping(let mapping) = node else {
      throw Finding(
        "Lines of `key: value` were expected.", file: file, line: firstLine, rule: "yaml/not-keyed")
    }
    pairs = mapping.map { key, value in
      Pair(
        key: key.string ?? "", line: firstLine - 1 + (key.mark?.line ?? 1), value: .init(value))
    }
    let keys = pairs.map(\.key)
    for (index, pair) in pairs.enumerated() where keys[..<index].contains(pair.key) {
      throw Finding(
        "The key `\(pair.key)` is given twice.", file: file, line: pair.line,
        rule: "yaml/repeated-key")
    }
  }

  private static func finding(for error: any Error, file: String, firstLine: Int) -> Finding {
    guard let error = error as? YamlError else {
      return Finding(
        "The YAML cannot be read: \(error).", file: file, line: firstLine, rule: "yaml/syntax")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return Finding(
        "The YAML cannot be read: \(problem).", file: file, line: firstLine - 1 + mark.line,
        help: ["Put text that holds `: `, `#`, `{` or `[` into double quotes."],
        rule: "yaml/syntax")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return Finding(
        "The key `\(duplicates.map { "\($0)" }.sorted().joined(separator: "`, `"))` is given twice.",
        file: file, line: firstLine - 1 + context.mark.line, rule: "yaml/repeated-key")
    default:
      return Finding(
        "The YAML cannot be read.", file: file, line: firstLine, rule: "yaml/syntax")
    }
  }

  subscript(key: String) -> Pair? { pairs.first { $0.key == key } }

  /// The text behind `key`, nil where the key is absent.
  func text(_ key: String) throws(Finding) -> String? {
    guard let pair = self[key] else { return nil }
    guard case .text(let text) = pair.value else {
      throw Finding(
        "Text was expected behind `\(key)`.", file: file, line: pair.line, rule: "yaml/not-text")
    }
    return text
  }

  /// One finding for each key that is not of `known`, with what may have been meant.
  ///
  /// - Parameter place: What has the keys, for the rule's name.
  func unknownKeys(besides known: [String], of place: String) -> [Finding] {
    pairs.filter { !known.contains($0.key) }.map { pair in
      let near = Spelling.suggestion(for: pair.key, among: known)
      return Finding(
        "There is no key `\(pair.key)`.", file: file, line: pair.line,
        help: near.map { ["Did you mean `\($0)`?"] } ?? [
          "Keys are: \(known.joined(separator: ", "))."
        ], rule: "\(place)/unknown-key")
    }
  }
}

extension KeyedText.Content {
  fileprivate init(_ node: Node) {
    switch node {
    case .scalar(let scalar): self = .text(scalar.string)
    case .sequence(let nodes):
      let texts = nodes.compactMap { $0.scalar?.string }
      self = texts.count == nodes.count ? .list(texts) : .other
    case .mapping(let mapping):
      var values: [String: String] = [:]
      var order: [String] = []
      for (key, value) in mapping {
        guard let key = key.string, let value = value.scalar?.string else { continue }
        values[key] = value
        order.append(key)
      }
      self = order.count == mapping.count ? .pairs(values, order: order) : .other
    case .alias: self = .other
    }
  }
}
