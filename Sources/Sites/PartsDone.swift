private import Synchronization

/// Counts the parts of a work that are done, of many threads.
final class PartsDone: Sendable {
  private let count: Int
  private let report: @Sendable (Int, Int) -> Void
  private let done = Mutex(0)

  init(of count: Int, report: @escaping @Sendable (Int, Int) -> Void) {
    self.count = count
    self.report = report
  }

  func advance() {
    done.withLock { done in
      done += 1
      report(done, count)
    }
  }
}
