import CLanes
import Tensors

/// Sums over the elements of each class while rows of `classCount` elements pass.
///
/// Elements are taken eight lanes at a time. After as many rows as there are lanes the same lane
/// meets the same class again, so `classCount` registers of lanes hold every class's sum apart,
/// whatever their number; they are sorted out at the end.
struct ClassLanes {
  private let classCount: Int
  private let threshold: Float
  /// The loss of all, of positives and of what is on the wrong side, register by register.
  private var losses: [Double]
  /// Labels, predictions and where both agree, register by register.
  private var counts: [Int32]
  private var pass: lossfold_pass
  /// Of the losses; their sum is that of the classes.
  private(set) var moments = Moments()

  init(classCount: Int, threshold: Float) {
    self.classCount = classCount
    self.threshold = threshold
    losses = Array(repeating: 0, count: classCount * 3 * Lanes.scalarCount)
    counts = Array(repeating: 0, count: losses.count)
    pass = lossfold_pass(
      losses: Extremes().ends, predictions: Extremes().ends, soft: SIMD4(repeating: 0))
  }

  /// Forgets what passed, for the next sample.
  mutating func reset() {
    for index in losses.indices { losses[index] = 0 }
    for index in counts.indices { counts[index] = 0 }
    pass = lossfold_pass(
      losses: Extremes().ends, predictions: Extremes().ends, soft: SIMD4(repeating: 0))
    moments = Moments()
  }

  /// The smallest and the largest prediction; NaN is left out.
  var predictions: (lowest: Float, highest: Float) {
    let extremes = Extremes(ends: pass.predictions)
    return (extremes.least, extremes.greatest)
  }

  /// Whether every label was 0 or 1.
  var hasHardLabels: Bool { pass.soft == .zero }

  /// Adds rows; all but the last call bring a multiple of as many as there are lanes.
  mutating func add(
    loss losses: Span<Float>, yTrue: Span<Float>, yPred: Span<Float>,
    _ width: VectorWidth = .quickest
  ) {
    precondition(yTrue.count == losses.count && yPred.count == losses.count, "as many elements")
    pass.losses = Extremes().ends
    unsafe losses.withUnsafeBufferPointer { losses in
      unsafe yTrue.withUnsafeBufferPointer { yTrue in
        unsafe yPred.withUnsafeBufferPointer { yPred in
          let add =
            switch width {
            case .common: unsafe lossfold_add_classes
            case .avx2: unsafe lossfold_avx2_add_classes
            case .avx512: unsafe lossfold_avx512_add_classes
            }
          unsafe add(
            losses.baseAddress, yTrue.baseAddress, yPred.baseAddress, losses.count, classCount,
            threshold, &self.losses, &counts, &pass)
        }
      }
    }
    moments.add(losses, Extremes(ends: pass.losses))
  }

  /// The sums of each class, where every weight is 1, of `rows` rows.
  ///
  /// - Parameter sums: Takes them, in the memory that it has.
  func fill(_ sums: inout [ClassSums], rows: Int) {
    var none = ClassSums()
    none.counts.total = rows
    sums.removeAll(keepingCapacity: true)
    for _ in 0..<classCount { sums.append(none) }
    var column = 0
    // Of few rows most lanes are empty.
    var left = rows * classCount
    for register in 0..<classCount where left > 0 {
      let first = 3 * register * Lanes.scalarCount
      for lane in first..<(first + min(left, Lanes.scalarCount)) {
        let (positive, wrong) = (lane + Lanes.scalarCount, lane + 2 * Lanes.scalarCount)
        sums[column].loss += losses[lane]
        sums[column].weightedPositives += losses[positive]
        sums[column].weightedWrong += losses[wrong]
        let (labels, predicted, agreed) = (
          Int(counts[lane]), Int(counts[positive]), Int(counts[wrong])
        )
        sums[column].counts.truePositives += agreed
        sums[column].counts.falsePositives += predicted - agreed
        sums[column].counts.falseNegatives += labels - agreed
        column = column + 1 == classCount ? 0 : column + 1
      }
      left -= Lanes.scalarCount
    }
    for index in sums.indices { sums[index].weighted = sums[index].loss }
  }
}
