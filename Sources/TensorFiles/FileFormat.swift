/// The formats that are read. A new one is a case here and a file of its own.
enum FileFormat {
  case npy
  case npz

  /// Whether `text` ends like a file that holds arrays, be it one that is refused.
  static func hasKnownEnding(_ text: Substring) -> Bool {
    let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? text
    guard let dot = name.lastIndex(of: ".") else { return false }
    return endings.contains(name[name.index(after: dot)...].lowercased())
  }

  /// The format of `file` by its first bytes, whatever its name says.
  ///
  /// - Parameter path: Tells apart what bytes alone don't, and what a broken file should have been.
  static func recognised(in file: FileBytes, path: String) throws(FileFault) -> FileFormat {
    let head = file.prefix(32)
    let ending = FileFormat.ending(of: path)
    guard !head.isEmpty else { throw .empty }
    if head.starts(with: NPYHeader.magic) { return .npy }
    if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
      return .npz
    }
    if let foreign = ForeignFormat(head: head, ending: ending) { throw .foreign(foreign) }
    switch ending {
    case "npy": throw .wrongMagic(expected: "the npy magic 93 4e 55 4d 50 59", found: Array(head))
    case "npz": throw .wrongMagic(expected: "the zip signature 50 4b 03 04", found: Array(head))
    default: throw .unknownFormat(found: Array(head))
    }
  }

  static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
  }

  private static let endings: Set<String> = [
    "npy", "npz", "safetensors", "png", "csv", "h5", "hdf5", "keras", "pt", "pth", "ckpt", "bin",
    "pkl", "pickle", "tfrecord", "tfrecords", "zip",
  ]
}
