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

  private let classCount: Int
  private let threshold: Float
  private var registers: [Register]
  private var register = 0
  private var soft = LaneBits(repeating: 0)
  private var outer = Extremes()
  /// Of the losses; their sum is that of the classes.
  private(set) var moments = Moments()

  init(classCount: Int, threshold: Float) {
    self.classCount = classCount
    self.threshold = threshold
    registers = Array(repeating: Register(), count: classCount)
  }

  /// The smallest and the largest prediction; NaN is left out.
  var predictions: (lowest: Float, highest: Float) { (outer.least, outer.greatest) }

  /// Whether every label was 0 or 1.
  var hasHardLabels: Bool { !soft.hasBits }

  /// Adds rows; all but the last call bring a multiple of as many as there are lanes.
  mutating func add(loss losses: Span<Float>, yTrue: Span<Float>, yPred: Span<Float>) {
    var extremes = Extremes()
    add(loss: losses, yTrue: yTrue, yPred: yPred, &extremes)
    moments.add(losses, extremes)
  }

  private mutating func add(
    loss losses: Span<Float>, yTrue: Span<Float>, yPred: Span<Float>, _ extremes: inout Extremes
  ) {
    let one = Lanes(repeating: 1)
    var (bounds, outer, soft, current) = (extremes, outer, soft, register)
    var sums = registers
    registers = []
    var registers = sums.mutableSpan
    var index = 0
    while index < losses.count {
      let element = losses.lanes(at: index, padding: 0)
      // What pads the last lanes is no loss of its own.
      bounds.add(
        index &+ Lanes.scalarCount <= losses.count
          ? element : losses.lanes(at: index, padding: losses[index]))
      let label = yTrue.lanes(at: index, padding: 0)
      let isPositive = label .> 0
      soft = soft | (label .!= one.kept(where: isPositive))
      let prediction = yPred.lanes(at: index, padding: .nan)
      let isPredicted = prediction .> threshold
      outer.add(prediction)
      registers[current].loss += WideLanes(element)
      registers[current].positiveLoss += WideLanes(element.kept(where: isPositive))
      registers[current].wrongLoss += WideLanes(element.kept(where: isPositive ^ isPredicted))
      registers[current].labels = registers[current].labels &- isPositive
      registers[current].predicted = registers[current].predicted &- isPredicted
      registers[current].agreements = registers[current].agreements &- (isPositive & isPredicted)
      current = current &+ 1 == registers.count ? 0 : current &+ 1
      index &+= Lanes.scalarCount
    }
    self.registers = sums
    (extremes, self.outer, self.soft, register) = (bounds, outer, soft, current)
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
