import Tensors

/// Differentiates sample by sample.
struct GradientFold {
  let yTrue: any SampleSource
  let yPred: any SampleSource
  let loss: LossFunction
  /// By what each position's loss enters the number.
  let weights: [Double]
  /// How labels become rows.
  let labels: SampleFold
  let threads: Int

  private var classCount: Int { labels.classCount }

  /// How the number changes with each prediction.
  ///
  /// - Parameter kernel: How a position's summed class losses do.
  func gradient(_ kernel: @escaping LossFunction.Kernel) throws(ReductionError) -> [Float] {
    let divisor = loss.classFold.divisor(classes: classCount)
    /// How many elements share a weight.
    let size = loss.classFold == .none ? 1 : max(1, classCount)
    return try forEachBlock(filling: true) { (block, y, p, slopes) throws(TensorError) in
      let auxiliary = try loss.auxiliary?.samples(block) ?? []
      kernel(y, p, auxiliary.span, classCount, &slopes)
      let first = block.lowerBound * (p.count / block.count) / size
      var offset = 0
      for place in first..<(first + slopes.count / size) {
        let weight = weights[place]
        for _ in 0..<size {
          // Adding 0 makes 0 of −0.
          slopes[offset] = Float(Double(slopes[offset]) * weight / divisor + 0)
          offset += 1
        }
      }
      return true
    }.elements
  }

  /// Whether no prediction lies outside [0, 1]; NaN doesn't.
  func hasProbabilities() throws(ReductionError) -> Bool {
    try forEachBlock(filling: false) { _, _, p, _ in
      var (least, greatest) = (Lanes(repeating: 0), Lanes(repeating: 1))
      for index in stride(from: 0, to: p.count, by: Lanes.scalarCount) {
        let lanes = p.lanes(at: index, padding: 0)
        least = least.replacing(with: lanes, where: lanes .< least)
        greatest = greatest.replacing(with: lanes, where: greatest .< lanes)
      }
      return least.min() == 0 && greatest.max() == 1
    }.results.allSatisfy { $0 }
  }

  /// How the number changes with the logits, given how it does with what `link` made of them; and on
  /// what Σ|g| falls.
  func pulledBack(
    _ gradient: [Float], through link: Derivative.Link
  ) throws(ReductionError) -> (gradient: [Float], shares: GradientShares) {
    let (slopes, blocks) = try forEachBlock(filling: true) { block, y, p, slopes in
      let start = block.lowerBound * (p.count / block.count)
      let given = gradient.span.extracting(start..<(start + p.count))
      // Adding 0 makes 0 of −0.
      if link == .softmax {
        for offset in p.indices { slopes[offset] = given[offset] }
        pullBackSoftmax(&slopes, of: p, classCount: classCount)
        for offset in p.indices { slopes[offset] += 0 }
      } else {
        for offset in p.indices {
          let p = Double(p[offset])
          slopes[offset] = Float(Double(given[offset]) * (p * (1 - p))) + 0
        }
      }
      return totals(slopes.span, block, y, p)
    }
    return (slopes, shares(of: blocks, .logit))
  }

  /// On what Σ|g| falls.
  func shares(
    _ gradient: [Float], of variable: GradientShares.Variable
  ) throws(ReductionError) -> GradientShares {
    let blocks = try forEachBlock(filling: false) { block, y, p, _ in
      let start = block.lowerBound * (p.count / block.count)
      return totals(gradient.span.extracting(start..<(start + p.count)), block, y, p)
    }.results
    return shares(of: blocks, variable)
  }

  private func totals(
    _ gradient: Span<Float>, _ block: Range<Int>, _ y: Span<Float>, _ p: Span<Float>
  ) -> GradientTotals {
    let positionSize = loss.classFold == .none ? 1 : max(1, classCount)
    let apart = Output.classesApart(classCount)
    let size = p.count / block.count
    var totals = GradientTotals(classCount: apart)
    for (index, sample) in block.enumerated() {
      let own = (index * size)..<((index + 1) * size)
      totals.add(
        GradientSums(
          gradient.extracting(own), y.extracting(own), p.extracting(own), classCount: apart,
          threshold: labels.threshold
        ) { loss.isWhole || weights[(sample * size + $0) / positionSize] != 0 })
    }
    return totals
  }

  private func shares(
    of blocks: [GradientTotals], _ variable: GradientShares.Variable
  ) -> GradientShares {
    var totals = GradientTotals(classCount: Output.classesApart(classCount))
    for block in blocks { totals.append(block) }
    return GradientShares(totals, classCount: classCount, of: variable)
  }

