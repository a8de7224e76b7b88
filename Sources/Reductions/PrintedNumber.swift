/// A number with the digits that somebody was shown: `0.0136`, `1.36e-2`.
public struct PrintedNumber: Hashable, Sendable {
  /// As it was given.
  public let text: String
  /// What it says.
  public let value: Double
  /// How many significant digits it has; a number is known to half of the last one.
  public let digits: Int
  /// The power of ten of its last digit.
  private let lastPlace: Int

  /// nil where `text` is no finite decimal number.
  public init?(_ text: String) {
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard let value = Double(text), value.isFinite, let mantissa = parts.first,
      mantissa.allSatisfy({ $0.isNumber || ".+-".contains($0) })
    else { return nil }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let decimals = mantissa.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
      .first
    let figures = mantissa.filter(\.isNumber).drop { $0 == "0" }
    self.text = text
    self.value = value
    digits = max(1, figures.count)
    lastPlace = exponent - (decimals?.count ?? 0)
  }

  /// How far `other` is, relative to this number; 0 where it rounds to the digits given.
  public func distance(to other: Double) -> Double {
    let difference = abs(other - value)
    if difference <= 0.5 * Self.powerOfTen(lastPlace) * (1 + 1e-9) { return 0 }
    return value == 0 ? difference : difference / abs(value)
  }

  /// Of all numbers of as many digits between the same two powers of ten, the fraction that one of
  /// `values` rounds to.
  func chance(of values: [Double]) -> Double {
    let digits = min(digits, 9)
    let decade = Self.exponent(of: value)
    let found = Set(
      values.filter { $0 != 0 && ($0 < 0) == (value < 0) && Self.exponent(of: $0) == decade }
        .map { SignificantDigits.rounded($0, digits) })
    return min(1, Double(found.count) / (9 * Self.powerOfTen(digits - 1)))
  }

  private static func exponent(of value: Double) -> Int {
    guard value != 0 else { return 0 }
    let text = String.formatted("%.16e", abs(value))
    return text.split(separator: "e").last.flatMap { Int($0) } ?? 0
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    Double("1e\(exponent)") ?? 0
  }
}
