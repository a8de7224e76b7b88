/// Which class a colour of a mask stands for: `0=#000000`.
public struct ClassColor: Hashable, Sendable {
  /// The class.
  public let index: Int
  /// Red, green and blue, 8 bits each, red first.
  public let color: UInt32

  /// The greatest class index that a float32 holds exactly.
  public static let greatestIndex = 1 << 24

  /// The class `index` in the colour `hexadecimal`, `#FF0000`.
  ///
  /// Nil where that is no colour, or the index is negative or past ``greatestIndex``.
  public init?(index: Int, hexadecimal: String) {
    let digits = hexadecimal.utf8.dropFirst()
    guard hexadecimal.utf8.first == UInt8(ascii: "#"), digits.count == 6,
      let color = UInt32(hexadecimal.dropFirst(), radix: 16), digits.first != UInt8(ascii: "+"),
      (0...Self.greatestIndex).contains(index)
    else { return nil }
    self.index = index
    self.color = color
  }

  /// `#FF0000`.
  static func text(_ color: UInt32) -> String {
    let digits = String(color, radix: 16, uppercase: true)
    return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// As users write it: `1=#FF0000`.
  public var text: String { "\(index)=\(Self.text(color))" }
}
