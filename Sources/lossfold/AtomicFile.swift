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
    try prepare(bytes, for: path)?.finish() != nil
  }

  /// Writes `bytes` beside `path`, ready to take its place.
  ///
  /// - Parameter number: Tells apart what one process prepares at a time.
  /// - Returns: Nil where the file holds these bytes already.
  static func prepare(
    _ bytes: [UInt8], for path: String, number: Int = 0
  ) throws(OutputError) -> Prepared? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw OutputError(path: path, code: errno) }
      return try stage(bytes, for: path, mode: 0o666, number, isNew: true)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw OutputError(path: path, code: EISDIR)
    case S_IFREG: break
    default: return Prepared(path: path, way: .direct(bytes))
    }
    if Int(status.st_size) == bytes.count, holds(path, bytes) { return nil }
    guard unsafe access(path, W_OK) == 0 else { throw OutputError(path: path, code: errno) }
    return try stage(
      bytes, for: resolved(path), mode: status.st_mode & 0o7777, number, isNew: false)
  }

  private static func stage(
    _ bytes: [UInt8], for path: String, mode: mode_t, _ number: Int, isNew: Bool
  ) throws(OutputError) -> Prepared {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    removeLeftovers(in: folder)
    let temporary = "\(folder)\(prefix)\(getpid())-\(number).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
    let prepared = Prepared(path: path, way: .rename(temporary, isNew: isNew))
    do throws(OutputError) {
      try fill(descriptor, with: bytes, path)
      return prepared
    } catch {
      prepared.remove()
      throw error
    }
  }

  /// Makes a new file of `bytes`; whoever wants it whole or not at all puts it where nobody looks.
  static func create(_ path: String, _ bytes: [UInt8]) throws(OutputError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
    do throws(OutputError) { try write(bytes, into: descriptor, path) } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw OutputError(path: path, code: errno) }
  }

  /// What stands before the number of the process; on a shared disk each machine has its own.
  private static let prefix: String = {
    var name = [CChar](repeating: 0, count: 65)
    _ = unsafe gethostname(&name, 64)
    let host = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return ".lossfold-\(String(decoding: host, as: UTF8.self))-"
  }()

  /// What a killed process left in `folder`; one that still runs keeps its own.
  private static func removeLeftovers(in folder: String) {
    guard let listing = unsafe opendir(folder.isEmpty ? "." : folder) else { return }
    defer { unsafe closedir(listing) }
    while let entry = unsafe readdir(listing) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      guard name.hasPrefix(prefix), name.hasSuffix(".tmp"),
        let process = Int32(name.dropFirst(prefix.count).prefix { $0.isNumber })
      else { continue }
      if process != getpid(), kill(process, 0) != 0, errno == ESRCH {
        unsafe unlink(folder + name)
      }
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

  fileprivate static func write(_ bytes: [UInt8], into descriptor: Int32, _ path: String)
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

/// A file that is ready to be what it is to be.
struct Prepared {
  fileprivate enum Way {
    /// What lies there is to take its place.
    case rename(String, isNew: Bool)
    /// What isn't a regular file takes the bytes as they are.
    case direct([UInt8])
  }

  let path: String
  fileprivate let way: Way

  /// Whether there was no such file before.
  var isNew: Bool { if case .rename(_, let isNew) = way { isNew } else { false } }

  /// Takes the place.
  func finish() throws(OutputError) {
    switch way {
    case .rename(let temporary, _):
      guard unsafe rename(temporary, path) == 0 else {
        let code = errno
        remove()
        throw OutputError(path: path, code: code)
      }
    case .direct(let bytes):
      let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
      defer { close(descriptor) }
      try AtomicFile.write(bytes, into: descriptor, path)
    }
  }

  /// Gives it up.
  func remove() { if case .rename(let temporary, _) = way { unsafe unlink(temporary) } }
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
    switch code {
    case ENOENT, ENOTDIR: ["Make its folder first, or write elsewhere."]
    case ENOSPC, EDQUOT, EFBIG: ["Make room there, or write elsewhere."]
    case EACCES, EPERM, EROFS: ["Make it writable, or write elsewhere."]
    case EISDIR: ["Name a file in that folder."]
    default: []
    }
  }

  /// What the system says.
  var sentence: String {
    guard let reason = unsafe strerror(code) else { return "Cannot be written: error \(code)." }
    return unsafe "Cannot be written: \(String(cString: reason))."
  }
}
