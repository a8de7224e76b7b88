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

  /// Counts rows whose classes have no losses of their own.
  mutating func count(yTrue: Span<Float>, yPred: Span<Float>) {
    let zeros = [Float](repeating: 0, count: yPred.count)
    add(loss: zeros.span, yTrue: yTrue, yPred: yPred)
  }

  /// The sums of each class, where every weight is 1, of `rows` rows.
  func sums(rows: Int) -> [ClassSums] {
    let (loss, positive, wrong) = (byClass(losses, 0), byClass(losses, 1), byClass(losses, 2))
    let counts = counts.map(Int.init)
    let (labels, predicted, agreed) = (byClass(counts, 0), byClass(counts, 1), byClass(counts, 2))
    return (0..<classCount).map { index in
      ClassSums(
        loss: loss[index], weighted: loss[index], weightedPositives: positive[index],
        weightedWrong: wrong[index],
        counts: Metrics.Counts(
          truePositives: agreed[index], falsePositives: predicted[index] - agreed[index],
          falseNegatives: labels[index] - agreed[index], total: rows))
    }
  }

  /// What the registers hold of the first, second or third kind.
  private func byClass<Scalar: Numeric>(_ lanes: [Scalar], _ kind: Int) -> [Scalar] {
    sortedByClass(classCount) { register in
      let start = (3 * register + kind) * Lanes.scalarCount
      return Array(lanes[start..<(start + Lanes.scalarCount)])
    }
  }
}

/// What the lanes of `classCount` registers, met in turn, hold of each class.
func sortedByClass<Scalar: Numeric>(
  _ classCount: Int, _ lanes: (_ register: Int) -> [Scalar]
) -> [Scalar] {
  var totals = [Scalar](repeating: 0, count: classCount)
  for register in 0..<classCount {
    for (lane, value) in lanes(register).enumerated() {
      totals[(register * Lanes.scalarCount + lane) % classCount] += value
    }
  }
  return totals
}

extension [Double] {
  init(lanes: WideLanes) { self = (0..<Lanes.scalarCount).map { lanes[$0] } }
}
