#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension String {
  /// C's `printf` of one number; rounds the exact binary value.
  static func formatted(_ format: String, _ value: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 400)
    let length = unsafe withVaList([value]) { unsafe vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
