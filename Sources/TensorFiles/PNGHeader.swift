/// What a PNG says of itself, each claim checked before a pixel is decoded.
struct PNGHeader: Equatable {
  /// What a pixel is made of.
  enum Color: Int, Equatable {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgbAlpha = 6
  }

  let width: Int
  let height: Int
  /// Bits a sample.
  let depth: Int
  let color: Color
  let isInterlaced: Bool
  /// The colours of the palette, as ``ClassColor/color`` has them.
  let palette: [UInt32]

  static let magic: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// The most bytes that decoding may take, but for files a third as large.
  static let mostMemory = 208 << 20
  /// Past this size a pixel row must have some bytes in the file: masks pass, bombs don't.
  static let unquestionedPixels = 1 << 25
  /// An interlaced image is decoded seven times over.
  static let mostInterlacedPixels = 1 << 24

  /// Samples a pixel.
  var channels: Int {
    switch color {
    case .gray, .palette: 1
    case .grayAlpha: 2
    case .rgb: 3
    case .rgbAlpha: 4
    }
  }
  /// The bytes of its pixels, as they are stored before compression.
  var bytes: Int { (width * channels * depth + 7) / 8 * height }
  /// Bytes a sample once decoded.
  var sampleSize: Int { depth == 16 ? 2 : 1 }

  init(of file: FileBytes) throws(PNGFault) {
    guard file.count >= 33, Self.long(file, 8) == 13, Self.name(file, 12) == "IHDR" else {
      throw .noHeader
    }
    (width, height) = (Self.long(file, 16), Self.long(file, 20))
    let rest = file.bytes(in: 24..<29)
    depth = Int(rest[0])
    isInterlaced = rest[4] == 1
    guard let color = Color(rawValue: Int(rest[1])), Self.depths(of: color).contains(depth),
      rest[2] == 0, rest[3] == 0, rest[4] <= 1
    else { throw .kind(color: Int(rest[1]), depth: Int(rest[0])) }
    self.color = color
    guard width > 0, height > 0, width < 1 << 31, height < 1 << 31 else {
      throw .size(width: width, height: height)
    }
    let (palette, dataSize) = try Self.chunks(of: file)
    self.palette = palette
    guard color != .palette || !palette.isEmpty else { throw .noPalette }
    // What is decoded, and a float32 for each pixel.
    let mostPixels = max(Self.mostMemory, 3 * file.count) / (channels * sampleSize + 4)
    guard width * height <= mostPixels else {
      throw .tooLarge(width: width, height: height, most: mostPixels)
    }
    guard !isInterlaced || width * height <= Self.mostInterlacedPixels else {
      throw .tooLarge(width: width, height: height, most: Self.mostInterlacedPixels)
    }
    // What claims more than deflate can make is a lie.
    guard bytes / 1032 <= dataSize else { throw .bomb(size: bytes, of: dataSize) }
    guard width * height <= Self.unquestionedPixels || bytes / 256 <= dataSize else {
      throw .bomb(size: bytes, of: dataSize)
    }
  }

  private static func depths(of color: Color) -> [Int] {
    switch color {
    case .gray: [1, 2, 4, 8, 16]
    case .palette: [1, 2, 4, 8]
    case .rgb, .grayAlpha, .rgbAlpha: [8, 16]
    }
  }

  /// The palette, and how many bytes of compressed pixels there are.
  private static func chunks(of file: FileBytes) throws(PNGFault) -> ([UInt32], Int) {
    var palette: [UInt32] = []
    var dataSize = 0
    var offset = 8
    while offset + 12 <= file.count {
      let length = long(file, offset)
      let data = (offset + 8)..<(offset + 8 + length)
      guard data.upperBound + 4 <= file.count else { throw .truncated }
      switch name(file, offset + 4) {
      case "PLTE":
        guard length % 3 == 0, (1...256).contains(length / 3), palette.isEmpty else {
          throw .badPalette(length)
        }
        let bytes = file.bytes(in: data)
        palette = stride(from: 0, to: length, by: 3).map {
          UInt32(bytes[$0]) << 16 | UInt32(bytes[$0 + 1]) << 8 | UInt32(bytes[$0 + 2])
        }
      case "IDAT": dataSize += length
      case "acTL": throw .animated
      case "IEND": return (palette, dataSize)
      default: break
      }
      offset = data.upperBound + 4
    }
    throw .truncated
  }

  private static func long(_ file: FileBytes, _ offset: Int) -> Int {
    Int(UInt32(truncatingIfNeeded: file.integer(at: offset, as: UInt32.self)).byteSwapped)
  }

  private static func name(_ file: FileBytes, _ offset: Int) -> String {
    String(decoding: file.bytes(in: offset..<(offset + 4)), as: UTF8.self)
  }
}

extension PNGHeader: CustomStringConvertible {
  /// `palette 4-bit`.
  var description: String {
    let name =
      switch color {
      case .gray: "grey"
      case .rgb: "RGB"
      case .palette: "palette"
      case .grayAlpha: "grey with alpha"
      case .rgbAlpha: "RGBA"
      }
    return "\(name) \(depth)-bit"
  }
}
