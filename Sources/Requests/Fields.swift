import Yams

/// A key with its values as they were written, and where.
///
/// Flags, run files and figure blocks all come down to these; one place reads their values.
public struct Field: Equatable, Sendable {
  /// The key, as a flag without its dashes.
  public var key: String
  /// The values; several where the key takes a list.
  public var values: [String]
  /// Where it stands: `run.yaml:3`, or `--batch-size`.
  public var origin: String

  /// A key with its values.
  public init(_ key: String, _ values: [String], origin: String) {
    self.key = key
    self.values = values
    self.origin = origin
  }

  /// The only value.
  func single(_ expected: String, isFromFile: Bool) throws(RequestError) -> String {
    guard values.count == 1 else { throw bad(expected, isFromFile: isFromFile) }
    return values[0]
  }

  /// The error that a value is not of the kind `expected`; `known` are the values that have names.
  func bad(
    _ expected: String, among known: [String] = [], isFromFile: Bool
  ) -> RequestError {
    RequestError(
      .badValue(
        key: key, value: values.joined(separator: ", "), expected: expected, known: known),
      at: origin, isFromFile: isFromFile)
  }
}

/// Where a piece of YAML stands.
public struct RequestPlace: Hashable, Sendable {
  /// The file, for messages.
  public var file: String
  /// The line of the file on which the YAML's first line stands, from 1.
  public var line: Int
  /// What relative paths start from.
  public var folder: String

  /// A place in `file`.
  public init(file: String, line: Int = 1, folder: String) {
    self.file = file
    self.line = line
    self.folder = folder
  }

  /// `file:line` of a line of the YAML, counted from 1.
  func origin(_ line: Int?) -> String { "\(file):\(self.line + (line ?? 1) - 1)" }
}

/// A mapping of YAML, its scalars left as they were written.
struct YAMLMapping {
  /// One entry.
  struct Entry {
    var key: String
    var node: Node
    var origin: String
  }

  var entries: [Entry]
  let place: RequestPlace

  init(_ text: String, at place: RequestPlace) throws(RequestError) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Self.error(error, at: place)
    } catch {
      throw RequestError(.notYAML(reason: "\(error)"), at: place.origin(1), isFromFile: true)
    }
    guard let node else {
      throw RequestError(.notKeyed, at: place.origin(1), isFromFile: true)
    }
    try self.init(node, at: place)
  }

  init(_ node: Node, at place: RequestPlace) throws(RequestError) {
    self.place = place
    entries = []
    guard case .mapping(let mapping) = node else {
      throw RequestError(.notKeyed, at: place.origin(node.mark?.line), isFromFile: true)
    }
    var names: Set<String> = []
    for (key, value) in mapping {
      let origin = place.origin(key.mark?.line)
      guard let name = key.scalar?.string else {
        throw RequestError(.notKeyed, at: origin, isFromFile: true)
      }
      guard names.insert(name).inserted else {
        throw RequestError(.repeatedKey(name), at: origin, isFromFile: true)
      }
      entries.append(Entry(key: name, node: value, origin: origin))
    }
  }

  /// The most characters that one entry's values may have: aliases of aliases grow without end.
  private static let longestValue = 1 << 16

  /// The entry as a field: a scalar, a list of scalars, or a map that reads `key=value`.
  static func field(_ entry: Entry) throws(RequestError) -> Field {
    func bad(_ value: String, _ expected: String) -> RequestError {
      RequestError(
        .badValue(key: entry.key, value: value, expected: expected), at: entry.origin,
        isFromFile: true)
    }
    var room = longestValue
    func text(_ node: Node) throws(RequestError) -> String {
      switch node {
      case .scalar(let scalar):
        room -= scalar.string.utf8.count + 1
        guard room >= 0 else { throw bad("more", "at most \(longestValue) characters") }
        return scalar.string
      case .sequence(let nodes):
        var parts: [String] = []
        for node in nodes { parts.append(try text(node)) }
        return parts.joined(separator: ",")
      default: throw bad("a map", "a value or a list of values")
      }
    }
    var values: [String] = []
    switch entry.node {
    case .sequence(let nodes):
      for node in nodes { values.append(try text(node)) }
    case .mapping(let mapping):
      for (key, value) in mapping { values.append("\(try text(key))=\(try text(value))") }
    default: values.append(try text(entry.node))
    }
    return Field(entry.key, values, origin: entry.origin)
  }

  /// The parser's words, where they are not about its own functions.
  private static func reason(_ problem: String) -> String {
    problem.contains("yaml_set_max_nest_level")
      ? "lists and maps lie too deep inside one another" : problem
  }

  private static func error(_ error: YamlError, at place: RequestPlace) -> RequestError {
    if case .duplicatedKeysInMapping(let duplicates, let context) = error {
      return RequestError(
        .repeatedKey(duplicates.sorted().joined(separator: ", ")),
        at: place.origin(context.mark.line), isFromFile: true)
    }
    let (reason, line) = problem(error)
    return RequestError(.notYAML(reason: reason), at: place.origin(line), isFromFile: true)
  }

  /// What is wrong, and in which line.
  static func problem(_ error: YamlError) -> (reason: String, line: Int?) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (reason(problem), mark.line)
    case .reader(let problem, let offset, _, let yaml):
      // Its offset counts bytes; Yams' own description runs over several lines.
      (problem, offset.map { 1 + yaml.utf8.prefix($0).count { $0 == 0x0A } })
    case .duplicatedKeysInMapping(let duplicates, let context):
      ("its key \(duplicates.sorted().joined(separator: ", ")) is there twice", context.mark.line)
    default: ("\(error)", 1)
    }
  }
}
