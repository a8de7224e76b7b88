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

  init(_ title: String, _ silence: Silence) {
    self.title = title
    isShown = isatty(2) == 1 && !silence.quiet
  }

  /// Shows that `done` of `count` parts are done, and when the rest will be if it goes on like that.
  func show(_ done: Int, of count: Int) {
    guard isShown else { return }
    if done == count { return Console.noteInPlace("") }
    let passed = ContinuousClock.now - start
    guard passed > .milliseconds(500) else { return }
    let width = 20
    let filled = count > 0 ? done * width / count : 0
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let left = passed / Double(max(done, 1)) * Double(count - done)
    Console.noteInPlace("\(title): \(bar) \(done) of \(count), \(Self.text(left)) left")
  }

  /// `12 s`, `3 min`, `2 h`: what an estimate is good for.
  static func text(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds) + 1
    if seconds < 100 { return "\(seconds) s" }
    if seconds < 6000 { return "\((seconds + 30) / 60) min" }
    return "\((seconds + 1800) / 3600) h"
  }
}

/// `--quiet`, of every command that may take a while.
struct Silence: ParsableArguments {
  @Flag(
    help: "Says nothing of how far it is; on a terminal, long work does so on standard error.")
  var quiet = false

  init() {}
}
