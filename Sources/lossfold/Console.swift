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
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  private static func write(_ bytes: [UInt8]) throws {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(1, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if errno == EINTR { continue }
        // Whoever read, as `head` does, has read enough.
        if errno == EPIPE { _exit(0) }
        throw OutputError(path: "standard output", code: errno)
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Makes the file at `path` hold `bytes`, or standard output where the path is `-`.
  ///
  /// - Throws: ``OutputError`` where it cannot be written; ``TerminalOutput`` where bytes that are no
  ///   text would go to a terminal.
  static func write(_ bytes: [UInt8], to path: String, isText: Bool) throws {
    guard path == "-" else {
      try AtomicFile.write(bytes, to: path)
      return
    }
    guard isText || isatty(1) == 0 else { throw TerminalOutput() }
    try write(bytes)
  }

  /// Prints a line on standard error: one, whatever names and values it repeats.
  static func note(_ line: String) {
    let line = line.escaped
    let end = line.firstIndex(of: ":") ?? line.startIndex
    let (word, rest) = (String(line[..<end]), line[end...])
    let style = Style.error
    let head =
      switch word {
      case "error": style.bad(word)
      case "warning": style.doubtful(word)
      case "help": style.advice(word)
      default: word
      }
    writeError(head + rest + "\n")
  }

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

  /// Says what went wrong, and ends the process with the exit code of cli.md: at once, since what
  /// `exit` would clear away first, other threads may still use.
  static func exit(with error: any Error) -> Never {
    if let error = error as? any UserFacingError { report(error) }
    let code = Lossfold.exitCode(for: error)
    if code == .success {
      // Help and version are wanted output, not errors.
      do { try write(Lossfold.fullMessage(for: error) + "\n") } catch { exit(with: error) }
      _exit(0)
    }
    if code == .validationFailure { reportUsage(error) }
    note("error: lossfold: \(error)")
    note("help: This is a bug of Lossfold. Please report it with the command that you ran.")
    _exit(70)
  }

  /// What ArgumentParser, or a command's `validate`, has to say.
  private static func reportUsage(_ error: any Error) -> Never {
    func joined(_ text: some StringProtocol) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let hints = Lossfold.fullMessage(for: error).split(separator: "\n")
    let message = joined(Lossfold.message(for: error))
    note("error: command line: \(message)")
    for help in suggestions(for: message) { note("help: \(help)") }
    for hint in hints {
      if hint.hasPrefix("Usage: ") { note("help: \(hint.dropFirst("Usage: ".count))") }
      if hint.hasPrefix("  See ") { note("help: \(joined(hint))") }
    }
    _exit(64)
  }

  /// What an unknown option may have meant, where ArgumentParser does not say.
  private static func suggestions(for message: String) -> [String] {
    guard !message.contains("Did you mean"),
      let match = message.firstMatch(of: /^Unknown option '(?<name>--[^' ]+)'/)
    else { return [] }
    let root = CommandTree.root
    let command = root.commands.first { CommandLine.arguments.dropFirst().first == $0.commandName }
    return Spelling.help(for: String(match.name), among: (command ?? root).optionNames)
  }

  private static func report(_ error: any UserFacingError) -> Never {
    note("error: " + [error.place, error.sentence].filter { !$0.isEmpty }.joined(separator: ": "))
    for help in error.help + Nearby.help(for: error) { note("help: \(help)") }
    _exit(exitCode(error.kind))
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

/// Bytes that are no text, and a terminal that would show them.
struct TerminalOutput: UserFacingError, Equatable {
  var kind: MishapKind { .usage }
  var place: String { "--output" }
  var sentence: String { "Bytes that are no text would go to the terminal." }
  var help: [String] { ["Send them to a file or a command: --output - > file"] }
}
