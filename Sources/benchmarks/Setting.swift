import Foundation
import Reductions
import TensorFiles
import Tensors

/// What benchmarks of whole commands need: the binary, the real case, a folder to write to.
struct Setting {
  /// Emptied at the end.
  let folder: URL
  /// The pages and the data of this repository.
  static let pages = "docs-src"

  struct Missing: Error { let sentence: String }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lossfold-benchmarks-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func clear() { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// The binary that stands beside this one.
  func lossfold() throws -> String {
    let path = (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
      .deletingLastPathComponent().appendingPathComponent("lossfold").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Missing(
        sentence: "error: lossfold: the binary was expected beside this one, but it is not built\n"
          + "help: swift build -c release --static-swift-stdlib --product lossfold\n")
    }
    return path
  }

  /// Where the real case lies, deflated: 4 × 256 × 256 × 5.
  func realCase() throws -> String {
    let path = "\(Self.pages)/data/unet-val.npz"
    guard FileManager.default.fileExists(atPath: path) else {
      throw Missing(
        sentence: "error: \(path): the data of the pages was expected, but it is not there\n"
          + "help: Run the benchmarks in the folder of the package.\n")
    }
    return path
  }

  /// The real case as two files of npy.
  func realCaseUnpacked() throws -> (yTrue: String, yPred: String) {
    let source = try realCase()
    func unpack(_ key: String) throws -> String {
      let path = path("\(key).npy")
      if !FileManager.default.fileExists(atPath: path) {
        let tensor = try TensorFile.read(ArrayReference(path: source, key: key))
        try Data(NPY.encode(tensor)).write(to: URL(fileURLWithPath: path))
      }
      return path
    }
    return (try unpack("y_true"), try unpack("y_pred"))
  }
}

/// What the numbers were measured on.
enum Machine {
  static var json: JSON {
    .object([
      ("processor", .string(processor)), ("processors", .integer(processorCount)),
      ("memory_gb", .integer(Int(ProcessInfo.processInfo.physicalMemory >> 30))),
      ("system", .string(system)),
    ])
  }

  /// The value of the first line `key : value` of a file.
  private static func value(_ key: String, in file: String, separator: Character) -> String? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(key) {
      let parts = line.split(separator: separator, maxSplits: 1)
      guard parts.count == 2 else { continue }
      return parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    }
    return nil
  }

  private static var processor: String {
    value("model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown"
  }
  private static var system: String {
    value("PRETTY_NAME", in: "/etc/os-release", separator: "=")
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }
}
