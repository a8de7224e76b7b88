import Tensors

extension LossEntry {
  /// Cross-entropy that makes little of what is right already.
  static let focalCrossEntropies = [binaryFocalCrossEntropy, categoricalFocalCrossEntropy]

  /// - Source: Keras 3.15, `losses.binary_focal_crossentropy`; tf-keras 2.21,
  ///   `backend.binary_focal_crossentropy`. p_t is not clipped.
  static let binaryFocalCrossEntropy = LossEntry(
    name: "binary_focal_crossentropy", title: "binary focal cross-entropy",
    formula: "(1 − p_t)^γ·bce(y, ŷ), p_t = y·ŷ + (1 − y)·(1 − ŷ)",
    conventions: [.tfKeras, .keras3], logits: .ifAsked,
    options: [
      Option(name: "gamma", standard: "2"), Option(name: "alpha", standard: "0.25"),
      Option(name: "apply_class_balancing", standard: "false"),
      Option(name: "label_smoothing", standard: "0"),
    ]
  ) { (setting) throws(ReductionError) in
    let gamma = try setting.number("gamma", default: 2)
    let alpha = try setting.number("alpha", default: 0.25)
    let isBalanced = try setting.boolean("apply_class_balancing", default: false)
    let smoothing = try setting.labelSmoothing()
    let complement = setting.complement

    @inline(__always)
    @Sendable func focal(_ y: Lanes, _ p: Lanes, _ crossEntropy: Lanes) -> Lanes {
      let likelihood = y * p + (1 - y) * (1 - p)
      let loss = (1 - likelihood).power(gamma) * crossEntropy
      return isBalanced ? (y * alpha + (1 - y) * (1 - alpha)) * loss : loss
    }
    @inline(__always)
    @Sendable func smoothed(_ y: Lanes) -> Lanes {
      smoothing == 0 ? y : y * (1 - smoothing) + 0.5 * smoothing
    }
    let smoothedProbabilities = LossFunction.elementwise { label, p in
      let y = smoothed(label)
      return focal(y, p, crossEntropyOfBernoulli(y, p, complement))
    }
    let plainProbabilities: LossFunction.Kernel = { yTrue, yPred, _, _, losses in
      crossEntropiesOfBernoulli(yTrue, yPred, complement, into: &losses)
      mapLanes(yTrue, yPred, over: &losses) { y, p, crossEntropy in focal(y, p, crossEntropy) }
    }
    let probabilities = smoothing == 0 ? plainProbabilities : smoothedProbabilities
    let logits = LossFunction.elementwise { label, x in
      let y = smoothed(label)
      return focal(y, x.sigmoid(), crossEntropyOfLogits(y, x))
    }
    /// How the focal loss changes with p, given how cross-entropy does.
    @inline(__always)
    @Sendable func slope(_ y: Lanes, _ p: Lanes, _ crossEntropy: Lanes, _ slope: Lanes) -> Lanes {
      let miss = 1 - (y * p + (1 - y) * (1 - p))
      var sum = miss.power(gamma) * slope
      if gamma != 0 { sum += gamma * miss.power(gamma - 1) * (1 - 2 * y) * crossEntropy }
      return isBalanced ? (y * alpha + (1 - y) * (1 - alpha)) * sum : sum
    }
    let slopeOfProbabilities = LossFunction.elementwise { label, p in
      let y = smoothed(label)
      return slope(
        y, p, crossEntropyOfBernoulli(y, p, complement), slopeOfBernoulli(y, p, complement))
    }
    let slopeOfLogits = LossFunction.elementwise { label, x in
      let y = smoothed(label)
      let p = x.sigmoid()
      // With respect to p by the power, to x by the cross-entropy: both come to x.
      let ofPower = slope(y, p, crossEntropyOfLogits(y, x), Lanes(repeating: 0)) * (p * (1 - p))
      return ofPower + slope(y, p, Lanes(repeating: 0), p - y)
    }
    return LossFunction(
      formula: setting.fromLogits
        ? "(1 − p_t)^γ·bce(y, x), p_t = y·p + (1 − y)·(1 − p), p = σ(x), x = ŷ" : "",
      body: .elements(.mean, setting.fromLogits ? logits : probabilities), worlds: probabilities,
      isElementwise: true
    ).deriving(
      setting.fromLogits ? .logits : .sigmoid,
      setting.fromLogits ? slopeOfLogits : slopeOfProbabilities)
  }

  /// - Source: Keras 3.15, `losses.categorical_focal_crossentropy`; tf-keras 2.21,
  ///   `backend.categorical_focal_crossentropy`.
  static let categoricalFocalCrossEntropy = LossEntry(
    name: "categorical_focal_crossentropy", title: "categorical focal cross-entropy",
    formula: "−α·(1 − p)^γ·y·ln p, p = clip(ŷ / Σŷ, ε, 1 − ε)", conventions: [.tfKeras, .keras3],
    logits: .ifAsked,
    options: [
      Option(name: "alpha", standard: "0.25"), Option(name: "gamma", standard: "2"),
      Option(name: "label_smoothing", standard: "0"),
    ]
  ) { (setting) throws(ReductionError) in
    let gamma = try setting.number("gamma", default: 2)
    let alphas = try setting.numbers("alpha", count: setting.classCount)
    let smoothing = try setting.labelSmoothing()
    let share = smoothing / Float(setting.classCount)
    let fromLogits = setting.fromLogits
    let common: Float = alphas == nil ? 0.25 : 1

    let ofShares: LossFunction.Kernel = { yTrue, shares, _, classCount, losses in
      mapLanes(yTrue, shares, into: &losses) { y, p in
        let p = p.clipped(epsilon, 1 - epsilon)
        let crossEntropy = -((y * (1 - smoothing) + share) * p.logarithm())
        return (1 - p).power(gamma) * common * crossEntropy
      }
      guard let alphas else { return }
      for index in 0..<losses.count { losses[index] *= alphas[index % classCount] }
    }
    return LossFunction(
      formula: fromLogits ? "−α·(1 − p)^γ·y·ln p, p = clip(softmax(ŷ), ε, 1 − ε)" : "",
      body: .elements(.sum) { yTrue, yPred, none, classCount, losses in
        let probabilities = fromLogits ? softmax(yPred, classCount: classCount) : []
        let shares = rowShares(
          fromLogits ? probabilities.span : yPred, classCount: classCount)
        ofShares(yTrue, shares.span, none, classCount, &losses)
      }, worlds: ofShares
    ).deriving(fromLogits ? .logits : .softmax) { yTrue, yPred, _, classCount, slopes in
      let probabilities = fromLogits ? softmax(yPred, classCount: classCount) : []
      let entries = fromLogits ? probabilities.span : yPred
      let shares = rowShares(entries, classCount: classCount)
      mapLanes(yTrue, shares.span, into: &slopes) { y, quotient in
        let p = quotient.clipped(epsilon, 1 - epsilon)
        var slope = -(1 - p).power(gamma) / p
        if gamma != 0 { slope += gamma * (1 - p).power(gamma - 1) * p.logarithm() }
        return ((y * (1 - smoothing) + share) * common * slope)
          .passing(quotient, epsilon, 1 - epsilon)
      }
      if let alphas {
        for index in 0..<slopes.count { slopes[index] *= alphas[index % classCount] }
      }
      pullBackShares(&slopes, of: entries, classCount: classCount)
      if fromLogits {
        pullBackSoftmax(&slopes, of: probabilities.span, classCount: classCount)
      }
    }
  }
}
