import CCrypto
public import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A digest of bytes, by OpenSSL.
public enum SHA256 {
  /// The 32 bytes of the digest.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    _ = isReady
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    unsafe bytes.withUnsafeBufferPointer { source in
      unsafe digest.withUnsafeMutableBufferPointer { target in
        _ = unsafe CCrypto.SHA256(source.baseAddress, source.count, target.baseAddress)
      }
    }
    return digest
  }

  /// The digest as 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String { hexadecimal(digest(bytes)) }

  /// The digest of a file's bytes, or of the names and the bytes of all that a folder holds, as
  /// hexadecimal digits; nil where there is neither.
  public static func hex(contentsOf path: String) -> String? {
    _ = isReady
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
    func add(_ bytes: [UInt8]) {
      _ = unsafe bytes.withUnsafeBytes {
        unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
      }
    }
    if let listing = unsafe opendir(path) {
      var names: [String] = []
      while let entry = unsafe readdir(listing) {
        names.append(
          unsafe withUnsafePointer(to: &entry.pointee.d_name) {
            unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
              unsafe String(cString: $0)
            }
          })
      }
      unsafe closedir(listing)
      for name in names.sorted() where !name.hasPrefix(".") {
        add(Array("\(name)/\(hex(contentsOf: path + "/" + name) ?? "")\n".utf8))
      }
    } else {
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      while true {
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
          count = max(0, unsafe read(descriptor, buffer.baseAddress, buffer.count))
        }
        if piece.isEmpty { break }
        add(piece)
      }
    }
    return unsafe hexadecimal(finished(context))
  }

  private static func finished(_ context: OpaquePointer?) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    unsafe digest.withUnsafeMutableBufferPointer { target in
      _ = unsafe EVP_DigestFinal_ex(context, target.baseAddress, nil)
    }
    return digest
  }

  /// The digest of a tensor's elements as float32, row-major, little-endian, as hexadecimal digits:
  /// the same whatever file they came from.
  ///
  /// - Throws: ``TensorError`` where the elements cannot be read.
  public static func hex(_ source: any SampleSource) throws(TensorError) -> String {
    _ = isReady
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
    for block in source.blocks() {
      try source.withSamples(block) { (elements) throws(TensorError) in
        unsafe elements.bytes.withUnsafeBytes { bytes in
          _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        }
      }
    }
    return unsafe hexadecimal(finished(context))
  }

  /// Without the system's configuration of OpenSSL, which says nothing about digests and takes a
  /// millisecond to read.
  private static let isReady =
    OPENSSL_init_crypto(
      UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

  private static func hexadecimal(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
