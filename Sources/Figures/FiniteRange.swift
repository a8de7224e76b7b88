import Tensors

/// The least and the greatest of the finite values.
struct FiniteRange: Equatable {
  /// +∞ where there is none.
  private(set) var least = Float.infinity
  /// −∞ where there is none.
  private(set) var greatest = -Float.infinity
  /// The least above 0; +∞ where there is none.
  private(set) var leastPositive = Float.infinity

  /// Of many values, parts on many threads.
  init(_ values: [Float]) {
    let size = 1 << 18
    let parts = concurrentMap((values.count + size - 1) / size, threads: processorCount) { part in
      FiniteRange(values.span.extracting((part * size)..<min((part + 1) * size, values.count)))
    }
    for part in parts {
      least = min(least, part.least)
      greatest = max(greatest, part.greatest)
      leastPositive = min(leastPositive, part.leastPositive)
    }
  }

  private init(_ values: Span<Float>) {
    var low = Lanes(repeating: .infinity)
    var positive = low
    var high = Lanes(repeating: -.infinity)
    for index in stride(from: 0, to: values.count, by: Lanes.scalarCount) {
      let lanes = values.lanes(at: index, padding: .nan)
      let isFinite = (lanes .< .infinity) & (lanes .> -.infinity)
      low = low.replacing(with: lanes, where: isFinite & (lanes .< low))
      high = high.replacing(with: lanes, where: isFinite & (lanes .> high))
      positive = positive.replacing(with: lanes, where: (lanes .> 0) & (lanes .< positive))
    }
    least = low.min()
    greatest = high.max()
    leastPositive = positive.min()
  }
}
