private import Foundation
private import Tensors

/// How a number of the text is written: behind the bar of an expression.
enum NumeralFormat: Equatable, Sendable {
  /// So many significant digits; `3` where nothing is said.
  case digits(Int)
  /// Of a hundred, with so many significant digits.
  case percent(Int)
  /// Rounded to a whole number, all of its digits.
  case integer
  /// As Keras's progress bar prints a loss: four decimals, or with an exponent at 0.001 and less.
  case printed

  /// For messages.
  static let names = "a number of significant digits, percent, percent N, integer, printed"

  init(_ text: String) throws(ExpressionError) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let number = words.last.flatMap { Int($0) }.flatMap { (1...17).contains($0) ? $0 : nil }
    switch (words.first, words.count, number) {
    case ("percent", 1, _): self = .percent(3)
    case ("percent", 2, let digits?): self = .percent(digits)
    case ("integer", 1, _): self = .integer
    case ("printed", 1, _): self = .printed
    case (_, 1, let digits?): self = .digits(digits)
    default: throw .unknownFormat(words.joined(separator: " "))
    }
  }

  func text(_ number: Double) -> String {
    switch self {
    case .digits(let digits): Numeral.text(number, digits: digits)
    case .percent(let digits):
      Numeral.text(number * 100, digits: digits) + Numeral.thinSpace + "%"
    case .integer: Numeral.whole(number.rounded())
    case .printed: Numeral.printed(number)
    }
  }
}

extension Value {
  /// The value in words.
  func text(as format: NumeralFormat?) throws(ExpressionError) -> String {
    switch (self, format) {
    case (.number(let number), let format): (format ?? .digits(3)).text(number)
    case (.count(let count), nil): Numeral.whole(Double(count))
    case (.count(let count), let format?): format.text(Double(count))
    case (.shape(let shape), nil):
      shape.rank == 0
        ? "scalar"
        : shape.extents.map { Numeral.whole(Double($0)) }.joined(separator: " × ")
    case (.text(let text), nil): text
    case (.shape(let shape), .some): throw .unsuitableFormat("…", for: shape.description)
    case (.text(let text), .some): throw .unsuitableFormat("…", for: text)
    }
  }
}

/// Numbers in prose and tables, the same whatever the locale.
enum Numeral {
  static let thinSpace = "\u{2009}"
  private static let minus = "\u{2212}"

  /// So many significant digits; a power of ten below 0.001 and from 10⁷ on.
  static func text(_ number: Double, digits: Int) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? minus + "∞" : "∞" }
    guard number != 0 else { return "0" }
    // glibc rounds to the digits asked for; the rest is where the point goes.
    let parts = String(format: "%.*e", digits - 1, abs(number)).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(number)" }
    let sign = number < 0 ? minus : ""
    if exponent < -3 || exponent >= 7 { return sign + "\(parts[0]) × 10\(superscript(exponent))" }
    let decimals = max(0, digits - 1 - exponent)
    let plain = String(format: "%.*f", decimals, abs(number))
    let pieces = plain.split(separator: ".")
    return sign + grouped(String(pieces[0])) + (pieces.count > 1 ? ".\(pieces[1])" : "")
  }

  /// A whole number, its thousands apart.
  static func whole(_ number: Double) -> String {
    guard number.isFinite else { return text(number, digits: 1) }
    let digits = String(format: "%.0f", abs(number))
    return (number < 0 && digits != "0" ? minus : "") + grouped(digits)
  }

  /// As Keras's progress bar prints a loss.
  static func printed(_ number: Double) -> String {
    String(format: abs(number) > 1e-3 ? "%.4f" : "%.4e", number).replacing("-", with: minus)
  }

  /// Four digits stay together.
  private static func grouped(_ digits: String) -> String {
    guard digits.count > 4 else { return digits }
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result += thinSpace }
      result.append(digit)
    }
    return result
  }

  private static func superscript(_ number: Int) -> String {
    let signs: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return String(String(number).compactMap { signs[$0] })
  }
}
