import TensorFiles
import Yams

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files of text, read whole, and what stands in them.
enum TextFile {
  /// The most bytes that a file of text may have: nobody writes a larger one.
  static let longestFile = 1 << 20

  /// The text of the file at `path`, without the mark that may stand before it.
  static func contents(of path: String) throws(RequestError) -> String {
    var bytes = try bytes(of: path, called: path, most: longestFile)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RequestError(.notYAML(reason: "not UTF-8"), at: path, isFromFile: true)
    }
    return text
  }

  /// The bytes of the file at `path`.
  ///
  /// - Parameters:
  ///   - name: What it is called in errors.
  ///   - most: How many bytes it may have; nil for any number.
  static func bytes(
    of path: String, called name: String, most: Int? = nil
  ) throws(RequestError) -> [UInt8] {
    func unreadable(_ code: Int32) -> RequestError {
      let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
      return RequestError(.unreadableFile(reason: reason), at: name, isFromFile: true)
    }
    let isInput = StandardInput.names.contains(path)
    // Without O_NONBLOCK a pipe that nobody writes to would hang.
    let descriptor = isInput ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(errno) }
    defer { if !isInput { close(descriptor) } }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw unreadable(errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw unreadable(EISDIR)
    case S_IFIFO where isInput, S_IFSOCK where isInput: break
    default:
      throw bad(path, "a file was expected, but this is a pipe, a socket or a device")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(errno) }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
      if let most, bytes.count > most {
        throw RequestError(.tooLongFile(most: most), at: name, isFromFile: true)
      }
    }
    return bytes
  }

  /// The JSON of `text`, read as the YAML that it is too, so that Python's NaN is no error.
  static func json(_ text: String, path: String) throws(RequestError) -> Node {
    do {
      if let node = try Yams.compose(yaml: text) { return node }
    } catch let error as YamlError {
      let (reason, line) = YAMLMapping.problem(error)
      throw bad(
        "\(path):\(line ?? 1)", "it is JSON, but reads: \(reason)",
        help: ["Is it whole? Copy it again, or save it again with json.dump."])
    } catch {
      throw bad(path, "it is JSON, but reads: \(error)")
    }
    throw bad(path, "the file is empty")
  }

  /// A number as JSON, Python or CSVLogger write it; `NaN`, `nan`, `null` and `NA` are none.
  static func number(_ text: String) -> Double? {
    switch text {
    case "NaN", "nan", "null", "NA", "": .nan
    case "Infinity", "inf": .infinity
    case "-Infinity", "-inf": -.infinity
    default: Double(text)
    }
  }

  /// An error of what is in a file.
  static func bad(_ place: String, _ sentence: String, help: [String] = []) -> RequestError {
    RequestError(.badFile(sentence, help: help), at: place, isFromFile: true)
  }
}
