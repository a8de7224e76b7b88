internal import CairoRendering
private import Synchronization

/// Typesetters for many threads: each is of one at a time, and remembers what it measured.
final class TypesetterPool: Sendable {
  /// One that no other thread holds.
  @safe private struct Held: @unchecked Sendable {
    let typesetter: Typesetter
  }

  private let idle = Mutex<[FontFiles: [Held]]>([:])

  /// What `body` makes of a typesetter that nobody else uses meanwhile.
  ///
  /// - Throws: What `body` throws, or a finding where a font is missing.
  func with<Result>(
    _ files: FontFiles = .debian, _ body: (Typesetter) throws(Finding) -> Result
  ) throws(Finding) -> Result {
    let held: Held
    if let known = idle.withLock({ $0[files]?.popLast() }) {
      held = known
    } else {
      do throws(RenderingError) {
        held = Held(typesetter: try Typesetter(files: files))
      } catch { throw Finding(error) }
    }
    defer { idle.withLock { $0[files, default: []].append(held) } }
    return try body(held.typesetter)
  }
}
