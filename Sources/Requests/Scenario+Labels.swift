import Tensors

// The scenarios that know of positions and classes, but not of pictures.
extension Scenario {
  static let perfect = Scenario(
    "perfect", "one class a position, every prediction exactly its label: the loss of no mistake"
  ) { shape, numbers in
    let labels = labels(of: shape, &numbers)
    return Pair(yTrue: labels, yPred: labels)
  }

  static let uniform = Scenario(
    "uniform", "one class a position, every prediction 0.5: the loss of knowing nothing"
  ) { shape, numbers in
    let labels = labels(of: shape, &numbers)
    return Pair(yTrue: labels, yPred: Array(repeating: 0.5, count: labels.count))
  }

  static let random = Scenario(
    "random", "one class a position, every prediction drawn evenly from 0 to 1"
  ) { shape, numbers in
    let labels = labels(of: shape, &numbers)
    return Pair(yTrue: labels, yPred: labels.map { _ in Float(numbers.unit()) })
  }

  static let multiLabel = Scenario(
    "multi-label", "any number of classes a position, predictions mostly right"
  ) { shape, numbers in
    let labels = (0..<shape.count).map { _ -> Float in numbers.unit() < 0.3 ? 1 : 0 }
    return Pair(yTrue: labels, yPred: labels.map { good(at: $0, &numbers) })
  }

  static let imbalanced = Scenario(
    "imbalanced", "the last class at one position in 200, at least one, and hardly seen there"
  ) { shape, numbers in
    let classes = shape.rank == 1 ? 1 : shape[-1]
    let positions = shape.count / classes
    let certain = numbers.index(below: min(positions, 1 << 20))
    var labels = [Float](repeating: 0, count: shape.count)
    for position in 0..<positions {
      let isRare = numbers.unit() < 0.005 || position == certain
      let common = classes > 1 ? numbers.index(below: classes - 1) : nil
      if isRare {
        labels[position * classes + classes - 1] = 1
      } else if let common {
        labels[position * classes + common] = 1
      }
    }
    let predictions = labels.indices.map { index -> Float in
      let isMissed = labels[index] == 1 && index % classes == classes - 1
      return isMissed ? Float(numbers.around(0.2, 0.15)) : good(at: labels[index], &numbers)
    }
    return Pair(yTrue: labels, yPred: predictions)
  }

  static let confidentWrong = Scenario(
    "confident-wrong", "predictions of 0.001 and 0.999, one in ten of them on the wrong side"
  ) { shape, numbers in
    let labels = labels(of: shape, &numbers)
    return Pair(
      yTrue: labels, yPred: mistaken(labels, &numbers).map { $0 == 1 ? 0.999 : 0.001 })
  }

  static let saturated = Scenario(
    "saturated", "predictions of exactly 0 and 1, one in ten of them wrong: what clipping is for"
  ) { shape, numbers in
    let labels = labels(of: shape, &numbers)
    return Pair(yTrue: labels, yPred: mistaken(labels, &numbers))
  }

  /// One class a position, each as likely as another; without classes a yes or no.
  private static func labels(of shape: Shape, _ numbers: inout SeededNumbers) -> [Float] {
    let classes = shape.rank == 1 ? 1 : shape[-1]
    var labels = [Float](repeating: 0, count: shape.count)
    for position in 0..<(shape.count / classes) {
      let drawn = numbers.index(below: max(2, min(classes, 1 << 20)))
      if drawn < classes { labels[position * classes + drawn] = 1 }
    }
    return labels
  }

  /// A prediction close to `label`: a tenth off on average, half at worst.
  private static func good(at label: Float, _ numbers: inout SeededNumbers) -> Float {
    let unit = numbers.unit()
    let error = 0.5 * unit * unit * unit
    return Float(label == 1 ? 1 - error : error)
  }

  /// `labels` with one in ten turned over, and never none.
  private static func mistaken(_ labels: [Float], _ numbers: inout SeededNumbers) -> [Float] {
    let certain = numbers.index(below: min(labels.count, 1 << 20))
    return labels.indices.map { index in
      numbers.unit() < 0.1 || index == certain ? 1 - labels[index] : labels[index]
    }
  }
}
