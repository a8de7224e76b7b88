import ArgumentParser
import Figures
import Reductions
import Requests

/// `lossfold compare`.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "The same tensors under every convention, and where they part.",
    discussion: """
      The others are held against --convention. With --number, it turns the question round: which \
      readings of the tensors give the number that you were shown?

        lossfold compare batch.npz:y_true batch.npz:y_pred --convention keras-2
        lossfold compare batch.npz:y_true batch.npz:y_pred --number 0.0136
      """)

  @Argument(
    help: ArgumentHelp("Two arrays, or a run file.", valueName: "Y_TRUE Y_PRED | RUN.yaml"),
    completion: .operands)
  var operands: [String] = []

  @OptionGroup(title: "What is folded")
  var options: FoldOptions

  @Option(help: "A number that was printed: ranks the readings that give it.")
  var number: String?

  @Flag(help: "Prints the comparison as JSON.")
  var json = false

  @OptionGroup
  var silence: Silence

  @Option(help: "How many significant digits the tables show, 1 to 17.")
  var precision = 6

  func validate() throws {
    guard (1...17).contains(precision) else {
      throw ValidationError("--precision takes 1 to 17, but \(precision) was given.")
    }
  }

  func run() throws {
    let request = try options.request(for: operands)
    var printed: PrintedNumber?
    if let number {
      printed = PrintedNumber(number)
      guard printed != nil else {
        throw ValidationError("--number takes a number such as 0.0136, but “\(number)” was given.")
      }
    }
    guard let input = try request.inputs().first else {
      throw ValidationError("One output is compared, but every one is skipped.")
    }
    let comparison = Comparison(of: input, request.settings())
    let readings = printed.map {
      Readings(
        of: input, request.settings(), number: $0, losses: options.loss.map { [$0] },
        progress: Progress("trying readings", silence).show)
    }
    try Console.write(
      json
        ? comparison.json(readings).prettyText
        : CompareReport(comparison, readings, precision: precision).text)
  }
}

/// A comparison as tables for a terminal.
struct CompareReport {
  let comparison: Comparison
  let readings: Readings?
  let precision: Int

  init(_ comparison: Comparison, _ readings: Readings?, precision: Int) {
    self.comparison = comparison
    self.readings = readings
    self.precision = precision
  }

  var text: String {
    var table = TextTable(
      ["convention", "loss", "reduction", "value", "÷", "parts at"], numbersFrom: 3)
    for row in comparison.rows {
      table.add([
        row.convention.rawValue, row.loss, row.reduction, number(row.value),
        row.denominator.map(denominator) ?? "–",
        row.value == nil ? "refused" : row.partsAt?.rawValue ?? "",
      ])
    }
    let reasons = comparison.rows.filter { !$0.why.isEmpty }
      .map { "\($0.convention.rawValue): \($0.why)\n" }.joined()
    return table.text + (reasons.isEmpty ? "" : "\n" + reasons)
      + (readings.map { "\n" + text(of: $0) } ?? "")
  }

  private func text(of readings: Readings) -> String {
    let exact = readings.readings.prefix { $0.distance == 0 }
    let chance = NumberFormat.percent(readings.byChance)
    var text =
      exact.isEmpty
      ? "No reading gives \(readings.number.text); the nearest are:\n"
      : "\(exact.count) of \(NumberFormat.count(readings.tried)) readings round to "
        + "\(readings.number.text).\n"
    var table = TextTable(["value", "convention", "loss", "what it would mean"], numbersFrom: 4)
    for reading in exact.isEmpty ? readings.readings.prefix(5) : exact.prefix(20) {
      table.add([
        number(reading.value), reading.convention.rawValue, reading.loss, reading.says,
      ])
    }
    text += table.text
    if exact.count > 20 { text += "… and \(exact.count - 20) more; --json has up to 100.\n" }
    return text + "By chance, \(chance) of numbers with as many digits would find one too.\n"
  }

  /// A count in full; what weights make of one as a number.
  private func denominator(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? NumberFormat.count(Int(value)) : NumberFormat.significant(value, digits: precision)
  }

  private func number(_ value: Double?) -> String {
    value.map { NumberFormat.significant($0, digits: precision) } ?? "–"
  }
}
