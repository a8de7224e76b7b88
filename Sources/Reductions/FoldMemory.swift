import Synchronization
import Tensors

/// The memory of traces that are no longer needed, for the next ones.
///
///     let memory = FoldMemory()
///     settings.memory = memory
///     for batch in batches {
///       let trace = try Trace(of: batch, settings)
///       …
///       memory.reclaim(trace)
///     }
///
/// The system clears memory before it hands it out, which takes as long as a fold does.
public final class FoldMemory: Sendable, Equatable {
  /// By how many elements they hold.
  private let arrays = Mutex<[Int: [[Float]]]>([:])

  /// No memory yet.
  public init() {}

  /// Takes over the tensors of `trace`, unless somebody else has them too.
  public func reclaim(_ trace: consuming Trace) {
    var found: [[Float]] = []
    for output in trace.outputs {
      for step in output.steps { if let tensor = step.tensor { found.append(tensor.elements) } }
    }
    arrays.withLock { [found] arrays in
      for array in found where array.count >= Self.leastCount {
        arrays[array.count, default: []].append(array)
      }
    }
  }

  /// Smaller arrays are as quickly had anew.
  static let leastCount = 1 << 15

  /// An array of `count` elements that hold anything; nil where there is none.
  func take(_ count: Int) -> [Float]? {
    arrays.withLock { $0[count]?.popLast() }
  }

  /// Which memory is used is no part of what is folded.
  public static func == (left: FoldMemory, right: FoldMemory) -> Bool { true }
}
