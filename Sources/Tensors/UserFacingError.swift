/// An error that somebody outside is told of: every room's error type says the same four things.
///
/// The console prints `error: <place>: <sentence>`, then a `help:` line for each piece of advice.
public protocol UserFacingError: Error, Sendable {
  /// What sort of mishap it is; decides the exit code.
  var kind: MishapKind { get }
  /// Where: a file, a key in it, a line, an option. Empty where the sentence says it all.
  var place: String { get }
  /// What was expected and what was found; one sentence with its full stop.
  var sentence: String { get }
  /// What to do, a sentence each.
  var help: [String] { get }
}

/// The sorts of mishap that the command line tells apart.
public enum MishapKind: Hashable, Sendable {
  /// An option or argument is wrong: exit 64.
  case usage
  /// An input is there but bad: exit 65.
  case badData
  /// An input is not there: exit 66.
  case missingInput
  /// The output cannot be made: exit 73.
  case cannotCreate
}
