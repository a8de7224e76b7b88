/// The number that `text` is, rounded once to the nearest float32; nil where it is none.
///
/// Takes `-1.5e-3`, `.5`, `2.`, and in any case `nan`, `inf` and `infinity`, each with a sign.
func number(_ text: UnsafeRawBufferPointer) -> Float? {
  var offset = 0
  let count = text.count
  var isNegative = false
  if count > 0, unsafe text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
    isNegative = unsafe text[0] == UInt8(ascii: "-")
    offset = 1
  }
  let start = offset
  // Up to 18 digits fit; what needs more, or a large exponent, is read the long way.
  var (mantissa, digits, exponent) = (0, 0, 0)
  func digit(_ offset: Int) -> Int? {
    guard offset < count else { return nil }
    let value = unsafe text[offset] &- UInt8(ascii: "0")
    return value < 10 ? Int(value) : nil
  }
  while let digit = digit(offset) {
    mantissa = mantissa &* 10 &+ digit
    digits += 1
    offset += 1
  }
  if offset < count, unsafe text[offset] == UInt8(ascii: ".") {
    offset += 1
    while let digit = digit(offset) {
      mantissa = mantissa &* 10 &+ digit
      digits += 1
      exponent -= 1
      offset += 1
    }
  }
  guard digits > 0 else { return unsafe named(text[start...], isNegative) }
  if offset < count, unsafe text[offset] | 0x20 == UInt8(ascii: "e") {
    offset += 1
    var isSmall = false
    if offset < count, unsafe text[offset] == UInt8(ascii: "-") || text[offset] == UInt8(ascii: "+")
    {
      isSmall = unsafe text[offset] == UInt8(ascii: "-")
      offset += 1
    }
    var (power, powerDigits) = (0, 0)
    while let digit = digit(offset) {
      power = min(power * 10 + digit, 100_000)
      powerDigits += 1
      offset += 1
    }
    guard powerDigits > 0 else { return nil }
    exponent += isSmall ? -power : power
  }
  guard offset == count else { return nil }
  if digits <= 18, let value = quick(mantissa, exponent) { return isNegative ? -value : value }
  return unsafe Float(String(decoding: text, as: UTF8.self))
}

/// `mantissa` × 10^`exponent` where float64 holds both exactly, so that one operation rounds once;
/// nil where rounding that to float32 could differ from rounding the decimal.
private func quick(_ mantissa: Int, _ exponent: Int) -> Float? {
  guard mantissa < 1 << 53, (-22...22).contains(exponent) else { return nil }
  let value =
    exponent < 0
    ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
  if mantissa == 0 { return 0 }
  // Halfway between two floats the decimal itself may lie to either side.
  guard value.magnitude >= 1.2e-38, value.bitPattern & 0x1FFF_FFFF != 0x1000_0000 else {
    return nil
  }
  return Float(value)
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

private func named(_ text: Slice<UnsafeRawBufferPointer>, _ isNegative: Bool) -> Float? {
  guard unsafe (3...8).contains(text.count) else { return nil }
  let name = unsafe String(decoding: text, as: UTF8.self).lowercased()
  switch name {
  case "nan": return .nan
  case "inf", "infinity": return isNegative ? -.infinity : .infinity
  default: return nil
  }
}
