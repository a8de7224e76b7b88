import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Says on a terminal how far long work has come, once it takes over half a second.
struct Progress {
  private let title: String
  private let start = ContinuousClock.now
  private let isShown: Bool

  init(_ title: String, _ silence: Silence = Silence()) {
    self.title = title
    isShown = isatty(2) == 1 && !silence.quiet
  }

  /// Shows that `done` of `count` parts are done.
  func show(_ done: Int, of count: Int) {
    guard isShown else { return }
    if done == count { return Console.noteInPlace("") }
    guard ContinuousClock.now - start > .milliseconds(500) else { return }
    Console.noteInPlace("\(title): \(done) of \(count)")
  }
}

/// `--quiet`, of every command that may take a while.
struct Silence: ParsableArguments {
  @Flag(
    help: "Says nothing of how far it is; on a terminal, long work does so on standard error.")
  var quiet = false

  init() {}
}
