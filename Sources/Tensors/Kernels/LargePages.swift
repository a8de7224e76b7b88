#if canImport(Glibc)
  import Glibc
#endif

/// Asks the system for large pages of memory that was allocated and not yet touched: most of what a
/// large array costs is the hundreds of thousands of small pages that are cleared for it one by one.
@unsafe package func adviseLargePages(_ start: UnsafeMutableRawPointer?, count: Int) {
  #if canImport(Glibc)
    let page = 1 << 21
    guard let start = unsafe start, count >= 2 * page else { return }
    let first = unsafe start.alignedUp(toMultipleOf: page)
    let last = unsafe (start + count).alignedDown(toMultipleOf: page)
    // Advice may be declined: then pages stay small.
    _ = unsafe madvise(first, last - first, MADV_HUGEPAGE)
  #endif
}
