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
          var largest = row.lowerBound
          for index in row where labels[index] > labels[largest] { largest = index }
          return (Float(sum / Double(classCount)) - (1 + dice)) * weights[largest - row.lowerBound]
        }
      })
  }
}
