internal import CairoRendering
private import Drawings
private import Synchronization
private import Tensors

/// Typesetters for many threads: each is of one at a time, and remembers what it measured.
final class TypesetterPool: Sendable {
  /// One that no other thread holds: it is in the pool or with one caller, never both, and that is
  /// what makes handing it from thread to thread safe.
  @safe private struct Held: @unchecked Sendable {
    let typesetter: Typesetter
    let files: FontFiles
  }

  private let idle = Mutex<[Held]>([])

  /// Begins to make a typesetter over `files` and to open its fonts, for whoever needs one first.
  func prepare(_ files: FontFiles) {
    _ = Meanwhile { [self] in
      // What is wrong with the fonts is said where there is text to set.
      _ = try? with(files) { _ = $0.extent(of: "0", in: Font(size: 7)) }
    }
  }

  /// What `body` makes of a typesetter over `files` that nobody else uses meanwhile.
  ///
  /// - Throws: What `body` throws, or a finding where a font is missing.
  func with<Result>(
    _ files: FontFiles, _ body: (Typesetter) throws(Finding) -> Result
  ) throws(Finding) -> Result {
    let held: Held
    let known = idle.withLock { idle in
      idle.lastIndex { $0.files == files }.map { idle.remove(at: $0) }
    }
    if let known {
      held = known
    } else {
      do throws(RenderingError) {
        held = Held(typesetter: try Typesetter(files: files), files: files)
      } catch { throw Finding(error) }
    }
    defer { idle.withLock { $0.append(held) } }
    return try body(held.typesetter)
  }
}
