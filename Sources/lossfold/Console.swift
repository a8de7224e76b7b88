import ArgumentParser
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

  /// Prints a line on standard error.
  static func note(_ line: String) {
    var bytes = Array((line + "\n").utf8)[...]
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
      try? write(Lossfold.fullMessage(for: error) + "\n")
      Glibc.exit(0)
    }
    if code == .validationFailure {
      let usage = Lossfold.fullMessage(for: error).split(separator: "\n")
        .first { $0.hasPrefix("Usage: ") }
      note("error: command line: \(Lossfold.message(for: error))")
      if let usage { note("help: \(usage.dropFirst("Usage: ".count))") }
      Glibc.exit(64)
    }
    note("error: lossfold: \(error)")
    note("help: This is a bug of Lossfold. Please report it with the command that you ran.")
    Glibc.exit(70)
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
