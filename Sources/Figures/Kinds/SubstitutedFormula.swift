import Reductions
import Tensors

/// A loss of one element as a formula with its own numbers, where it is one that a page can hold.
struct SubstitutedFormula: Equatable {
  /// `−ln(1 − 0.0213)`
  let text: String
  /// What it comes to, computed as it is written but with all digits.
  let value: Double

  /// The formula of the loss called `loss` that gives `expected`; nil where none of ours does.
  static func of(
    _ loss: String, label y: Double, prediction p: Double, expected: Double
  ) -> SubstitutedFormula? {
    // Half a unit of float32's last place below 1 is all that 1 − p can be known to.
    candidates(loss, y, p).first {
      expected.isFinite && $0.value.isFinite
        && abs($0.value - expected) <= 1e-3 * abs(expected) + 6e-8
    }
  }

  private static func candidates(_ loss: String, _ y: Double, _ p: Double) -> [SubstitutedFormula] {
    let name = loss.lowercased()
    func has(_ parts: String...) -> Bool { parts.contains { name.contains($0) } }
    let (yWritten, pWritten) = (written(y), written(p))
    let subtracted = y < 0 ? "+ \(written(-y))" : "− \(yWritten)"
    if has("squared_error", "mse", "l2") {
      let square = (p - y) * (p - y)
      let term = "(\(pWritten) \(subtracted))²"
      return [.init(text: term, value: square), .init(text: "½ · " + term, value: square / 2)]
    }
    if has("absolute_error", "mae", "l1") {
      return [.init(text: "|\(pWritten) \(subtracted)|", value: abs(p - y))]
    }
    guard has("crossentropy", "cross_entropy", "bce", "nll") else { return [] }
    let isCategorical = has("categorical", "nll") && !has("binary")
    return logarithms(y, p, isCategorical: isCategorical)
  }

  private static func logarithms(
    _ y: Double, _ p: Double, isCategorical: Bool
  ) -> [SubstitutedFormula] {
    var found: [SubstitutedFormula] = []
    let clipped = min(max(p, 1e-7), 1 - 1e-7)
    for q in p == clipped ? [p] : [clipped, p] {
      let note = q == p ? "" : ", clipped"
      let hit = q > 0 ? -Logarithm.natural(q) : .infinity
      let miss = q < 1 ? -Logarithm.natural(1 - q) : .infinity
      let complement = "1 − \(written(q))"
      if isCategorical {
        found.append(
          y == 0
            ? .init(text: "−0 · ln \(written(q))" + note, value: 0)
            : y == 1
              ? .init(text: "−ln \(written(q))" + note, value: hit)
              : .init(text: "−\(written(y)) · ln \(written(q))" + note, value: y * hit))
      } else if y == 1 {
        found.append(.init(text: "−ln \(written(q))" + note, value: hit))
      } else if y == 0 {
        found.append(.init(text: "−ln(\(complement))" + note, value: miss))
      } else {
        found.append(
          .init(
            text: "−\(written(y)) · ln \(written(q)) − \(written(1 - y)) · ln(\(complement))"
              + note,
            value: y * hit + (1 - y) * miss))
      }
    }
    // PyTorch holds each logarithm at −100.
    if !isCategorical, (y == 1 && p < 1e-40) || (y == 0 && p == 1) {
      let inner = y == 1 ? " \(written(p))" : "(1 − 1)"
      found.append(.init(text: "−ln\(inner), held at 100", value: 100))
    }
    // Of a logit: ln(1 + e^z), or ln(1 + e^−z) where the class is.
    if !isCategorical, y == 0 || y == 1, abs(p) <= 80 {
      let sign = y == 1 ? -p : p
      found.append(
        .init(
          text: "ln(1 + exp(\(written(sign))))",
          value: Logarithm.natural(1 + Exponential.natural(sign))))
    }
    return found
  }

  /// `value` with three digits, or as many as tell it from 1; no zeros at the end.
  static func written(_ value: Double) -> String {
    let distance = abs(1 - value)
    guard distance > 0, distance < 0.1 else { return NumberFormat.tick(value, digits: 3) }
    return NumberFormat.tick(value, digits: min(9, 2 - Ticks.exponent(of: distance)))
  }
}
