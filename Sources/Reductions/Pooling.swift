import Tensors

/// How a loss of overlap pools: sums over axes, and what is made of them.
struct Pooling: Sendable {
  /// Which axes are summed over; nil for all.
  let axes: [Int]?
  /// Whether the losses of all samples are folded to their mean, one number.
  var isMean = false
  /// The losses at the places that are left.
  let losses: @Sendable (OverlapSums) -> Tensor

  /// Whether each sample is pooled by itself.
  var keepsSamples: Bool { axes.map { !$0.contains(0) } ?? false }

  /// The shape of what the loss function returns for predictions of `shape`.
  func returned(_ shape: Shape) -> Shape {
    if isMean { return [] }
    let ofOne = losses(OverlapSums(over: axes, of: Shape([1] + shape.sample.extents))).shape
    return keepsSamples ? Shape([shape.sampleCount] + ofOne.sample.extents) : ofOne
  }

  /// What one sample adds.
  func sums(of yTrue: Span<Float>, _ yPred: Span<Float>, shape: Shape) -> OverlapSums {
    let extents = Shape([1] + shape.extents)
    return OverlapSums(
      Tensor(shape: extents) { yTrue[$0] }, Tensor(shape: extents) { yPred[$0] }, over: axes)
  }
}

/// What is pooled of several samples, exact.
struct PooledSums: Equatable, Sendable {
  /// Σyp, Σy, Σp, Σy(1 − p) and Σp(1 − y) of every place; or the sum of the losses of each sample.
  private(set) var sums: [ExactSum]
  /// How many losses were added where it is a mean of them.
  private(set) var count = 0

  init(sums: [ExactSum] = [], count: Int = 0) {
    self.sums = sums
    self.count = count
  }

  /// Adds a sample.
  mutating func add(_ sample: OverlapSums, _ pooling: Pooling) {
    let numbers: [Double]
    if pooling.isMean {
      let losses = pooling.losses(sample).elements
      numbers = [losses.reduce(0.0) { $0 + Double($1) }]
      count += losses.count
    } else {
      numbers = sample.all
    }
    if sums.isEmpty { sums = Array(repeating: ExactSum(), count: numbers.count) }
    for index in sums.indices { sums[index].add(numbers[index]) }
  }

  /// Adds other samples.
  mutating func merge(_ other: PooledSums) {
    count += other.count
    guard !sums.isEmpty, !other.sums.isEmpty else {
      if sums.isEmpty { sums = other.sums }
      return
    }
    for index in sums.indices { sums[index].merge(other.sums[index]) }
  }

  /// What the loss function returns for all of them.
  ///
  /// - Parameter shape: Of all predictions.
  func returned(_ pooling: Pooling, _ shape: Shape) -> Tensor {
    let values = sums.map(\.value)
    if pooling.isMean { return Tensor(Float((values.first ?? 0) / Double(count))) }
    var whole = OverlapSums(over: pooling.axes, of: shape)
    if !values.isEmpty { whole.all = values }
    return pooling.losses(whole)
  }
}
