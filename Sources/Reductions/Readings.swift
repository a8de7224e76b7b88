import Tensors

/// Which readings of the same tensors give a number that somebody was shown.
public struct Readings: Equatable, Sendable {
  /// One way to fold the tensors to one number.
  public struct Reading: Equatable, Sendable {
    /// What it gives.
    public var value: Double
    /// How far from the number, relative to it; 0 where the value rounds to the digits given.
    public var distance: Double
    /// Whose rules.
    public var convention: Convention
    /// The loss.
    public var loss: String
    /// The reduction.
    public var reduction: String
    /// How many of the framework's defaults it departs from.
    public var departures: Int
    /// What it would mean.
    public var says: String
  }

  /// The number that was shown.
  public var number: PrintedNumber
  /// How many readings were tried.
  public var tried: Int
  /// The chance that a random number of as many digits would find a reading too.
  public var byChance: Double
  /// Nearest first; among equals the fewest departures; equal values once.
  public var readings: [Reading]

  /// Tries every reading of `input`.
  ///
  /// - Parameters:
  ///   - losses: The names to try; nil for every loss. Losses that were computed elsewhere are
  ///     tried as they are, whatever the names.
  ///   - progress: Is told how many of how many folds are done.
  public init(
    of input: FoldInput, _ settings: FoldSettings, number: PrintedNumber, losses: [String]?,
    progress: (Int, Int) -> Void = { _, _ in }
  ) {
    var candidates: [Reading] = []
    let folds = Self.folds(of: input, settings, losses)
    for (index, fold) in folds.enumerated() {
      progress(index, folds.count)
      candidates += fold.readings(number)
    }
    progress(folds.count, folds.count)
    candidates = candidates.filter { $0.value.isFinite }
    self.number = number
    tried = candidates.count
    byChance = number.chance(of: candidates.map(\.value))
    readings = Self.merged(candidates).sorted { left, right in
      (left.element.distance, left.element.departures, left.offset)
        < (right.element.distance, right.element.departures, right.offset)
    }.map(\.element)
  }

  /// Of readings whose values float32 hardly tells apart, the one that needs the fewest departures.
  private static func merged(
    _ candidates: [Reading]
  ) -> [EnumeratedSequence<[Reading]>.Element] {
    var kept: [EnumeratedSequence<[Reading]>.Element] = []
    var start: Double?
    for candidate in candidates.enumerated().sorted(by: { $0.element.value < $1.element.value }) {
      let value = candidate.element.value
      guard let first = start, value - first <= 1e-6 * max(abs(first), abs(value)) else {
        start = value
        kept.append(candidate)
        continue
      }
      func rank(_ one: EnumeratedSequence<[Reading]>.Element) -> (Int, Int, Int) {
        (one.element.distance == 0 ? 0 : 1, one.element.departures, one.offset)
      }
      if let last = kept.last, rank(candidate) < rank(last) { kept[kept.count - 1] = candidate }
    }
    return kept
  }

  private static func folds(
    of input: FoldInput, _ settings: FoldSettings, _ losses: [String]?
  ) -> [CandidateFold] {
    var input = input
    // The tensors' own axis, not the convention's.
    input.classAxis = input.classAxis ?? -1
    let forms = LabelForms(of: input)
    var folds: [CandidateFold] = []
    for convention in Convention.allCases {
      for loss in self.losses(of: input, under: convention, among: losses) {
        for variant in LossVariant.all(of: loss, under: convention, rank: input.yPred.shape.rank) {
          for reduction in convention.rules.reductions where reduction != "none" {
            let isPlain = input.sampleWeight == nil && input.mask == nil
            for isWeighted in isPlain ? [true] : [true, false] {
              folds.append(
                CandidateFold(
                  forms: forms, settings: settings, convention: convention, loss: loss,
                  variant: variant, reduction: reduction, isWeighted: isWeighted))
            }
          }
        }
      }
    }
    return folds + turned(folds, forms)
  }

  /// The names to try: the array itself where it holds losses.
  private static func losses(
    of input: FoldInput, under convention: Convention, among losses: [String]?
  ) -> [String] {
    if input.ownLoss != nil { return [input.loss] }
    let names = losses.map { $0.map { convention.name(of: $0, fromLogits: input.fromLogits) } }
    return LossCatalog.names(under: convention).filter { names?.contains($0) ?? true }
  }

  /// The folds that stand for a convention and a loss, with every other axis taken for the classes.
  private static func turned(_ folds: [CandidateFold], _ forms: LabelForms) -> [CandidateFold] {
    forms.turned.flatMap { turn in
      folds.filter(\.hasViews).map { fold in
        var fold = fold
        fold.forms = turn
        return fold
      }
    }
  }
}

extension LossCatalog {
  /// The names of a convention's losses, each once.
  fileprivate static func names(under convention: Convention) -> [String] {
    all.filter { $0.conventions.contains(convention) }.map(\.name)
  }
}
