private import Figures
internal import Reductions
internal import Tensors

/// What a report says of one output in tables.
struct ReportTables {
  let output: ReportOutput
  /// How many rows a table of samples or of positions has.
  static let most = 20

  private var fold: Output { output.output }

  var walk: String {
    ReportMarkup.table(
      "Every step, in order\(fold.isInNats ? "; losses in nats" : "").",
      ["Step", "What happens", "Formula", "Shape", "Losses", "Mean", "Largest"],
      fold.steps.map { step in
        [
          step.id.rawValue, NumberFormat.countsGrouped(in: step.operation),
          NumberFormat.countsGrouped(in: step.formula),
          NumberFormat.countsGrouped(in: step.shape.description),
          NumberFormat.count(step.summary.count), ReportOutput.number(step.summary.mean),
          ReportOutput.number(Double(step.summary.maximum)),
        ]
      }, words: 4)
  }

  /// Of how many classes a table tells.
  private static let mostClasses = 100

  /// The classes that a table tells of: those with the highest of `values` where there are many.
  private static func chosen(_ count: Int, _ values: [Double]) -> [Int] {
    guard count > mostClasses else { return Array(0..<count) }
    return values.map { $0.isNaN ? -.infinity : $0 }.placesOfGreatest(mostClasses).sorted()
  }

  /// Nothing where the losses have no classes.
  var classes: String {
    guard let losses = output.classLosses, losses.count > 1 else { return scores }
    let metrics = output.metrics.flatMap { $0.counts.count == losses.count ? $0 : nil }
    let worlds = output.visibility
    let shares = fold.shares.perClass
    let (positives, iou) = (metrics?.positives, metrics?.iou)
    var head = ["Class"]
    if metrics != nil { head.append("Of the \(output.unit.many)") }
    head.append("Mean loss")
    if shares != nil { head.append("Of the loss") }
    if metrics != nil { head.append("IoU") }
    if worlds != nil { head += ["If perfect", "If missed"] }
    let shown = Self.chosen(losses.count, shares ?? losses)
    return ReportMarkup.table(
      (shown.count < losses.count
        ? "The \(shown.count) of \(NumberFormat.count(losses.count)) classes that pay most: mean "
        : "Mean ") + "losses\(LossUnit(fold).phrase)"
        + (worlds == nil
          ? "." : "; what the number would be if the class were predicted exactly, and if missed."),
      head,
      shown.map { index in
        var row = [output.className(index)]
        if let positives { row.append(ReportOutput.percent(positives[index])) }
        row.append(ReportOutput.number(losses[index]))
        if let shares { row.append(ReportOutput.percent(shares[index])) }
        if let iou { row.append(ReportOutput.percent(iou[index])) }
        if let worlds {
          row.append(ReportOutput.number(worlds[index].perfect))
          row.append(ReportOutput.number(worlds[index].missed))
        }
        return row
      })
  }

  /// What each class scores, where the loss itself has no classes.
  private var scores: String {
    guard let metrics = output.metrics, metrics.counts.count > 1 else { return "" }
    let scores = [
      metrics.positives, metrics.iou, metrics.dice, metrics.precision, metrics.recall,
    ]
    return ReportMarkup.table(
      (metrics.counts.count > Self.mostClasses
        ? "The \(Self.mostClasses) of \(NumberFormat.count(metrics.counts.count)) classes that "
          + "score least. "
        : "")
        + "What the predictions score at the threshold \(NumberFormat.tick(Double(metrics.threshold))).",
      ["Class", "Of the \(output.unit.many)", "IoU", "Dice", "Precision", "Recall"],
      Self.chosen(metrics.counts.count, scores[1].map { -$0 }).map { index in
        [output.className(index)]
          + scores.map { ReportOutput.percent($0[index]) }
      })
  }

  var samples: String {
    guard let losses = output.sampleLosses, losses.count > 1 else { return "" }
    let shares = output.sampleShares.flatMap { $0.count == losses.count ? $0 : nil }
    let order = losses.placesOfGreatest(Self.most)
    return ReportMarkup.table(
      losses.count > Self.most
        ? "The \(Self.most) of \(NumberFormat.count(losses.count)) samples with the highest mean loss."
        : "The highest mean loss first.",
      ["Sample", "Mean loss"] + (shares == nil ? [] : ["Of the loss"]),
      order.map { index in
        [output.names.sampleName(index), ReportOutput.number(losses[index])]
          + (shares.map { [ReportOutput.percent($0[index])] } ?? [])
      })
  }

