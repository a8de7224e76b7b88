public import Tensors

/// A file of arrays that could not be read or written: which one, where in it, and what is wrong.
public struct FileError: Error, Hashable {
  /// The file, as it was named.
  public let path: String
  /// The array in it that was being read; nil where it is about the whole file.
  public let key: String?
  /// What is wrong.
  public let fault: FileFault

  init(path: String, key: String? = nil, fault: FileFault) {
    self.path = path
    self.key = key
    self.fault = fault
  }
}

/// What can be wrong with a file of arrays.
public enum FileFault: Error, Hashable, Sendable {
  /// A reference without a path.
  case emptyPath
  /// A reference that ends in a colon.
  case emptyKey
  /// There is no such file.
  case notFound
  /// The system won't let it be read, and why.
  case unreadable(reason: String)
  /// It is a folder.
  case isFolder
  /// It is a pipe, a socket or a device.
  case notRegular
  /// Standard input is a terminal.
  case isTerminal
  /// Standard input, a pipe, has more bytes than are taken.
  case tooLongInput(most: Int)
  /// What came through standard input can't be kept, and why.
  case unspooled(reason: String)
  /// It has no bytes.
  case empty
  /// The file has several arrays, and no key says which.
  case keyNeeded(keys: [String])
  /// The file has no array of this name.
  case missingKey(String, keys: [String])
  /// A key was given for a file that is one array.
  case keyOfSingleArray(String)
  /// A format that is recognised and not read.
  case foreign(ForeignFormat)
  /// Bytes of no format that is known; the first of them.
  case unknownFormat(found: [UInt8])
  /// Not the bytes that the format starts with.
  case wrongMagic(expected: String, found: [UInt8])

  /// The elements as float32 do not fit into memory, and cannot be read sample by sample.
  case tooLargeForMemory(count: Int, most: Int)
  /// The file became shorter while it was read.
  case shortened
  /// The file ends inside the header.
  case truncatedHeader(expected: Int, found: Int)
  /// An npy version that is not 1.0, 2.0 or 3.0.
  case version(major: Int, minor: Int)
  /// A header of more than 64 KiB.
  case headerTooLong(Int)
  /// The header isn't the Python literal that it should be.
  case headerSyntax(offset: Int, expected: String)
  /// The header has other keys than `descr`, `fortran_order` and `shape`.
  case headerKeys([String])
  /// The value of this key isn't what it should be.
  case headerValue(String)
  /// Elements that aren't real numbers; their name as the file has it.
  case unsupportedType(UnsupportedType, name: String)
  /// A shape of more bytes than can be counted.
  case tooManyElements([Int])
  /// More or fewer bytes than shape and type claim.
  case wrongLength(shape: Shape, type: ElementType, expected: Int, found: Int)
  /// A boolean that is neither 0 nor 1, and which element it is.
  case notBool(UInt8, element: Int)
  /// Something is wrong with the zip archive.
  case archive(ArchiveFault)
  /// Something is wrong with the safetensors file.
  case safetensors(SafetensorsFault)
  /// Something is wrong with the PNG mask.
  case png(PNGFault)
  /// Something is wrong with the CSV file.
  case csv(CSVFault)

  /// An array to be written has no name, or a name that zip cannot hold.
  case unwritableName(String)
  /// Two arrays to be written have this name.
  case repeatedName(String)
  /// What was to be written is past what a plain zip archive holds.
  case tooLargeToWrite(bytes: Int)
}

/// What can be wrong with a zip archive.
public enum ArchiveFault: Hashable, Sendable {
  /// The record that ends every archive is missing.
  case noDirectory
  /// The central directory contradicts itself or the file.
  case brokenDirectory
  /// It has no entries.
  case noEntries
  /// More than 65 536 entries.
  case tooManyEntries(Int)
  /// It is one part of several.
  case split
  /// The entry's local header is missing, or says something else than the directory.
  case brokenEntry(name: String)
  /// Two entries of one name.
  case repeated(name: String)
  /// Two entries share bytes.
  case overlapping(String, String)
  /// The entry is encrypted.
  case encrypted
  /// A compression other than none and deflate.
  case method(Int)
  /// A stored entry that claims another size than it has.
  case storedLength(Int, Int)
  /// More bytes claimed than deflate can make of those there are.
  case ratio(size: Int, of: Int)
  /// An entry past 192 MiB that would inflate more than 256-fold.
  case bomb(size: Int, of: Int)
  /// An entry that would inflate past 4 GiB.
  case tooLarge(Int)
  /// The bytes aren't a deflate stream.
  case notDeflate
  /// The deflate stream makes more or fewer bytes than claimed.
  case inflatedLength
  /// The bytes aren't those that were put in.
  case checksum(expected: UInt32, found: UInt32)
}
