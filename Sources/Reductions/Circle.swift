import Tensors

extension LossEntry {
  /// Pulls embeddings of one label together, and those of others apart.
  ///
  /// Every sample is compared with every other of its batch. Where a sample has no companion, or
  /// no opponent, its loss is 0.
  ///
  /// - Source: Keras 3.15, `losses.circle`.
  static let circle = LossEntry(
    name: "circle", title: "circle loss",
    formula: "ln(1 + e^(lse₊(−γ·max(m + d, 0)·(m − d)) + lse₋(γ·max(1 + m − d, 0)·(1 − m − d)))), "
      + "d = max(1 − ŷŷᵀ, 0)",
    conventions: [.keras3],
    options: [
      Option(name: "gamma", standard: "80"), Option(name: "margin", standard: "0.4"),
      Option(name: "remove_diagonal", standard: "true"),
    ]
  ) { (setting) throws(ReductionError) in
    let gamma = try setting.number("gamma", default: 80)
    let margin = try setting.number("margin", default: 0.4)
    let removesDiagonal = try setting.boolean("remove_diagonal", default: true)
    return LossFunction(
      labels: .classIndices, masksZeros: true,
      body: .whole { (yTrue, yPred) throws(ReductionError) in
        guard yPred.shape.rank == 2, yTrue.shape.count == yPred.shape[0] else {
          throw .shapeMismatch(yTrue: yTrue.shape, yPred: yPred.shape)
        }
        let (count, size) = (yPred.shape[0], yPred.shape[1])
        return Tensor(shape: [count]) { sample in
          var companions: [Float] = []
          var opponents: [Float] = []
          for other in 0..<count {
            var product = 0.0
            for index in 0..<size {
              product += Double(
                yPred.elements[sample * size + index] * yPred.elements[other * size + index])
            }
            let cosineDistance = 1 - Float(product)
            let distance = cosineDistance < 0 ? 0 : cosineDistance
            if yTrue.elements[sample] == yTrue.elements[other] {
              guard other != sample || !removesDiagonal else { continue }
              let weight = max(margin + distance, 0)
              companions.append(-gamma * weight * (margin - distance))
            } else {
              let weight = max(1 + margin - distance, 0)
              opponents.append(gamma * weight * (1 - margin - distance))
            }
          }
          let ofCompanions = logarithmOfSum(exponentials: companions)
          return (ofCompanions + logarithmOfSum(exponentials: opponents)).softplus
        }
      },
      whyNoDerivative: "the loss of a sample depends on every other sample of its batch")
  }
}
