/// Breaks files in the ways that files break, and in some that only malice finds.
///
/// The same seed, corpus and index give the same input.
package struct Mutator: Sendable {
  private let corpus: [[UInt8]]
  private let seed: UInt64

  /// What is written over bytes: limits, signs, and the marks of text formats.
  private static let telling: [UInt8] =
    [0, 1, 2, 3, 6, 0x10, 0x7F, 0x80, 0xFE, 0xFF] + Array("0123456789-+.eE,;:\t\n\r\"'{}[]() ".utf8)
  private static let lengths: [UInt64] = [
    0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
    0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
  ]

  /// - Precondition: `corpus` has files, none of them empty.
  package init(corpus: [[UInt8]], seed: UInt64) {
    precondition(!corpus.isEmpty && !corpus.contains([]), "files to break")
    self.corpus = corpus
    self.seed = seed
  }

  /// Input number `index`.
  package func input(_ index: Int) -> [UInt8] {
    var numbers = SplitMix(seed: seed &+ UInt64(index) &* 0xD134_2543_DE82_EF95)
    var bytes = pick(corpus, &numbers)
    for _ in 0..<Int.random(in: 1...3, using: &numbers) { mutate(&bytes, &numbers) }
    // Half of the PNGs get true checksums again, so that what is behind them is reached.
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]), Bool.random(using: &numbers) {
      Self.mendChecksums(of: &bytes)
    }
    return bytes
  }

  private func mutate(_ bytes: inout [UInt8], _ numbers: inout SplitMix) {
    guard !bytes.isEmpty else {
      bytes = pick(corpus, &numbers)
      return
    }
    let at = Int.random(in: bytes.indices, using: &numbers)
    let length = min(bytes.count - at, 1 << Int.random(in: 0...8, using: &numbers))
    switch Int.random(in: 0..<12, using: &numbers) {
    case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &numbers)
    case 1, 2: bytes[at] = pick(Self.telling, &numbers)
    case 3: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
    case 4: bytes.removeSubrange(at..<(at + length))
    case 5: bytes.insert(contentsOf: bytes[at..<(at + length)], at: at)
    case 6: bytes.insert(pick(Self.telling, &numbers), at: at)
    case 7: bytes.removeSubrange(at...)
    case 8, 9:
      // A lying length, in either order.
      let value = pick(Self.lengths, &numbers)
      let width = pick([2, 4, 8], &numbers)
      let isBig = Bool.random(using: &numbers)
      for offset in 0..<min(width, bytes.count - at) {
        let shift = 8 * (isBig ? width - 1 - offset : offset)
        bytes[at + offset] = UInt8(truncatingIfNeeded: value >> shift)
      }
    case 10:
      let other = pick(corpus, &numbers)
      let start = Int.random(in: other.indices, using: &numbers)
      bytes.insert(contentsOf: other[start..<min(other.count, start + length)], at: at)
    default:
      let target = Int.random(in: bytes.indices, using: &numbers)
      let piece = bytes[at..<(at + length)]
      bytes.replaceSubrange(target..<min(bytes.count, target + length), with: piece)
    }
  }

  private func pick<Value>(_ values: [Value], _ numbers: inout SplitMix) -> Value {
    values[Int.random(in: values.indices, using: &numbers)]
  }

  private static func mendChecksums(of bytes: inout [UInt8]) {
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = offset + 8 + length
      guard end + 4 <= bytes.count else { return }
      var checksum = UInt32.max
      for byte in bytes[(offset + 4)..<end] {
        checksum ^= UInt32(byte)
        for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
      for index in 0..<4 {
        bytes[end + index] = UInt8(truncatingIfNeeded: ~checksum >> (24 - 8 * UInt32(index)))
      }
      offset = end + 4
    }
  }
}
