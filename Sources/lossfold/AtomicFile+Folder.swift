#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension AtomicFile {
  /// Makes the folder at `path`, and those above it, unless it is there.
  ///
  /// - Returns: The folders that were not there before, outermost first.
  /// - Throws: ``OutputError`` where it cannot be made.
  @discardableResult
  static func createFolder(_ path: String) throws(OutputError) -> [String] {
    var made: [String] = []
    var current = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      current += (current.isEmpty || current == "/" ? "" : "/") + part
      guard unsafe mkdir(current, 0o777) != 0 else {
        made.append(current)
        continue
      }
      guard errno == EEXIST else { throw OutputError(path: current, code: errno) }
      var status = stat()
      guard unsafe stat(current, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw OutputError(path: current, code: ENOTDIR)
      }
    }
    return made
  }

  /// Makes a folder with these files, or leaves nothing behind that wasn't there before.
  ///
  /// All are written before the first takes its place, so that a process that is killed, or a disk
  /// that is full, leaves the old ones as they were.
  /// - Throws: ``OutputError`` where one of them cannot be made.
  static func write(
    _ files: [(name: String, bytes: [UInt8])], intoFolder folder: String
  ) throws(OutputError) {
    var made = try createFolder(folder)
    var prepared: [Prepared] = []
    do throws(OutputError) {
      for (number, file) in files.enumerated() {
        let path = folder + "/" + file.name
        if let file = try prepare(file.bytes, for: path, number: number) { prepared.append(file) }
      }
      for file in prepared {
        try file.finish()
        if file.isNew { made.append(file.path) }
      }
    } catch {
      for file in prepared { file.remove() }
      for path in made.reversed() { _ = unsafe remove(path) }
      throw error
    }
  }
}
