import Glibc
import Tensors

/// Writing a file so that at every moment either the old one stands there, whole, or the new one.
enum AtomicFile {
  /// Makes the file at `path` hold `bytes`, unless it does already.
  ///
  /// Writes beside it and renames, through a symbolic link if there is one. What isn't a regular
  /// file, such as a pipe, is written to as it is.
  /// - Returns: Whether anything was written.
  @discardableResult
  static func write(_ bytes: [UInt8], to path: String) throws(OutputError) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw OutputError(path: path, code: errno) }
      try replace(path, with: bytes, mode: 0o666)
      return true
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw OutputError(path: path, code: EISDIR)
    case S_IFREG: break
    default:
      let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
      defer { close(descriptor) }
      try write(bytes, into: descriptor, path)
      return true
    }
    if Int(status.st_size) == bytes.count, holds(path, bytes) { return false }
    guard unsafe access(path, W_OK) == 0 else { throw OutputError(path: path, code: errno) }
    try replace(resolved(path), with: bytes, mode: status.st_mode & 0o7777)
    return true
  }

  private static func replace(_ path: String, with bytes: [UInt8], mode: mode_t)
    throws(OutputError)
  {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let temporary = "\(folder).lossfold-\(getpid()).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
    do throws(OutputError) {
      try fill(descriptor, with: bytes, path)
      guard unsafe rename(temporary, path) == 0 else { throw OutputError(path: path, code: errno) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }

  /// Writes and closes.
  private static func fill(_ descriptor: Int32, with bytes: [UInt8], _ path: String)
    throws(OutputError)
  {
    defer { close(descriptor) }
    try write(bytes, into: descriptor, path)
    // A full disk may show only now.
    guard fsync(descriptor) == 0 else { throw OutputError(path: path, code: errno) }
  }

  private static func write(_ bytes: [UInt8], into descriptor: Int32, _ path: String)
    throws(OutputError)
  {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, bytes.count - done)
      }
      if written < 0 {
        guard errno == EINTR else { throw OutputError(path: path, code: errno) }
      } else {
        done += written
      }
    }
  }

  private static func holds(_ path: String, _ bytes: [UInt8]) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var done = 0
    while done < bytes.count {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0, done + count <= bytes.count,
        piece[..<count].elementsEqual(bytes[done..<(done + count)])
      else { return false }
      done += count
    }
    return true
  }

  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}

/// A file that can't be written.
struct OutputError: Error, Equatable, UserFacingError {
  /// The file, as it was named.
  let path: String
  /// The system's error number.
  let code: Int32

  var kind: MishapKind { .cannotCreate }
  var place: String { path }
  var help: [String] {
    code == ENOENT || code == ENOTDIR ? ["Make its folder first, or write elsewhere."] : []
  }

  /// What the system says.
  var sentence: String {
    guard let reason = unsafe strerror(code) else { return "Cannot be written: error \(code)." }
    return unsafe "Cannot be written: \(String(cString: reason))."
  }
}
