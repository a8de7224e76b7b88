import Tensors

extension LossEntry {
  /// Losses of a margin, labels −1 and 1.
  ///
  /// - Source: Keras 2.2.4 and 3.15, tf-keras 2.21, `losses` under the names.
  static let hinges = [
    hinge("hinge", "hinge loss", "max(1 − y·ŷ, 0)", { $0 }, slope: { _ in Lanes(repeating: 1) }),
    hinge(
      "squared_hinge", "squared hinge loss", "max(1 − y·ŷ, 0)²", { $0 * $0 }, slope: { 2 * $0 }),
    categoricalHinge,
  ]

  /// Keras since 2.x takes labels of 0 and 1 for −1 and 1, if there are no others in the batch.
  @inline(__always)
  private static func hinge(
    _ name: String, _ title: String, _ formula: String,
    _ power: @escaping @Sendable (Lanes) -> Lanes,
    slope: @escaping @Sendable (Lanes) -> Lanes
  ) -> LossEntry {
    /// At the kink TensorFlow's maximum passes the gradient on.
    @inline(__always)
    @Sendable func slopes(_ y: Lanes, _ p: Lanes) -> Lanes {
      let margin = 1 - y * p
      return (-y * slope(margin)).passing(margin, 0, .infinity)
        .replacing(with: margin, where: margin .!= margin)
    }
    let slopeAsGiven = LossFunction.elementwise { y, p in slopes(y, p) }
    let slopeConverted = LossFunction.elementwise { y, p in slopes(y * 2 - 1, p) }
    let asGiven = LossFunction.elementwise { y, p in power((1 - y * p).atLeast(0)) }
    let converted = LossFunction.elementwise { y, p in power((1 - (y * 2 - 1) * p).atLeast(0)) }
    return LossEntry(
      name: name, title: title, formula: formula, conventions: [.keras2, .tfKeras, .keras3]
    ) { (setting) throws(ReductionError) in
      let converts = setting.labelsAreBinary && setting.convention != .keras2
      return LossFunction(
        formula: converts ? formula.replacing("y·ŷ", with: "(2y − 1)·ŷ") : "",
        body: .elements(.mean, converts ? converted : asGiven)
      ).deriving(.none, converts ? slopeConverted : slopeAsGiven)
    }
  }

  private static let categoricalHinge = LossEntry(
    name: "categorical_hinge", title: "categorical hinge loss",
    formula: "max(0, max((1 − y)·ŷ) − Σ y·ŷ + 1)", conventions: [.keras2, .tfKeras, .keras3]
  ) { (_) throws(ReductionError) in
    LossFunction(
      body: .rows { yTrue, yPred, _, classCount, losses in
        for row in 0..<losses.count {
          var positive = 0.0
          var negative = -Float.infinity
          for index in (row * classCount)..<((row + 1) * classCount) {
            positive += Double(yTrue[index] * yPred[index])
            let other = (1 - yTrue[index]) * yPred[index]
            if other.isNaN || other > negative { negative = other }
          }
          let loss = negative - Float(positive) + 1
          losses[row] = loss < 0 ? 0 : loss
        }
      }
    ).deriving(.none) { yTrue, yPred, _, classCount, slopes in
      guard classCount > 0 else { return }
      for row in stride(from: 0, to: slopes.count, by: classCount) {
        var (positive, negative, count) = (0.0, -Float.infinity, 0)
        for index in row..<(row + classCount) {
          positive += Double(yTrue[index] * yPred[index])
          let other = (1 - yTrue[index]) * yPred[index]
          if other.isNaN || other > negative { (negative, count) = (other, 0) }
          if other == negative { count += 1 }
        }
        let loss = negative - Float(positive) + 1
        for index in row..<(row + classCount) {
          let isLargest = (1 - yTrue[index]) * yPred[index] == negative
          // Where several are the largest, each takes its part.
          let ofOther = isLargest ? (1 - yTrue[index]) / Float(count) : 0
          slopes[index] = loss.isNaN ? .nan : loss < 0 ? 0 : ofOther - yTrue[index]
        }
      }
    }
  }
}
