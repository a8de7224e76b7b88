import Drawings

/// What Cairo would take long to write into SVG: it is given something short instead, and
/// ``SVGCompaction`` sets in what that stands for.
struct SVGStandIns {
  /// Of each path that is drawn as ``path``, its outline as SVG has it, in order.
  private(set) var outlines: [[UInt8]] = []
  /// What stands in a file for each image's data, in the 64 letters of Base64.
  private(set) var images: [ByteKey: [UInt8]] = [:]

  /// In place of a contour, shorter than any path of a figure.
  static let path = Path.line(Point(0, 0), Point(1.0 / 256, 1.0 / 256))
  /// How Cairo writes that.
  static let outline = "M 0 0 L 0.00390625 0.00390625"

  mutating func add(outline: [UInt8]) { outlines.append(outline) }

  /// What Cairo is given for the image.
  mutating func add(_ image: EmbeddedImage) -> [UInt8] {
    let mark = Array("lossfold \(images.count)".utf8)
    images[ByteKey(Base64.encoded(mark)[...])] = image.base64
    return mark
  }

  /// The tag of an image with its own data; nil where it has it already.
  func image(_ tag: ArraySlice<UInt8>) -> [UInt8]? {
    let key = Array("base64,".utf8)
    guard !images.isEmpty, tag.count < 512,
      let comma = tag.indices.first(where: { tag[$0...].starts(with: key) }),
      let quote = tag[comma...].place(of: UInt8(ascii: "\"")),
      let data = images[ByteKey(tag[(comma + key.count)..<quote])]
    else { return nil }
    return tag[..<(comma + key.count)] + data + tag[quote...]
  }
}

/// Bytes in 64 letters.
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    let length = (bytes.count + 2) / 3 * 4
    return unsafe [UInt8](unsafeUninitializedCapacity: length) { target, count in
      count = length
      unsafe letters.withUnsafeBufferPointer { letters in
        for start in stride(from: 0, to: bytes.count, by: 3) {
          let rest = bytes.count - start
          let triple =
            UInt32(bytes[start]) << 16 | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
            | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
          let place = start / 3 * 4
          unsafe target[place] = letters[Int(triple >> 18)]
          unsafe target[place + 1] = letters[Int(triple >> 12 & 63)]
          unsafe target[place + 2] = rest > 1 ? letters[Int(triple >> 6 & 63)] : 0x3D
          unsafe target[place + 3] = rest > 2 ? letters[Int(triple & 63)] : 0x3D
        }
      }
    }
  }
}
