import TensorFiles
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a process inherits and should not trust.
enum Surroundings {
  /// Makes sure of the standard streams, of file sizes and of arguments.
  ///
  /// A standard stream that is closed is replaced by one on which nothing can be read or written:
  /// its number must not go to the next file that is opened. A file past the shell's limit is an
  /// error, not a signal.
  /// - Throws: ``UnreadableArgument`` where an argument isn't UTF-8, as Swift would put other
  ///   letters in its place and another file would be meant.
  static func settle() throws(UnreadableArgument) {
    for stream in Int32(0)...2 where fcntl(stream, F_GETFD) < 0 {
      // The lowest free number is `stream`.
      _ = unsafe open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY)
    }
    _ = signal(SIGXFSZ, SIG_IGN)
    // Writing to whom nobody reads is an error too, which `Console` knows, and a server lives on.
    _ = signal(SIGPIPE, SIG_IGN)
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { break }
      if unsafe String(validatingCString: argument) == nil {
        throw UnreadableArgument(repaired: unsafe String(cString: argument))
      }
    }
  }
}

/// An argument that isn't UTF-8.
struct UnreadableArgument: Error, Equatable, UserFacingError {
  /// The argument with replacement characters where it can't be read.
  let repaired: String

  var kind: MishapKind { .usage }
  var place: String { "command line" }
  var sentence: String { "Arguments are UTF-8, but “\(repaired)” is not." }
  var help: [String] { ["Rename the file."] }
}
