/// One entry of a zip archive, as its central directory claims and its local header agrees.
struct ZipEntry {
  let name: String
  let method: Int
  let isEncrypted: Bool
  let checksum: UInt32
  /// How many bytes it inflates to.
  let size: Int
  /// Where its bytes lie, as they are stored.
  let data: Range<Int>
  /// The local header and the data.
  let extent: Range<Int>

  var isDeflated: Bool { method == 8 }
}

/// The central directory of a zip archive, each claim checked against the file before it is used.
struct ZipDirectory {
  /// In the directory's order.
  let entries: [ZipEntry]

  private static let endSize = 22
  private static let headerSize = 46
  private static let localSize = 30

  init(of file: FileBytes) throws(FileFault) {
    let end = try Self.end(of: file)
    guard end.entries <= 65_536 else { throw .archive(.tooManyEntries(end.entries)) }
    var entries: [ZipEntry] = []
    var offset = end.directory.lowerBound
    for _ in 0..<end.entries {
      guard offset + Self.headerSize <= end.directory.upperBound,
        file.integer(at: offset, as: UInt32.self) == 0x0201_4B50
      else { throw .archive(.brokenDirectory) }
      let next =
        offset + Self.headerSize
        + [28, 30, 32].reduce(0) { $0 + file.integer(at: offset + $1, as: UInt16.self) }
      guard next <= end.directory.upperBound else { throw .archive(.brokenDirectory) }
      entries.append(
        try Self.entry(at: offset, of: file, before: end.directory.lowerBound))
      offset = next
    }
    guard offset == end.directory.upperBound else { throw .archive(.brokenDirectory) }
    guard !entries.isEmpty else { throw .archive(.noEntries) }
    try Self.checkApart(entries)
    self.entries = entries
  }

  /// Where the directory lies, by the record at the file's very end.
  private static func end(of file: FileBytes) throws(FileFault) -> (
    directory: Range<Int>, entries: Int
  ) {
    var offset = file.count - endSize
    let lowest = max(0, offset - 0xFFFF)
    while offset >= lowest {
      if file.integer(at: offset, as: UInt32.self) == 0x0605_4B50,
        offset + endSize + file.integer(at: offset + 20, as: UInt16.self) == file.count
      {
        break
      }
      offset -= 1
    }
    guard offset >= lowest else { throw .archive(.noDirectory) }
    if offset >= 20, file.integer(at: offset - 20, as: UInt32.self) == 0x0706_4B50 {
      return try end64(of: file, locator: offset - 20)
    }
    return try directory(
      start: file.integer(at: offset + 16, as: UInt32.self),
      size: file.integer(at: offset + 12, as: UInt32.self),
      entries: file.integer(at: offset + 10, as: UInt16.self),
      disks: [4, 6].map { file.integer(at: offset + $0, as: UInt16.self) }, end: offset)
  }

  private static func end64(of file: FileBytes, locator: Int) throws(FileFault) -> (
    directory: Range<Int>, entries: Int
  ) {
    let offset = file.integer(at: locator + 8, as: UInt64.self)
    guard offset <= locator - 56, file.integer(at: offset, as: UInt32.self) == 0x0606_4B50,
      file.integer(at: offset + 4, as: UInt64.self) == locator - offset - 12
    else { throw .archive(.brokenDirectory) }
    return try directory(
      start: file.integer(at: offset + 48, as: UInt64.self),
      size: file.integer(at: offset + 40, as: UInt64.self),
      entries: file.integer(at: offset + 32, as: UInt64.self),
      disks: [16, 20].map { file.integer(at: offset + $0, as: UInt32.self) }, end: offset)
  }

  private static func directory(start: Int, size: Int, entries: Int, disks: [Int], end: Int)
    throws(FileFault) -> (directory: Range<Int>, entries: Int)
  {
    guard disks.allSatisfy({ $0 == 0 }) else { throw .archive(.split) }
    guard start <= end, size == end - start else { throw .archive(.brokenDirectory) }
    return (start..<end, entries)
  }

