import Tensors

extension Views {
  /// The views of samples whose classes' losses are known.
  init(_ samples: [SampleSums], _ totals: Totals) {
    perClass = totals.classes.map { $0.loss.value / Double($0.counts.total) }
    perSample = samples.map { sample in
      sample.classes.reduce(0) { $0 + $1.loss }
        / Double(sample.classes.reduce(0) { $0 + $1.counts.total })
    }
    perSampleAndClass = samples.map { sample in
      sample.classes.map { $0.loss / Double($0.counts.total) }
    }
  }
}

extension Shares {
  /// The shares of classes, samples and labels in what their weighted losses add up to.
  init(_ samples: [SampleSums], _ totals: Totals, value: Double?) {
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
      perSample: samples.map { sample in
        sample.classes.reduce(0) { $0 + $1.weighted } / whole
      },
      perClassPositives: perClassPositives, positives: positives, negatives: 1 - positives,
      correct: 1 - wrong, wrong: wrong)
  }
}

extension Shares {
  /// Why a loss has no shares by class.
  static let noElements = "this loss is not a sum of elements"

  /// The shares of samples whose positions' losses alone are known.
  init(of samples: [SampleSums], value: Double?) {
    var whole = ExactSum()
    for sample in samples { whole.add(sample.total) }
    let sum = whole.value
    guard samples.count > 1, let value, value.isFinite, value != 0, sum.isFinite, sum != 0 else {
      self.init(why: Self.noElements)
      return
    }
    self.init(perSample: samples.map { $0.total / sum }, why: Self.noElements)
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
