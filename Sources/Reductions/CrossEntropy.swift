import Tensors

extension LossEntry {
  /// PyTorch's cross-entropy: softmax, logarithm and negative log-likelihood in one, from logits.
  ///
  /// Labels are class indices, or probabilities where they have the shape of the predictions. A
  /// position's loss carries the weights of its classes, as `reduction="none"` gives it; by what
  /// `mean` divides, ``CrossEntropy/positionWeights(labels:setting:)`` tells.
  ///
  /// - Source: PyTorch, `aten/src/ATen/native/LossNLL.cpp`.
  static let crossEntropy = LossEntry(
    name: "cross_entropy", title: "cross-entropy",
    formula: "w·((1 − s)·y + s/C)·(ln Σ e^x − x), x = ŷ", conventions: [.pytorch], logits: .always,
    options: [
      Option(name: "label_smoothing", standard: "0"),
      Option(name: "ignore_index", standard: "-100"),
    ]
  ) { (setting) throws(ReductionError) in
    let smoothing = try setting.labelSmoothing()
    let weights = setting.weightOfEachClass
    let share = smoothing / Float(setting.classCount)
    let isDense = CrossEntropy.labelsAreProbabilities(setting)
    let ignored = isDense ? nil : try CrossEntropy.ignoredIndex(setting)
    /// What a label counts for, by itself.
    @Sendable func target(_ y: Float) -> Float { y * (1 - smoothing) + share }

    let kernel: LossFunction.Kernel = { yTrue, yPred, _, classCount, losses in
      guard classCount > 0 else { return }
      let logarithms = logarithmOfSoftmax(yPred, classCount: classCount)
      for row in stride(from: 0, to: losses.count, by: classCount) {
        // An index that is ignored comes as a row of zeros.
        var isIgnored = !isDense
        for index in row..<(row + classCount) where yTrue[index] != 0 { isIgnored = false }
        for column in 0..<classCount {
          let share = target(yTrue[row + column])
          // Of class indices only the label's own logarithm is looked up.
          let isLeftOut = isIgnored || (!isDense && share == 0)
          losses[row + column] =
            isLeftOut ? 0 : -logarithms[row + column] * share * weights[column]
        }
      }
    }
    let worlds: LossFunction.Kernel = { yTrue, yPred, _, classCount, losses in
      mapLanes(yTrue, yPred, into: &losses) { y, p in -(y * p.clipped(epsilon, 1).logarithm()) }
      for index in 0..<losses.count { losses[index] *= weights[index % classCount] }
    }
    return LossFunction(
      labels: isDense ? .dense : .classIndices, ignoredIndex: ignored,
      body: .elements(.sum, kernel), worlds: smoothing == 0 ? worlds : nil,
      isAffineInLabels: true,
      check: isDense
        ? nil
        : refusingLabels(outside: setting.classCount, ignoring: ignored) { label in
          "Target \(label.asLabel) is out of bounds: PyTorch takes 0 to \(setting.classCount - 1)"
            + ", and ignores \(ignored.map(\.asLabel) ?? "none")."
        }
    ).deriving(.logits) { yTrue, yPred, _, classCount, slopes in
      guard classCount > 0 else { return }
      let probabilities = softmax(yPred, classCount: classCount)
      for row in stride(from: 0, to: slopes.count, by: classCount) {
        var sum = 0.0
        for column in 0..<classCount {
          sum += Double(target(yTrue[row + column]) * weights[column])
        }
        for column in 0..<classCount {
          let own = Double(target(yTrue[row + column]) * weights[column])
          slopes[row + column] = Float(Double(probabilities[row + column]) * sum - own)
        }
      }
      if !isDense { silenceUnlabelled(yTrue, classCount: classCount, &slopes) }
    }
  }
}

/// What the `mean` of PyTorch's cross-entropy is taken with.
enum CrossEntropy {
  /// The weight of each position: its class's, 0 where the label is ignored; 1 where labels are
  /// probabilities, since these count positions only.
  ///
  /// - Parameter labels: As the loss takes them, the class axis last. Shape: batch × …, or as the
  ///   predictions.
  /// - Returns: Shape: batch × ….
  static func positionWeights(
    labels: any SampleSource, setting: LossSetting
  ) throws(ReductionError) -> any SampleSource {
    if labelsAreProbabilities(setting) {
      // One axis is the classes of one position.
      guard labels.shape.rank > 1 else { return Tensor(1) }
      let classCount = max(setting.classCount, 1)
      return MappedSource(base: labels, shape: labels.shape.droppingLast) { labels in
        Array(repeating: 1, count: labels.count / classCount)
      }
    }
    let ignored = try ignoredIndex(setting)
    let weights = setting.weightOfEachClass
    return MappedSource(base: labels, shape: labels.shape) { labels in
      labels.indices.map { index in
        let label = labels[index]
        guard label != ignored, label >= 0, label < Float(weights.count) else { return 0 }
        return weights[Int(label)]
      }
    }
  }

  /// Whether labels are probabilities of each class.
  static func labelsAreProbabilities(_ setting: LossSetting) -> Bool {
    setting.labelShape == setting.shape
  }

  /// `ignore_index`, −100 unless it is given.
  static func ignoredIndex(_ setting: LossSetting) throws(ReductionError) -> Float {
    Float(try setting.integer("ignore_index") ?? -100)
  }
}

extension LossSetting {
  /// The weight of each class in the loss itself, 1 where none was given.
  var weightOfEachClass: [Float] {
    (0..<classCount).map { classWeight?[$0] ?? 1 }
  }
}
