import ArgumentParser
import Requests
import TensorFiles
import Tensors

/// Synthetic labels and predictions.
struct Synth: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth",
    abstract: "Write synthetic tensors to try a loss on.",
    discussion: """
      Writes an npz file with y_true, labels of 0 and 1, and y_pred, predicted probabilities: \
      float32, the last axis the class. The same scenario, shape and seed make the same bytes.

        lossfold synth segmentation --shape 2,8,8,5 --seed 1 --output tensors.npz
        lossfold fold tensors.npz:y_true tensors.npz:y_pred
      """)

  @Argument(help: "What to make; --list names the scenarios.", completion: .scenarios)
  var scenario: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The npz file to write; - for standard output.", valueName: "tensors.npz"),
    completion: .file(extensions: ["npz"]))
  var output: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The extents of both tensors.", valueName: "extents"))
  var shape = "2,8,8,5"

  @Option(parsing: .unconditional, help: "Where the random numbers start: 0 or more.")
  var seed: UInt64 = 1

  @Flag(help: "Name the scenarios, one a line, and what is in them.")
  var list = false

  func validate() throws {
    guard !list else { return }
    guard scenario != nil else {
      throw ValidationError("Expected the name of a scenario; --list names them.")
    }
    guard let output else { throw ValidationError("Expected --output and the file to write.") }
    guard output == "-" || output.hasSuffix(".npz") else {
      throw ValidationError("Expected a name that ends in .npz after --output, found \(output).")
    }
  }

  func run() throws {
    if list {
      let width = Scenario.all.map(\.name.count).max() ?? 0
      for scenario in Scenario.all {
        let gap = String(repeating: " ", count: width + 2 - scenario.name.count)
        try Console.write(Style.output.bold(scenario.name) + gap + scenario.summary + "\n")
      }
      return
    }
    guard let scenario, let output else { return }
    let tensors = try Scenario(named: scenario)
      .tensors(shape: try Shape(commaSeparated: shape), seed: seed)
    let bytes = try NPZ.encode(
      [("y_true", tensors.yTrue), ("y_pred", tensors.yPred)], name: output)
    try Console.write(bytes, to: output, isText: false)
  }
}
