import ArgumentParser
import Requests

/// The options that `fold` and `figure` share; each is a key of a run file too.
struct FoldOptions: ParsableArguments {
  @Option(help: "Whose rules to follow: keras-2, tf-keras, keras-3, pytorch or optax.")
  var convention: String?

  @Option(help: "The loss.")
  var loss: String?

  @Option(help: "The convention's own name of a reduction.")
  var reduction: String?

  @Option(help: ArgumentHelp("Weights, as the convention takes them.", valueName: "array"))
  var sampleWeight: String?

  @Option(help: ArgumentHelp("A mask, as the convention takes it.", valueName: "array"))
  var mask: String?

  @Option(help: ArgumentHelp("What the classes are called: ground,disc,box.", valueName: "names"))
  var classNames: String?

  @Option(
    parsing: .unconditional,
    help: "Splits the samples into batches of this size, the last one smaller.")
  var batchSize: String?

  @Option(help: "How the epoch's number is made: fit, steps or generator.")
  var epoch: String?

  @Option(
    parsing: .unconditional,
    help: "Above which a prediction counts as positive in the metrics.")
  var threshold: String?

  /// The options that were given.
  var fields: [Field] {
    let given: KeyValuePairs<FoldRequest.Key, String?> = [
      .convention: convention, .loss: loss, .reduction: reduction, .sampleWeight: sampleWeight,
      .mask: mask, .classNames: classNames, .batchSize: batchSize, .epoch: epoch,
      .threshold: threshold,
    ]
    return given.compactMap { key, value in
      value.map { Field(key.rawValue, [$0], origin: "--" + key.rawValue) }
    }
  }

  /// What the operands and these options ask for.
  ///
  /// - Parameter operands: Two arrays, or a run file.
  func request(for operands: [String]) throws(RequestError) -> FoldRequest {
    var request = FoldRequest()
    switch operands.count {
    case 1 where Self.isRunFile(operands[0]):
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
