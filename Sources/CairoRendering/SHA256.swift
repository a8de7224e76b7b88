import CCrypto
public import Tensors

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

  /// The digest of a tensor's elements as float32, row-major, little-endian, as hexadecimal digits:
  /// the same whatever file they came from.
  ///
  /// - Throws: ``TensorError`` where the elements cannot be read.
  public static func hex(_ source: any SampleSource) throws(TensorError) -> String {
    _ = isReady
    let context = unsafe EVP_MD_CTX_new()
    defer { unsafe EVP_MD_CTX_free(context) }
    unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
    for index in 0..<source.shape.sampleCount {
      try source.withSample(index) { (elements) throws(TensorError) in
        unsafe elements.bytes.withUnsafeBytes { bytes in
          _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        }
      }
    }
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    unsafe digest.withUnsafeMutableBufferPointer { target in
      _ = unsafe EVP_DigestFinal_ex(context, target.baseAddress, nil)
    }
    return hexadecimal(digest)
  }

  /// Without the system's configuration of OpenSSL, which says nothing about digests and takes a
  /// millisecond to read.
  private static let isReady = OPENSSL_init_crypto(
    UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

  private static func hexadecimal(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
