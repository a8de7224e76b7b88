import ArgumentParser
import Foundation
import Requests
import Sites
import Tensors

/// `lossfold explain`.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Everything about one number as one page that can be sent to somebody.",
    discussion: """
      Findings, every fold, classes, samples, the highest losses, what each framework would say, \
      and the figures, in one HTML file that needs no other file and no network. With --against, \
      where a second model's predictions gain and lose.

        lossfold explain batch.npz:y_true batch.npz:y_pred --output report.html
        lossfold explain run.yaml --output report.html
        lossfold explain y.npy a.npy --against b.npy --output report.html
      """)

  @Argument(
    help: ArgumentHelp("Two arrays, or a run file.", valueName: "Y_TRUE Y_PRED | RUN.yaml"),
    completion: .operands)
  var operands: [String] = []

  @Option(
    name: .shortAndLong, help: "The page to write; - for standard output.",
    completion: .file(extensions: ["html"]))
  var output: String

  @Option(
    help: ArgumentHelp("A second model's predictions for the same labels.", valueName: "Y_PRED2"),
    completion: .arrays)
  var against: String?

  @OptionGroup(title: "What is folded")
  var options: FoldOptions

  func run() throws {
    let request = try options.request(for: operands)
    let source = operands.isEmpty ? options.losses ?? "" : operands.joined(separator: " ")
    let report = try Report(
      request, source: source, against: against,
      jobs: ProcessInfo.processInfo.activeProcessorCount)
    for warning in report.warnings { Console.note("warning: \(warning)") }
    try Console.write(report.html, to: output, isText: true)
  }
}
