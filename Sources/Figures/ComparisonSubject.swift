public import Reductions

/// The same tensors under every convention.
public struct ComparisonSubject: Equatable, SubjectMatter {
  /// A row for each convention.
  public var comparison: Comparison

  /// What a comparison shows.
  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// `comparison`
  public static var sort: FigureSubject.Sort { .comparison }

  /// The matter of `subject`; nil where that is of another sort.
  public init?(_ subject: FigureSubject) {
    guard case .comparison(let comparison) = subject else { return nil }
    self = comparison
  }

  /// What the number is counted in; nothing where the frameworks take losses of several kinds.
  var unit: LossUnit {
    let losses = comparison.rows.filter { $0.value != nil }.map { LossUnit(loss: $0.loss) }
    return losses.first { !$0.isNats } ?? losses.first ?? LossUnit(loss: "")
  }

  /// Convention by convention.
  public var caption: String {
    "The same tensors folded under each convention, held against "
      + "\(comparison.reference.rawValue). "
      + comparison.rows.map { row in
        row.value.map { "\(row.convention.rawValue): \(NumberFormat.significant($0))" }
          ?? "\(row.convention.rawValue) refuses: \(row.why.droppingFullStop)"
      }.joined(separator: "; ") + "."
  }
}

extension String {
  /// Without the full stop at its end, where there is one.
  var droppingFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
