public import Reductions

extension FigureKind {
  /// How what the figure shows was computed, fold by fold, in one sentence: for a caption where
  /// nobody wrote one.
  public static func caption(of output: Output, in trace: Trace) -> String {
    let loss = output.loss.replacing("_", with: " ")
    let folds = output.steps.filter { $0.id != .elementwise }.map(\.operation)
    let result =
      output.value.map { NumberFormat.significant($0) }
      ?? NumberFormat.count(output.step(.output)?.summary.count ?? 0, "loss")
    let name = loss.prefix(1).uppercased() + loss.dropFirst()
    return "\(name) in nats, computed as \(trace.convention.rawValue) does: "
      + folds.joined(separator: ", then ") + ". The result is \(result)."
  }
}