  /// The highest losses with what made them.
  var worst: String {
    guard let (tensor, hasClasses) = output.losses, tensor.shape.count > 1 else { return "" }
    let order = Self.greatest(Self.most, of: tensor.elements) { $0 }
    let hasOperands = !output.isOwnLoss
    let labels = hasOperands ? output.detailInput.yTrue as? Tensor : nil
    let predictions = hasOperands ? output.detailInput.yPred as? Tensor : nil
    func entry(_ tensor: Tensor?, _ index: Int, _ shape: Shape) -> String {
      tensor.flatMap { $0.shape == shape ? NumberFormat.tick(Double($0.elements[index])) : nil }
        ?? "–"
    }
    let hasLabels = labels?.shape == tensor.shape
    let hasPredictions = predictions?.shape == tensor.shape
    let hasPlaces = tensor.shape.rank > (hasClasses ? 2 : 1)
    var head = ["Sample"]
    if hasPlaces {
      head.append(tensor.shape.rank - (hasClasses ? 1 : 0) == 3 ? "Row, column" : "Where")
    }
    if hasClasses { head.append("Class") }
    let words = head.count
    head.append("Loss")
    if hasLabels { head.append("Label") }
    if hasPredictions { head.append("Prediction") }
    let among =
      output.picked.map {
        "in the " + ($0.count == 1 ? "sample" : "\($0.count) samples") + " with the highest loss"
      }
      ?? "of \(NumberFormat.count(tensor.shape.count))"
    return ReportMarkup.table(
      "The \(order.count) highest \(among)\(fold.isInNats ? ", in nats" : ""); indices from 0.",
      head,
      order.map { index in
        let place = self.place(of: index, tensor.shape, hasClasses: hasClasses)
        var row = [place.sample]
        if hasPlaces { row.append(place.position) }
        if hasClasses { row.append(place.className) }
        row.append(ReportOutput.number(Double(tensor.elements[index])))
        if hasLabels { row.append(entry(labels, index, tensor.shape)) }
        if hasPredictions {
          row.append(ReportOutput.number((predictions?.elements[index]).map { Double($0) }))
        }
        return row
      }, words: words)
  }

  func place(
    of index: Int, _ shape: Shape, hasClasses: Bool
  ) -> (sample: String, position: String, className: String) {
    let indices = shape.indices(of: index)
    let hasClass = hasClasses && indices.count > 1
    let inner = indices.dropFirst().dropLast(hasClass ? 1 : 0)
    return (
      output.sampleName(indices.first ?? 0),
      inner.isEmpty ? "–" : inner.map(String.init).joined(separator: ",\u{A0}"),
      hasClass ? output.className(indices[indices.count - 1]) : "–"
    )
  }

  /// The indices of the greatest elements by `measure`, the greatest first; NaN is none.
  static func greatest(
    _ count: Int, of elements: [Float], by measure: (Float) -> Float
  ) -> [Int] {
    var best: [Int] = []
    var least = -Float.infinity
    for index in elements.indices {
      let size = measure(elements[index])
      guard size > least || (best.count < count && !size.isNaN) else { continue }
      let place = best.firstIndex { measure(elements[$0]) < size } ?? best.count
      best.insert(index, at: place)
      if best.count > count { best.removeLast() }
      if best.count == count { least = measure(elements[best[count - 1]]) }
    }
    return best
  }

  static func conventions(_ comparison: Comparison) -> String {
    let reasons = comparison.rows.filter { !$0.why.isEmpty }.map {
      "\(ReportMarkup.bold($0.convention.title)): \($0.why)"
    }
    return ReportMarkup.table(
      "The same tensors by the rules of each.",
      ["Framework", "Reduction", "Value", "Divided by"],
      comparison.rows.map { row in
        [
          row.convention.title, row.reduction.isEmpty ? "–" : "`\(row.reduction)`",
          row.value.map { NumberFormat.significant($0, digits: 6) } ?? "refused",
          row.denominator.map(ReportOutput.count) ?? "–",
        ]
      }, words: 2)
      + (reasons.isEmpty ? "" : ReportMarkup.list(reasons))
  }
}
