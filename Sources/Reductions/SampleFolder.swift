import Tensors

/// Folds samples one after the other, in memory that it uses again; of one thread.
struct SampleFolder {
  let fold: SampleFold
  /// How many elements each sample has.
  private let elements: Int
  /// Whether mask or weights meet the losses.
  private let isWeighted: Bool
  /// Where labels are counted, and, made when it is first needed, where every element is weighted.
  private var counting: ChunkFold, weighing: ChunkFold?
  private let worlds: Worlds?
  private var oneHot: [Float] = []

  init(_ fold: SampleFold, elements: Int) {
    self.fold = fold
    self.elements = elements
    isWeighted = fold.mask != nil || fold.weights != nil
    counting = fold.chunkFold(elements: elements, isWeighted: false)
    worlds =
      fold.countsClasses
      ? Worlds(fold.loss, classCount: Output.classesApart(fold.classCount)) : nil
  }

  /// The sums of a sample.
  ///
  /// - Parameters:
  ///   - auxiliary: The loss's own tensor, stretched to the sample; or nothing.
  ///   - keepsFirst: Whether the first elements of its steps are wanted.
  ///   - losses: Takes every element's loss where it has room for them.
  ///   - sums: Takes the sums; nothing before.
  mutating func callAsFunction(
    yTrue: Span<Float>, yPred: Span<Float>, auxiliary: Span<Float>, _ factors: Factors,
    keepsFirst: Bool, losses: inout MutableSpan<Float>, into sums: inout SampleSums
  ) {
    let multipliers = isWeighted ? fold.multipliers(factors) : nil
    // Where labels are all 0 or 1, as most are, the worlds follow from counting them.
    if multipliers == nil || !fold.countsClasses {
      counting.begin(multipliers: nil, keepsFirst: keepsFirst)
      if fold.send(yTrue, yPred, auxiliary, through: &counting, &oneHot, keepingIn: &losses) {
        return finish(
          &sums, counting, multipliers, factors, keepsFirst, hasRoom: losses.count > 0)
      }
    }
    var pass = weighing.take() ?? fold.chunkFold(elements: elements, isWeighted: true)
    pass.begin(multipliers: multipliers, keepsFirst: keepsFirst)
    _ = fold.send(yTrue, yPred, auxiliary, through: &pass, &oneHot, keepingIn: &losses)
    finish(&sums, pass, multipliers, factors, keepsFirst, hasRoom: losses.count > 0)
    weighing = pass
  }

  private func finish(
    _ sums: inout SampleSums, _ pass: ChunkFold, _ multipliers: [Float]?, _ factors: Factors,
    _ keepsFirst: Bool, hasRoom: Bool
  ) {
    let classCount = Output.classesApart(fold.classCount)
    pass.classes.fill(&sums.classes, rows: classCount == 0 ? 0 : elements / classCount)
    (sums.lowestPrediction, sums.highestPrediction) = pass.classes.predictions
    if fold.loss.hasElements, fold.countsClasses {
      sums.elements = pass.classes.moments
      sums.elements.sum = sums.classes.reduce(0) { $0 + $1.loss }
      if keepsFirst, !hasRoom { sums.kept[.elementwise] = pass.firstLosses }
      if let weighted = pass.weighted {
        weighted.fill(&sums.classes)
      } else {
        worlds?.count(&sums.classes)
      }
    }
    fold.finish(&sums, positions: pass.positions, factors, keepsFirst: keepsFirst)
    sums.total = multipliers.map { pass.positions.span.dot($0.span) } ?? sums.positions.sum
  }
}

extension SampleFold {
  /// Sends a sample through `pass`, chunk by chunk.
  ///
  /// - Returns: false where labels were to be counted, but one is neither 0 nor 1.
  fileprivate func send(
    _ yTrue: Span<Float>, _ yPred: Span<Float>, _ auxiliary: Span<Float>,
    through pass: inout ChunkFold, _ oneHot: inout [Float],
    keepingIn losses: inout MutableSpan<Float>
  ) -> Bool {
    let chunk = chunk
    let kernels = Kernels(loss)
    let isSparse = loss.labels == .classIndices
    var start = 0
    while start < yPred.count {
      let end = min(start + chunk, yPred.count)
      let p = yPred.extracting(start..<end)
      let extra = auxiliary.isEmpty ? auxiliary : auxiliary.extracting(start..<end)
      if isSparse {
        fillOneHot(&oneHot, yTrue.extracting((start / classCount)..<(end / classCount)))
        pass.add(oneHot.span, p, extra, from: start, kernels, keepingIn: &losses)
      } else {
        pass.add(yTrue.extracting(start..<end), p, extra, from: start, kernels, keepingIn: &losses)
      }
      if !pass.isWeighted, !pass.classes.hasHardLabels { return false }
      start = end
    }
    return true
  }
}
