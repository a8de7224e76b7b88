import ArgumentParser
import Reductions
import Requests
import TensorFiles

/// `lossfold fold`.
struct Fold: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fold",
    abstract: "Folds two tensors to one number and prints every step.",
    discussion: """
      An ARRAY is file.npy, file.npz:key, file.safetensors:key, a PNG mask or a folder of them, or \
      file.csv. Labels and predictions have the same shape, samples along the first axis and \
      classes along the last; labels may be class indices, without the class axis.

        lossfold fold batch.npz:y_true batch.npz:y_pred --convention keras-2
        lossfold fold batch.npz:y_true batch.npz:y_pred --convention keras-2 --json
        lossfold fold run.yaml --batch-size 4 --dump steps
        lossfold fold -:y_true -:y_pred < batch.npz
      """)

  @Argument(
    help: ArgumentHelp("Two arrays, or a run file.", valueName: "Y_TRUE Y_PRED | RUN.yaml"),
    completion: .operands)
  var operands: [String] = []

  @OptionGroup(title: "What is folded")
  var options: FoldOptions

  @Flag(help: "Prints every loss with its formula, who has it, and its options with defaults.")
  var listLosses = false

  @Flag(
    help: ArgumentHelp(
      "Tells which classes and labels the gradient falls on.",
      discussion: "With --dump also writes output.gradient.npy, output.logit-gradient.npy and "
        + "output.weight.npy: by what each position's loss enters the number."))
  var gradient = false

  @Flag(help: "Prints the sums of these samples as one line of JSON, for merge.")
  var partial = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --partial: the place of the first sample among all of them, from 0.", valueName: "n"))
  var firstSample: Int?

  @Flag(help: "Prints the trace as JSON.")
  var json = false

  @Flag(help: "Scores the tensors under every library's rule: threshold, argmax, per image.")
  var metrics = false

  @Option(
    help: ArgumentHelp("Writes every step's tensor as DIR/output.step.npy.", valueName: "dir"),
    completion: .directory)
  var dump: String?

  @Option(
    parsing: .unconditional, help: "How many significant digits the tables show, 1 to 17.")
  var precision = 4

  @OptionGroup
  var silence: Silence

  func validate() throws {
    guard (1...17).contains(precision) else {
      throw ValidationError("--precision takes 1 to 17, but \(precision) was given.")
    }
    guard dump?.isEmpty != true else {
      throw ValidationError("--dump takes a folder, but nothing was given.")
    }
    guard !partial || dump == nil && !json else {
      throw ValidationError(
        "--partial prints sums, but \(json ? "--json" : "--dump") asks for more: merge has --json.")
    }
    guard let firstSample else { return }
    guard partial else {
      throw ValidationError("--first-sample goes with --partial, which was not given.")
    }
    guard firstSample >= 0, firstSample < 1 << 48 else {
      throw ValidationError("--first-sample counts from 0, but \(firstSample) was given.")
    }
  }

  func run() throws {
    if listLosses {
      return try Console.write(LossCatalog.listing.joined(separator: "\n") + "\n")
    }
    let request = try options.request(for: operands)
    var settings = request.settings(keeping: dump == nil ? [] : Set(Step.ID.allCases))
    settings.includesMetricVariants = metrics
    if gradient { settings.explaining = dump == nil ? [.gradient] : [.gradient, .weights] }
    let inputs = Watched.inputs(try request.inputs(), title: "folding", silence)
    if partial {
      let part = try request.part(of: inputs, settings, firstSample: firstSample)
      return try Console.write(PartFile.line(of: part))
    }
    let trace = try request.trace(of: inputs, settings)
    if let dump { try Self.dump(trace, into: dump) }
    for warning in trace.warnings + request.remarks(on: trace) {
      Console.note("warning: \(warning)")
    }
    try Console.write(
      json
        ? trace.json.prettyText
        : FoldReport(trace, classNames: request.classNames, precision: precision).text)
  }

  private static func dump(_ trace: Trace, into folder: String) throws {
    let files = trace.outputs.flatMap { output in
      output.steps.compactMap { step in
        step.tensor.map { ("\(output.name).\(step.id.rawValue).npy", NPY.encode($0)) }
      } + maps(output)
    }
    try AtomicFile.write(files, intoFolder: folder)
  }

  private static func maps(_ output: Output) -> [(String, [UInt8])] {
    let maps: KeyValuePairs = [
      "gradient": output.maps.gradient, "logit-gradient": output.maps.logitGradient,
      "weight": output.maps.weights?.tensor,
    ]
    return maps.compactMap { name, tensor in
      tensor.map { ("\(output.name).\(name).npy", NPY.encode($0)) }
    }
  }
}
