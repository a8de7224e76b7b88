import Tensors

/// The next `count` elements of `stream`, each rounded to the nearest float32.
///
/// - Precondition: `stream` has as many bytes left as they take.
func decodedElements(_ count: Int, of type: ElementType, from stream: inout ByteStream)
  throws(FileFault) -> [Float]
{
  let most = memoryLimit / 8
  guard count <= most else { throw .tooLargeForMemory(count: count, most: most) }
  var fault: FileFault?
  let elements = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
    // Filling fresh memory is mostly page faults: 42 MB take 23 ms in small pages, 8 in large ones.
    unsafe preferLargePages(UnsafeMutableRawBufferPointer(buffer))
    do throws(FileFault) {
      #if _endian(little)
        let isNative = type == ElementType(.f32)
      #else
        let isNative = type == ElementType(.f32, isBigEndian: true)
      #endif
      if isNative {
        unsafe try stream.read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(count * 4)]))
        initialised = count
      } else {
        initialised = unsafe try decode(type, from: &stream, into: buffer.extracting(..<count))
      }
    } catch { fault = error }
  }
  if let fault { throw fault }
  return elements
}

/// Decodes piece by piece, so that no second copy of the file comes to be.
private func decode(
  _ type: ElementType, from stream: inout ByteStream,
  into elements: UnsafeMutableBufferPointer<Float>
) throws(FileFault) -> Int {
  var done = 0
  while done < elements.count {
    let count = min(32768 / type.size, elements.count - done)
    let bytes = try stream.read(count * type.size)
    let piece = elements.extracting(done..<(done + count))
    let isBig = type.isBigEndian
    switch type.number {
    case .f16:
      unsafe convert(bytes, isBig, into: piece) { (bits: UInt16) in
        Float(Float16(bitPattern: bits))
      }
    case .bf16:
      unsafe convert(bytes, isBig, into: piece) { (bits: UInt16) in
        Float(bitPattern: UInt32(bits) << 16)
      }
    case .f32:
      unsafe convert(bytes, isBig, into: piece) { (bits: UInt32) in Float(bitPattern: bits) }
    case .f64:
      unsafe convert(bytes, isBig, into: piece) { (bits: UInt64) in
        Float(Double(bitPattern: bits))
      }
    case .i8: unsafe convert(bytes, isBig, into: piece) { (value: Int8) in Float(value) }
    case .i16: unsafe convert(bytes, isBig, into: piece) { (value: Int16) in Float(value) }
    case .i32: unsafe convert(bytes, isBig, into: piece) { (value: Int32) in Float(value) }
    case .i64: unsafe convert(bytes, isBig, into: piece) { (value: Int64) in Float(value) }
    case .u8: unsafe convert(bytes, isBig, into: piece) { (value: UInt8) in Float(value) }
    case .u16: unsafe convert(bytes, isBig, into: piece) { (value: UInt16) in Float(value) }
    case .u32: unsafe convert(bytes, isBig, into: piece) { (value: UInt32) in Float(value) }
    case .u64: unsafe convert(bytes, isBig, into: piece) { (value: UInt64) in Float(value) }
    case .bool:
      if let odd = bytes.firstIndex(where: { $0 > 1 }) {
        throw .notBool(bytes[odd], element: done + odd)
      }
      unsafe convert(bytes, isBig, into: piece) { (value: UInt8) in Float(value) }
    }
    done += count
  }
  return done
}

@inline(__always)
private func convert<Raw: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: [UInt8], _ isBigEndian: Bool, into elements: UnsafeMutableBufferPointer<Float>,
  _ convert: (Raw) -> Float
) {
  unsafe bytes.withUnsafeBytes { bytes in
    for index in 0..<elements.count {
      let raw = unsafe bytes.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Raw>.size, as: Raw.self)
      unsafe elements.initializeElement(
        at: index, to: convert(isBigEndian ? Raw(bigEndian: raw) : Raw(littleEndian: raw)))
    }
  }
}
