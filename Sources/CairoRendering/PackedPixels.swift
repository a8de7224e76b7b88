import CZlib
import Tensors

/// Rows of red, green and blue as a PNG holds them: what they differ from the row above, deflated.
///
/// Bands of rows are packed by many threads. They are of the same height everywhere, so that the
/// bytes are the same on any number of processors.
enum PackedPixels {
  private static let bandHeight = 128

  private struct Band: Sendable {
    var deflated: [UInt8]
    var checksum: UInt
    /// How many bytes were deflated.
    var count: Int
  }

  /// - Parameters:
  ///   - pixels: Four bytes a pixel in the processor's order: unused, red, green, blue.
  ///   - stride: From a row to the next, in bytes.
  /// - Returns: A stream of zlib.
  static func deflated(
    _ pixels: UnsafePointer<UInt8>, stride: Int, width: Int, height: Int
  ) -> [UInt8] {
    // Many threads read, none writes.
    nonisolated(unsafe) let pixels = unsafe pixels
    let count = (height + bandHeight - 1) / bandHeight
    let bands = concurrentMap(count, threads: processorCount) { index in
      let rows = (index * bandHeight)..<min((index + 1) * bandHeight, height)
      return band(
        unsafe filtered(pixels, stride: stride, width: width, rows: rows),
        isLast: index + 1 == count)
    }
    var checksum: UInt = 1
    var stream: [UInt8] = [0x78, 0x01]
    stream.reserveCapacity(bands.reduce(8) { $0 + $1.deflated.count })
    for band in bands {
      stream += band.deflated
      checksum = adler32_combine(checksum, band.checksum, band.count)
    }
    return stream + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt($0))) }
  }

  /// Each row after the number of its filter, “up”.
  private static func filtered(
    _ pixels: UnsafePointer<UInt8>, stride: Int, width: Int, rows: Range<Int>
  ) -> [UInt8] {
    let size = 1 + 3 * width
    return unsafe [UInt8](unsafeUninitializedCapacity: size * rows.count) { target, count in
      for row in rows {
        let line = unsafe UnsafeRawPointer(pixels + row * stride)
          .assumingMemoryBound(to: SIMD4<UInt8>.self)
        let above = unsafe row == 0 ? nil : UnsafeRawPointer(line) - stride
        let before = unsafe above?.assumingMemoryBound(to: SIMD4<UInt8>.self)
        unsafe target[count] = 2
        count += 1
        for column in 0..<width {
          // Blue, green, red in memory.
          let change = unsafe line[column] &- (before?[column] ?? .zero)
          unsafe target[count] = change.z
          unsafe target[count + 1] = change.y
          unsafe target[count + 2] = change.x
          count += 3
        }
      }
    }
  }

  private static func band(_ bytes: [UInt8], isLast: Bool) -> Band {
    var stream = unsafe z_stream()
    let status = unsafe deflateInit2_(
      &stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib of another release, or no memory")
    defer { unsafe deflateEnd(&stream) }
    // What ends a band that is not the last takes a few bytes more.
    let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count))) + 16
    return unsafe bytes.withUnsafeBufferPointer { input in
      let deflated = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(bound)
        let status = unsafe deflate(&stream, isLast ? Z_FINISH : Z_FULL_FLUSH)
        precondition(
          unsafe status == (isLast ? Z_STREAM_END : Z_OK) && stream.avail_in == 0,
          "the bound that zlib gave was too small")
        count = unsafe Int(stream.total_out)
      }
      return unsafe Band(
        deflated: deflated,
        checksum: adler32(1, input.baseAddress, UInt32(input.count)), count: input.count)
    }
  }
}
