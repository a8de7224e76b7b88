import Tensors

extension LossEntry {
  /// Cross-entropy over classes, labels one-hot or soft.
  static let categoricalCrossEntropies = [
    LossEntry(
      name: "categorical_crossentropy", title: "categorical cross-entropy",
      formula: kerasCategoricalFormula, conventions: [.keras2], logits: .ifAsked, make: categorical),
    LossEntry(
      name: "categorical_crossentropy", title: "categorical cross-entropy",
      formula: kerasCategoricalFormula, conventions: [.tfKeras, .keras3], logits: .ifAsked,
      options: [Option(name: "label_smoothing", standard: "0")], make: categorical),
    LossEntry(
      name: "categorical_crossentropy", title: "softmax cross-entropy",
      formula: softmaxFormula, conventions: [.optax], logits: .onlyIfAsked, make: categorical),
  ]

  /// Cross-entropy over classes, labels class indices.
  static let sparseCategoricalCrossEntropies = [
    LossEntry(
      name: "sparse_categorical_crossentropy", title: "sparse categorical cross-entropy",
      formula: sparseFormula, conventions: [.keras2], logits: .ifAsked, make: sparse),
    LossEntry(
      name: "sparse_categorical_crossentropy", title: "sparse categorical cross-entropy",
      formula: sparseFormula, conventions: [.tfKeras, .keras3], logits: .ifAsked,
      options: [Option(name: "ignore_class", standard: "none")], make: sparse),
  ]

  private static let kerasCategoricalFormula = "−y·ln p, p = clip(ŷ / Σŷ, ε, 1 − ε)"
  static let softmaxFormula = "y·(ln Σ e^x − x), x = ŷ"
  private static let sparseFormula = "y·(ln Σp − ln p), p = clip(ŷ, ε, 1 − ε), y one-hot"

  /// - Source: Keras 2.2.4 and 3.15, tf-keras 2.21, `categorical_crossentropy` of losses and
  ///   backend; optax 0.2.8, `losses.softmax_cross_entropy`.
  @Sendable
  private static func categorical(_ setting: LossSetting) throws(ReductionError) -> LossFunction {
    let smoothing = try setting.labelSmoothing()
    let share = smoothing / Float(setting.classCount)
    let worlds = LossFunction.elementwise { y, p in
      -((y * (1 - smoothing) + share) * p.clipped(epsilon, 1 - epsilon).logarithm())
    }
    if setting.fromLogits {
      return LossFunction(
        formula: softmaxFormula,
        body: .elements(.sum) { yTrue, yPred, _, classCount, losses in
          let logarithms = logarithmOfSoftmax(yPred, classCount: classCount)
          mapLanes(yTrue, logarithms.span, into: &losses) { y, logarithm in
            -((y * (1 - smoothing) + share) * logarithm)
          }
        }, worlds: worlds, isAffineInLabels: true
      ).deriving(.logits) { yTrue, yPred, _, classCount, slopes in
        slopeOfSoftmax(yTrue, yPred, classCount: classCount, into: &slopes) {
          $0 * (1 - smoothing) + share
        }
      }
    }
    return LossFunction(
      body: .elements(.sum) { yTrue, yPred, _, classCount, losses in
        fillRowShares(yPred, classCount: classCount, into: &losses)
        mapLanes(yTrue, yPred, over: &losses) { _, _, p in p.clipped(epsilon, 1 - epsilon) }
        losses.takeLogarithms()
        mapLanes(yTrue, yPred, over: &losses) { y, _, logarithm in
          -((y * (1 - smoothing) + share) * logarithm)
        }
      }, worlds: worlds, isAffineInLabels: true
    ).deriving(.softmax) { yTrue, yPred, _, classCount, slopes in
      let shares = rowShares(yPred, classCount: classCount)
      mapLanes(yTrue, shares.span, into: &slopes) { y, p in
        (-(y * (1 - smoothing) + share) / p).passing(p, epsilon, 1 - epsilon)
      }
      pullBackShares(&slopes, of: yPred, classCount: classCount)
    }
  }

