import Tensors

extension Views {
  /// The views of samples whose classes' losses are known.
  init(_ sums: LossSums) {
    let (classes, samples) = (sums.totals.classes, sums.views)
    perClass = classes.map { $0.loss.value / Double($0.counts.total) }
    takeSamples(samples, count: sums.totals.elements.moments.count)
    // All samples have as many positions.
    let rows = (classes.first?.counts.total ?? 0) / max(samples.count, 1)
    guard perSample != nil, samples.hasClassLosses(classes: classes.count) else { return }
    perSampleAndClass = (0..<samples.count).map { sample in
      classes.indices.map { samples.classLosses[sample * classes.count + $0] / Double(rows) }
    }
  }

  /// The views of samples whose positions' losses alone are known.
  ///
  /// - Parameter rank: Of what the loss function returns.
  init(ofPositions sums: LossSums, rank: Int) {
    if rank > 0 { takeSamples(sums.views, count: sums.totals.positions.moments.count) }
  }

  /// - Parameter count: Of what all samples have losses of.
  private mutating func takeSamples(_ samples: SampleViews, count: Int) {
    guard samples.isComplete else {
      why = SampleViews.why(samples.count)
      return
    }
    let each = Double(count / max(samples.count, 1))
    perSample = samples.losses.map { $0 / each }
  }
}

extension Shares {
  /// The shares of classes, samples and labels in what their weighted losses add up to.
  init(_ sums: LossSums, value: Double?) {
    let totals = sums.totals
    guard let value else {
      self.init(why: "the reduction leaves no single number")
      return
    }
    let classes = totals.classes.map(\.weighted.value)
    let whole = classes.reduce(0, +)
    guard value.isFinite, whole.isFinite else {
      self.init(why: "the value is not a finite number")
      return
    }
    guard value != 0, whole != 0 else {
      self.init(why: "the value is 0")
      return
    }
    let perClassPositives = totals.classes.map { $0.weightedPositives.value / whole }
    let positives = perClassPositives.reduce(0, +)
    let wrong = totals.classes.reduce(0) { $0 + $1.weightedWrong.value } / whole
    self.init(
      perClass: classes.map { $0 / whole },
      perSample: sums.views.isComplete ? sums.views.weighted.map { $0 / whole } : nil,
      perClassPositives: perClassPositives, positives: positives, negatives: 1 - positives,
      correct: 1 - wrong, wrong: wrong,
      whyNoSamples: sums.views.isComplete ? nil : SampleViews.why(sums.views.count))
  }
}

extension Shares {
  /// Why a loss has no shares by class.
  static let noElements = "this loss is not a sum of elements"

  /// The shares of samples whose positions' losses alone are known.
  init(ofPositions sums: LossSums, value: Double?) {
    let sum = sums.totals.scaling.total.value
    guard sums.views.count > 1, let value, value.isFinite, value != 0, sum.isFinite, sum != 0 else {
      self.init(why: Self.noElements)
      return
    }
    self.init(
      perSample: sums.views.isComplete ? sums.views.weighted.map { $0 / sum } : nil,
      why: Self.noElements)
  }
}

extension Totals {
  /// The value if each class were perfect, as it is, and missed entirely.
  ///
  /// - Parameter denominator: What the sum over elements is divided by.
  func visibility(value: Double, denominator: Double) -> [Visibility] {
    classes.map { sums in
      let weighted = sums.weighted.value
      let missed =
        weighted - sums.weightedPositives.value + sums.missedPositives.value
      return Visibility(
        perfect: value + (sums.perfect.value - weighted) / denominator, asIs: value,
        missed: value + (missed - weighted) / denominator)
    }
  }
}

extension Output {
  /// Of how many classes lists are kept: more are no classes, but values of one prediction.
  static let mostClasses = 1 << 16

  /// As how many classes so many are summed: past those of which lists are kept, as one.
  static func classesApart(_ count: Int) -> Int { count > mostClasses ? 1 : count }

  /// Leaves out lists by class where nobody could read them.
  mutating func forgetLongLists(classes count: Int) {
    guard count > Self.mostClasses else { return }
    let why =
      "the last axis has \(count) places, and lists of at most \(Self.mostClasses) are kept"
    (views.perClass, views.perSampleAndClass) = (nil, nil)
    views.why = views.why ?? why
    (shares.perClass, shares.perClassPositives) = (nil, nil)
    shares.why = shares.why ?? why
    (visibility, metrics) = (nil, nil)
  }
}

extension SampleViews {
  /// Why there is no list of `count` samples.
  static func why(_ count: Int) -> String {
    "a list of \(count) samples is longer than the \(mostSamples) that are kept"
  }
}
