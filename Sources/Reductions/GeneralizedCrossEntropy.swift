import Tensors

extension LossEntry {
  /// Between cross-entropy (q → 0) and mean absolute error (q = 1), for labels with noise.
  ///
  /// Nothing is clipped. An index outside the classes has the probability 0, and costs 1/q.
  ///
  /// - Source: Keras 3.15, `losses.categorical_generalized_cross_entropy`.
  static let generalizedCrossEntropy = LossEntry(
    name: "categorical_generalized_cross_entropy", title: "generalized cross-entropy",
    formula: "(1 − p_t^q) / q, p_t = Σ y·ŷ, y one-hot", conventions: [.keras3],
    options: [Option(name: "q", standard: "0.5")]
  ) { (setting) throws(ReductionError) in
    let q = try setting.number("q", default: 0.5, expected: "a number between 0 and 1") {
      $0 > 0 && $0 < 1
    }
    return LossFunction(
      labels: .classIndices,
      body: .rows { yTrue, yPred, _, classCount, losses in
        var products = [Float](repeating: 0, count: yPred.count)
        for index in products.indices { products[index] = yTrue[index] * yPred[index] }
        let likelihoods = rowSums(products.span, classCount: classCount)
        mapLanes(likelihoods.span, likelihoods.span, into: &losses) { p, _ in
          (1 - p.power(q)) / q
        }
      }
    ).deriving(.softmax) { yTrue, yPred, _, classCount, slopes in
      mapLanes(yTrue, yPred, into: &slopes) { y, p in
        (y * -p.power(q - 1)).replacing(with: 0, where: y .== 0)
      }
    }
  }
}
