/// An array's bytes in their order: as they lie in a file, or inflated on the way.
struct ByteStream: ~Copyable {
  /// How many bytes are still to come, as the file or its directory claims.
  private(set) var remaining: Int

  /// How many deflated bytes are looked at together.
  private static let piece = 32 << 10

  private let file: FileBytes
  private var position: Int
  private let end: Int
  private var inflater: Inflater?
  private var isOver = false
  private let expectedChecksum: UInt32?
  private var foundChecksum: UInt32 = 0

  /// A file that is one array.
  init(_ file: FileBytes) {
    self.file = file
    position = 0
    end = file.count
    remaining = file.count
    expectedChecksum = nil
  }

  /// A part of a file that is one array.
  ///
  /// - Precondition: `range` lies in the file.
  init(_ file: FileBytes, in range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= file.count, "bytes outside the file")
    self.file = file
    position = range.lowerBound
    end = range.upperBound
    remaining = range.count
    expectedChecksum = nil
  }

  /// An entry of an archive.
  init(_ entry: ZipEntry, of file: FileBytes) {
    self.file = file
    position = entry.data.lowerBound
    end = entry.data.upperBound
    remaining = entry.size
    expectedChecksum = entry.checksum
    inflater = entry.isDeflated ? Inflater() : nil
  }

  private init(copying stream: borrowing ByteStream, _ file: FileBytes) {
    self.file = file
    (position, end, remaining) = (stream.position, stream.end, stream.remaining)
    (expectedChecksum, foundChecksum) = (stream.expectedChecksum, stream.foundChecksum)
    isOver = stream.isOver
    inflater = stream.inflater?.copy()
  }

  /// Another stream that stands where this one does.
  ///
  /// - Parameter file: The same file, opened once more; nil where the copy is not read from while
  ///   this one is.
  func copy(of file: FileBytes? = nil) -> ByteStream {
    ByteStream(copying: self, file ?? self.file)
  }

  /// Fills `buffer` with the next bytes.
  ///
  /// - Precondition: as many remain.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileFault) {
    precondition(buffer.count <= remaining, "more bytes than the array has")
    if inflater == nil {
      let next = position..<(position + buffer.count)
      unsafe file.copy(next, into: buffer)
      guard !file.isShortened else { throw .shortened }
      position = next.upperBound
    } else {
      var filled = 0
      while filled < buffer.count {
        let made = unsafe try inflate(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        guard made > 0 else { throw .archive(.inflatedLength) }
        filled += made
      }
    }
    remaining -= buffer.count
    if expectedChecksum != nil {
      foundChecksum = unsafe checksum(UnsafeRawBufferPointer(buffer), after: foundChecksum)
    }
  }

  /// The next `count` bytes.
  ///
  /// - Precondition: as many remain.
  mutating func read(_ count: Int) throws(FileFault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var fault: FileFault?
    unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(FileFault) { unsafe try read(into: buffer) } catch { fault = error }
    }
    if let fault { throw fault }
    return bytes
  }

  /// Makes sure that the bytes are over where the directory says, and are those it vouches for.
  ///
  /// - Precondition: none remain.
  mutating func finish() throws(FileFault) {
    precondition(remaining == 0, "bytes are left")
    guard let expectedChecksum else { return }
    if inflater != nil, !isOver {
      // The end mark may still be unread; it makes no bytes.
      var spare: UInt8 = 0
      var fault: FileFault?
      unsafe withUnsafeMutableBytes(of: &spare) { buffer in
        do throws(FileFault) {
          if unsafe try inflate(into: buffer) > 0 { fault = .archive(.inflatedLength) }
        } catch { fault = error }
      }
      if let fault { throw fault }
    }
    guard inflater == nil || isOver && position == end else { throw .archive(.inflatedLength) }
    guard foundChecksum == expectedChecksum else {
      throw .archive(.checksum(expected: expectedChecksum, found: foundChecksum))
    }
  }

  private mutating func inflate(into output: UnsafeMutableRawBufferPointer) throws(FileFault)
    -> Int
  {
    var made = 0
    while !isOver, made == 0 {
      let next = position..<min(end, position + Self.piece)
      let result = unsafe file.withBytes(in: next) { unsafe inflater?.inflate($0, into: output) }
      guard !file.isShortened else { throw .shortened }
      guard let result = result ?? nil else { throw .archive(.notDeflate) }
      position += result.taken
      made = result.made
      isOver = result.isOver
      if result.taken == 0, made == 0 { break }
    }
    return made
  }
}
