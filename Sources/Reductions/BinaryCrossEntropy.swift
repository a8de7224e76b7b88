import Tensors

/// The smallest probability that Keras takes the logarithm of, 1e-7 in float32.
let epsilon: Float = 1e-7

extension LossEntry {
  /// Binary cross-entropy, as each framework has it.
  static let binaryCrossEntropies = [
    keras2BinaryCrossEntropy, tfKerasBinaryCrossEntropy, keras3BinaryCrossEntropy,
    pytorchBinaryCrossEntropy, optaxBinaryCrossEntropy,
  ]

  /// What the loss of logits is in every framework.
  static let logitsFormula = "max(x, 0) − x·y + ln(1 + e^−|x|), x = ŷ"

  /// Through logits, even from probabilities.
  ///
  /// - Source: Keras 2.2.4, `tensorflow_backend.binary_crossentropy`, `losses.binary_crossentropy`.
  static let keras2BinaryCrossEntropy = LossEntry(
    name: "binary_crossentropy", title: "binary cross-entropy",
    formula: "max(x, 0) − x·y + ln(1 + e^−|x|), x = ln(p / (1 − p)), p = clip(ŷ, ε, 1 − ε)",
    conventions: [.keras2], logits: .ifAsked
  ) { (setting) throws(ReductionError) in
    let kernel: LossFunction.Kernel = { yTrue, yPred, _, _, losses in
      guard yTrue.isHard else {
        return mapLanes(yTrue, yPred, into: &losses) { y, p in
          crossEntropyOfBernoulli(y, p.clipped(epsilon, 1 - epsilon))
        }
      }
      mapLanes(yTrue, yPred, into: &losses) { y, p in
        likelihoodOfBernoulli(y, p.clipped(epsilon, 1 - epsilon)).rounded
      }
      losses.takeLogarithms()
      mapLanes(yTrue, yPred, over: &losses) { y, p, logarithm in
        let likelihood = likelihoodOfBernoulli(y, p.clipped(epsilon, 1 - epsilon))
        return -(logarithm + likelihood.rest / likelihood.rounded)
      }
    }
    return .binary(setting, kernel)
  }

  /// ε twice: in the clip and in the logarithm.
  ///
  /// - Source: tf-keras 2.21, `backend.binary_crossentropy`, `losses.binary_crossentropy`.
  static let tfKerasBinaryCrossEntropy = LossEntry(
    name: "binary_crossentropy", title: "binary cross-entropy",
    formula: "−y·ln(p + ε) − (1 − y)·ln(1 − p + ε), p = clip(ŷ, ε, 1 − ε)",
    conventions: [.tfKeras], logits: .ifAsked,
    options: [Option(name: "label_smoothing", standard: "0")], make: smoothed)

  /// One clip, two logarithms.
  ///
  /// - Source: Keras 3.15, `backend/tensorflow/nn.binary_crossentropy`,
  ///   `losses.binary_crossentropy`.
  static let keras3BinaryCrossEntropy = LossEntry(
    name: "binary_crossentropy", title: "binary cross-entropy",
    formula: "−y·ln p − (1 − y)·ln(1 − p), p = clip(ŷ, ε, 1 − ε)",
    conventions: [.keras3], logits: .ifAsked,
    options: [Option(name: "label_smoothing", standard: "0")], make: smoothed)

  /// Logarithms no lower than −100; or from logits, with a weight of positives.
  ///
  /// - Source: PyTorch, `aten/src/ATen/native/Loss.cpp`.
  static let pytorchBinaryCrossEntropy = LossEntry(
    name: "binary_crossentropy", title: "binary cross-entropy",
    formula: "−y·max(ln ŷ, −100) − (1 − y)·max(ln(1 − ŷ), −100)",
    conventions: [.pytorch], logits: .ifAsked
  ) { (setting) throws(ReductionError) in
    let kernel: LossFunction.Kernel = { yTrue, yPred, _, _, losses in
      guard yTrue.isHard else {
        return mapLanes(yTrue, yPred, into: &losses) { y, p in
          let isOne = y .== 1
          let (positive, negative) = (p.logarithm(), (-p).logarithmOnePlus())
          if Lanes.all(isOne .| (y .== 0)) {
            return -negative.replacing(with: positive, where: isOne).atLeast(-100)
          }
          return (y - 1) * negative.atLeast(-100) + (-y) * positive.atLeast(-100)
        }
      }
      mapLanes(yTrue, yPred, into: &losses) { y, p in (1 - p).replacing(with: p, where: y .== 1) }
      losses.takeLogarithms()
      mapLanes(yTrue, yPred, over: &losses) { y, p, logarithm in
        // What rounding 1 − p lost, as ln(1 + x) has it.
        let complement = 1 - p
        let lost = -p - (complement - 1)
        let isWhole = (y .== 1) .| (complement .== 0)
        return -(logarithm + (lost / complement).replacing(with: 0, where: isWhole)).atLeast(-100)
      }
    }
    guard setting.fromLogits else {
      return LossFunction(
        body: .elements(.none, kernel), worlds: kernel, isAffineInLabels: true,
        isElementwise: true, check: refusingProbabilities
      ).deriving(
        .sigmoid,
        LossFunction.elementwise { y, p in (p - y) / ((1 - p) * p).atLeast(1e-12) })
    }
    var auxiliary: Broadcast?
    if let weight = setting.posWeight {
      // Predictions of one axis are one sample's.
      let shape = setting.shape.rank == 1 ? Shape([1] + setting.shape.extents) : setting.shape
      auxiliary = Broadcast(weight, to: shape)
      guard auxiliary != nil else {
        throw .doesNotBroadcast(role: "pos weight", shape: weight.shape, loss: setting.shape)
      }
    }
    return LossFunction(
      formula: auxiliary == nil
        ? "(1 − y)·x − ln σ(x), x = ŷ" : "(1 − y)·x − ((w₊ − 1)·y + 1)·ln σ(x), x = ŷ",
      body: .elements(.none, weightedLogitsKernel), auxiliary: auxiliary,
      worlds: auxiliary == nil ? kernel : nil, isAffineInLabels: true,
      isElementwise: auxiliary == nil
    ).deriving(.logits, slopeOfWeightedLogits)
  }

