private import Figures
private import Reductions
private import Requests
private import Synchronization

// Blocks that compute what they show: a comparison, the catalogue of losses, a command's help.
extension RequestResolver {
  func parts(of block: SourceBlock) throws(Finding) -> [ComputedPart] {
    let key = block.kind + "\n" + block.text
    if let known = memory.withLock({ $0.parts[key] }) { return known }
    let parts = try computed(block)
    memory.withLock { $0.parts[key] = parts }
    return parts
  }

  private func computed(_ block: SourceBlock) throws(Finding) -> [ComputedPart] {
    switch block.kind {
    case "compare": try comparison(block)
    case "losses": LossCatalog.summaries.flatMap(\.parts)
    default: try command(block)
    }
  }

  /// What `--help` says.
  private func command(_ block: SourceBlock) throws(Finding) -> [ComputedPart] {
    let name = block.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard let text = commands[name] else {
      throw Finding(
        "There is no command “\(name)”.", file: block.file, line: block.textLine,
        help: ["Commands are: \(commands.keys.sorted().joined(separator: ", "))."],
        rule: "command/unknown")
    }
    return [.code(text)]
  }

  /// The same tensors under every convention; with `number`, the readings that give it.
  private func comparison(_ block: SourceBlock) throws(Finding) -> [ComputedPart] {
    let text = try KeyedText(block.text, file: block.file, firstLine: block.textLine)
    let yaml = block.text.replacing(/(?m)^(?:id|caption|number):.*$/, with: "#")
    let input: FoldInput?
    let request: FoldRequest
    do throws(RequestError) {
      request = try FoldRequest(yaml: yaml, place: place(block))
      input = try inputs(of: request).first
    } catch { throw Finding(error, of: "compare") }
    guard let input else {
      throw Finding(
        "There is nothing to compare.", file: block.file, line: block.line,
        rule: "compare/nothing")
    }
    let (id, caption) = (try text.text("id"), try text.text("caption"))
    guard let digits = try text.text("number") else {
      let comparison = Comparison(of: input, request.settings())
      return comparison.parts(id: id, caption: caption)
    }
    guard let number = PrintedNumber(digits) else {
      throw Finding(
        "A number such as 0.0136 was expected, but “\(digits)” was found.", file: block.file,
        line: block.textLine, rule: "compare/number")
    }
    let readings = Readings(
      of: input, request.settings(), number: number, losses: [input.loss])
    return readings.parts(id: id, caption: caption)
  }
}

extension Comparison {
  fileprivate func parts(id: String?, caption: String?) -> [ComputedPart] {
    var table = ComputedPart.Table(
      id: id, caption: caption,
      head: ["Framework", "Reduction", "Value", "Divided by", "Parts at"])
    table.numerals = [2, 3]
    for row in rows {
      table.rows.append([
        row.convention.title, row.reduction.isEmpty ? "–" : "`\(row.reduction)`",
        row.value.map { NumberFormat.significant($0, digits: 6) } ?? "refused",
        row.denominator.map(Self.denominator) ?? "–",
        row.convention == reference ? "held against" : row.partsAt?.rawValue ?? "–",
      ])
    }
    let reasons = rows.filter { !$0.why.isEmpty }.map { "\($0.convention.title): \($0.why)" }
    return [.table(table)] + (reasons.isEmpty ? [] : [.list(reasons)])
  }

  /// A count in full; what weights make of one as a number.
  private static func denominator(_ value: Double) -> String {
    Int(exactly: value).map { NumberFormat.count($0) } ?? NumberFormat.significant(value)
  }
}

extension Readings {
  fileprivate func parts(id: String?, caption: String?) -> [ComputedPart] {
    let exact = readings.prefix { $0.distance == 0 }
    var table = ComputedPart.Table(
      id: id, caption: caption, head: ["Framework", "Value", "What it would mean"])
    table.numerals = [1]
    for reading in exact.isEmpty ? readings.prefix(4) : exact.prefix(12) {
      table.rows.append([
        reading.convention.title, NumberFormat.significant(reading.value, digits: 6), reading.says,
      ])
    }
    let count =
      exact.isEmpty
      ? "No reading gives \(number.text); these are the nearest of \(NumberFormat.count(tried))."
      : "\(exact.count) of \(NumberFormat.count(tried)) readings round to \(number.text). "
        + "By chance, \(NumberFormat.percent(byChance)) of numbers with as many digits would find "
        + "one too."
    return [.table(table), .paragraph(count)]
  }
}

extension LossSummary.Value {
  /// The label for the head of a narrow column: `y 1,` over `p 0`, `wrong:` over `0, 1`.
  fileprivate var unbroken: String {
    label.hasPrefix("y ")
      ? label.replacing(" ", with: "\u{A0}").replacing(",\u{A0}", with: ", ")
      : label.replacing(", ", with: ",\u{A0}")
  }
}

extension LossSummary {
  fileprivate var parts: [ComputedPart] {
    var parts: [ComputedPart] = []
    if isFirstOfName { parts.append(.heading("`\(name)`", id: name.replacing("_", with: "-"))) }
    parts.append(
      .paragraph(
        "\(conventions.map(\.title).joined(separator: ", ")): \(title). \(logits)"
          + (options.isEmpty
            ? "" : " Options: \(options.map { "`\($0)`" }.joined(separator: ", ")).")))
    parts.append(.formula(formula))
    guard !edges.isEmpty else { return parts }
    var table = ComputedPart.Table(head: ["Framework"] + edges[0].values.map(\.unbroken))
    table.numerals = Set(1...max(edges[0].values.count, 1))
    for edge in edges {
      table.rows.append(
        [edge.convention.title] + edge.values.map { NumberFormat.significant($0.value, digits: 6) })
    }
    parts.append(.table(table))
    return parts
  }
}
