public import Drawings
public import Reductions

/// A sort of figure: a pure function from its subject to a drawing.
public protocol FigureKind: Sendable {
  /// What it is drawn from: a fold, an array, a history.
  associatedtype Subject: SubjectMatter

  /// What it is asked for by.
  static var name: String { get }
  /// How wide it is where nobody says, in points; a journal's page by default.
  static var defaultWidth: Double { get }
  /// What it shows and what it needs, in one sentence.
  static var needs: String { get }
  /// The steps whose tensors a trace has to keep for it; none by default.
  static var keeps: Set<Step.ID> { get }
  /// What a trace has to tell of the number beside its steps; nothing by default.
  static var explains: Set<Explanation> { get }

  /// The figure of `subject`.
  ///
  /// - Throws: ``FigureError`` where the subject lacks what the kind needs.
  static func drawing(
    of subject: Subject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing

  /// The numbers that the figure shows.
  ///
  /// - Throws: ``FigureError`` as ``drawing(of:options:measuredBy:)-(Subject,_,_)`` does.
  static func table(of subject: Subject, options: FigureOptions) throws(FigureError) -> DataTable

  /// How what the figure shows was computed, in words; the subject's own by default.
  static func caption(of subject: Subject) -> String
}

extension FigureKind {
  /// A journal's page.
  public static var defaultWidth: Double { FigureOptions.page }
  /// None.
  public static var keeps: Set<Step.ID> { [] }
  /// Nothing.
  public static var explains: Set<Explanation> { [] }
  /// The subject's own.
  public static func caption(of subject: Subject) -> String { subject.caption }

  /// How tensors are folded for the kind: what it draws is kept and told.
  public static func settings(following convention: Convention = .keras3) -> FoldSettings {
    var settings = FoldSettings(convention: convention, keeping: keeps)
    settings.explaining = explains
    return settings
  }

  /// The sort of subject that the kind takes.
  public static var takes: FigureSubject.Sort { Subject.sort }

  /// The figure of `subject`.
  ///
  /// - Precondition: `subject` is of the sort that the kind ``takes``.
  /// - Throws: ``FigureError`` where the subject lacks what the kind needs.
  public static func drawing(
    of subject: FigureSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    try drawing(of: matter(of: subject), options: options, measuredBy: measurer)
  }

  /// The numbers that the figure of `subject` shows.
  public static func table(
    of subject: FigureSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    try table(of: matter(of: subject), options: options)
  }

  /// How what the figure of `subject` shows was computed.
  public static func caption(of subject: FigureSubject) -> String {
    caption(of: matter(of: subject))
  }

  private static func matter(of subject: FigureSubject) -> Subject {
    guard let matter = Subject(subject) else {
      preconditionFailure("\(name) is drawn of \(takes.operands)")
    }
    return matter
  }
}

/// The kinds of figure.
public enum FigureKinds {
  /// All of them, in the order in which they are listed.
  public static let all: [any FigureKind.Type] = [
    Ladder.self, ClassHeatmaps.self, PositionMap.self, BatchMean.self, VisibilityRanges.self,
    LossVersusMetric.self, SharesFigure.self, ShareMap.self, WeightMap.self,
    GradientMap.self, MaskingFigure.self, LossHistogram.self,
    Concentration.self,
    EpochFigure.self, OutputsFigure.self, TensorFigure.self, HistoryFigure.self,
    NetworkFigure.self, LossCurve.self, FormulaFigure.self, OverlayFigure.self,
    ConventionsFigure.self,
    WorksheetFigure.self,
  ]

  /// The kind of that name, if there is one.
  public static func named(_ name: String) -> (any FigureKind.Type)? {
    all.first { $0.name == name }
  }
}
