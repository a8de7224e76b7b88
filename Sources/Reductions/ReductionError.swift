public import Tensors

/// Why tensors cannot be folded as asked.
public enum ReductionError: Error, Equatable, Sendable {
  /// Labels and predictions differ in shape.
  case shapeMismatch(yTrue: Shape, yPred: Shape)
  /// A mask or weights do not broadcast to the loss.
  case doesNotBroadcast(role: String, shape: Shape, loss: Shape)
  /// Weights have more axes than the loss.
  case tooManyAxes(role: String, shape: Shape, loss: Shape)
  /// The prediction is a scalar: there is no axis to fold.
  case noClassAxis
  /// Every output was skipped, so there is no loss.
  case nothingToOptimise
  /// A batch has at least one sample.
  case batchSize(Int)
  /// There is no such loss under this convention.
  case unknownLoss(String, Convention, known: [String])
  /// The loss has no such option.
  case unknownOption(String, loss: String, known: [String])
  /// An option has no value of the kind that it takes.
  case badOption(String, value: String, expected: String)
  /// The loss has no form for logits.
  case noLogits(loss: String, Convention)
  /// The convention has the loss from logits only.
  case onlyLogits(loss: String, Convention)
  /// The framework refuses these values; the sentence says why.
  case refused(role: String, sentence: String, help: [String])
  /// The loss needs all samples at once, and they do not fit into memory.
  case doesNotStream(loss: String, TensorError)
  /// What was asked for does not come of sums over samples, so it cannot be folded in parts.
  case notBySums(role: String, why: String, help: [String])
  /// The convention's rules are not known here.
  case unsupportedConvention(Convention, supported: [Convention])
  /// The convention has no reduction of that name.
  case unknownReduction(String, Convention, known: [String])
  /// Reading a tensor failed.
  case unreadable(TensorError)
}

extension ReductionError: UserFacingError {
  /// Options are wrong usage, tensors bad data.
  public var kind: MishapKind {
    switch self {
    case .batchSize, .unknownLoss, .unsupportedConvention, .unknownReduction, .unknownOption,
      .badOption, .noLogits, .onlyLogits, .notBySums:
      .usage
    case .shapeMismatch, .nothingToOptimise, .doesNotBroadcast, .tooManyAxes, .noClassAxis,
      .unreadable, .refused, .doesNotStream:
      .badData
    }
  }

  /// Which argument or option it is about.
  public var place: String {
    switch self {
    case .shapeMismatch: "y_true and y_pred"
    case .doesNotBroadcast(let role, _, _), .tooManyAxes(let role, _, _): role
    case .noClassAxis: "y_pred"
    case .nothingToOptimise: "outputs"
    case .batchSize: "--batch-size"
    case .unknownLoss: "--loss"
    case .unsupportedConvention: "--convention"
    case .unknownReduction: "--reduction"
    case .unreadable: "tensor"
    case .unknownOption, .badOption: "--option"
    case .noLogits, .onlyLogits: "--from-logits"
    case .refused(let role, _, _), .notBySums(let role, _, _): role
    case .doesNotStream: "tensor"
    }
  }

  /// What was expected and what was found.
  public var sentence: String {
    switch self {
    case .shapeMismatch(let yTrue, let yPred) where yTrue == yPred:
      "Labels are class indices, one for each position, but y_true is \(yTrue), as y_pred is."
    case .shapeMismatch(let yTrue, let yPred):
      "Labels and predictions have the same shape, but y_true is \(yTrue) and y_pred is \(yPred)."
    case .doesNotBroadcast(_, let shape, let loss):
      "It broadcasts to the loss, which is \(loss), but its shape is \(shape)."
    case .tooManyAxes(_, let shape, let loss):
      "It has at most as many axes as the loss, which is \(loss), but its shape is \(shape)."
    case .noClassAxis:
      "A prediction has an axis to fold, but this one is a scalar."
    case .nothingToOptimise: "One output or more has a loss to optimise, but none has."
    case .batchSize(let size): "A batch has 1 sample or more, but \(size) was given."
    case .unknownLoss(let name, let convention, _):
      "\(convention.rawValue) has no loss called \(name)."
    case .unsupportedConvention(let convention, _):
      "Lossfold does not follow \(convention.rawValue)."
    case .unknownReduction(let name, let convention, _):
      "\(convention.rawValue) has no reduction called \(name)."
    case .unknownOption(let option, let loss, _): "\(loss) has no option \(option)."
    case .badOption(let option, let value, let expected):
      "\(option) takes \(expected), but “\(value)” was given."
    case .noLogits(let loss, let convention):
      "\(loss) of \(convention.rawValue) does not take logits."
    case .onlyLogits(let loss, let convention):
      "\(loss) of \(convention.rawValue) takes logits only, but probabilities were given."
    case .refused(_, let sentence, _): sentence
    case .doesNotStream(let loss, let error):
      "\(loss) needs all samples at once, but \(error.description)"
    case .notBySums(_, let why, _): why
    case .unreadable(let error): error.description
    }
  }

