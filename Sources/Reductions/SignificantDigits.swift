/// Numbers in sentences, rounded to a count of digits.
enum SignificantDigits {
  /// `value` with up to `digits` significant digits, as Swift prints what is left.
  static func text(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let rounded = rounded(value, digits)
    let text = "\(rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// `value` rounded to `digits` significant digits.
  static func rounded(_ value: Double, _ digits: Int) -> Double {
    Double(String.formatted("%.\(digits - 1)e", value)) ?? value
  }
}
