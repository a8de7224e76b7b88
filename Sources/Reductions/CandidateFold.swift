import Tensors

/// One fold, of which several readings are taken.
struct CandidateFold {
  /// The tensors, with each form of the labels.
  var forms: LabelForms
  let settings: FoldSettings
  let convention: Convention
  let loss: String
  let variant: LossVariant
  let reduction: String
  let isWeighted: Bool

  /// Whether the views are taken from it: they are of the loss alone, once for each loss and
  /// convention.
  var hasViews: Bool {
    reduction == convention.rules.reductions[0] && isWeighted && variant.says.isEmpty
  }

  func readings(_ number: PrintedNumber) -> [Readings.Reading] {
    guard let (trace, form) = trace(), let output = trace.outputs.first,
      let value = output.value
    else { return [] }
    var departures = reduction == convention.rules.reductions[0] ? 0 : 1
    if convention == .optax, reduction == "mean" { departures = 0 }
    let turns = [form.says, forms.says, variant.says, isWeighted ? "" : "without weights or mask"]
      .filter { !$0.isEmpty }
    departures += turns.count
    let path = output.steps.dropFirst(output.step(.elementwise) == nil ? 0 : 1)
      .map(\.operation).joined(separator: ", then ")
    let way = ([path] + turns).joined(separator: ", ")
    func reading(_ value: Double, _ says: String, _ more: Int) -> Readings.Reading {
      Readings.Reading(
        value: value, distance: number.distance(to: value), convention: convention, loss: loss,
        reduction: reduction, departures: departures + more, says: says)
    }
    var readings = [reading(value, way, 0)]
    if trace.batches.count > 1 {
      if let epoch = trace.epoch {
        readings.append(reading(epoch, "\(way), batches weighted by size", 1))
      }
      let steps = trace.batches.reduce(0) { $0 + $1.loss } / Double(trace.batches.count)
      readings.append(reading(steps, "\(way), the plain mean over batches", 1))
      for (index, batch) in trace.batches.enumerated() {
        readings.append(reading(batch.loss, "\(way), batch \(index) alone", 2))
      }
    }
    guard hasViews, forms.says.isEmpty else { return readings }
    if let classes = output.views.perClass, classes.count > 1 {
      let sum = classes.reduce(0, +)
      readings.append(reading(sum, "the sum over classes of the mean over positions", 1))
      readings += denominators(output, classes: classes.count, mean: sum / Double(classes.count))
        .map { reading($0.value, $0.says, 2) }
      for index in classes.indices {
        readings.append(reading(classes[index], "the mean of \(IndexName.class(index)) alone", 1))
        let rest = (sum - classes[index]) / Double(classes.count - 1)
        readings.append(reading(rest, "the mean with \(IndexName.class(index)) left out", 1))
      }
    }
    if let samples = output.views.perSample, samples.count > 1 {
      for index in samples.indices.prefix(64) {
        readings.append(reading(samples[index], "the mean of \(IndexName.sample(index)) alone", 2))
      }
    }
    return readings
  }
}

extension CandidateFold {
  /// The fold, with the first form of the labels whose shape the loss takes.
  private func trace() -> (Trace, LabelForms.Form)? {
    var settings = settings
    settings.convention = convention
    settings.reduction = reduction
    settings.keeping = []
    for form in forms.all {
      var input = form.input
      if loss != input.loss { input.options = [:] }
      input.loss = loss
      input.options.merge(variant.options) { $1 }
      if !isWeighted {
        input.sampleWeight = nil
        input.mask = nil
      }
      do throws(ReductionError) {
        return (try Trace(of: input, settings), form)
      } catch {
        guard case .shapeMismatch = error else { return nil }
      }
    }
    return nil
  }

  /// The same losses over other denominators: summed over an axis where the framework takes a mean.
  private func denominators(
    _ output: Output, classes: Int, mean: Double
  ) -> [(value: Double, says: String)] {
    let shape = output.steps[0].shape
    guard shape.rank > 2 else { return [] }
    let positions = Double(shape.count / max(1, shape[0] * classes))
    let samples = Double(shape[0])
    let all = Double(classes)
    return [
      (mean * positions, "the sum over positions of the mean over classes, mean over samples"),
      (mean * positions * all, "the sum over positions and classes, mean over samples"),
      (mean * samples, "the sum over samples of their means"),
      (mean * samples * all, "the sum over samples and classes of the mean over positions"),
      (mean * samples * positions, "the sum over samples and positions of the mean over classes"),
      (mean * samples * positions * all, "the sum over every element"),
    ]
  }
}
