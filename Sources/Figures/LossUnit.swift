package import Reductions

/// What losses are counted in: nats, or nothing that has a name.
package struct LossUnit: Equatable, Sendable {
  /// Whether they are logarithms of probabilities.
  let isNats: Bool

  /// That of an output.
  package init(_ output: Output) { isNats = output.isInNats }

  /// That of a total.
  package init(_ trace: Trace) { isNats = trace.isInNats }

  /// That of a loss by its name.
  package init(loss: String) { isNats = LossCatalog.isInNats(loss) }

  /// ` (nats)` after the name of an axis.
  package var bracketed: String { isNats ? " (nats)" : "" }
  /// ` in nats` in a sentence.
  package var phrase: String { isNats ? " in nats" : "" }
  /// ` nats` after a number; the space does not break.
  package var word: String { isNats ? "\u{A0}nats" : "" }
  /// `_nats` after the name of a column.
  package var suffix: String { isNats ? "_nats" : "" }
  /// `nats, ` before what a number is.
  package var lead: String { isNats ? "nats, " : "" }
}
