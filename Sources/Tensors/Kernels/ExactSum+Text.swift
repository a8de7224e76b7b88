extension ExactSum {
  /// The exact sum as text: `-3fap-32` is −0x3fa · 2⁻³²; the exponent is a multiple of 32. `NaN`,
  /// `Infinity` and `-Infinity` where it is none of the numbers.
  public var text: String {
    let value = value
    guard value.isFinite || isOverflow else {
      return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }
    let (isNegative, digits) = magnitudeDigits
    guard let top = digits.lastIndex(where: { $0 != 0 }),
      let low = digits.firstIndex(where: { $0 != 0 })
    else { return "0p0" }
    var text = isNegative ? "-" : ""
    for index in stride(from: top, through: low, by: -1) {
      let word = String(digits[index], radix: 16)
      text += index == top ? word : String(repeating: "0", count: 8 - word.count) + word
    }
    return text + "p\(low * 32 - 1088)"
  }

  /// Reads what `text` writes; nil for all else.
  public init?(text: String) {
    self.init()
    let odd = ["NaN": Double.nan, "Infinity": .infinity, "-Infinity": -.infinity]
    if let value = odd[text] {
      add(value)
      return
    }
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(
      separator: "p", omittingEmptySubsequences: false)
    guard parts.count == 2, let exponent = Int(parts[1]), exponent % 32 == 0,
      !parts[0].isEmpty, parts[0].utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else { return nil }
    var digits: [UInt32] = []
    var rest = parts[0]
    while !rest.isEmpty {
      guard let word = UInt32(rest.suffix(8), radix: 16) else { return nil }
      digits.append(word)
      rest = rest.dropLast(8)
    }
    guard take(digits, from: (exponent + 1088) / 32, isNegative: isNegative) else { return nil }
  }
}