  /// What `body` makes of every block of samples, their labels dense, and what it fills.
  private func forEachBlock<Result: Sendable>(
    filling: Bool,
    _ body:
      @Sendable (
        _ block: Range<Int>, _ yTrue: Span<Float>, _ yPred: Span<Float>,
        _ slopes: inout MutableSpan<Float>
      ) throws(TensorError) -> Result
  ) throws(ReductionError) -> (elements: [Float], results: [Result]) {
    let isSparse = loss.labels == .classIndices
    var (elements, none): ([Float], [Float]) = ([], [])
    let results = concurrentlyFill(
      &elements, count: filling ? yPred.shape.count : 0, &none, count: 0,
      parts: yPred.blocks(), threads: threads
    ) { block, slopes, _ -> Swift.Result<Result, TensorError> in
      do throws(TensorError) {
        return .success(
          try yTrue.withSamples(block) { (yTrue) throws(TensorError) in
            try yPred.withSamples(block) { (yPred) throws(TensorError) in
              guard isSparse else { return try body(block, yTrue, yPred, &slopes) }
              var rows: [Float] = []
              labels.fillOneHot(&rows, yTrue)
              return try body(block, rows.span, yPred, &slopes)
            }
          })
      } catch {
        return .failure(error)
      }
    }
    do throws(TensorError) {
      var found: [Result] = []
      for result in results { found.append(try result.get()) }
      return (elements, found)
    } catch {
      throw .unreadable(error)
    }
  }
}

/// What the gradient of one sample adds up to.
struct GradientSums: Sendable {
  /// Σ|g| of each class: of all elements, of those with a positive label, of wrong ones.
  private(set) var all: [Double], positive: [Double], wrong: [Double]
  /// How many elements are wrong without any gradient, and how many elements there are.
  private(set) var stuckCount = 0
  private(set) var count = 0

  /// - Parameter counts: Whether the element has any weight in the number.
  init(
    _ gradient: Span<Float>, _ yTrue: Span<Float>, _ yPred: Span<Float>, classCount: Int,
    threshold: Float, counts: (_ index: Int) -> Bool
  ) {
    all = Array(repeating: 0, count: classCount)
    positive = all
    wrong = all
    count = gradient.count
    var column = 0
    for index in gradient.indices {
      let size = Double(abs(gradient[index]))
      let isPositive = yTrue[index] > 0
      all[column] += size
      if isPositive { positive[column] += size }
      if isPositive != (yPred[index] > threshold) {
        wrong[column] += size
        if size == 0, counts(index) { stuckCount += 1 }
      }
      column = column + 1 == classCount ? 0 : column + 1
    }
  }
}

/// What the gradients of several samples add up to, exact.
struct GradientTotals: Sendable {
  private(set) var all: [ExactSum], positive: [ExactSum], wrong: [ExactSum]
  /// Σ|g| of each sample.
  private(set) var samples: [Double] = []
  private(set) var stuckCount = 0
  private(set) var count = 0

  init(classCount: Int) {
    all = Array(repeating: ExactSum(), count: classCount)
    positive = all
    wrong = all
  }

  mutating func add(_ sample: GradientSums) {
    for index in all.indices {
      all[index].add(sample.all[index])
      positive[index].add(sample.positive[index])
      wrong[index].add(sample.wrong[index])
    }
    samples.append(sample.all.reduce(0, +))
    stuckCount += sample.stuckCount
    count += sample.count
  }

  /// Adds the samples that follow.
  mutating func append(_ next: GradientTotals) {
    for index in all.indices {
      all[index].merge(next.all[index])
      positive[index].merge(next.positive[index])
      wrong[index].merge(next.wrong[index])
    }
    samples += next.samples
    stuckCount += next.stuckCount
    count += next.count
  }
}

extension GradientShares {
  init(_ totals: GradientTotals, classCount: Int, of variable: Variable) {
    let (all, count) = (totals.all.map(\.value), totals.count)
    let hasClasses = all.count == classCount
    let whole = all.reduce(0, +)
    withRespectTo = variable
    guard whole.isFinite else {
      why = "the gradient is not finite everywhere"
      return
    }
    stuck = count == 0 ? nil : Double(totals.stuckCount) / Double(count)
    perClassMean = count == 0 || !hasClasses ? nil : all.map { $0 / Double(count / all.count) }
    guard whole != 0 else {
      why = "the gradient is 0 everywhere"
      return
    }
    perClass = hasClasses ? all.map { $0 / whole } : nil
    perSample = totals.samples.map { $0 / whole }
    let ofPositives = totals.positive.map { $0.value / whole }
    perClassPositives = hasClasses ? ofPositives : nil
    let positive = ofPositives.reduce(0, +)
    positives = positive
    negatives = 1 - positive
    let ofWrong = totals.wrong.map(\.value).reduce(0, +) / whole
    wrong = ofWrong
    correct = 1 - ofWrong
  }
}
