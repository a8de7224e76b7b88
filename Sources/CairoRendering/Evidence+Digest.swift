import CZlib

extension Evidence {
  /// What stands in evidence for the digest of a file that is not yet known.
  public static let noDigest = String(repeating: "0", count: 64)

  /// How a digest's characters stand in a file: by themselves, or as PDF writes a text that is not
  /// plain ASCII, four hexadecimal digits each.
  private enum Spelling: CaseIterable {
    case plain, hexadecimal

    func callAsFunction(_ text: String) -> [UInt8] {
      switch self {
      case .plain: Array(text.utf8)
      case .hexadecimal:
        text.utf8.flatMap { byte in
          let digits = String(byte, radix: 16, uppercase: true)
          return Array((String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
      }
    }
  }

  private struct Place {
    var range: Range<Int>
    var spelling: Spelling
  }

  /// The file with its digest in its evidence.
  ///
  /// - Parameter bytes: A file whose evidence has ``noDigest`` after `"digest":`.
  public static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    guard let place = place(in: bytes) else { return bytes }
    return replacing(place, of: bytes, with: SHA256.hex(bytes))
  }

  /// Whether a file's digest is that of its bytes, the digest's own characters zeroed.
  public static func isSealed(_ bytes: [UInt8]) -> Bool {
    guard let place = place(in: bytes) else { return false }
    let digest = SHA256.hex(replacing(place, of: bytes, with: noDigest))
    return place.spelling(digest).elementsEqual(bytes[place.range])
  }

  /// Where the digest stands first; nil where there is none.
  private static func place(in bytes: [UInt8]) -> Place? {
    for spelling in Spelling.allCases {
      let key = spelling("\"digest\":\"")
      let count = spelling(noDigest).count
      for start in bytes.indices.dropLast(key.count + count - 1)
      where bytes[start] == key[0] && bytes[start...].starts(with: key) {
        let range = start + key.count..<start + key.count + count
        if bytes[range].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) {
          return Place(range: range, spelling: spelling)
        }
      }
    }
    return nil
  }

  private static func replacing(
    _ place: Place, of bytes: [UInt8], with digest: String
  ) -> [UInt8] {
    var bytes = bytes
    bytes.replaceSubrange(place.range, with: place.spelling(digest))
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return bytes }
    // A chunk of a PNG ends with its checksum.
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = position + 8 + length
      guard end + 4 <= bytes.count else { break }
      if place.range.lowerBound > position, place.range.upperBound <= end {
        let chunk = Array(bytes[(position + 4)..<end])
        let checksum = unsafe crc32(0, chunk, UInt32(chunk.count))
        for offset in 0..<4 {
          bytes[end + offset] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * offset))
        }
        break
      }
      position = end + 4
    }
    return bytes
  }
}
