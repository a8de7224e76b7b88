extension Tensor {
  /// The same elements with the axes in another order.
  ///
  /// Goes tile by tile, so that what is read together and what is written together both stay in the
  /// processor's cache.
  /// - Precondition: `axes` is a permutation of this tensor's axes.
  public func transposed(_ axes: [Int]) -> Tensor {
    precondition(axes.sorted() == Array(0..<shape.rank), "a permutation of the axes")
    let result = Shape(axes.map { shape[$0] })
    guard shape.count > 0, axes != Array(0..<shape.rank) else {
      return Tensor(unchecked: result, elements)
    }
    let plan = Transposition(result, strides: axes.map { shape.strides[$0] })
    let threads = shape.count < 1 << 20 ? 1 : processorCount
    let transposed = unsafe [Float](unsafeUninitializedCapacity: shape.count) { buffer, count in
      // Threads read one input and write rows of their own: that is what makes sharing both safe.
      nonisolated(unsafe) let output = buffer.baseAddress
      unsafe elements.withUnsafeBufferPointer { input in
        nonisolated(unsafe) let input = input.baseAddress
        _ = concurrentMap(threads, threads: threads) { part in
          guard let input = unsafe input, let output = unsafe output else { return }
          let rows = plan.outer * part / threads..<plan.outer * (part + 1) / threads
          unsafe plan.run(rows, from: input, to: output)
        }
      }
      count = shape.count
    }
    return Tensor(unchecked: result, transposed)
  }
}

/// Which elements go where: the axis that lies together in the input and the one that lies together
/// in the output make tiles; the others are gone through one by one.
private struct Transposition: Sendable {
  struct Axis: Sendable {
    var extent: Int
    /// In elements, of the input and of the output.
    var input: Int
    var output: Int
  }

  private static let tile = 64

  private let others: [Axis]
  /// Together in the output.
  private let last: Axis
  /// Together in the input; one element where that is `last` too.
  private let first: Axis

  /// How many tiles, or rows of them, there are: what can be shared among threads.
  let outer: Int

  /// - Parameter strides: How far apart in the input what is next to one another in the output lies.
  init(_ shape: Shape, strides: [Int]) {
    var axes = shape.extents.indices.map {
      Axis(extent: shape[$0], input: strides[$0], output: shape.strides[$0])
    }
    last = axes.removeLast()
    if last.input != 1, let index = axes.lastIndex(where: { $0.input == 1 }) {
      first = axes.remove(at: index)
    } else {
      first = Axis(extent: 1, input: 1, output: 1)
    }
    others = axes
    outer = axes.reduce(1) { $0 * $1.extent } * ((first.extent + Self.tile - 1) / Self.tile)
  }

  /// Moves the elements of `rows`, of ``outer``.
  func run(
    _ rows: Range<Int>, from input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>
  ) {
    let bands = (first.extent + Self.tile - 1) / Self.tile
    for row in rows {
      // The axes that are gone through one by one are the fastest, so that writing stays near.
      let others = others.reduce(1) { $0 * $1.extent }
      let band = row / others * Self.tile
      let (source, target) = offsets(of: row % others)
      let width = min(Self.tile, first.extent - band)
      precondition(band / Self.tile < bands, "a band of the axis")
      for start in stride(from: 0, to: last.extent, by: Self.tile) {
        let end = min(start + Self.tile, last.extent)
        for index in band..<(band + width) {
          let from = source + index * first.input
          let to = target + index * first.output
          for place in start..<end {
            unsafe output[to + place * last.output] = unsafe input[from + place * last.input]
          }
        }
      }
    }
  }

  private func offsets(of index: Int) -> (input: Int, output: Int) {
    var (rest, input, output) = (index, 0, 0)
    for axis in others.reversed() {
      let place = rest % axis.extent
      rest /= axis.extent
      input += place * axis.input
      output += place * axis.output
    }
    return (input, output)
  }
}
