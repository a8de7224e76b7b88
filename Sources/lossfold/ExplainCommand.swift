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
      Findings, every fold, classes, samples, the highest losses, the value of every pixel, what \
      each framework would say, and the figures, in one HTML file of at most 5 MB that needs no \
      other file and no network. With --against, where a second model's predictions gain and lose.

        lossfold explain batch.npz:y_true batch.npz:y_pred --output report.html
        lossfold explain batch.npz:y_true batch.npz:y_pred --convention keras-2 \\
          --class-names ground,disc,box,band,speck --output report.html
        lossfold explain y.npy a.npy --against b.npy --output report.html
        lossfold explain run.yaml --output report.html
        lossfold explain --losses losses.npy --output report.html
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

  @OptionGroup
  var silence: Silence

  func run() throws {
    let request = try options.request(for: operands)
    // Somebody else reads the page: where the files lie on this machine does not matter there.
    let source = (operands.isEmpty ? [options.losses ?? ""] : operands)
      .map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: " ")
    let progress = Progress("explaining", silence)
    let report = try Report(
      request, source: source, against: against,
      jobs: ProcessInfo.processInfo.activeProcessorCount,
      watching: { [silence] in Watched.inputs($0, title: "folding", silence) },
      progress: progress.show)
    for warning in report.warnings { Console.note("warning: \(warning)") }
    try Console.write(report.html, to: output, isText: true)
  }
}
