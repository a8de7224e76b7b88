/// Which array is meant: a file and, where the file has several arrays, a key in it.
///
/// Written `batch.npz:y_true`, or `mask.npy` where a file has one array.
public struct ArrayReference: Hashable, Sendable {
  /// The file, as it was written.
  public let path: String
  /// The array's name in the file; nil where the file has one array.
  public let key: String?

  /// The array named `key` of the file at `path`.
  public init(path: String, key: String? = nil) {
    self.path = path
    self.key = key
  }

  /// Reads `text` as a path, or a path, a colon and a key.
  ///
  /// The first colon that follows a known ending parts the two, so that both a path and a key may
  /// have colons: `14:30.npz:layer:0` is the key `layer:0` of `14:30.npz`. Where there is no such
  /// ending, the last colon of the last path component parts them.
  /// - Throws: ``FileError`` where the path, or the key after a colon, is empty.
  public init(parsing text: String) throws(FileError) {
    let colon = Self.separator(in: text)
    let path = String(text[..<(colon ?? text.endIndex)])
    guard !path.isEmpty else {
      throw FileError(path: text, fault: .emptyPath)
    }
    self.path = path
    self.key = colon.map { String(text[text.index(after: $0)...]) }
    if key?.isEmpty == true { throw FileError(path: path, fault: .emptyKey) }
  }

  /// The file's path, seen from `folder` unless it is absolute.
  public func path(relativeTo folder: String?) -> String {
    guard let folder, !folder.isEmpty, !path.hasPrefix("/"), !StandardInput.names.contains(path)
    else { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  private static func separator(in text: String) -> String.Index? {
    var last: String.Index?
    for index in text.indices {
      if text[index] == "/" { last = nil }
      guard text[index] == ":" else { continue }
      if FileFormat.hasKnownEnding(text[..<index]) { return index }
      last = index
    }
    return FileFormat.hasKnownEnding(text[...]) ? nil : last
  }
}

extension ArrayReference: CustomStringConvertible {
  /// `batch.npz:y_true`: what `init(parsing:)` reads.
  public var description: String { key.map { "\(path):\($0)" } ?? path }
}
