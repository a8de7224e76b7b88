/// How a file stores an array's elements.
public struct ElementType: Hashable, Sendable {
  /// A kind of number and its width.
  public enum Number: String, Hashable, Sendable, CaseIterable {
    /// A float of 2, 4 or 8 bytes.
    case f16, f32, f64
    /// The upper half of a float of 4 bytes.
    case bf16
    /// A signed integer.
    case i8, i16, i32, i64
    /// An unsigned integer.
    case u8, u16, u32, u64
    /// A byte that is 0 or 1.
    case bool
  }

  /// The kind of number.
  public let number: Number
  /// Whether the most significant byte comes first.
  public let isBigEndian: Bool

  /// Bytes per element.
  public var size: Int {
    switch number {
    case .i8, .u8, .bool: 1
    case .f16, .bf16, .i16, .u16: 2
    case .f32, .i32, .u32: 4
    case .f64, .i64, .u64: 8
    }
  }

  init(_ number: Number, isBigEndian: Bool = false) {
    self.number = number
    self.isBigEndian = isBigEndian
  }

  /// Reads NumPy's `descr`, `<f4`.
  init(descr: PythonLiteral) throws(FileFault) {
    guard case .text(let text) = descr else { throw .unsupportedType(.structured, name: "fields") }
    let order = text.first.map { "<>|=".contains($0) } == true ? text.first : nil
    let name = order == nil ? text[...] : text.dropFirst()
    guard let number = Self.names[name] else {
      throw .unsupportedType(UnsupportedType(name: name), name: text)
    }
    // NumPy marks one-byte types with | but takes any sign.
    self.init(number, isBigEndian: order == ">" && Self(number).size > 1)
  }

  private static let names: [Substring: Number] = [
    "f2": .f16, "f4": .f32, "f8": .f64, "i1": .i8, "i2": .i16, "i4": .i32, "i8": .i64,
    "u1": .u8, "u2": .u16, "u4": .u32, "u8": .u64, "b1": .bool,
  ]
}

extension ElementType: CustomStringConvertible {
  /// `f32`, or `f32 big-endian`.
  public var description: String { number.rawValue + (isBigEndian ? " big-endian" : "") }
}

/// The sorts of elements that aren't real numbers of 1 to 8 bytes.
public enum UnsupportedType: Hashable, Sendable {
  /// Pickled Python objects.
  case object
  /// Bytes without a meaning; bfloat16 is saved so.
  case void
  /// Text or bytes of a fixed length.
  case string
  /// Several fields an element.
  case structured
  /// Complex numbers.
  case complex
  /// Dates and durations.
  case time
  /// Floats of 12 or 16 bytes, which differ between processors.
  case longDouble
  /// Floats of 4 to 8 bits.
  case shortFloat
  /// Nothing that NumPy has.
  case unknown

  init(name: Substring) {
    switch name.first {
    case "O": self = .object
    case "V": self = .void
    case "S", "U", "a", "T": self = .string
    case "c": self = .complex
    case "M", "m": self = .time
    case "f" where name == "f12" || name == "f16": self = .longDouble
    default: self = .unknown
    }
  }
}
