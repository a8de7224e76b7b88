private import Tensors
private import Yams

/// A file of numbers that a page names: the text can speak of everything in it.
///
///     ```numbers
///     id: measured
///     file: data/benchmarks.json
///     ```
///
/// Objects lead on by their keys and lists by their indices: `measured.fold.times.0.least_ms`.
struct NumbersBlock {
  /// The name under which the text speaks of it.
  let id: String
  /// What stands in the file.
  let entry: Entry

  /// Reads the file, JSON or YAML.
  ///
  /// - Throws: A finding where the block lacks something, or the file is not there or no such thing.
  init(_ block: SourceBlock, in folder: SourceFolder) throws(Finding) {
    let text = try KeyedText(block.text, file: block.file, firstLine: block.textLine)
    if let unknown = text.unknownKeys(besides: ["id", "file"], of: "numbers").first {
      throw unknown
    }
    guard let id = try text.text("id"), let path = try text.text("file") else {
      throw Finding(
        "A numbers block needs an `id`, by which the text speaks of it, and a `file`.",
        file: block.file, line: block.line,
        help: ["Add lines such as `id: measured` and `file: data/measured.json`."],
        rule: "numbers/no-id")
    }
    guard folder.paths.contains(path) else {
      throw Finding(
        "The file \(path) was expected in the folder of pages, but it is not there.",
        file: block.file, line: block.textLine, kind: .missingInput, rule: "numbers/missing-data")
    }
    let contents: String
    do throws(SiteError) { contents = try folder.text(path) } catch {
      throw error.findings.first
        ?? Finding("\(path) cannot be read.", file: block.file, rule: "numbers/bad-data")
    }
    let found: Node?
    do { found = try Yams.compose(yaml: contents) } catch {
      throw Finding(
        "JSON or YAML was expected, but it cannot be read.", file: folder.file(path),
        rule: "numbers/bad-data")
    }
    guard let node = found, case .mapping = node else {
      throw Finding(
        "An object was expected, with names that lead on.", file: folder.file(path),
        rule: "numbers/bad-data")
    }
    self.id = id
    entry = Entry(node)
  }
}

extension Entry {
  /// What a value of JSON leads to.
  fileprivate init(_ node: Node) {
    switch node {
    case .mapping(let mapping):
      let members = mapping.compactMap { key, value in key.string.map { ($0, Entry(value)) } }
      let entries = Dictionary(members) { first, _ in first }
      self = .record(members.map(\.0)) { entries[$0] ?? .absent("it is not there.") }
    case .sequence(let nodes):
      let entries = nodes.map { Entry($0) }
      self = .list(count: entries.count, names: []) { entries[$0] }
    case .scalar(let scalar):
      if scalar.style != .any && scalar.style != .plain {
        self = .value(.text(scalar.string))
      } else if let count = Int(scalar.string) {
        self = .value(.count(count))
      } else if let number = Double(scalar.string) {
        self = .value(.number(number))
      } else if scalar.string == "null" {
        self = .absent("the file says null.")
      } else {
        self = .value(.text(scalar.string))
      }
    case .alias: self = .absent("it is an alias.")
    }
  }
}
