import Tensors

/// What the classes of one sample add up to with the weight of each position, as they are and in
/// the worlds of ``Visibility``.
struct WeightedSums {
  private let loss: LossFunction
  /// One weight per row or, where it has as many entries as elements, per element; nil: all 1.
  private let multipliers: [Float]?
  private(set) var classes: [ClassSums]

  init(loss: LossFunction, classCount: Int, multipliers: [Float]?) {
    self.loss = loss
    self.multipliers = multipliers
    classes = Array(repeating: ClassSums(), count: classCount)
  }

  /// Adds a chunk whose first element is number `start` of its sample.
  mutating func add(
    loss losses: Span<Float>, yTrue: Span<Float>, yPred: Span<Float>, threshold: Float,
    from start: Int
  ) {
    let zeros = [Float](repeating: 0, count: losses.count)
    var perfect = zeros
    var missed = zeros
    let none: [Float] = []
    if let worlds = loss.worlds {
      var span = perfect.mutableSpan
      worlds(yTrue, yTrue, none.span, classes.count, &span)
      span = missed.mutableSpan
      worlds(yTrue, zeros.span, none.span, classes.count, &span)
    }
    let isPerElement = loss.classFold == .none
    for index in losses.indices {
      let (row, column) = (start + index).quotientAndRemainder(dividingBy: classes.count)
      let weight = multipliers.map { Double($0[isPerElement ? start + index : row]) } ?? 1
      let amount = Double(losses[index]) * weight
      classes[column].weighted += amount
      classes[column].perfect += Double(perfect[index]) * weight
      if (yTrue[index] > 0) != (yPred[index] > threshold) {
        classes[column].weightedWrong += amount
      }
      if yTrue[index] > 0 {
        classes[column].weightedPositives += amount
        classes[column].missedPositives += Double(missed[index]) * weight
      }
    }
  }
}

extension [ClassSums] {
  /// Fills in what follows from counting where every weight is 1 and every label 0 or 1.
  mutating func countWorlds(of loss: LossFunction) {
    guard let worlds = loss.worlds else { return }
    /// The loss of one pair in each class: a kernel sees whole rows.
    func row(_ yTrue: Float, _ yPred: Float) -> [Float] {
      let (labels, predictions) = (
        [Float](repeating: yTrue, count: count), [Float](repeating: yPred, count: count)
      )
      let none: [Float] = []
      var losses = labels
      var span = losses.mutableSpan
      worlds(labels.span, predictions.span, none.span, count, &span)
      return losses
    }
    let (one, zero, missed) = (row(1, 1), row(0, 0), row(1, 0))
    for index in indices {
      let counts = self[index].counts
      let ones = Double(counts.truePositives + counts.falseNegatives)
      self[index].perfect =
        ones * Double(one[index]) + (Double(counts.total) - ones) * Double(zero[index])
      self[index].missedPositives = ones * Double(missed[index])
    }
  }

  /// Takes over what weights decide.
  mutating func takeWeights(from others: [ClassSums]) {
    for index in indices {
      self[index].weighted = others[index].weighted
      self[index].weightedPositives = others[index].weightedPositives
      self[index].weightedWrong = others[index].weightedWrong
      self[index].perfect = others[index].perfect
      self[index].missedPositives = others[index].missedPositives
    }
  }
}

extension Span where Element == Float {
  /// Whether every label is 0 or 1.
  var isHard: Bool {
    var index = 0
    var odd = SIMD16<Int32>(repeating: 0)
    while index < count {
      let labels = lanes(at: index, padding: 0)
      odd.replace(with: -1, where: (labels .!= 0) .& (labels .!= 1))
      index += 16
    }
    return odd == .zero
  }
}
