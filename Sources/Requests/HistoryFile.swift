import Figures
import Yams

/// Histories of trainings: an object of lists as Keras keeps it, one of epochs, or CSVLogger's.
enum HistoryFile {
  /// How Keras's history becomes a file.
  private static let saving = [
    "Save Keras’s, in Python: json.dump(model.fit(x, y).history, open(\"history.json\", \"w\"))"
  ]

  static func read(_ path: String, name: String) throws(RequestError) -> HistorySubject {
    let text = try TextFile.contents(of: path)
    let history =
      path.hasSuffix(".csv")
      ? try csv(text, path: path, name: name) : try json(text, path: path, name: name)
    guard !history.epochs.isEmpty, !history.series.isEmpty else {
      throw TextFile.bad(
        path, "a history holds numbers of epochs, but there are none", help: saving)
    }
    if let odd = history.epochs.firstIndex(where: { !($0.magnitude <= 1e9) }) {
      throw TextFile.bad(
        path,
        "epochs are counted by numbers up to 1e9, but number \(odd + 1) is \(history.epochs[odd])")
    }
    return history
  }

  // MARK: CSV

  private static func csv(
    _ text: String, path: String, name: String
  ) throws(RequestError) -> HistorySubject {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().filter { !$0.element.allSatisfy(\.isWhitespace) }
      .map { (number: $0.offset + 1, cells: cells($0.element)) }
    guard let header = lines.first?.cells else { throw TextFile.bad(path, "the file is empty") }
    var columns = [[Double]](repeating: [], count: header.count)
    for (line, cells) in lines.dropFirst() {
      guard cells.count == header.count else {
        throw TextFile.bad(
          "\(path):\(line)",
          "a row has \(header.count) columns as the first one has, but here are \(cells.count)")
      }
      for (column, cell) in cells.enumerated() {
        guard let number = TextFile.number(cell),
          number.magnitude <= 1e9 || header[column] != "epoch"
        else {
          throw TextFile.bad(
            "\(path):\(line)", "column \(header[column]) holds numbers, but here “\(cell)”")
        }
        columns[column].append(number)
      }
    }
    return history(
      name, lists: Array(zip(header, columns)), classNames: nil)
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
  }

  // MARK: JSON

  private static func json(
    _ text: String, path: String, name: String
  ) throws(RequestError) -> HistorySubject {
    guard let mapping = try TextFile.json(text, path: path).mapping else {
      throw TextFile.bad(path, "a history is an object of lists, one a quantity", help: saving)
    }
    let classNames = mapping["classes"]?.sequence?.compactMap { $0.scalar?.string }
    if let epochs = mapping["epochs"]?.sequence {
      return try history(of: epochs, path: path, name: name, classNames: classNames)
    }
    // A model's history may stand in an object of its own, as `History` has it.
    let lists = mapping["history"]?.mapping ?? mapping
    var columns: [(String, [Double])] = []
    for (key, value) in lists {
      guard let key = key.scalar?.string, let values = value.sequence else { continue }
      let numbers = values.compactMap { $0.scalar.flatMap { TextFile.number($0.string) } }
      guard numbers.count == values.count else { continue }
      guard columns.isEmpty || columns[0].1.count == numbers.count else {
        throw TextFile.bad(
          path, "\(columns[0].0) has \(columns[0].1.count) epochs, but \(key) has \(numbers.count)")
      }
      columns.append((key, numbers))
    }
    return history(name, lists: columns, classNames: classNames)
  }

  private static func history(
    _ name: String, lists: [(String, [Double])], classNames: [String]?
  ) -> HistorySubject {
    let count = lists.first?.1.count ?? 0
    var epochs = (0..<count).map { Double($0 + 1) }
    var series: [HistorySubject.Series] = []
    for (key, values) in lists {
      // CSVLogger counts from 0; a reader and the progress bar count from 1.
      if key == "epoch" {
        epochs = values.first == 0 ? values.map { $0 + 1 } : values
      } else {
        series.append(.init(name: key, values: values))
      }
    }
    return HistorySubject(name: name, epochs: epochs, series: series, classNames: classNames)
  }

  /// A list of epochs, each an object of numbers and of lists by class.
  private static func history(
    of nodes: Node.Sequence, path: String, name: String, classNames: [String]?
  ) throws(RequestError) -> HistorySubject {
    struct Key: Hashable {
      var name: String
      var classIndex: Int?
    }
    var order: [Key] = []
    var values: [Key: [Double]] = [:]
    var epochs: [Double] = []
    for (index, node) in nodes.enumerated() {
      guard let mapping = node.mapping else {
        throw TextFile.bad(path, "epoch \(index + 1) is an object of numbers")
      }
      func add(_ key: Key, _ number: Double) {
        if values[key] == nil {
          order.append(key)
          values[key] = []
        }
        let missing = index - (values[key]?.count ?? 0)
        if missing > 0 { values[key]? += [Double](repeating: .nan, count: missing) }
        values[key]?.append(number)
      }
      epochs.append(
        mapping["epoch"]?.scalar.flatMap { TextFile.number($0.string) } ?? Double(index + 1))
      for (key, value) in mapping {
        guard let key = key.scalar?.string, key != "epoch" else { continue }
        if let number = value.scalar.flatMap({ TextFile.number($0.string) }) {
          add(Key(name: key), number)
        } else if let numbers = value.sequence?.map({
          $0.scalar.flatMap { TextFile.number($0.string) }
        }),
          numbers.allSatisfy({ $0 != nil }),
          key != "batches"
        {
          for (index, number) in numbers.enumerated() {
            add(Key(name: key, classIndex: index), number ?? .nan)
          }
        }
      }
    }
    return HistorySubject(
      name: name, epochs: epochs,
      series: order.map { key in
        let all = values[key] ?? []
        return .init(
          name: key.name,
          values: all + [Double](repeating: .nan, count: max(0, epochs.count - all.count)),
          classIndex: key.classIndex)
      }, classNames: classNames)
  }
}

extension String {
  /// Without white space at either end.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