  /// From logits only.
  ///
  /// - Source: optax 0.2.8, `losses.sigmoid_binary_cross_entropy`.
  static let optaxBinaryCrossEntropy = LossEntry(
    name: "binary_crossentropy", title: "binary cross-entropy",
    formula: "−y·ln σ(x) − (1 − y)·ln σ(−x), x = ŷ",
    conventions: [.optax], logits: .onlyIfAsked
  ) { (_) throws(ReductionError) in
    let kernel = LossFunction.elementwise { y, x in
      y * (-x).softplus() + (1 - y) * x.softplus()
    }
    return LossFunction(
      body: .elements(.none, kernel),
      worlds: LossFunction.elementwise { y, p in crossEntropyOfBernoulli(y, p, .plain) },
      isAffineInLabels: true, isElementwise: true
    ).deriving(.logits, LossFunction.elementwise { y, x in x.sigmoid() - y })
  }

  /// Keras since 2.x: labels may be smoothed.
  @Sendable
  private static func smoothed(_ setting: LossSetting) throws(ReductionError) -> LossFunction {
    let smoothing = try setting.labelSmoothing()
    let complement = setting.complement
    guard smoothing > 0 else {
      return .binary(
        setting,
        { yTrue, yPred, _, _, losses in
          crossEntropiesOfBernoulli(yTrue, yPred, complement, into: &losses)
        })
    }
    return .binary(
      setting,
      LossFunction.elementwise { y, p in
        crossEntropyOfBernoulli(y * (1 - smoothing) + 0.5 * smoothing, p, complement)
      },
      LossFunction.elementwise { y, x in
        crossEntropyOfLogits(y * (1 - smoothing) + 0.5 * smoothing, x)
      }, smoothing: smoothing)
  }

  /// In this order, in float32: the two terms cancel.
  private static let weightedLogitsKernel: LossFunction.Kernel = {
    yTrue, yPred, weight, _, losses in
    var index = 0
    while index < losses.count {
      let y = yTrue.lanes(at: index, padding: 0)
      let x = yPred.lanes(at: index, padding: 0)
      let positive =
        weight.isEmpty ? Lanes(repeating: 1) : weight.lanes(at: index, padding: 1)
      let logSigmoid =
        x.replacing(with: 0, where: x .> 0) - (-x.magnitudes).exponential().logarithmOnePlus()
      losses.storeFitting((1 - y) * x - logSigmoid * ((positive - 1) * y + 1), at: index)
      index += Lanes.scalarCount
    }
  }

  private static let slopeOfWeightedLogits: LossFunction.Kernel = {
    yTrue, yPred, weight, _, slopes in
    var index = 0
    while index < slopes.count {
      let y = yTrue.lanes(at: index, padding: 0)
      let x = yPred.lanes(at: index, padding: 0)
      let positive =
        weight.isEmpty ? Lanes(repeating: 1) : weight.lanes(at: index, padding: 1)
      let factor = (positive - 1) * y + 1
      slopes.storeFitting((1 - y) - factor * (-x).sigmoid(), at: index)
      index += Lanes.scalarCount
    }
  }

  private static func refusal(
    _ role: String, _ word: String, _ found: Float, _ help: [String]
  ) -> ReductionError {
    .refused(
      role: role,
      sentence: "PyTorch wants all elements of \(word) between 0 and 1, but one is \(found).",
      help: help)
  }

