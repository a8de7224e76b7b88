import Synchronization

/// What was found out about a subject, kept for when it is drawn again: in another theme, at another
/// width, by another kind.
///
/// A class, since all copies of a subject share it.
final class Memo: Sendable {
  private final class Slot: Sendable {
    let value = Mutex<(any Sendable)?>(nil)
  }

  private let slots = Mutex<[String: Slot]>([:])

  /// What `find` finds, the first time; whoever asks meanwhile waits for it.
  ///
  /// - Precondition: under one name there is always the same.
  func value<Value: Sendable>(
    _ name: String, _ find: () throws(FigureError) -> Value
  ) throws(FigureError) -> Value {
    let slot = slots.withLock { slots in
      let slot = slots[name] ?? Slot()
      slots[name] = slot
      return slot
    }
    return try slot.value.withLock { (kept) throws(FigureError) -> Value in
      if let value = kept as? Value { return value }
      let value = try find()
      kept = value
      return value
    }
  }
}

extension Memo: Equatable {
  /// Always: it holds nothing that its subject does not say.
  static func == (left: Memo, right: Memo) -> Bool { true }
}
