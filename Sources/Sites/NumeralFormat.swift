private import Figures
private import Foundation
private import Tensors

/// How a number of the text is written: behind the bar of an expression.
enum NumeralFormat: Equatable, Sendable {
  /// So many significant digits; `3` where nothing is said.
  case digits(Int)
  /// Of a hundred, with so many significant digits; `3` where nothing is said.
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

  /// As somebody would write it.
  var name: String {
    switch self {
    case .digits(let digits): "\(digits)"
    case .percent(let digits): "percent \(digits)"
    case .integer: "integer"
    case .printed: "printed"
    }
  }

  /// `number`, by the rules of the figures.
  func text(_ number: Double) -> String {
    switch self {
    case .digits(let digits): NumberFormat.significant(number, digits: digits)
    case .percent(3): NumberFormat.percent(number)
    case .percent(let digits): NumberFormat.significant(number * 100, digits: digits) + " %"
    case .integer:
      Int(exactly: number.rounded()).map { NumberFormat.count($0) }
        ?? NumberFormat.significant(number)
    case .printed:
      String(format: abs(number) > 1e-3 ? "%.4f" : "%.4e", number)
        .replacing("-", with: "\u{2212}")
    }
  }
}

extension Value {
  /// The value in words.
  func text(as format: NumeralFormat?) throws(ExpressionError) -> String {
    switch (self, format) {
    case (.number(let number), let format): (format ?? .digits(3)).text(number)
    case (.count(let count), nil): NumberFormat.count(count)
    case (.count(let count), let format?): format.text(Double(count))
    case (.shape(let shape), nil):
      shape.rank == 0
        ? "scalar" : shape.extents.map { NumberFormat.count($0) }.joined(separator: " × ")
    case (.text(let text), nil): text
    case (.shape(let shape), let format?):
      throw .unsuitableFormat(format.name, for: shape.description)
    case (.text(let text), let format?): throw .unsuitableFormat(format.name, for: text)
    }
  }
}
