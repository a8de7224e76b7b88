public import Drawings
public import Reductions

/// A sort of figure: a pure function from a trace to a drawing.
public protocol FigureKind: Sendable {
  /// What it is asked for by.
  static var name: String { get }
  /// What it shows and what it needs, in one sentence.
  static var needs: String { get }
  /// The steps whose tensors the trace has to keep for it.
  static var keeps: Set<Step.ID> { get }

  /// The figure of `output`, one of the outputs of `trace`.
  ///
  /// - Throws: ``FigureError`` where the trace lacks what the kind needs.
  static func drawing(
    of output: Output, in trace: Trace, options: FigureOptions,
    measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing
}

/// The kinds of figure that show a trace.
public enum FigureKinds {
  /// All of them, in the order in which they are listed.
  public static let all: [any FigureKind.Type] = [
    Ladder.self, ClassHeatmaps.self, PositionMap.self, BatchMean.self,
  ]

  /// The kind of that name, if there is one.
  public static func named(_ name: String) -> (any FigureKind.Type)? {
    all.first { $0.name == name }
  }
}
