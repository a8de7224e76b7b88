import Reductions

/// A loss over the prediction, as a convention computes it.
public struct FormulaSubject: Equatable, SubjectMatter {
  /// One line: the loss of a label at each prediction.
  public struct Curve: Equatable, Sendable {
    /// What tells it from its like: `γ = 2`; empty where there is but one.
    public var name: String
    /// The label.
    public var label: Float
    /// As many losses as there are predictions.
    public var losses: [Double]
    /// As many losses as there are distances: close to the wrong end.
    public var tail: [Double]

    /// A line.
    public init(name: String, label: Float, losses: [Double], tail: [Double] = []) {
      self.name = name
      self.label = label
      self.losses = losses
      self.tail = tail
    }
  }

  /// `binary_crossentropy`
  public var loss: String
  /// Whose rules were followed.
  public var convention: String
  /// Where the losses were computed: from 0 to 1.
  public var predictions: [Double]
  /// Where the tails were computed: how far the prediction is from the wrong end, rising from just
  /// above 0 to 1.
  public var distances: [Double]
  /// Those of label 0, then those of label 1.
  public var curves: [Curve]

  /// A loss with its lines.
  ///
  /// - Precondition: each curve has a loss for each prediction and each distance.
  public init(
    loss: String, convention: String, predictions: [Double], distances: [Double] = [],
    curves: [Curve]
  ) {
    precondition(curves.allSatisfy { $0.losses.count == predictions.count }, "a loss each")
    precondition(curves.allSatisfy { $0.tail.count == distances.count }, "a loss each")
    self.distances = distances
    self.loss = loss
    self.convention = convention
    self.predictions = predictions
    self.curves = curves
  }

  /// `formula`
  public static var sort: FigureSubject.Sort { .formula }

  /// The matter of `subject`; nil where that is of another sort.
  public init?(_ subject: FigureSubject) {
    guard case .formula(let formula) = subject else { return nil }
    self = formula
  }

  /// The loss and whose rules.
  public var caption: String {
    "The \(LossCatalog.title(of: loss)) of one element\(LossUnit(loss: loss).phrase) over its prediction, computed as "
      + "\(Convention(rawValue: convention)?.title ?? convention) does."
  }
}

extension FormulaSubject {
  /// Eight distances a decade, from 10⁻⁹ to 1.
  public static var distancesOfTails: [Double] {
    let eighth = 10.0.squareRoot().squareRoot().squareRoot()
    var distances: [Double] = []
    for power in -9..<0 {
      var distance = Ticks.scaled(1, by: power)
      for _ in 0..<8 {
        distances.append(distance)
        distance *= eighth
      }
    }
    return distances + [1]
  }
}
