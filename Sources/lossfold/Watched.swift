import Reductions
import Synchronization
import Tensors

/// A source that is left in its file, and says how far its samples have been read.
struct Watched: SampleSource {
  private let base: any SampleSource
  private let counter: Counter

  var shape: Shape { base.shape }

  func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    defer { counter.step() }
    return try base.withSample(index, body)
  }

  func withSamples<Result>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    defer { counter.step(by: range.count) }
    return try base.withSamples(range, body)
  }

  /// `inputs` with progress on the terminal, where predictions are too large for memory.
  static func inputs(
    _ inputs: [FoldInput], title: String, _ silence: Silence
  ) -> [FoldInput] {
    inputs.map { input in
      guard !(input.yPred is Tensor), input.yPred.shape.sampleCount > 1 else { return input }
      var input = input
      let count = input.yPred.shape.sampleCount
      input.yPred = Watched(base: input.yPred, counter: Counter(title, silence, count: count))
      return input
    }
  }
}

/// Counts samples, whichever thread reads them.
private final class Counter: Sendable {
  private let progress: Progress
  private let count: Int
  private let done = Mutex(0)

  init(_ title: String, _ silence: Silence, count: Int) {
    progress = Progress(title, silence)
    self.count = count
  }

  func step(by samples: Int = 1) {
    done.withLock { done in
      let before = done
      done += samples
      // A second pass over the samples starts again. A terminal is written to a few hundred times.
      let place = (done - 1) % count + 1
      let part = max(1, count / 400)
      if before / part != done / part || place == count { progress.show(place, of: count) }
    }
  }
}
