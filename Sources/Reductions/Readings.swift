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
  ///   - losses: The names to try; nil for every loss.
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
    let sorted = candidates.enumerated().sorted { left, right in
      (left.element.distance, left.element.departures, left.offset)
        < (right.element.distance, right.element.departures, right.offset)
    }
    // Float32 does not tell more digits apart.
    var seen: Set<Double> = []
    readings = sorted.map(\.element).filter {
      seen.insert(SignificantDigits.rounded($0.value, 7)).inserted
    }
  }

  private static func folds(
    of input: FoldInput, _ settings: FoldSettings, _ losses: [String]?
  ) -> [CandidateFold] {
    var folds: [CandidateFold] = []
    for convention in Convention.allCases {
      let known = LossCatalog.names(under: convention)
      let names = losses.map { $0.map { convention.name(of: $0, fromLogits: input.fromLogits) } }
      for loss in known where names?.contains(loss) ?? true {
        for reduction in convention.rules.reductions where reduction != "none" {
          for isWeighted in input.sampleWeight == nil && input.mask == nil ? [true] : [true, false]
          {
            folds.append(
              CandidateFold(
                input: input, settings: settings, convention: convention, loss: loss,
                reduction: reduction, isWeighted: isWeighted))
          }
        }
      }
    }
    return folds
  }
}

/// One fold, of which several readings are taken.
private struct CandidateFold {
  let input: FoldInput
  let settings: FoldSettings
  let convention: Convention
  let loss: String
  let reduction: String
  let isWeighted: Bool

  func readings(_ number: PrintedNumber) -> [Readings.Reading] {
    var input = input
    var settings = settings
    input.classAxis = input.classAxis ?? -1
    if loss != input.loss { input.options = [:] }
    input.loss = loss
    if !isWeighted {
      input.sampleWeight = nil
      input.mask = nil
    }
    settings.convention = convention
    settings.reduction = reduction
    settings.keeping = []
    guard let trace = try? Trace(of: input, settings), let output = trace.outputs.first,
      let value = output.value
    else { return [] }
    var departures = reduction == convention.rules.reductions[0] ? 0 : 1
    if convention == .optax, reduction == "mean" { departures = 0 }
    if !isWeighted { departures += 1 }
    let path = output.steps.dropFirst(output.step(.elementwise) == nil ? 0 : 1)
      .map(\.operation).joined(separator: ", then ")
    let way = path + (isWeighted ? "" : ", without weights or mask")
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
    // The views are of the loss alone: once for each loss and convention.
    guard reduction == convention.rules.reductions[0], isWeighted else { return readings }
    if let classes = output.views.perClass, classes.count > 1 {
      let sum = classes.reduce(0, +)
      readings.append(reading(sum, "the sum over classes of the mean over positions", 1))
      readings += denominators(output, classes: classes.count, mean: sum / Double(classes.count))
        .map { reading($0.value, $0.says, 2) }
      for index in classes.indices {
        readings.append(reading(classes[index], "the mean of class \(index) alone", 1))
        let rest = (sum - classes[index]) / Double(classes.count - 1)
        readings.append(reading(rest, "the mean with class \(index) left out", 1))
      }
    }
    if let samples = output.views.perSample, samples.count > 1 {
      for index in samples.indices.prefix(64) {
        readings.append(reading(samples[index], "the mean of sample \(index) alone", 2))
      }
    }
    return readings
  }
}

extension CandidateFold {
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

extension LossCatalog {
  /// The names of a convention's losses, each once.
  static func names(under convention: Convention) -> [String] {
    all.filter { $0.conventions.contains(convention) }.map(\.name)
  }
}