  private static let refusingProbabilities: LossFunction.Check = {
    (yTrue, yPred) throws(ReductionError) in
    if let found = yPred.firstElement(outside: 0...1) {
      throw refusal("y_pred", "input", found, ["If the predictions are logits, add --from-logits."])
    }
    if let found = yTrue.firstElement(outside: 0...1) {
      throw refusal("y_true", "target", found, [])
    }
  }
}

extension LossFunction {
  /// Binary cross-entropy of Keras: the mean over classes, from probabilities or logits.
  fileprivate static func binary(
    _ setting: LossSetting, _ probabilities: @escaping Kernel, _ logits: Kernel? = nil,
    smoothing: Float = 0
  ) -> LossFunction {
    guard setting.fromLogits else {
      let complement = setting.complement
      return LossFunction(
        body: .elements(.mean, probabilities), worlds: probabilities, isAffineInLabels: true,
        isElementwise: true
      ).deriving(
        .sigmoid,
        elementwise { y, p in
          slopeOfBernoulli(y * (1 - smoothing) + 0.5 * smoothing, p, complement)
        })
    }
    return LossFunction(
      formula: LossEntry.logitsFormula,
      body: .elements(.mean, logits ?? elementwise { y, x in crossEntropyOfLogits(y, x) }),
      worlds: probabilities, isAffineInLabels: true, isElementwise: true
    ).deriving(
      .logits,
      elementwise { y, x in x.sigmoid() - (y * (1 - smoothing) + 0.5 * smoothing) })
  }
}

/// What stands for p and 1 − p under the logarithm.
enum BernoulliComplement: Sendable {
  /// p and 1 − p.
  case plain
  /// p + ε and (1 − p) + ε: tf-keras run eagerly.
  case epsilonAdded
  /// p + ε and (1 + ε) − p: tf-keras compiled, its constants folded.
  case epsilonFolded
}

extension LossSetting {
  /// What the convention's Keras takes the logarithm of.
  var complement: BernoulliComplement {
    convention == .tfKeras ? isCompiled ? .epsilonFolded : .epsilonAdded : .plain
  }
}

/// −y·ln p − (1 − y)·ln(1 − p) for p clipped to [ε, 1 − ε]; one logarithm where labels are 0 or 1.
@inline(__always)
func crossEntropyOfBernoulli(_ y: Lanes, _ p: Lanes, _ complement: BernoulliComplement) -> Lanes {
  let p = p.clipped(epsilon, 1 - epsilon)
  let positive: Lanes
  let negative: Lanes
  switch complement {
  case .plain: (positive, negative) = (p, 1 - p)
  case .epsilonAdded: (positive, negative) = (p + epsilon, (1 - p) + epsilon)
  case .epsilonFolded: (positive, negative) = (p + epsilon, (1 + epsilon) - p)
  }
  let isOne = y .== 1
  if Lanes.all(isOne .| (y .== 0)) {
    return -negative.replacing(with: positive, where: isOne).logarithm()
  }
  return -(y * positive.logarithm() + (1 - y) * negative.logarithm())
}

/// max(x, 0) − x·y + ln(1 + e^−|x|).
@inline(__always)
func crossEntropyOfLogits(_ y: Lanes, _ x: Lanes) -> Lanes {
  x.atLeast(0) - x * y + (-x.magnitudes).exponential().logarithmOnePlus()
}

/// max(x, 0) − x·y + ln(1 + e^−|x|) for x = ln(p / (1 − p)).
///
/// The three logarithms and exponentials of the source come down to ln p and ln(1 − p), and for
/// labels that are 0 or 1 to one of the two.
@inline(__always)
func crossEntropyOfBernoulli(_ y: Lanes, _ p: Lanes) -> Lanes {
  if Lanes.all((y .== 1) .| (y .== 0)) {
    let likelihood = likelihoodOfBernoulli(y, p)
    return -(likelihood.rounded.logarithm() + likelihood.rest / likelihood.rounded)
  }
  let complement = 1 - p
  let logP = p.logarithm()
  let logComplement = complement.logarithm() + ((1 - complement) - p) / complement
  let x = logP - logComplement
  let larger = logP.replacing(with: logComplement, where: logComplement .> logP)
  return x.replacing(with: 0, where: x .< 0) - x * y - larger
}

/// p where y is 1, else 1 − p, rounded and what rounding lost: it comes back by the slope of the
/// logarithm.
@inline(__always)
private func likelihoodOfBernoulli(_ y: Lanes, _ p: Lanes) -> (rounded: Lanes, rest: Lanes) {
  let isOne = y .== 1
  let complement = 1 - p
  let lost = (1 - complement) - p
  return (complement.replacing(with: p, where: isOne), lost.replacing(with: 0, where: isOne))
}
