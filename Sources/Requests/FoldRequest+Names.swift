import Figures
public import Reductions

extension FoldRequest {
  /// What to tell of names that do not fit the tensors, a sentence each.
  ///
  /// With several outputs, names fit where one output has as many classes.
  public func remarks(on trace: Trace) -> [String] {
    guard let classNames else { return [] }
    let counts = trace.outputs.compactMap { $0.views.perClass?.count }
    guard let count = counts.first, !counts.contains(classNames.count) else { return [] }
    return [
      "class-names has \(Self.counted(classNames.count, "name")), "
        + "but the tensors have \(Self.counted(count, "class"))."
    ]
  }

  /// `1 name`, `2 classes`.
  static func counted(_ count: Int, _ noun: String) -> String {
    guard count != 1 else { return "1 \(noun)" }
    return "\(count) \(noun)\(noun.hasSuffix("s") ? "es" : "s")"
  }
}

extension FigureRequest {
  /// What to tell of names that do not fit the tensors, a sentence each.
  public func remarks(on trace: Trace) -> [String] {
    var remarks = fold.remarks(on: trace)
    let counts = trace.outputs.compactMap { $0.views.perSample?.count }
    if let names = options.sampleNames, let count = counts.first, !counts.contains(names.count) {
      remarks.append(
        "sample-names has \(FoldRequest.counted(names.count, "name")), "
          + "but the tensors have \(FoldRequest.counted(count, "sample")).")
    }
    return remarks
  }
}