  /// What to do.
  public var help: [String] {
    switch self {
    case .shapeMismatch(let yTrue, let yPred) where yTrue == yPred:
      ["Save the index of each position's class, or take the loss without sparse_."]
    case .shapeMismatch(let yTrue, let yPred): [Self.turning(yTrue, to: yPred)]
    case .doesNotBroadcast(_, let shape, let loss):
      ["Shapes that would do: \(Self.leadingShapes(of: loss, besides: shape))."]
    case .tooManyAxes(_, _, let loss):
      ["Shapes that would do: \(Self.leadingShapes(of: loss))."]
    case .unknownLoss(let name, _, let known), .unknownReduction(let name, _, let known),
      .unknownOption(let name, _, let known):
      Spelling.help(for: name, among: known)
        + [known.isEmpty ? "It has none." : "It has \(known.joined(separator: ", "))."]
    case .refused(_, _, let help), .notBySums(_, _, let help): help
    case .doesNotStream:
      ["Fold fewer samples at a time, or take a loss that is a sum over samples."]
    case .noLogits: ["Leave --from-logits out."]
    case .onlyLogits: ["If the predictions are logits, add --from-logits."]
    case .unsupportedConvention(_, let supported):
      ["It follows \(supported.map(\.rawValue).joined(separator: ", "))."]
    case .noClassAxis:
      ["Save both with an axis of samples: np.atleast_1d makes one of a number."]
    case .nothingToOptimise: ["Give one output a loss other than none."]
    case .unreadable: ["Look at the file with lossfold inspect, and save it again."]
    case .batchSize: ["Leave --batch-size out, and all samples are one batch."]
    case .badOption: ["Every option with its default: lossfold fold --list-losses"]
    }
  }

  /// How labels and predictions that do not fit are made to.
  private static func turning(_ yTrue: Shape, to yPred: Shape) -> String {
    let (labels, predictions) = (yTrue.extents, yPred.extents)
    if labels.count == predictions.count {
      if hasClassesSecond(yPred, yTrue) {
        return "y_pred looks as if its classes lay along axis 1. If so, add --class-axis 1."
      }
      if hasClassesSecond(yTrue, yPred) {
        return "y_true looks as if its classes lay along axis 1. If so, in Python: "
          + "y_true = np.moveaxis(y_true, 1, -1)"
      }
      if labels == predictions.reversed() {
        return "The axes of one are the other’s from the last to the first, as MATLAB has them. "
          + "In Python: y_true = y_true.T"
      }
      if labels.dropFirst() == predictions.dropFirst() {
        return "One has more samples: save both from the same batch, or cut y_true[:n], y_pred[:n]."
      }
      return "Save both from the same batch, with the same classes in the last axis."
    }
    if labels == predictions.dropLast() {
      return
        "y_true has no classes: one-hot encode it, np.eye(\(predictions.last ?? 1))[y_true], or "
        + "take a loss that begins with sparse_."
    }
    return "One-hot encode the labels, or drop the axis that only one of them has."
  }

  /// Whether `shape` would be `other` with its second axis last.
  private static func hasClassesSecond(_ shape: Shape, _ other: Shape) -> Bool {
    guard shape.rank == other.rank, shape.rank > 2 else { return false }
    var extents = shape.extents
    extents.append(extents.remove(at: 1))
    return extents == other.extents
  }

  /// Where one of them was refused, shapes meet from their last axis on: then filled up with 1s.
  private static func leadingShapes(of shape: Shape, besides refused: Shape? = nil) -> String {
    let leading = (1...max(1, shape.rank)).map { Array(shape.extents.prefix($0)) }
    let meetsLast = leading.contains { refused?.extents == $0 }
    return leading.map { extents in
      let rest = meetsLast ? shape.rank - extents.count : 0
      return "\(Shape(extents + Array(repeating: 1, count: max(0, rest))))"
    }.joined(separator: ", or ")
  }
}
