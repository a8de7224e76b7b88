extension SampleSource {
  /// The samples that are taken at a time: as many small ones as stay in a cache.
  package func blocks() -> [Range<Int>] {
    let (count, most) = (shape.sampleCount, max(1, (1 << 14) / max(1, shape.sample.count)))
    return stride(from: 0, to: count, by: most).map { $0..<min($0 + most, count) }
  }
}
