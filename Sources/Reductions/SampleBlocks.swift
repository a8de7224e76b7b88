import Tensors

extension SampleSource {
  /// The samples that are taken at a time: as many small ones as stay in a cache, none of two batches.
  ///
  /// - Parameter batches: Those that are wanted, one after the other.
  func blocks(batches: [Range<Int>] = []) -> [Range<Int>] {
    let most = max(1, (1 << 14) / max(1, shape.sample.count))
    var blocks: [Range<Int>] = []
    var start = 0
    for end in batches.map(\.upperBound) + [shape.sampleCount] where end > start {
      for first in stride(from: start, to: end, by: most) {
        blocks.append(first..<min(first + most, end))
      }
      start = end
    }
    return blocks
  }
}
