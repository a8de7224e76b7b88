import Foundation
import TensorFiles
import Tensors
import Testing

/// A folder of its own in which the built program runs; gone with the value.
final class Workspace {
  /// The folder's path.
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
      + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The names of what lies in the folder, or in one inside it, sorted.
  func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
  }

  /// The bytes of a file.
  func bytes(of name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: url(name)))
  }

  /// Makes a file.
  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: url(name)) }

  /// Makes a text file.
  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Makes an npz file with `y_true` and `y_pred`: three samples of 2 × 2 positions and two classes
  /// by default.
  func writeTensors(to name: String = "batch.npz", shape: Shape = [3, 2, 2, 2]) throws {
    let yTrue = Tensor(shape: shape) { $0 % 3 == 0 ? 1 : 0 }
    let yPred = Tensor(shape: shape) { Float($0 % 7 + 1) / 8 }
    try write(NPZ.encode([("y_true", yTrue), ("y_pred", yPred)]), to: name)
  }

  private func url(_ name: String) -> URL { URL(fileURLWithPath: path + "/" + name) }
}

/// How one run of the program ended.
struct Ending: Equatable {
  var code: Int32
  var output: String
  var error: String

  /// The lines of standard error.
  var errorLines: [String] { error.split(separator: "\n").map(String.init) }
}

extension Workspace {
  /// Runs `lossfold` with these arguments in this folder, its standard output in a file or, where
  /// `redirection` is given, in that one.
  func lossfold(_ arguments: [String], redirection: String? = nil) throws -> Ending {
    try run(Self.executable(), arguments, redirection: redirection)
  }

  /// Runs a line of the shell in this folder, where `$0` is the program.
  func shell(_ line: String) throws -> Ending {
    try run(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line, Self.executable().path], redirection: nil)
  }

  private func run(_ program: URL, _ arguments: [String], redirection: String?) throws -> Ending {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    // The test runner may have set it; a crash should end at once.
    process.environment = ProcessInfo.processInfo.environment.merging(
      // Nor is the user's cache a test's business.
      ["SWIFT_BACKTRACE": "enable=no", "XDG_CACHE_HOME": "", "HOME": "/dev/null"]
    ) { $1 }
    // Outside the folder, so that what the program leaves there can be listed.
    let streams = (0..<2).map { _ in path + "-\(UUID().uuidString)" }
    for stream in streams { #expect(FileManager.default.createFile(atPath: stream, contents: nil)) }
    defer { for stream in streams { try? FileManager.default.removeItem(atPath: stream) } }
    process.standardInput = FileHandle.nullDevice
    let output: FileHandle = try #require(
      FileHandle(forWritingAtPath: redirection ?? streams[0]))
    let error: FileHandle = try #require(FileHandle(forWritingAtPath: streams[1]))
    process.standardOutput = output
    process.standardError = error
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "a crash: \(arguments)")
    return Ending(
      code: process.terminationStatus,
      output: try String(contentsOfFile: streams[0], encoding: .utf8),
      error: try String(contentsOfFile: streams[1], encoding: .utf8))
  }

  /// The program, beside the test runner in the build folder.
  private static func executable() throws -> URL {
    let starts = [ProcessInfo.processInfo.arguments[0], Bundle.main.executablePath ?? ""]
    for start in starts {
      var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
      // On macOS the runner lies within lossfoldPackageTests.xctest/Contents/MacOS.
      for _ in 0..<4 {
        folder.deleteLastPathComponent()
        let candidate = folder.appendingPathComponent("lossfold")
        let values = try? candidate.resourceValues(forKeys: [.isRegularFileKey])
        if values?.isRegularFile == true,
          FileManager.default.isExecutableFile(atPath: candidate.path)
        {
          return candidate
        }
      }
    }
    throw CocoaError(.fileNoSuchFile)
  }
}

extension Ending {
  /// Checks that this is an error as cli.md has them: `error: …` in one line, then help, nothing on
  /// standard output.
  func expectError(
    _ code: Int32, _ sentence: String, help: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(self.code == code, sourceLocation: sourceLocation)
    #expect(output == "", sourceLocation: sourceLocation)
    #expect(
      errorLines == ["error: " + sentence] + help.map { "help: " + $0 },
      sourceLocation: sourceLocation)
  }
}