  /// - Source: Keras 2.2.4 and 3.15, tf-keras 2.21, `sparse_categorical_crossentropy` of losses and
  ///   backend: clip, logarithm, then softmax cross-entropy, which normalises after the clip.
  @Sendable
  private static func sparse(_ setting: LossSetting) throws(ReductionError) -> LossFunction {
    let fromLogits = setting.fromLogits
    let ignored = try setting.integer("ignore_class").map(Float.init)
    return LossFunction(
      formula: fromLogits ? "y·(ln Σ e^x − x), x = ŷ, y one-hot" : "", labels: .classIndices,
      ignoredIndex: ignored,
      body: .elements(.sum) { yTrue, yPred, _, classCount, losses in
        var logits = [Float](repeating: 0, count: yPred.count)
        var span = logits.mutableSpan
        if fromLogits {
          for index in yPred.indices { span[index] = yPred[index] }
        } else {
          mapLanes(yPred, yPred, into: &span) { _, p in
            p.clipped(epsilon, 1 - epsilon).logarithm()
          }
        }
        let logarithms = logarithmOfSoftmax(logits.span, classCount: classCount)
        mapLanes(yTrue, logarithms.span, into: &losses) { y, logarithm in
          Lanes(repeating: 0).replacing(with: -logarithm, where: y .!= 0)
        }
      },
      worlds: LossFunction.elementwise { y, p in
        -(y * p.clipped(epsilon, 1 - epsilon).logarithm())
      },
      check: refusingLabels(outside: setting.classCount, ignoring: ignored) { label in
        "Keras received a label value of \(label.asLabel) which is outside the valid range of "
          + "[0, \(setting.classCount))."
      }
    ).deriving(fromLogits ? .logits : .softmax) { yTrue, yPred, none, classCount, slopes in
      if fromLogits {
        slopeOfSoftmax(yTrue, yPred, classCount: classCount, into: &slopes) { $0 }
      } else {
        slopeOfSparse(yTrue, yPred, classCount: classCount, into: &slopes)
      }
      silenceUnlabelled(yTrue, classCount: classCount, &slopes)
    }
  }

  /// How ln Σp − ln p_t, each p clipped, changes with the predictions.
  private static func slopeOfSparse(
    _ yTrue: Span<Float>, _ yPred: Span<Float>, classCount: Int,
    into slopes: inout MutableSpan<Float>
  ) {
    mapLanes(yPred, yPred, into: &slopes) { _, p in p.clipped(epsilon, 1 - epsilon) }
    guard classCount > 0 else { return }
    for row in stride(from: 0, to: yPred.count, by: classCount) {
      var sum = 0.0
      for index in row..<(row + classCount) { sum += Double(slopes[index]) }
      for index in row..<(row + classCount) {
        let isHeld = yPred[index] < epsilon || yPred[index] > 1 - epsilon
        let slope = 1 / sum - Double(yTrue[index]) / Double(slopes[index])
        slopes[index] = isHeld ? 0 : Float(slope)
      }
    }
  }

  /// How Σ t·(ln Σ e^x − x) changes with the logits x, t being `target` of a label.
  static func slopeOfSoftmax(
    _ yTrue: Span<Float>, _ yPred: Span<Float>, classCount: Int,
    into slopes: inout MutableSpan<Float>, target: (Float) -> Float
  ) {
    guard classCount > 0 else { return }
    let probabilities = softmax(yPred, classCount: classCount)
    for row in stride(from: 0, to: yPred.count, by: classCount) {
      var sum = 0.0
      for index in row..<(row + classCount) { sum += Double(target(yTrue[index])) }
      for index in row..<(row + classCount) {
        slopes[index] = Float(
          Double(probabilities[index]) * sum - Double(target(yTrue[index])))
      }
    }
  }

  /// Makes 0 of the slopes of rows without a label: those that are ignored.
  static func silenceUnlabelled(
    _ yTrue: Span<Float>, classCount: Int, _ slopes: inout MutableSpan<Float>
  ) {
    guard classCount > 0 else { return }
    for row in stride(from: 0, to: yTrue.count, by: classCount) {
      var isLabelled = false
      for index in row..<(row + classCount) where yTrue[index] != 0 { isLabelled = true }
      if isLabelled { continue }
      for index in row..<(row + classCount) { slopes[index] = 0 }
    }
  }

  /// Refuses class indices that name no class.
  static func refusingLabels(
    outside classCount: Int, ignoring ignored: Float?,
    _ sentence: @escaping @Sendable (Float) -> String
  ) -> LossFunction.Check {
    { (yTrue, _) throws(ReductionError) in
      guard let label = yTrue.firstLabel(outside: classCount, ignoring: ignored) else { return }
      throw .refused(
        role: "y_true", sentence: sentence(label),
        help: ["Labels that stand for no class can be left out by ignore_class or ignore_index."])
    }
  }
}

extension Float {
  /// `255` for 255.0: as frameworks print a class index.
  var asLabel: String {
    self == rounded() && Swift.abs(self) < 1e9 ? "\(Int(self))" : "\(self)"
  }
}
