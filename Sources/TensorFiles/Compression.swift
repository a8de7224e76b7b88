import CZlib

/// Inflates a raw deflate stream, as zip has it, bit by bit.
@safe struct Inflater: ~Copyable {
  // zlib keeps a pointer back to its stream, so that it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe inflateInit2_(
      stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib of another release, or no memory")
  }

  private init(copying other: borrowing Inflater) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe inflateCopy(stream, other.stream)
    precondition(status == Z_OK, "no memory")
  }

  /// Another that goes on where this one stands.
  func copy() -> Inflater { Inflater(copying: self) }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates from `input` into `output` until either ends.
  ///
  /// - Returns: How many bytes were taken and made, and whether the stream is over; nil where it is
  ///   no deflate stream.
  mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, made: Int, isOver: Bool)? {
    let available = (
      in: UInt32(clamping: input.count), out: UInt32(clamping: output.count)
    )
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    unsafe stream.pointee.avail_in = available.in
    // zlib refuses a null pointer even where there is no room to fill.
    var none: UInt8 = 0
    let status = unsafe withUnsafeMutablePointer(to: &none) { placeholder in
      unsafe stream.pointee.next_out =
        output.bindMemory(to: UInt8.self).baseAddress ?? placeholder
      unsafe stream.pointee.avail_out = available.out
      return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
    }
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { return nil }
    return unsafe (
      Int(available.in - stream.pointee.avail_in), Int(available.out - stream.pointee.avail_out),
      status == Z_STREAM_END
    )
  }
}

/// `bytes` as a raw deflate stream, at zlib's default level.
///
/// - Precondition: `bytes` are fewer than 4 GiB.
///
/// - Parameter asRuns: Looks for runs of one byte only: for planes of codes as small, in a tenth of
///   the time.
package func deflated(_ bytes: [UInt8], asRuns: Bool = false) -> [UInt8] {
  var stream = unsafe z_stream()
  let status = unsafe deflateInit2_(
    &stream, asRuns ? 1 : Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
    asRuns ? Z_RLE : Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  precondition(status == Z_OK, "zlib of another release, or no memory")
  defer { unsafe deflateEnd(&stream) }
  let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
  return unsafe bytes.withUnsafeBufferPointer { input in
    unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(input.count)
      unsafe stream.next_out = output.baseAddress
      unsafe stream.avail_out = UInt32(bound)
      let status = unsafe deflate(&stream, Z_FINISH)
      precondition(status == Z_STREAM_END, "the bound that zlib gave was too small")
      count = unsafe Int(stream.total_out)
    }
  }
}

/// Zip's CRC-32 of `bytes`.
package func checksum(_ bytes: [UInt8]) -> UInt32 {
  unsafe bytes.withUnsafeBytes { unsafe checksum($0) }
}

/// Zip's CRC-32, carried on over `bytes`; it starts at 0.
func checksum(_ bytes: UnsafeRawBufferPointer, after start: UInt32 = 0) -> UInt32 {
  unsafe UInt32(
    crc32_z(UInt(start), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
}
