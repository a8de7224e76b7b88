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

/// A value that another thread makes meanwhile.
public struct Meanwhile<Value: Sendable>: Sendable {
  private let made: Made
  private let group = DispatchGroup()

  /// A class, since both threads share it.
  private final class Made: Sendable {
    let value = Mutex<Value?>(nil)
  }

  /// Begins to make it.
  public init(_ make: @escaping @Sendable () -> Value) {
    let made = Made()
    self.made = made
    DispatchQueue.global(qos: .userInitiated).async(group: group) {
      let value = make()
      made.value.withLock { $0 = value }
    }
  }

  /// What was made, as soon as it is there.
  public var value: Value {
    while true {
      group.wait()
      if let value = made.value.withLock({ $0 }) { return value }
    }
  }
}

/// A value of one thread at a time that another thread makes meanwhile, and gives away.
public struct Handover<Value>: ~Copyable, Sendable {
  private let made: Meanwhile<Made>

  /// Holds it until it is taken.
  private final class Made: Sendable {
    let value: Mutex<Value?>
    init(_ value: sending Value) { self.value = Mutex(value) }
  }

  /// Begins to make it.
  public init(_ make: @escaping @Sendable () -> sending Value) {
    made = Meanwhile { Made(make()) }
  }

  /// What was made, as soon as it is there: it is taken once, so nobody else has it.
  public consuming func taken() -> sending Value {
    let taken = made.value.value.withLock { held -> sending Value? in
      let value = held
      held = nil
      return value
    }
    guard let taken else { preconditionFailure("a value that is taken once") }
    return taken
  }
}

/// Lets many threads fill a part of each of two arrays.
///
/// - Parameters:
///   - first: If they are `count` already, the same memory is filled again; else it is new.
///   - second: In the same way.
///   - parts: Which items each part is of; together they are all, in order.
///   - body: Fills the part of one range; a failure stops nothing, it is handed back.
/// - Precondition: every item has as many elements.
package func concurrentlyFill<Result: Sendable>(
  _ first: inout [Float], count: Int, _ second: inout [Float], count secondCount: Int,
  parts: [Range<Int>], threads: Int,
  _ body: @Sendable (Range<Int>, inout MutableSpan<Float>, inout MutableSpan<Float>) -> Result
) -> [Result] {
  let items = parts.last?.upperBound ?? 0
  precondition(
    items == 0 ? count + secondCount == 0 : count % items == 0 && secondCount % items == 0,
    "items of equal size")
  var results: [Result] = []
  unsafe fill(&first, count) { first in
    unsafe fill(&second, secondCount) { second in
      // Each part is touched by one thread only: that is what makes sharing the pointers safe.
      nonisolated(unsafe) let (first, second) = unsafe (first, second)
      results = concurrentMap(parts.count, threads: threads) { index in
        let part = parts[index]
        let own = unsafe (first.part(part, of: items), second.part(part, of: items))
        var one = unsafe own.0.mutableSpan
        var other = unsafe own.1.mutableSpan
        return body(part, &one, &other)
      }
    }
  }
  return results
}

/// Hands the memory of `elements` to `body`, which fills all of it: Float is trivial, so memory that
/// was never initialised may be assigned.
private func fill(
  _ elements: inout [Float], _ count: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void
) {
  if elements.count == count {
    unsafe elements.withUnsafeMutableBufferPointer { unsafe body($0) }
  } else {
    elements = unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe adviseLargePages(buffer.baseAddress, count: count * MemoryLayout<Float>.stride)
      unsafe body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// The elements of some of `items` items of equal size.
  fileprivate func part(_ range: Range<Int>, of items: Int) -> UnsafeMutableBufferPointer {
    let size = count / items
    return unsafe UnsafeMutableBufferPointer(
      rebasing: self[(range.lowerBound * size)..<(range.upperBound * size)])
  }
}

/// How many processors are online: as many threads as it pays to run.
public var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
