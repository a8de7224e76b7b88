import Tensors

extension LossEntry {
  /// The loss of the question that Lossfold answers: a weight for each position, by its class,
  /// times what binary cross-entropy leaves after Dice is taken away.
  ///
  /// Dice pools over everything, so a position's loss depends on all the others. A position without
  /// a positive class takes class 0's weight.
  ///
  /// - Source: keras#11627, `weighted_loss` and `dice_coef`, on Keras 2.2.4.
  static let weightedBCEDice = LossEntry(
    name: "weighted_bce_dice", title: "weighted cross-entropy and Dice",
    formula: "(bce − (1 + dice))·w, w of the class argmax(y), dice = (2·Σyŷ + s) / (Σy + Σŷ + s)",
    conventions: [.keras2],
    options: [
      Option(name: "class_weights", standard: "1"), Option(name: "smooth", standard: "1"),
    ]
  ) { (setting) throws(ReductionError) in
    let classCount = setting.classCount
    let weights =
      try setting.numbers("class_weights", count: classCount)
      ?? Array(repeating: 1, count: classCount)
    let smooth = try setting.number("smooth", default: 1)
    let crossEntropy = LossFunction.elementwise { y, p in
      crossEntropyOfBernoulli(y, p.clipped(epsilon, 1 - epsilon))
    }
    let slopeOfCrossEntropy = LossFunction.elementwise { y, p in slopeOfBernoulli(y, p, .plain) }

    /// The weight of the class that labels give to the row that starts at `row`.
    @Sendable func weight(_ labels: [Float], _ row: Int) -> Float {
      var largest = row
      for index in row..<(row + classCount) where labels[index] > labels[largest] {
        largest = index
      }
      return weights[largest - row]
    }
    return LossFunction(
      body: .whole { (yTrue, yPred) throws(ReductionError) in
        let positions = yPred.shape.droppingLast
        guard classCount > 0 else { return Tensor(repeating: .nan, shape: positions) }
        let sums = OverlapSums(yTrue, yPred)
        let dice =
          (2 * Float(sums.intersection[0]) + smooth)
          / (Float(sums.yTrue[0]) + Float(sums.yPred[0]) + smooth)
        let (labels, none): ([Float], [Float]) = (yTrue.elements, [])
        var elements = labels
        var span = elements.mutableSpan
        crossEntropy(labels.span, yPred.elements.span, none.span, classCount, &span)
        return Tensor(shape: positions) { position in
          let row = (position * classCount)..<((position + 1) * classCount)
          let sum = row.reduce(0.0) { $0 + Double(elements[$1]) }
          return (Float(sum / Double(classCount)) - (1 + dice)) * weight(labels, row.lowerBound)
        }
      }
    ).deriving(.sigmoid) { (yTrue, yPred, upstream) throws(ReductionError) in
      guard classCount > 0 else { return yPred }
      let sums = OverlapSums(yTrue, yPred)
      let whole = sums.yTrue[0] + sums.yPred[0] + Double(smooth)
      let agreed = 2 * sums.intersection[0] + Double(smooth)
      let (labels, none): ([Float], [Float]) = (yTrue.elements, [])
      var slopes = labels
      var span = slopes.mutableSpan
      slopeOfCrossEntropy(labels.span, yPred.elements.span, none.span, classCount, &span)
      let factors = upstream.indices.map {
        upstream[$0] * Double(weight(labels, $0 * classCount))
      }
      // Dice is one number that every position takes away.
      let ofDice = factors.reduce(0, +)
      return Tensor(shape: yPred.shape) { index in
        let own = Double(slopes[index]) * factors[index / classCount] / Double(classCount)
        let slopeOfDice = 2 * Double(labels[index]) / whole - agreed / (whole * whole)
        return Float(own - ofDice * slopeOfDice)
      }
    }
  }
}
