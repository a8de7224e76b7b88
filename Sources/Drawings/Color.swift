/// An sRGB colour, 8 bits a channel, with its opacity.
public struct Color: Hashable, Sendable {
  /// Red, green and blue, 0 to 255.
  public var red: UInt8, green: UInt8, blue: UInt8
  /// 0 is clear, 255 opaque.
  public var alpha: UInt8

  /// A colour from its channels, 0 to 255.
  public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// A colour from `0xRRGGBB`.
  public init(_ hex: UInt32, alpha: UInt8 = 255) {
    self.init(
      red: UInt8(truncatingIfNeeded: hex >> 16), green: UInt8(truncatingIfNeeded: hex >> 8),
      blue: UInt8(truncatingIfNeeded: hex), alpha: alpha)
  }

  /// A colour from `#RRGGBB` or `#RGB`, the mark before it left out or not; nil for anything else.
  public init?(hexadecimal text: String) {
    let digits = Array(text.utf8.first == UInt8(ascii: "#") ? text.dropFirst() : text[...])
    guard digits.count == 6 || digits.count == 3, digits.allSatisfy({ $0.isHexDigit }) else {
      return nil
    }
    let six = digits.count == 6 ? digits : digits.flatMap { [$0, $0] }
    guard let value = UInt32(String(six), radix: 16) else { return nil }
    self.init(value)
  }

  /// `#rrggbb`.
  public var hex: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The same colour, `alpha` of 255 opaque.
  public func opacity(_ alpha: UInt8) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  /// This colour mixed with `other`, channel by channel; 0 is this one, 1 the other.
  public func mixed(with other: Color, _ fraction: Double) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * min(max(fraction, 0), 1)).rounded())
    }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue),
      alpha: mix(alpha, other.alpha))
  }

  /// WCAG 2.2's contrast ratio, 1 to 21, of two opaque colours.
  public func contrast(with other: Color) -> Double {
    let (a, b) = (relativeLuminance, other.relativeLuminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// WCAG 2.2's relative luminance, 0 (black) to 1 (white).
  ///
  /// Accurate to 1e-9: the power 2.4 is taken without the C library, whose bits differ between
  /// processors.
  public var relativeLuminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  private static func linear(_ channel: UInt8) -> Double {
    let value = Double(channel) / 255
    guard value > 0.04045 else { return value / 12.92 }
    let base = (value + 0.055) / 1.055
    return base * base * fifthRoot(base * base)
  }

  /// x^(1/5) for 0 < x ≤ 1, by Newton's method.
  private static func fifthRoot(_ x: Double) -> Double {
    var root = 1.0
    for _ in 0..<40 {
      let fourth = root * root * root * root
      root = (4 * root + x / fourth) / 5
    }
    return root
  }
}
