import Tensors

/// Sums over the elements of each class while rows of `classCount` elements pass.
///
/// Elements are taken a few lanes at a time. After as many rows as there are lanes the same lane
/// meets the same class again, so `classCount` registers of lanes hold every class's sum apart,
/// whatever their number; they are sorted out at the end.
struct ClassLanes {
  private struct Register {
    var loss = WideLanes(), positiveLoss = WideLanes(), wrongLoss = WideLanes()
    var labels = LaneBits(repeating: 0), predicted = LaneBits(repeating: 0)
    var agreements = LaneBits(repeating: 0)
  }

  /// What is kept of all lanes alike.
  private struct Common {
    var losses = Extremes(), predictions = Extremes()
    /// A bit where a label was neither 0 nor 1.
    var soft = SIMD4<Int32>(repeating: 0)
  }

  private let classCount: Int
  private let threshold: Float
  private var registers: [Register]
  private var register = 0
  private var common = Common()
  /// Of the losses; their sum is that of the classes.
  private(set) var moments = Moments()

  init(classCount: Int, threshold: Float) {
    self.classCount = classCount
    self.threshold = threshold
    registers = Array(repeating: Register(), count: classCount)
  }

  /// The smallest and the largest prediction; NaN is left out.
  var predictions: (lowest: Float, highest: Float) {
    (common.predictions.least, common.predictions.greatest)
  }

  /// Whether every label was 0 or 1.
  var hasHardLabels: Bool { common.soft == .zero }

  /// Adds rows; all but the last call bring a multiple of as many as there are lanes.
  mutating func add(loss losses: Span<Float>, yTrue: Span<Float>, yPred: Span<Float>) {
    var sums = registers
    registers = []
    common.losses = Extremes()
    (common, register) = Self.add(
      losses, yTrue, yPred, to: &sums, from: register, common, threshold)
    registers = sums
    moments.add(losses, common.losses)
  }

  /// Everything in local variables, which is what keeps them in registers.
  private static func add(
    _ losses: Span<Float>, _ yTrue: Span<Float>, _ yPred: Span<Float>,
    to sums: inout [Register], from first: Int, _ common: Common, _ threshold: Float
  ) -> (Common, register: Int) {
    precondition(yTrue.count == losses.count && yPred.count == losses.count, "as many elements")
    var (common, current) = (common, first)
    var registers = sums.mutableSpan
    let whole = losses.count - losses.count % Lanes.scalarCount
    var index = 0
    while index < whole {
      let element = losses.lanes(at: index)
      common.losses.add(element)
      add(
        element, yTrue.lanes(at: index), yPred.lanes(at: index), threshold, to: &registers[current],
        &common)
      current = current &+ 1 == registers.count ? 0 : current &+ 1
      index &+= Lanes.scalarCount
    }
    if index < losses.count {
      // What pads the last lanes is no loss of its own.
      common.losses.add(losses.lanes(at: index, padding: losses[index]))
      add(
        losses.lanes(at: index, padding: 0), yTrue.lanes(at: index, padding: 0),
        yPred.lanes(at: index, padding: .nan), threshold, to: &registers[current], &common)
      current = current + 1 == registers.count ? 0 : current + 1
    }
    return (common, current)
  }

  @inline(__always)
  private static func add(
    _ element: Lanes, _ label: Lanes, _ prediction: Lanes, _ threshold: Float,
    to register: inout Register, _ common: inout Common
  ) {
    let isPositive = label .> 0
    let isPredicted = prediction .> threshold
    let isHard = Lanes(repeating: 1).kept(where: isPositive)
    common.soft = (label .!= isHard).anyBits(with: common.soft)
    common.predictions.addEnds(prediction)
    register.loss += WideLanes(element)
    register.positiveLoss += WideLanes(element.kept(where: isPositive))
    register.wrongLoss += WideLanes(element.kept(where: isPositive ^ isPredicted))
    // A mask that is set is −1.
    register.labels = register.labels &- isPositive
    register.predicted = register.predicted &- isPredicted
    register.agreements = register.agreements &- (isPositive & isPredicted)
  }

  /// Counts rows whose classes have no losses of their own.
  mutating func count(yTrue: Span<Float>, yPred: Span<Float>) {
    let zeros = [Float](repeating: 0, count: yPred.count)
    add(loss: zeros.span, yTrue: yTrue, yPred: yPred)
  }

  /// The sums of each class, where every weight is 1, of `rows` rows.
  func sums(rows: Int) -> [ClassSums] {
    let loss = byClass { Array(lanes: registers[$0].loss) }
    let positiveLoss = byClass { Array(lanes: registers[$0].positiveLoss) }
    let wrongLoss = byClass { Array(lanes: registers[$0].wrongLoss) }
    let labels = byClass { Array(lanes: registers[$0].labels) }
    let predictions = byClass { Array(lanes: registers[$0].predicted) }
    let agreements = byClass { Array(lanes: registers[$0].agreements) }
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

  private func byClass<Scalar: Numeric>(_ lanes: (_ register: Int) -> [Scalar]) -> [Scalar] {
    sortedByClass(classCount, lanes)
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

extension [Int] {
  init(lanes: LaneBits) { self = (0..<Lanes.scalarCount).map { Int(lanes[$0]) } }
}
