import Glibc

/// The bytes of a file, of which only what is looked at is read.
///
/// They are read, not mapped: a file that somebody shortens while it is mapped ends the process. What
/// is missing then reads as 0, and ``isShortened`` tells.
@safe final class FileBytes {
  /// How many there are.
  let count: Int
  /// Whether the file had fewer bytes than ``count`` when they were read.
  private(set) var isShortened = false

  private let memory: UnsafeRawPointer?
  private let descriptor: Int32
  /// The bytes around those that were looked at last.
  private var window: [UInt8] = []
  private var windowStart = 0

  private static let step = 32 << 10

  /// Opens the file at `path`; `-` is standard input.
  convenience init(opening path: String) throws(FileFault) {
    try self.init(owning: openedFile(path))
  }

  /// Takes an open file over, and closes it in the end.
  init(owning descriptor: Int32) throws(FileFault) {
    self.descriptor = descriptor
    unsafe memory = nil
    var status = stat()
    guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(reason: reason(of: errno))
    }
    count = Int(status.st_size)
  }

  /// A copy of `bytes`, to be read like a file.
  init(copying bytes: [UInt8]) {
    count = bytes.count
    descriptor = -1
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    unsafe copy.copyBytes(from: bytes)
    unsafe memory = UnsafeRawPointer(copy.baseAddress)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    unsafe memory?.deallocate()
  }

  /// Copies the bytes of `range`.
  ///
  /// - Precondition: `range` lies in the file, and `buffer` has as many bytes.
  func copy(_ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes outside the file")
    precondition(buffer.count == range.count, "as many bytes")
    if let memory = unsafe memory {
      unsafe buffer.copyMemory(
        from: UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count))
      return
    }
    var filled = 0
    while filled < buffer.count {
      let read = unsafe pread(
        descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled,
        off_t(range.lowerBound + filled))
      if read < 0, errno == EINTR { continue }
      guard read > 0 else {
        isShortened = true
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          .initializeMemory(as: UInt8.self, repeating: 0)
        return
      }
      filled += read
    }
  }

  /// The bytes of `range`, to be looked at while `body` runs.
  ///
  /// - Precondition: `range` lies in the file.
  func withBytes<Result, Failure: Error>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes outside the file")
    if let memory = unsafe memory {
      return try unsafe body(
        UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count))
    }
    if range.count > Self.step {
      let large = UnsafeMutableRawBufferPointer.allocate(byteCount: range.count, alignment: 16)
      defer { unsafe large.deallocate() }
      unsafe copy(range, into: large)
      return try unsafe body(UnsafeRawBufferPointer(large))
    }
    if range.lowerBound < windowStart || range.upperBound > windowStart + window.count {
      windowStart = range.lowerBound / Self.step * Self.step
      window = Array(repeating: 0, count: min(2 * Self.step, count - windowStart))
      let bytes = windowStart..<(windowStart + window.count)
      unsafe window.withUnsafeMutableBytes { unsafe copy(bytes, into: $0) }
    }
    let start = range.lowerBound - windowStart
    let bytes = window
    var failure: Failure?
    let result: Result? = unsafe bytes.withUnsafeBytes { bytes in
      do throws(Failure) {
        return try unsafe body(
          UnsafeRawBufferPointer(rebasing: bytes[start..<(start + range.count)]))
      } catch {
        failure = error
        return nil
      }
    }
    guard let result else {
      guard let failure else { preconditionFailure("a result or a failure") }
      throw failure
    }
    return result
  }

  /// A copy of the bytes of `range`.
  ///
  /// - Precondition: `range` lies in the file.
  func bytes(in range: Range<Int>) -> [UInt8] {
    unsafe withBytes(in: range) { unsafe [UInt8]($0) }
  }

  /// The first bytes, at most `length`.
  func prefix(_ length: Int) -> [UInt8] { bytes(in: 0..<min(length, count)) }

  /// The little-endian integer at `offset`.
  ///
  /// - Precondition: it lies in the file.
  func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: Value.Type) -> Int {
    unsafe withBytes(in: offset..<(offset + MemoryLayout<Value>.size)) {
      Int(clamping: Value(littleEndian: unsafe $0.loadUnaligned(as: Value.self)))
    }
  }
}

/// Asks for large pages where `buffer` spans some; nothing is lost where there are none.
func preferLargePages(_ buffer: UnsafeMutableRawBufferPointer) {
  let page = 2 << 20
  guard buffer.count >= 2 * page, let base = buffer.baseAddress else { return }
  let skipped = (page - Int(bitPattern: base) % page) % page
  unsafe madvise(base + skipped, (buffer.count - skipped) / page * page, MADV_HUGEPAGE)
}