  /// The entry whose central header is at `offset`; its data must end before `limit`.
  private static func entry(at offset: Int, of file: FileBytes, before limit: Int)
    throws(FileFault) -> ZipEntry
  {
    func short(_ at: Int) -> Int { file.integer(at: at, as: UInt16.self) }
    func long(_ at: Int) -> Int { file.integer(at: at, as: UInt32.self) }
    let nameBytes = file.bytes(
      in: (offset + headerSize)..<(offset + headerSize + short(offset + 28)))
    let name = String(decoding: nameBytes, as: UTF8.self)
    // The 64-bit fields stand in this order, each only where the 32-bit one is full.
    var wide = [long(offset + 24), long(offset + 20), long(offset + 42)]
    let extra = offset + headerSize + nameBytes.count
    var large = extraField(1, in: extra..<(extra + short(offset + 30)), of: file)
    for index in wide.indices where wide[index] == 0xFFFF_FFFF {
      guard large.count >= 8 else { throw .archive(.brokenEntry(name: name)) }
      wide[index] = file.integer(at: large.lowerBound, as: UInt64.self)
      large = large.dropFirst(8)
    }
    let (size, compressed, start) = (wide[0], wide[1], wide[2])
    guard start <= limit - localSize, long(start) == 0x0403_4B50,
      short(start + 8) == short(offset + 10), short(start + 26) == nameBytes.count
    else { throw .archive(.brokenEntry(name: name)) }
    let nameEnd = start + localSize + nameBytes.count
    guard nameEnd <= limit, file.bytes(in: (start + localSize)..<nameEnd) == nameBytes,
      nameEnd + short(start + 28) <= limit,
      compressed <= limit - nameEnd - short(start + 28)
    else { throw .archive(.brokenEntry(name: name)) }
    let data = nameEnd + short(start + 28)
    return ZipEntry(
      name: name, method: short(offset + 10), isEncrypted: short(offset + 8) & 1 == 1,
      checksum: UInt32(long(offset + 16)), size: size, data: data..<(data + compressed),
      extent: start..<(data + compressed))
  }

  private static func extraField(_ id: Int, in range: Range<Int>, of file: FileBytes) -> Range<Int>
  {
    var offset = range.lowerBound
    while offset + 4 <= range.upperBound {
      let end = offset + 4 + file.integer(at: offset + 2, as: UInt16.self)
      guard end <= range.upperBound else { break }
      if file.integer(at: offset, as: UInt16.self) == id { return (offset + 4)..<end }
      offset = end
    }
    return range.upperBound..<range.upperBound
  }

  /// Two entries of one name, or over the same bytes, are how archives lie to different readers.
  private static func checkApart(_ entries: [ZipEntry]) throws(FileFault) {
    var names: Set<String> = []
    for entry in entries where !names.insert(entry.key).inserted {
      throw .archive(.repeated(name: entry.name))
    }
    let ordered = entries.sorted { $0.extent.lowerBound < $1.extent.lowerBound }
    for (entry, next) in zip(ordered, ordered.dropFirst())
    where entry.extent.upperBound > next.extent.lowerBound {
      throw .archive(.overlapping(entry.name, next.name))
    }
  }
}

extension ZipEntry {
  /// The array's name: as NumPy has it, without `.npy`.
  var key: String { name.hasSuffix(".npy") ? String(name.dropLast(4)) : name }

  /// The most bytes that an entry may inflate to.
  static let largestSize = 1 << 40
  /// Past this size an entry may inflate 256-fold: sparse masks pass, zip bombs don't.
  static let unquestionedSize = 192 << 20

  /// What must hold before anything is inflated.
  func checkReadable() throws(FileFault) {
    guard !isEncrypted else { throw .archive(.encrypted) }
    guard method == 0 || isDeflated else { throw .archive(.method(method)) }
    guard isDeflated || size == data.count else { throw .archive(.storedLength(size, data.count)) }
    guard isDeflated else { return }
    // What claims more than deflate can make is a lie.
    guard size / 1032 <= data.count else { throw .archive(.ratio(size: size, of: data.count)) }
    guard size <= Self.largestSize else { throw .archive(.tooLarge(size)) }
    guard size <= Self.unquestionedSize || size / 256 <= data.count else {
      throw .archive(.bomb(size: size, of: data.count))
    }
  }
}
