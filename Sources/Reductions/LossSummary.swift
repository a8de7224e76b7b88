import Tensors

/// A loss of the catalogue, with what it costs to be right, undecided and wrong.
public struct LossSummary: Equatable, Sendable {
  /// What one convention makes of a few predictions.
  public struct Edge: Equatable, Sendable {
    /// Whose rules.
    public var convention: Convention
    /// What was predicted, and what it costs.
    public var values: [Value]
  }

  /// One prediction and its loss.
  public struct Value: Equatable, Sendable {
    /// What was predicted for what.
    public var label: String
    /// The loss.
    public var value: Double
  }

  /// The name that users give, and in words.
  public var name: String, title: String
  /// In plain text.
  public var formula: String
  /// The conventions that have it so.
  public var conventions: [Convention]
  /// A sentence on logits.
  public var logits: String
  /// Each with its default.
  public var options: [String]
  /// Whether no entry before has its name.
  public var isFirstOfName: Bool
  /// One for each convention that can fold the predictions.
  public var edges: [Edge]
}

extension LossCatalog {
  /// Every loss, in the order in which they are listed.
  public static var summaries: [LossSummary] {
    var seen: Set<String> = []
    return all.map { entry in
      let edges = entry.conventions.compactMap { convention -> LossSummary.Edge? in
        let values = entry.edges(convention)
        return values.isEmpty ? nil : LossSummary.Edge(convention: convention, values: values)
      }
      return LossSummary(
        name: entry.name, title: entry.title, formula: entry.formula,
        conventions: entry.conventions, logits: entry.logits.sentence,
        options: entry.options.map { "\($0.name)=\($0.standard)" },
        isFirstOfName: seen.insert(entry.name).inserted,
        edges: edges.filter { $0.values.map(\.label) == edges[0].values.map(\.label) })
    }
  }
}

extension LossEntry.Logits {
  fileprivate var sentence: String {
    switch self {
    case .never: "Predictions are taken as they are."
    case .ifAsked: "Predictions are probabilities, or logits if you say so."
    case .onlyIfAsked, .always: "Predictions are logits."
    }
  }
}

extension LossEntry {
  /// Of two classes the first is right; where single elements have losses, those of elements.
  fileprivate func edges(_ convention: Convention) -> [LossSummary.Value] {
    let isLogits = logits == .onlyIfAsked || logits == .always
    let (low, middle, high): (Float, Float, Float) = isLogits ? (-10, 0, 10) : (0, 0.5, 1)
    let letter = isLogits ? "logit" : "p"
    func number(_ value: Float) -> String {
      (value < 0 ? "−" : "") + (value == value.rounded() ? "\(Int(abs(value)))" : "½")
    }
    func value(_ labels: Tensor, _ predictions: Tensor) -> Double? {
      var input = FoldInput(yTrue: labels, yPred: predictions, loss: name)
      input.fromLogits = isLogits
      input.classAxis = -1
      if options.contains(where: { $0.name == "variant" }), convention != .keras3 || name != "dice"
      {
        input.options["variant"] = convention == .optax ? "optax" : "smp"
      }
      let settings = FoldSettings(
        convention: convention, reduction: convention == .optax ? "mean" : nil, threads: 1)
      return try? Trace(of: input, settings).outputs[0].value
    }
    func tensor(_ shape: Shape, _ elements: [Float]) -> Tensor? {
      try? Tensor(shape: shape, elements: elements)
    }
    if !foldsClasses {
      return [(1, low), (0, high), (1, middle), (1, high)].compactMap { label, prediction in
        guard let labels = tensor([1, 1], [Float(label)]),
          let predictions = tensor([1, 1], [prediction]), let loss = value(labels, predictions)
        else { return nil }
        return LossSummary.Value(
          label: "y \(label), \(letter) \(number(prediction))", value: loss)
      }
    }
    let predictions = [
      ("wrong", [low, high]), ("undecided", [middle, middle]), ("right", [high, low]),
    ]
    let labels = [tensor([1, 2], [1, 0]), tensor([1, 1], [0]), tensor([1], [0])]
    return predictions.compactMap { label, elements in
      guard let predictions = tensor([1, 2], elements) else { return nil }
      let losses = labels.lazy.compactMap { $0.flatMap { value($0, predictions) } }
      let pair = elements.map(number).joined(separator: ", ")
      return losses.first.map { LossSummary.Value(label: "\(label): \(pair)", value: $0) }
    }
  }

  /// Whether a single element has no loss of its own.
  private var foldsClasses: Bool {
    [
      "categorical", "cross_entropy", "cosine", "dice", "jaccard", "tversky", "circle",
      "divergence",
    ]
    .contains { name.contains($0) } || name == "weighted_bce_dice"
  }
}
