import Tensors

/// The same tensors under every convention, side by side.
public struct Comparison: Equatable, Sendable {
  /// What one convention makes of them.
  public struct Row: Equatable, Sendable {
    /// Whose rules.
    public var convention: Convention
    /// What it calls the loss.
    public var loss: String
    /// How it reduces.
    public var reduction: String
    /// The number; nil where it refuses.
    public var value: Double?
    /// By what the sum over the loss function's losses is divided; nil where nothing is divided.
    public var denominator: Double?
    /// The first step whose losses are others than in the reference.
    public var partsAt: Step.ID?
    /// Why it parts, or why it refuses and what would do.
    public var why: String
  }

  /// The convention that the others are held against.
  public var reference: Convention
  /// One for each convention, in their order.
  public var rows: [Row]

  /// Folds `input` under every convention.
  ///
  /// - Parameter settings: Its convention is the one that the others are held against; its
  ///   reduction is taken where a convention has it.
  public init(of input: FoldInput, _ settings: FoldSettings) {
    reference = settings.convention
    let traces = Convention.allCases.map { convention in
      (convention, Self.trace(of: input, settings, under: convention))
    }
    let base = traces.first { $0.0 == settings.convention }.flatMap { try? $0.1.get() }
    rows = traces.map { convention, result in
      switch result {
      case .success(let trace):
        Row(trace, against: base).noting(trace.reconciliations)
      case .failure(let error):
        Row(
          convention: convention, loss: input.loss, reduction: "",
          why: ([error.sentence] + error.help).joined(separator: " "))
      }
    }
  }

  private static func trace(
    of input: FoldInput, _ settings: FoldSettings, under convention: Convention
  ) -> Result<Trace, ReductionError> {
    var input = input
    var settings = settings
    settings.convention = convention
    settings.batchSize = nil
    settings.keeping = []
    // The tensors' own axis, not the convention's.
    input.classAxis = input.classAxis ?? -1
    if input.ownLoss == nil {
      input.loss = convention.name(of: input.loss, fromLogits: input.fromLogits)
    }
    if settings.reduction.map({ !convention.rules.reductions.contains($0) }) ?? true {
      // optax reduces nothing; the mean is what its users take.
      settings.reduction = convention == .optax ? "mean" : nil
    }
    do throws(ReductionError) {
      return .success(try Trace(reconciling: [input], settings))
    } catch {
      return .failure(error)
    }
  }
}

extension Comparison.Row {
  /// The row with sentences before its own.
  fileprivate func noting(_ notes: [String]) -> Self {
    var row = self
    row.why = (notes + [why]).filter { !$0.isEmpty }.joined(separator: " ")
    return row
  }

  fileprivate init(_ trace: Trace, against reference: Trace?) {
    let output = trace.outputs[0]
    let positions = output.step(.perPosition)?.summary.count ?? 1
    self.init(
      convention: trace.convention, loss: output.loss, reduction: output.reduction,
      value: output.value, denominator: output.denominator, partsAt: nil, why: "")
    if trace.convention == .optax {
      why = "optax reduces nothing: this is the mean that its users take."
    }
    guard let base = reference?.outputs.first, reference?.convention != trace.convention else {
      return
    }
    for id in Step.ID.allCases {
      guard let own = output.step(id), let other = base.step(id) else { continue }
      guard !Self.agree(own.summary, other.summary) else { continue }
      // Another shape with the same mean is another order of folds, not another number.
      if own.shape != other.shape, Self.close(own.summary.mean, other.summary.mean) { continue }
      partsAt = id
      why = Self.reason(id, own, other, positions: positions)
      return
    }
  }

  private static func agree(_ left: Summary, _ right: Summary) -> Bool {
    close(left.mean, right.mean) && close(Double(left.maximum), Double(right.maximum))
      && left.nanCount == right.nanCount
  }

  private static func close(_ left: Double, _ right: Double) -> Bool {
    left == right || abs(left - right) <= 1e-6 * max(abs(left), abs(right))
      || (left.isNaN && right.isNaN)
  }

  private static func reason(_ id: Step.ID, _ own: Step, _ other: Step, positions: Int) -> String {
    func digits(_ value: Double) -> String { SignificantDigits.text(value, 7) }
    if id == .elementwise || id == .perPosition, own.formula != other.formula {
      return "Its loss is \(own.formula): the largest is \(digits(Double(own.summary.maximum))), "
        + "not \(digits(Double(other.summary.maximum)))."
    }
    return "\(own.operation), not \(other.operation): the mean is \(digits(own.summary.mean)), "
      + "not \(digits(other.summary.mean))."
  }
}

extension Convention {
  /// What this convention calls a loss that another names so.
  func name(of loss: String, fromLogits: Bool) -> String {
    let families: [[Convention: String]] = [
      [.keras2: "logcosh", .tfKeras: "log_cosh", .keras3: "log_cosh"],
      [
        .keras2: "kullback_leibler_divergence", .tfKeras: "kl_divergence",
        .keras3: "kl_divergence",
      ],
      [
        .keras2: "cosine_proximity", .tfKeras: "cosine_similarity", .keras3: "cosine_similarity",
      ],
      [
        .keras2: "categorical_crossentropy", .tfKeras: "categorical_crossentropy",
        .keras3: "categorical_crossentropy", .optax: "categorical_crossentropy",
        .pytorch: fromLogits ? "cross_entropy" : "categorical_crossentropy",
      ],
      [
        .keras2: "sparse_categorical_crossentropy", .tfKeras: "sparse_categorical_crossentropy",
        .keras3: "sparse_categorical_crossentropy",
        .pytorch: fromLogits ? "cross_entropy" : "sparse_categorical_crossentropy",
      ],
    ]
    for family in families where family.values.contains(loss) { return family[self] ?? loss }
    return loss
  }
}
