import Glibc
import Synchronization

/// Standard input as a file, `-`.
package enum StandardInput {
  /// How it is named.
  package static let names = ["-", "/dev/stdin"]

  /// The most bytes that are taken from a pipe.
  private static let mostBytes = 4 << 30

  /// Opens it, ready to be read at any place and any number of times.
  ///
  /// What comes through a pipe is first copied to a file without a name, which then takes the place
  /// of standard input.
  static func open() throws(FileFault) -> Int32 {
    try turn.withLock { (_) throws(FileFault) in try opened() }
  }

  /// Arrays are read on many threads: one of them spools, the others wait for its file.
  private static let turn = Mutex(())

  private static func opened() throws(FileFault) -> Int32 {
    var status = stat()
    guard unsafe fstat(0, &status) == 0 else { throw .unreadable(reason: reason(of: errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFIFO, S_IFSOCK: try spool()
    default: throw isatty(0) == 1 ? .isTerminal : .notRegular
    }
    let copy = fcntl(0, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw .unreadable(reason: reason(of: errno)) }
    return copy
  }

  private static func spool() throws(FileFault) {
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array((folder + "/lossfold-XXXXXX").utf8CString)
    let file = unsafe mkstemp(&template)
    guard file >= 0 else { throw .unspooled(reason: reason(of: errno)) }
    defer { close(file) }
    unsafe unlink(template)
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    var (total, isChecked) = (0, false)
    while true {
      let count = unsafe read(0, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(reason: reason(of: errno)) }
      if count == 0 { break }
      total += count
      guard total <= mostBytes else { throw .tooLongInput(most: mostBytes) }
      var written = 0
      while written < count {
        let more = unsafe piece.withUnsafeBytes {
          unsafe write(file, $0.baseAddress.map { unsafe $0 + written }, count - written)
        }
        if more < 0, errno == EINTR { continue }
        guard more > 0 else { throw .unspooled(reason: reason(of: errno)) }
        written += more
      }
      // What is no file of arrays need not be waited for to its end.
      if !isChecked, total >= 64 {
        _ = try FileFormat.recognised(in: FileBytes(owning: dup(file)), path: names[0])
        isChecked = true
      }
    }
    guard dup2(file, 0) == 0 else { throw .unreadable(reason: reason(of: errno)) }
  }
}

/// The file at `path`, opened for reading; `-` is standard input.
///
/// - Throws: ``FileFault`` where it isn't there, can't be read, or is no regular file.
func openedFile(_ path: String) throws(FileFault) -> Int32 {
  if StandardInput.names.contains(path) { return try StandardInput.open() }
  // Without O_NONBLOCK a pipe that nobody writes to would hang.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    throw errno == ENOENT || errno == ENOTDIR ? .notFound : .unreadable(reason: reason(of: errno))
  }
  var status = stat()
  let fault: FileFault? =
    if unsafe fstat(descriptor, &status) != 0 {
      .unreadable(reason: reason(of: errno))
    } else {
      switch status.st_mode & S_IFMT {
      case S_IFREG: nil
      case S_IFDIR: .isFolder
      default: .notRegular
      }
    }
  guard let fault else { return descriptor }
  close(descriptor)
  throw fault
}

/// The system's words for an error number: `Permission denied`.
func reason(of code: Int32) -> String {
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}
