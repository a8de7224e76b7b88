import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Synchronization

/// The results of `body` for 0 ..< `count`, in order, made on up to `threads` threads.
///
/// Which thread makes which result is left open, so `body` must not depend on it.
public func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = body(index)
      results.withLock { $0[index] = result }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}

/// An array of `count` elements of which many threads fill a part each.
///
/// - Parameter body: Fills the part of one index; `Failure` stops nothing, it is handed back.
/// - Precondition: `count` is a multiple of `parts`.
package func concurrentlyFilled<Result: Sendable>(
  count: Int, parts: Int, threads: Int,
  _ body: @Sendable (Int, inout MutableSpan<Float>) -> Result
) -> (elements: [Float], results: [Result]) {
  precondition(parts == 0 ? count == 0 : count % parts == 0, "parts of equal size")
  var results: [Result] = []
  let elements = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
    // Float is trivial, so memory that was never initialised may be assigned. Each part is touched
    // by one thread only: that is what makes sharing the pointer safe.
    nonisolated(unsafe) let buffer = unsafe buffer
    let size = parts == 0 ? 0 : count / parts
    results = concurrentMap(parts, threads: threads) { part in
      let slice = unsafe UnsafeMutableBufferPointer(
        rebasing: buffer[(part * size)..<((part + 1) * size)])
      var span = unsafe slice.mutableSpan
      return body(part, &span)
    }
    initialized = count
  }
  return (elements, results)
}

/// How many processors are online: as many threads as it pays to run.
public var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
