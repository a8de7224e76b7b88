/// Numbers as figures print them: the same everywhere, whatever the locale.
///
/// A real minus (U+2212), thin spaces (U+2009) between thousands, powers of ten as powers.
public enum NumberFormat {
  /// `value` with `digits` significant digits, rounded half up from its shortest decimal form.
  ///
  /// From 0.0001 to below a million plainly, `0.0136`; else as `1.36 × 10⁻⁵`. NaN and ∞ by name.
  public static func significant(_ value: Double, digits: Int = 3) -> String {
    written(value, digits: digits, keepingZeros: true)
  }

  /// As ``significant(_:digits:)``, without zeros at the end: for ticks, `0.5`, `10⁻⁵`.
  public static func tick(_ value: Double) -> String { tick(value, digits: 4) }

  static func tick(_ value: Double, digits: Int) -> String {
    written(value, digits: digits, keepingZeros: false)
  }

  /// A count, all its digits: `1 310 720`.
  public static func count(_ value: Int) -> String {
    (value < 0 ? "−" : "") + grouped(String(value.magnitude))
  }

  /// `text` with its whole numbers of four digits and more as ``count(_:)`` writes them:
  /// `mean over 60 000 positions`, `60 000 × 10`.
  public static func countsGrouped(in text: String) -> String {
    func isWord(_ character: Character?) -> Bool {
      character.map { $0.isLetter || $0.isNumber || "._".contains($0) } ?? false
    }
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(where: \.isWholeNumber) {
      let end = rest[start...].firstIndex { !$0.isWholeNumber } ?? rest.endIndex
      let digits = String(rest[start..<end])
      result += rest[..<start]
      let standsAlone = !isWord(result.last) && (end == rest.endIndex || !rest[end].isLetter)
      result += standsAlone && digits.count > 3 && digits.first != "0" ? grouped(digits) : digits
      rest = rest[end...]
    }
    return result + rest
  }

  /// A fraction as a percentage of three significant digits: `0.418 %`; 100 % only for all of it.
  /// The space does not break.
  public static func percent(_ fraction: Double) -> String { percent(fraction, digits: 3) }

  /// With fewer digits: what has more zeros than those is only said to be tiny.
  static func percent(_ fraction: Double, digits: Int) -> String {
    if digits < 3, fraction > 0, fraction < 0.001 { return "< 0.1\u{A0}%" }
    let number = significant(fraction * 100, digits: digits)
    if number == "100", fraction < 1 { return "> 99.9\u{A0}%" }
    return (fraction == 1 ? "100" : number) + "\u{A0}%"
  }

  /// `count` of a thing: `1 sample`, `4 samples`, `5 classes`.
  static func count(_ value: Int, _ noun: String) -> String {
    if noun.hasSuffix("ty"), value != 1 { return "\(count(value)) \(noun.dropLast())ies" }
    let plural = noun.hasSuffix("s") || noun == "batch" ? noun + "es" : noun + "s"
    return "\(count(value)) \(value == 1 ? noun : plural)"
  }

  /// How many of some things are no numbers: `1 of 96 losses is not a number`.
  static func notNumbers(_ nanCount: Int, of things: String) -> String {
    let verb = nanCount == 1 ? "is not a number" : "are not numbers"
    return "\(count(nanCount)) of \(things) \(verb)"
  }

  private static func written(_ value: Double, digits: Int, keepingZeros: Bool) -> String {
    if value.isNaN { return "NaN" }
    let sign = value < 0 ? "−" : ""
    if value.isInfinite { return sign + "∞" }
    if value == 0 { return "0" }
    var number = Decimal(value.magnitude)
    number.round(to: digits)
    if !keepingZeros {
      while number.digits.count > 1, number.digits.last == "0" { number.digits.removeLast() }
    }
    guard (-4..<6).contains(number.exponent) else {
      let first = String(number.digits.prefix(1))
      let rest = String(number.digits.dropFirst())
      let power = "10" + superscript(number.exponent)
      if first == "1", rest.isEmpty { return sign + power }
      return sign + first + (rest.isEmpty ? "" : "." + rest) + " × " + power
    }
    if number.exponent < 0 {
      let zeros = String(repeating: "0", count: -number.exponent - 1)
      return sign + "0." + zeros + String(number.digits)
    }
    let whole = number.exponent + 1
    let padding = [Character](repeating: "0", count: max(0, whole - number.digits.count))
    let all = number.digits + padding
    let fraction = String(all[whole...])
    return sign + grouped(String(all[..<whole])) + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "\u{2009}" }
      result.append(digit)
    }
    return result
  }

  private static func superscript(_ exponent: Int) -> String {
    let signs = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let digits = String(exponent.magnitude).compactMap(\.wholeNumberValue).map { signs[$0] }
    return (exponent < 0 ? "⁻" : "") + String(digits)
  }

  /// The digits of a positive number: d.ddd × 10^exponent.
  private struct Decimal {
    var digits: [Character]
    var exponent: Int

    init(_ value: Double) {
      // Swift prints the shortest decimal that reads back as the same number.
      let parts = value.description.split(separator: "e")
      let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
      let whole = Array(mantissa[0])
      let all = whole + (mantissa.count > 1 ? Array(mantissa[1]) : [])
      let zeros = all.prefix { $0 == "0" }.count
      digits = Array(all[zeros...])
      while digits.count > 1, digits.last == "0" { digits.removeLast() }
      exponent = whole.count - 1 - zeros + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    }

    /// Exactly `count` digits.
    mutating func round(to count: Int) {
      if digits.count <= count {
        digits += [Character](repeating: "0", count: count - digits.count)
        return
      }
      let isUp = (digits[count].wholeNumberValue ?? 0) >= 5
      digits = Array(digits[..<count])
      guard isUp else { return }
      var index = count - 1
      while index >= 0, digits[index] == "9" {
        digits[index] = "0"
        index -= 1
      }
      if index >= 0 {
        digits[index] = Character(String((digits[index].wholeNumberValue ?? 0) + 1))
      } else {
        digits = ["1"] + digits.dropLast()
        exponent += 1
      }
    }
  }
}
