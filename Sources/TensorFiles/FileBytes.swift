import Glibc

/// The bytes of a file, mapped, so that only what is looked at is read.
///
/// A file that somebody shortens while it is mapped ends the process; nothing portable helps there.
@safe final class FileBytes {
  /// How many there are.
  let count: Int
  private let base: UnsafeRawPointer?
  private let isMapped: Bool

  /// Maps the file at `path`; `-` is standard input.
  convenience init(mapping path: String) throws(FileFault) {
    let descriptor = try openedFile(path)
    defer { close(descriptor) }
    try self.init(mapping: descriptor)
  }

  /// Maps an open file.
  init(mapping descriptor: Int32) throws(FileFault) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(reason: reason(of: errno))
    }
    count = Int(status.st_size)
    isMapped = true
    guard count > 0 else {
      unsafe base = nil
      return
    }
    let map = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let map = unsafe map, unsafe map != MAP_FAILED else {
      throw .unreadable(reason: reason(of: errno))
    }
    unsafe base = UnsafeRawPointer(map)
  }

  /// A copy of `bytes`, to be read like a file.
  init(copying bytes: [UInt8]) {
    count = bytes.count
    isMapped = false
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    unsafe copy.copyBytes(from: bytes)
    unsafe base = UnsafeRawPointer(copy.baseAddress)
  }

  deinit {
    guard let base = unsafe base else { return }
    if isMapped {
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), count)
    } else {
      unsafe base.deallocate()
    }
  }

  /// The bytes of `range`, to be looked at while `body` runs.
  ///
  /// - Precondition: `range` lies in the file.
  func withBytes<Result, Failure: Error>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes outside the file")
    return try unsafe body(
      UnsafeRawBufferPointer(start: base.map { unsafe $0 + range.lowerBound }, count: range.count))
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
