#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension AtomicFile {
  /// Makes the folder at `path`, and those above it, unless it is there.
  ///
  /// - Throws: ``OutputError`` where it cannot be made.
  static func createFolder(_ path: String) throws(OutputError) {
    var current = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      current += (current.isEmpty || current == "/" ? "" : "/") + part
      guard unsafe mkdir(current, 0o777) != 0 else { continue }
      guard errno == EEXIST else { throw OutputError(path: current, code: errno) }
      var status = stat()
      guard unsafe stat(current, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw OutputError(path: current, code: ENOTDIR)
      }
    }
  }
}
