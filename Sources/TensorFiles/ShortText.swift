/// `1 310 720`: thousands apart by a thin space, U+2009.
func grouped(_ count: Int) -> String {
  var digits = String(count)
  var offset = 3
  while digits.count > offset {
    digits.insert("\u{2009}", at: digits.index(digits.endIndex, offsetBy: -offset))
    offset += 4
  }
  return digits
}

/// `5.2 MB`: decimal units, one digit after the point below a hundred of a unit.
func byteCount(_ bytes: Int) -> String {
  guard bytes >= 1000 else { return "\(bytes) B" }
  let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
  var (tenths, unit) = ((bytes + 50) / 100, 0)
  while tenths >= 10_000, unit < units.count - 1 {
    tenths = (tenths + 500) / 1000
    unit += 1
  }
  let text =
    tenths >= 1000 || tenths % 10 == 0 ? "\((tenths + 5) / 10)" : "\(tenths / 10).\(tenths % 10)"
  return "\(text) \(units[unit])"
}

/// `value` to three significant digits: `0.39`, `16.1`, `1.2e-9`; whole numbers below a million in
/// full.
///
/// - Precondition: `value` is finite.
func short(_ value: Double) -> String {
  precondition(value.isFinite, "a number to show")
  if value == 0 { return "0" }
  let sign = value < 0 ? "−" : ""
  let size = value.magnitude
  if size < 1e6, size == size.rounded() { return sign + grouped(Int(size)) }
  var (digits, exponent) = threeDigits(of: size)
  while digits.last == 0 { digits.removeLast() }
  func text(_ range: Range<Int>) -> String {
    range.map { digits.indices.contains($0) ? String(digits[$0]) : "0" }.joined()
  }
  let end = digits.count
  switch exponent {
  case 0..<6:
    let whole = text(0..<(exponent + 1))
    return sign + (end > exponent + 1 ? "\(whole).\(text((exponent + 1)..<end))" : whole)
  case -3..<0: return sign + "0." + String(repeating: "0", count: -exponent - 1) + text(0..<end)
  default: return sign + text(0..<1) + (end > 1 ? "." + text(1..<end) : "") + "e\(exponent)"
  }
}

/// The first three decimal digits of `value`, rounded, and the power of ten of the first one.
///
/// Rounds the shortest decimal that reads back as `value`, half up: no locale, no C.
private func threeDigits(of value: Double) -> (digits: [Int], exponent: Int) {
  let parts = value.description.lowercased().split(separator: "e")
  var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  exponent += mantissa[0].count - 1
  var digits = mantissa.joined().compactMap(\.wholeNumberValue)
  let zeros = digits.prefix { $0 == 0 }.count
  digits.removeFirst(zeros)
  exponent -= zeros
  guard digits.count > 3 else { return (digits, exponent) }
  var number = digits[0] * 100 + digits[1] * 10 + digits[2] + (digits[3] >= 5 ? 1 : 0)
  if number == 1000 {
    number = 100
    exponent += 1
  }
  return ([number / 100, number / 10 % 10, number % 10], exponent)
}

/// `▁▁▂▇`: a bar for each count. Only nothing has the lowest bar.
func sparkline(_ counts: [Int]) -> String {
  let bars = Array("▁▂▃▄▅▆▇█")
  let greatest = Double(max(1, counts.max() ?? 1))
  return String(
    counts.map { $0 == 0 ? bars[0] : bars[1 + min(6, Int(Double($0) / greatest * 6.999))] })
}
