import Tensors

/// What one class of one sample adds up to.
struct ClassSums: Sendable {
  /// Σ loss.
  var loss = 0.0
  /// Σ loss × weight, the weight being that of its position after mask and weights.
  var weighted = 0.0
  /// The same over elements whose label is above 0.
  var weightedPositives = 0.0
  /// The same over elements where label and prediction fall on different sides.
  var weightedWrong = 0.0
  /// Σ (loss if the prediction were the label) × weight.
  var perfect = 0.0
  /// Σ (loss if the prediction were 0) × weight, over elements whose label is above 0.
  var missedPositives = 0.0
  /// Label and prediction against 0 and the threshold.
  var counts = Metrics.Counts()
}

/// Sums over the elements of each class while rows of `classCount` elements pass.
///
/// Elements are taken sixteen at a time. After sixteen rows the same lane meets the same class
/// again, so `classCount` registers of lanes hold every class's sum apart, whatever their number;
/// they are sorted out at the end.
struct ClassLanes {
  private let classCount: Int
  private let threshold: Float
  private var register = 0
  private var lowest = Lanes(repeating: .infinity)
  private var highest = Lanes(repeating: -.infinity)
  private var loss: [SIMD16<Double>]
  private var positiveLoss: [SIMD16<Double>]
  private var wrongLoss: [SIMD16<Double>]
  private var labels: [SIMD16<Int32>]
  private var predicted: [SIMD16<Int32>]
  private var agreements: [SIMD16<Int32>]

  init(classCount: Int, threshold: Float) {
    self.classCount = classCount
    self.threshold = threshold
    loss = Array(repeating: .zero, count: classCount)
    positiveLoss = loss
    wrongLoss = loss
    labels = Array(repeating: .zero, count: classCount)
    predicted = labels
    agreements = labels
  }

  /// Adds rows; all but the last call bring a multiple of sixteen.
  mutating func add(loss losses: Span<Float>, yTrue: Span<Float>, yPred: Span<Float>) {
    var index = 0
    while index < losses.count {
      let element = losses.lanes(at: index, padding: 0)
      let isPositive = yTrue.lanes(at: index, padding: 0) .> 0
      let prediction = yPred.lanes(at: index, padding: .nan)
      let isPredicted = prediction .> threshold
      lowest.replace(with: prediction, where: prediction .< lowest)
      highest.replace(with: prediction, where: prediction .> highest)
      let nothing = Lanes(repeating: 0)
      loss[register] += SIMD16<Double>(element)
      positiveLoss[register] += SIMD16<Double>(nothing.replacing(with: element, where: isPositive))
      wrongLoss[register] += SIMD16<Double>(
        nothing.replacing(with: element, where: isPositive .^ isPredicted))
      let one = SIMD16<Int32>(repeating: 1)
      let zero = SIMD16<Int32>(repeating: 0)
      labels[register] &+= zero.replacing(with: one, where: isPositive)
      predicted[register] &+= zero.replacing(with: one, where: isPredicted)
      agreements[register] &+= zero.replacing(with: one, where: isPositive .& isPredicted)
      register = register + 1 == classCount ? 0 : register + 1
      index += 16
    }
  }

  /// The smallest and the largest prediction; NaN is left out.
  var predictions: (lowest: Float, highest: Float) { (lowest.min(), highest.max()) }

  /// Counts rows whose classes have no losses of their own.
  mutating func count(yTrue: Span<Float>, yPred: Span<Float>) {
    add(loss: [Float](repeating: 0, count: yPred.count).span, yTrue: yTrue, yPred: yPred)
  }

  /// The sums of each class, where every weight is 1, of `rows` rows.
  func sums(rows: Int) -> [ClassSums] {
    let loss = byClass(loss)
    let positiveLoss = byClass(positiveLoss)
    let wrongLoss = byClass(wrongLoss)
    let labels = byClass(labels).map(Int.init)
    let predictions = byClass(predicted).map(Int.init)
    let agreements = byClass(agreements).map(Int.init)
    return (0..<classCount).map { index in
      ClassSums(
        loss: loss[index], weighted: loss[index], weightedPositives: positiveLoss[index],
        weightedWrong: wrongLoss[index],
        counts: Metrics.Counts(
          truePositives: agreements[index],
          falsePositives: predictions[index] - agreements[index],
          falseNegatives: labels[index] - agreements[index], total: rows))
    }
  }

  private func byClass<Scalar: Numeric>(_ registers: [SIMD16<Scalar>]) -> [Scalar] {
    var totals = [Scalar](repeating: 0, count: classCount)
    for (register, lanes) in registers.enumerated() {
      for lane in 0..<16 { totals[(register * 16 + lane) % classCount] += lanes[lane] }
    }
    return totals
  }
}
