/// The formats that are read. A new one is a case here and a file of its own.
enum FileFormat: CaseIterable {
  case npy
  case npz
  case safetensors
  case png
  case csv

  /// What a sentence calls them all.
  static let names = "npy, npz, safetensors, PNG and CSV"
  /// How a sentence calls the bytes that every PNG starts with.
  static let pngMagic = "the PNG signature 89 50 4e 47 0d 0a 1a 0a"

  /// The endings of the format's files.
  private var endings: [String] {
    switch self {
    case .npy: ["npy"]
    case .npz: ["npz"]
    case .safetensors: ["safetensors"]
    case .png: ["png"]
    case .csv: ["csv", "tsv"]
    }
  }

  /// Whether `text` ends like a file that holds arrays, be it one that is refused.
  static func hasKnownEnding(_ text: Substring) -> Bool {
    let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? text
    guard let dot = name.lastIndex(of: ".") else { return false }
    let ending = name[name.index(after: dot)...].lowercased()
    return foreignEndings.contains(ending) || allCases.contains { $0.endings.contains(ending) }
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
    if head.starts(with: PNGHeader.magic) { return .png }
    if let foreign = ForeignFormat(head: head, ending: ending) { throw .foreign(foreign) }
    if head.count >= 9, head[8] == 0x7B, head[4..<8].allSatisfy({ $0 == 0 }) { return .safetensors }
    switch allCases.first(where: { $0.endings.contains(ending) }) {
    case .npy?: throw .wrongMagic(expected: "the npy magic 93 4e 55 4d 50 59", found: head)
    case .npz?: throw .wrongMagic(expected: "the zip signature 50 4b 03 04", found: head)
    case .png?: throw .wrongMagic(expected: pngMagic, found: head)
    case .safetensors?: return .safetensors
    case .csv?: return .csv
    case nil where StandardInput.names.contains(path) && isText(head): return .csv
    case nil: throw .unknownFormat(found: head)
    }
  }

  /// Whether `head` may start a table of numbers.
  private static func isText(_ head: [UInt8]) -> Bool {
    let bytes = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    return bytes.allSatisfy { (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }
  }

  static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
  }

  private static let foreignEndings: Set<String> = [
    "h5", "hdf5", "keras", "pt", "pth", "ckpt", "bin", "pkl", "pickle", "tfrecord", "tfrecords",
    "zip",
  ]
}
