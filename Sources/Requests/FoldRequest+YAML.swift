import TensorFiles
import Yams

extension FoldRequest {
  /// What a run file or a block of a page asks for.
  ///
  /// - Throws: ``RequestError`` that names file and line.
  public init(yaml: String, place: RequestPlace) throws(RequestError) {
    try self.init(YAMLMapping(yaml, at: place)) { (_) throws(RequestError) in false }
  }

  /// What the run file at `path` asks for; its paths are relative to it.
  ///
  /// - Throws: ``RequestError`` that names file and line.
  public init(runFile path: String) throws(RequestError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    let name = StandardInput.names.contains(path) ? "standard input" : path
    let place = RequestPlace(file: name, folder: name == path ? folder : "")
    try self.init(yaml: TextFile.contents(of: path), place: place)
  }

  /// Reads a mapping; what `other` takes is none of the fold's business.
  init(
    _ mapping: YAMLMapping, known: [String] = [],
    other: (Field) throws(RequestError) -> Bool
  ) throws(RequestError) {
    self.init()
    isFromFile = true
    folder = mapping.place.folder
    outputs[0].origin = mapping.place.origin(1)
    for entry in mapping.entries {
      if entry.key == "outputs" {
        try readOutputs(entry, at: mapping.place)
        continue
      }
      let field = try YAMLMapping.field(entry)
      if try other(field) { continue }
      guard try set(field) else {
        throw RequestError(
          .unknownKey(entry.key, known: known + Key.allCases.map(\.rawValue) + ["outputs"]),
          at: entry.origin, isFromFile: true)
      }
    }
    let keys = Set(mapping.entries.map(\.key))
    if keys.contains("outputs"),
      let key = Key.allCases.first(where: { $0.isOfOutput && keys.contains($0.rawValue) })
    {
      throw RequestError(
        .conflict(
          "\(key.rawValue) belongs to an output, but stands beside outputs.",
          help: "Move it into each entry of outputs."),
        at: mapping.place.origin(1), isFromFile: true)
    }
  }

  private mutating func readOutputs(
    _ entry: YAMLMapping.Entry, at place: RequestPlace
  ) throws(RequestError) {
    guard case .sequence(let nodes) = entry.node, !nodes.isEmpty else {
      throw RequestError(
        .badValue(key: "outputs", value: "", expected: "a list of outputs"), at: entry.origin,
        isFromFile: true)
    }
    outputs = Array(repeating: Output(), count: nodes.count)
    for (index, node) in nodes.enumerated() {
      outputs[index].origin = place.origin(node.mark?.line)
      outputs[index].name = "output_\(index + 1)"
      for entry in try YAMLMapping(node, at: place).entries {
        let known = Key.allCases.filter(\.isOfOutput).map(\.rawValue)
        guard known.contains(entry.key) else {
          throw RequestError(
            .unknownKey(entry.key, known: known), at: entry.origin, isFromFile: true)
        }
        try set(YAMLMapping.field(entry), output: index)
      }
      let name = outputs[index].name
      guard !outputs[..<index].contains(where: { $0.name == name }) else {
        throw RequestError(
          .conflict(
            "Every output has a name of its own, but “\(name)” is there twice.",
            help: "Give each entry of outputs another name."),
          at: outputs[index].origin, isFromFile: true)
      }
    }
  }
}
