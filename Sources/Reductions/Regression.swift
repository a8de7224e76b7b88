import Tensors

extension LossEntry {
  /// Losses of the difference between label and prediction.
  static let regressions: [LossEntry] = [
    difference(
      "mean_squared_error", "squared error", "(ŷ − y)²", [.keras2, .tfKeras, .keras3, .pytorch]
    ) { y, p in
      let difference = p - y
      return difference * difference
    } slope: { y, p in
      2 * (p - y)
    },
    difference(
      "mean_absolute_error", "absolute error", "|ŷ − y|", [.keras2, .tfKeras, .keras3, .pytorch]
    ) { y, p in
      (p - y).magnitudes
    } slope: { y, p in
      (p - y).signs
    },
    difference(
      "mean_absolute_percentage_error", "absolute percentage error",
      "100·|y − ŷ| / max(|y|, ε)", [.keras2, .tfKeras, .keras3]
    ) { y, p in
      ((y - p) / y.magnitudes.atLeast(epsilon)).magnitudes * 100
    } slope: { y, p in
      (p - y).signs / y.magnitudes.atLeast(epsilon) * 100
    },
    difference(
      "mean_squared_logarithmic_error", "squared logarithmic error",
      "(ln(max(ŷ, ε) + 1) − ln(max(y, ε) + 1))²", [.keras2, .tfKeras, .keras3]
    ) { y, p in
      let difference =
        (p.atLeast(epsilon) + 1).logarithm() - (y.atLeast(epsilon) + 1).logarithm()
      return difference * difference
    } slope: { y, p in
      let sum = p.atLeast(epsilon) + 1
      let difference = sum.logarithm() - (y.atLeast(epsilon) + 1).logarithm()
      return (2 * difference / sum).passing(p, epsilon, .infinity)
    },
    huber(by: [.tfKeras, .keras3, .optax]) { _ in true },
    huber(by: [.pytorch]) { $0 > 0 },
    smoothL1,
    difference("logcosh", "log-cosh", logCoshFormula, [.keras2], logCosh, slope: slopeOfLogCosh),
    difference(
      "log_cosh", "log-cosh", logCoshFormula, [.tfKeras, .keras3], logCosh, slope: slopeOfLogCosh),
    difference("l2", "half the squared error", "½·(ŷ − y)²", [.optax]) { y, p in
      let difference = p - y
      return difference * difference * 0.5
    } slope: { y, p in
      p - y
    },
  ]

  /// Label minus rate times its logarithm.
  static let poissons = [
    // ε is Keras's own, 1e-7.
    difference(
      "poisson", "Poisson loss", "ŷ − y·ln(ŷ + 1e-7)", [.keras2, .tfKeras, .keras3]
    ) { y, p in
      p - y * (p + 1e-7).logarithm()
    } slope: { y, p in
      1 - y / (p + 1e-7)
    },
    // `log_input=False`, `full=False`.
    difference("poisson", "Poisson loss", "ŷ − y·ln(ŷ + 1e-8)", [.pytorch]) { y, p in
      p - y * (p + 1e-8).logarithm()
    } slope: { y, p in
      1 - y / (p + 1e-8)
    },
  ]

  private static let logCoshFormula = "d + ln(1 + e^−2d) − ln 2, d = ŷ − y"

  @inline(__always)
  @Sendable
  private static func logCosh(_ y: Lanes, _ p: Lanes) -> Lanes {
    let difference = p - y
    return difference + (difference * -2).softplus() - 0.693_147_2
  }

  @inline(__always)
  @Sendable
  private static func slopeOfLogCosh(_ y: Lanes, _ p: Lanes) -> Lanes {
    1 - 2 * ((p - y) * -2).sigmoid()
  }

  /// A loss without options whose elements stand alone.
  ///
  /// - Parameter slope: How the element changes with p.
  /// - Source: Keras 2.2.4 and 3.15, tf-keras 2.21, `losses` under the name; PyTorch,
  ///   `aten/src/ATen/native/Loss.cpp`; optax 0.2.8, `losses._regression`.
  @inline(__always)
  private static func difference(
    _ name: String, _ title: String, _ formula: String, _ conventions: [Convention],
    _ element: @escaping @Sendable (_ y: Lanes, _ p: Lanes) -> Lanes,
    slope: @escaping @Sendable (_ y: Lanes, _ p: Lanes) -> Lanes
  ) -> LossEntry {
    let kernel = LossFunction.elementwise(element)
    let slopes = LossFunction.elementwise(slope)
    return LossEntry(name: name, title: title, formula: formula, conventions: conventions) {
      (setting) throws(ReductionError) in
      LossFunction(
        body: .elements(setting.elementFold, kernel), worlds: kernel, isElementwise: true
      )
      .deriving(.none, slopes)
    }
  }

  /// Squared near 0, straight from δ on.
  ///
  /// - Source: Keras 3.15 and tf-keras 2.21, `losses.huber`; PyTorch, `huber_loss`; optax 0.2.8,
  ///   `losses.huber_loss`.
  private static func huber(
    by conventions: [Convention], where isAllowed: @escaping @Sendable (Float) -> Bool
  ) -> LossEntry {
    LossEntry(
      name: "huber", title: "Huber loss",
      formula: "½·d² where |d| ≤ δ, else δ·|d| − ½·δ², d = ŷ − y", conventions: conventions,
      options: [Option(name: "delta", standard: "1")]
    ) { (setting) throws(ReductionError) in
      let delta = try setting.number(
        "delta", default: 1, expected: "a number above 0", where: isAllowed)
      let kernel = LossFunction.elementwise { y, p in
        let size = (p - y).magnitudes
        return (size * delta - 0.5 * delta * delta)
          .replacing(with: size * size * 0.5, where: size .<= delta)
      }
      return LossFunction(
        body: .elements(setting.elementFold, kernel), worlds: kernel, isElementwise: true
      ).deriving(
        .none,
        LossFunction.elementwise { y, p in
          let d = p - y
          return (d.signs * delta).replacing(with: d, where: d.magnitudes .<= delta)
        })
    }
  }

  /// - Source: PyTorch, `smooth_l1_loss`.
  private static let smoothL1 = LossEntry(
    name: "smooth_l1", title: "smooth L1 loss",
    formula: "½·d² / β where |d| < β, else |d| − ½·β, d = ŷ − y", conventions: [.pytorch],
    options: [Option(name: "beta", standard: "1")]
  ) { (setting) throws(ReductionError) in
    let beta = try setting.number("beta", default: 1, expected: "a number that is not negative") {
      $0 >= 0
    }
    let kernel = LossFunction.elementwise { y, p in
      let size = (p - y).magnitudes
      return (size - 0.5 * beta).replacing(with: size * size * 0.5 / beta, where: size .< beta)
    }
    return LossFunction(
      body: .elements(.none, kernel), worlds: kernel, isElementwise: true
    ).deriving(
      .none,
      LossFunction.elementwise { y, p in
        let d = p - y
        return d.signs.replacing(with: d / beta, where: d.magnitudes .< beta)
      })
  }
}
