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
  /// A file that stood there is replaced, and stays so where a later one fails.
  /// - Throws: ``OutputError`` where one of them cannot be made.
  static func write(
    _ files: [(name: String, bytes: [UInt8])], intoFolder folder: String
  ) throws(OutputError) {
    var made = try createFolder(folder)
    for file in files {
      let path = folder + "/" + file.name
      let isNew = unsafe access(path, F_OK) != 0
      do throws(OutputError) { try write(file.bytes, to: path) } catch {
        for path in made.reversed() { _ = unsafe remove(path) }
        throw error
      }
      if isNew { made.append(path) }
    }
  }
}
