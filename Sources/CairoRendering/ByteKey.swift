#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes of a file as a key: told apart as a whole, since one by one they take longer than what they
/// are looked up for.
package struct ByteKey: Hashable {
  /// What they are.
  package let bytes: ArraySlice<UInt8>

  /// A key of these.
  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package static func == (left: ByteKey, right: ByteKey) -> Bool {
    guard left.bytes.count == right.bytes.count else { return false }
    return unsafe left.bytes.withUnsafeBytes { left in
      unsafe right.bytes.withUnsafeBytes { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return unsafe memcmp(first, second, left.count) == 0
      }
    }
  }

  package func hash(into hasher: inout Hasher) {
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

extension ArraySlice<UInt8> {
  /// Where `byte` stands first; nil where it doesn't.
  package func place(of byte: UInt8) -> Int? {
    unsafe withUnsafeBytes { bytes -> Int? in
      guard let start = bytes.baseAddress,
        let found = unsafe memchr(start, Int32(byte), bytes.count)
      else { return nil }
      return unsafe startIndex + (UnsafeRawPointer(found) - start)
    }
  }
}
