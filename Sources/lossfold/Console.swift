import ArgumentParser
import TensorFiles
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the terminal is told.
enum Console {
  /// Prints `text` as it is on standard output.
  ///
  /// - Throws: ``OutputError`` where it cannot all be written, as on a full disk.
  static func write(_ text: String) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(1, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw OutputError(path: "standard output", code: errno)
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Prints a line on standard error: one, whatever names and values it repeats.
  static func note(_ line: String) { writeError(line.escaped + "\n") }

  /// Shows `line` on standard error over what was shown there before; empty, it clears that.
  static func noteInPlace(_ line: String) { writeError("\r\u{1B}[K" + line) }

  private static func writeError(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Says what went wrong, and ends the process with the exit code of cli.md.
  static func exit(with error: any Error) -> Never {
    if let error = error as? any UserFacingError { report(error) }
    let code = Lossfold.exitCode(for: error)
    if code == .success {
      // Help and version are wanted output, not errors.
      do { try write(Lossfold.fullMessage(for: error) + "\n") } catch { exit(with: error) }
      Glibc.exit(0)
    }
    if code == .validationFailure { reportUsage(error) }
    note("error: lossfold: \(error)")
    note("help: This is a bug of Lossfold. Please report it with the command that you ran.")
    Glibc.exit(70)
  }

  /// What ArgumentParser, or a command's `validate`, has to say.
  private static func reportUsage(_ error: any Error) -> Never {
    func joined(_ text: some StringProtocol) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let hints = Lossfold.fullMessage(for: error).split(separator: "\n")
    note("error: command line: \(joined(Lossfold.message(for: error)))")
    for hint in hints {
      if hint.hasPrefix("Usage: ") { note("help: \(hint.dropFirst("Usage: ".count))") }
      if hint.hasPrefix("  See ") { note("help: \(joined(hint))") }
    }
    Glibc.exit(64)
  }

  private static func report(_ error: any UserFacingError) -> Never {
    note("error: " + [error.place, error.sentence].filter { !$0.isEmpty }.joined(separator: ": "))
    for help in error.help { note("help: \(help)") }
    Glibc.exit(exitCode(error.kind))
  }

  private static func exitCode(_ kind: MishapKind) -> Int32 {
    switch kind {
    case .usage: 64
    case .badData: 65
    case .missingInput: 66
    case .cannotCreate: 73
    }
  }
}
