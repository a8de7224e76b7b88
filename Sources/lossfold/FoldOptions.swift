import ArgumentParser
import Requests
import TensorFiles

/// The options that `fold` and `figure` share; each is a key of a run file too.
struct FoldOptions: ParsableArguments {
  @Option(
    help: "Whose rules to follow: keras-2, tf-keras, keras-3, pytorch or optax.",
    completion: .conventions)
  var convention: String?

  @Option(
    help: "The loss; fold --list-losses names them with their options.", completion: .losses)
  var loss: String?

  @Option(
    help: ArgumentHelp(
      "What a loss function of your own returned, instead of Y_TRUE Y_PRED.", valueName: "array"),
    completion: .arrays)
  var losses: String?

  @Flag(help: "Predictions are logits.")
  var fromLogits = false

  @Option(
    name: .customLong("option"),
    help: ArgumentHelp(
      "An option of the loss: label_smoothing=0.1. Repeatable.", valueName: "key=value"),
    completion: .lossOptions)
  var lossOptions: [String] = []

  @Option(help: "The convention's own name of a reduction.", completion: .reductions)
  var reduction: String?

  @Option(
    help: ArgumentHelp("Weights, as the convention takes them.", valueName: "array"),
    completion: .arrays)
  var sampleWeight: String?

  @Option(
    help: ArgumentHelp("A mask, as the convention takes it.", valueName: "array"),
    completion: .arrays)
  var mask: String?

  @Option(
    help: ArgumentHelp("The weight of positives, as PyTorch takes it.", valueName: "array"),
    completion: .arrays)
  var posWeight: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Weights of classes by index, from 0: 0=1,4=1000.", valueName: "weights"))
  var classWeight: String?

  @Option(
    help: ArgumentHelp(
      "Which class a colour of a PNG mask stands for: 0=#000000,1=#FF0000.", valueName: "colors"))
  var classColors: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Along which axis the classes lie; -1 is the last.", valueName: "n"))
  var classAxis: String?

  @Option(help: ArgumentHelp("What the classes are called: ground,disc,box.", valueName: "names"))
  var classNames: String?

  @Option(
    parsing: .unconditional,
    help: "Splits the samples into batches of this size, the last one smaller.")
  var batchSize: String?

  @Option(
    help: "How the epoch's number is made: fit, steps or generator.", completion: .epochs)
  var epoch: String?

  @Option(
    parsing: .unconditional,
    help: "Above which a prediction counts as positive in the metrics.")
  var threshold: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Over how many replicas a batch is spread.", valueName: "n"))
  var replicas: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many batches' gradients make one update.", valueName: "n"))
  var accumulate: String?

  /// The options that were given.
  var fields: [Field] {
    let given: KeyValuePairs<FoldRequest.Key, String?> = [
      .convention: convention, .loss: loss, .losses: losses, .reduction: reduction,
      .fromLogits: fromLogits ? "true" : nil, .sampleWeight: sampleWeight, .mask: mask,
      .posWeight: posWeight, .classWeight: classWeight, .classAxis: classAxis,
      .classColors: classColors,
      .classNames: classNames, .batchSize: batchSize, .epoch: epoch, .replicas: replicas,
      .accumulate: accumulate, .threshold: threshold,
    ]
    let fields = given.compactMap { key, value in
      value.map { Field(key.rawValue, [$0], origin: "--" + key.rawValue) }
    }
    return fields + lossOptions.map { Field("options", [$0], origin: "--option") }
  }

  /// What the operands and these options ask for.
  ///
  /// - Parameter operands: Two arrays, or a run file.
  func request(for operands: [String]) throws(RequestError) -> FoldRequest {
    try Self.request(for: operands, fields)
  }

  /// What the operands and `fields` ask for; a field that is no fold's is left out.
  static func request(
    for operands: [String], _ fields: [Field]
  ) throws(RequestError) -> FoldRequest {
    var request = FoldRequest()
    switch operands.count {
    case 0 where fields.contains { $0.key == FoldRequest.Key.losses.rawValue }: break
    case 1 where Self.isRunFile(operands[0]) || StandardInput.names.contains(operands[0]):
      request = try FoldRequest(runFile: operands[0])
    case 2 where !operands.contains(where: Self.isRunFile):
      try request.set(Field("y-true", [operands[0]], origin: "Y_TRUE"))
      try request.set(Field("y-pred", [operands[1]], origin: "Y_PRED"))
    default:
      throw RequestError(
        .conflict(
          "Two arrays, Y_TRUE and Y_PRED, or one run file are expected, but \(Self.counted(operands)) given.",
          help: "lossfold fold batch.npz:y_true batch.npz:y_pred, or lossfold fold run.yaml"),
        at: "command line", isFromFile: false)
    }
    for field in fields { try request.set(field) }
    return request
  }

  /// Whether `operand` names a run file.
  static func isRunFile(_ operand: String) -> Bool {
    let operand = operand.lowercased()
    return operand.hasSuffix(".yaml") || operand.hasSuffix(".yml")
  }

  private static func counted(_ operands: [String]) -> String {
    switch operands.count {
    case 0: "nothing was"
    case 1: operands[0].isEmpty ? "one empty word was" : "only \(operands[0]) was"
    default:
      operands.contains(where: isRunFile)
        ? "a run file and \(operands.count - 1) more were" : "\(operands.count) were"
    }
  }
}
