import Tensors

extension LossEntry {
  /// Minus the cosine of the angle between labels and predictions of a position.
  ///
  /// - Source: Keras 2.2.4, `losses.cosine_proximity`; tf-keras 2.21 and Keras 3.15,
  ///   `losses.cosine_similarity`.
  static let cosines = [
    cosine("cosine_proximity", "v / √max(Σv², 1e-12)", [.keras2]) { square in
      1 / (square < 1e-12 ? 1e-12 : square).squareRoot()
    },
    cosine("cosine_similarity", "v / √max(Σv², 1e-12)", [.tfKeras]) { square in
      1 / (square < 1e-12 ? 1e-12 : square).squareRoot()
    },
    cosine("cosine_similarity", "v·min(1 / √Σv², 1e7)", [.keras3]) { square in
      let inverse = 1 / square.squareRoot()
      return inverse > 1e7 ? 1e7 : inverse
    },
  ]

  /// - Parameters:
  ///   - unit: What a vector v becomes, as a formula.
  ///   - scale: By what it is multiplied, from the sum of its squares.
  private static func cosine(
    _ name: String, _ unit: String, _ conventions: [Convention],
    _ scale: @escaping @Sendable (Double) -> Double
  ) -> LossEntry {
    LossEntry(
      name: name, title: "cosine similarity", formula: "−n(y)·n(ŷ), n(v) = \(unit)",
      conventions: conventions
    ) { (_) throws(ReductionError) in
      LossFunction(
        body: .elements(.sum) { yTrue, yPred, _, classCount, losses in
          /// The scale of the row that starts at `row`.
          func scaleOfRow(_ vector: Span<Float>, _ row: Int) -> Float {
            var square = 0.0
            for index in row..<(row + classCount) {
              square += Double(vector[index] * vector[index])
            }
            return Float(scale(square))
          }
          guard classCount > 0 else { return }
          for row in stride(from: 0, to: losses.count, by: classCount) {
            let (ofTrue, ofPred) = (scaleOfRow(yTrue, row), scaleOfRow(yPred, row))
            for index in row..<(row + classCount) {
              losses[index] = -((yTrue[index] * ofTrue) * (yPred[index] * ofPred))
            }
          }
        }
      ).deriving(.none) { yTrue, yPred, _, classCount, slopes in
        guard classCount > 0 else { return }
        for row in stride(from: 0, to: slopes.count, by: classCount) {
          var (ofTrue, ofPred, product) = (0.0, 0.0, 0.0)
          for index in row..<(row + classCount) {
            ofTrue += Double(yTrue[index] * yTrue[index])
            ofPred += Double(yPred[index] * yPred[index])
            product += Double(yTrue[index]) * Double(yPred[index])
          }
          let (unit, size) = (scale(ofTrue), scale(ofPred))
          // Where the length is held from below it is a constant.
          let isHeld = size < 0.999_999 / ofPred.squareRoot()
          for index in row..<(row + classCount) {
            let turning = isHeld ? 0 : product * Double(yPred[index]) * size * size
            slopes[index] = Float(-unit * size * (Double(yTrue[index]) - turning))
          }
        }
      }
    }
  }
}
