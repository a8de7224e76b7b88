public import Tensors

extension FileError: UserFacingError {
  /// 66 where a file or an array isn't there, 64 for a reference that isn't one, 73 for writing.
  public var kind: MishapKind {
    switch fault {
    case .emptyPath, .emptyKey: .usage
    case .isTerminal: .usage
    case .unspooled: .cannotCreate
    case .notFound, .unreadable, .keyNeeded, .missingKey, .keyOfSingleArray: .missingInput
    case .unwritableName, .repeatedName, .tooLargeToWrite: .cannotCreate
    default: .badData
    }
  }

  /// `batch.npz:y_true`.
  public var place: String {
    let file = StandardInput.names.contains(path) ? "standard input" : path
    return (key.map { "\(file):\($0)" } ?? file).escaped
  }

  /// What was expected and what was found.
  public var sentence: String {
    switch fault {
    case .emptyPath: "Expected the path of a file, found none."
    case .emptyKey: "Expected the name of an array after the colon, found none."
    case .notFound: "Expected a file, but there is none."
    case .unreadable(let reason):
      "Expected a file that can be read, but the system says: \(reason)."
    case .isFolder: "Expected a file, but this is a folder."
    case .notRegular: "Expected a file, but this is a pipe, a socket or a device."
    case .isTerminal: "Expected a file, but this is the terminal."
    case .tooLongInput(let most): "Expected at most \(most) bytes through a pipe, found more."
    case .unspooled(let reason):
      "What comes through a pipe is kept in a file for a while, but the system says: \(reason)."
    case .empty: "Expected an array, but the file is empty."
    case .keyNeeded(let keys):
      "Expected a key after the file's name, as the file holds \(keys.count) arrays: \(list(keys))."
    case .missingKey(let key, let keys):
      "Expected an array named \(key.escaped), but the file holds \(list(keys))."
    case .keyOfSingleArray(let key):
      "Expected no key, as the file is one array, but found the key \(key.escaped)."
    case .foreign(let format): "Lossfold reads \(FileFormat.names), but this is \(format.name)."
    case .unknownFormat(let found):
      "Lossfold reads \(FileFormat.names), but the file starts with the bytes \(hex(found))."
    case .wrongMagic(let expected, let found):
      "Expected \(expected) at the start, found \(hex(found))."
    case .tooLargeForMemory(let count, let most):
      "Expected at most \(most) elements, as more do not fit into memory, but there are \(count)."
    case .shortened: "Expected a file that stays as it is, but it became shorter while it was read."
    case .safetensors(let fault): fault.sentence
    case .png(let fault): fault.sentence
    case .csv(let fault): fault.sentence
    default: arrayFault ?? archiveFault
    }
  }

  private var arrayFault: String? {
    switch fault {
    case .truncatedHeader(let expected, let found):
      "Expected an npy header of \(expected) bytes, but the file ends after \(found)."
    case .version(let major, let minor):
      "Expected npy version 1.0, 2.0 or 3.0, found \(major).\(minor)."
    case .headerTooLong(let length):
      "Expected an npy header of at most \(NPYHeader.longest) bytes, but it claims \(length)."
    case .headerSyntax(let offset, let expected):
      "Expected \(expected) at byte \(offset) of the npy header."
    case .headerKeys(let keys):
      "Expected the keys descr, fortran_order and shape in the npy header, found \(list(keys))."
    case .headerValue("shape"):
      "Expected a tuple of at most 64 integers, none negative, as the shape in the npy header."
    case .headerValue(let key): "Expected True or False as \(key) in the npy header."
    case .unsupportedType(let type, let name):
      "Expected numbers of 1 to 8 bytes, but the array holds \(type.name) (\(name.escaped))."
    case .tooManyElements(let extents):
      "Expected a shape that memory can hold, found \(times(extents))."
    case .wrongLength(let shape, let type, let expected, let found):
      "Shape \(shape) of \(type) takes \(expected) bytes, but \(found) follow the header."
    case .notBool(let byte, let element):
      "A bool is stored as 0 or 1, but element \(element) is \(byte)."
    case .unwritableName(let name):
      "An array in an npz file has a name of 1 to 65 531 bytes, but this one has \(name.utf8.count)."
    case .repeatedName(let name):
      "Two arrays cannot have one name, but \(name.escaped) comes twice."
    case .tooLargeToWrite(let bytes):
      "An npz file is written up to 4 GiB, but this would take \(bytes) bytes."
    default: nil
    }
  }

  private var archiveFault: String {
    guard case .archive(let fault) = fault else { return "" }
    return switch fault {
    case .noDirectory:
      "Expected a zip directory at the end of the file, found none: the file is cut short, or more follows it."
    case .brokenDirectory: "The zip directory contradicts itself: the file is damaged."
    case .noEntries: "Expected at least one array, but the archive has no entries."
    case .tooManyEntries(let count):
      "Expected at most 65 536 entries, but the archive claims \(count)."
    case .split: "Expected a whole archive, but this is one part of several."
    case .brokenEntry(let name):
      "The zip directory names \(name.escaped), but no such entry lies where it says."
    case .repeated(let name): "Expected every entry once, but \(name.escaped) comes twice."
    case .overlapping(let first, let second):
      "Expected entries apart from one another, but \(first.escaped) and \(second.escaped) share bytes."
    case .encrypted: "Expected an entry that is not encrypted, but this one is."
    case .method(let code):
      "Expected an entry that is stored or deflated, found zip method \(code)."
    case .storedLength(let claimed, let found):
      "The zip directory claims \(claimed) bytes for a stored entry of \(found)."
    case .ratio(let size, let compressed):
      "Deflate makes at most 1032 bytes of one, but \(compressed) are to become \(size)."
    case .bomb(let size, let compressed):
      "Expected an entry past \(ZipEntry.unquestionedSize >> 20) MiB to inflate at most 256-fold, but \(compressed) bytes are to become \(size)."
    case .tooLarge(let size):
      "Expected at most \(ZipEntry.largestSize) inflated bytes, but the entry claims \(size)."
    case .notDeflate: "Expected a deflate stream, but the bytes are damaged."
    case .inflatedLength: "The entry inflates to more or fewer bytes than the zip directory claims."
    case .checksum(let expected, let found):
      "Expected the checksum \(hex(expected)), found \(hex(found)): the bytes are damaged."
    }
  }
}

extension UnsupportedType {
  fileprivate var name: String {
    switch self {
    case .object: "Python objects"
    case .void: "raw bytes"
    case .string: "strings"
    case .structured: "structures"
    case .complex: "complex numbers"
    case .time: "dates or durations"
    case .longDouble: "long doubles"
    case .shortFloat: "floats of 4 to 8 bits"
    case .unknown: "a type that NumPy does not have"
    }
  }
}

/// At most twelve of `names`, and how many more there are.
func list(_ names: [String]) -> String {
  names.isEmpty ? "none" : names.listed(atMost: 12, \.escaped)
}

func times(_ extents: [Int]) -> String {
  extents.map(String.init).joined(separator: " × ")
}

/// The first eight of `bytes`.
func hex(_ bytes: [UInt8]) -> String {
  guard !bytes.isEmpty else { return "none" }
  return bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    .joined(separator: " ")
}

private func hex(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
