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
      if unsafe mkdir(current, 0o777) != 0, errno != EEXIST {
        throw OutputError(path: current, code: errno)
      }
    }
  }
}
