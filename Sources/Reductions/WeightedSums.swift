import Tensors

/// What the classes of one sample add up to with the weight of each position, as they are and in
/// the worlds of ``Visibility``.
struct WeightedSums {
  private struct Register {
    var weighted = WideLanes(), positives = WideLanes(), wrong = WideLanes()
    var perfect = WideLanes(), missed = WideLanes()
  }

  private let loss: LossFunction
  private let classCount: Int
  private let threshold: Float
  /// One weight per row or, where it has as many entries as elements, per element; nil: all 1.
  private(set) var multipliers: [Float]?
  private var registers: [Register]
  private var register = 0
  /// Of both worlds where every weight is 1.
  private var perfectSums: LaneSums, missedSums: LaneSums
  private var perfect: [Float] = [], missed: [Float] = [], zeros: [Float] = []
  private var weights: [Float] = []

  init(loss: LossFunction, classCount: Int, threshold: Float, multipliers: [Float]?) {
    self.loss = loss
    self.classCount = classCount
    self.threshold = threshold
    self.multipliers = multipliers
    registers = Array(repeating: Register(), count: Output.classesApart(classCount))
    perfectSums = LaneSums(classCount: Output.classesApart(classCount))
    missedSums = perfectSums
  }

  /// Forgets what passed, for the next sample.
  mutating func reset(multipliers: [Float]?) {
    self.multipliers = multipliers
    for index in registers.indices { registers[index] = Register() }
    register = 0
    perfectSums.reset()
    missedSums.reset()
  }

  /// Adds a chunk whose first element is number `start` of its sample.
  ///
  /// All but the last bring a multiple of as many rows as there are lanes.
  mutating func add(
    loss losses: Span<Float>, yTrue: Span<Float>, yPred: Span<Float>, from start: Int,
    _ kernels: borrowing Kernels
  ) {
    if zeros.count != losses.count {
      zeros = Array(repeating: 0, count: losses.count)
      (perfect, missed, weights) = (zeros, zeros, multipliers == nil ? [] : zeros)
    }
    let (count, zeros) = (classCount, zeros)
    if kernels.hasWorlds {
      Self.fill(&perfect, kernels.worlds, yTrue, yTrue, count)
      if !sumsLabels { Self.fill(&missed, kernels.worlds, yTrue, zeros.span, count) }
    }
    guard multipliers != nil else {
      return addWorlds(yTrue)
    }
    spreadWeights(from: start, count: losses.count)
    addAll(losses, yTrue, yPred)
  }

  private static func fill(
    _ losses: inout [Float], _ kernel: LossFunction.Kernel, _ yTrue: Span<Float>,
    _ yPred: Span<Float>, _ classCount: Int
  ) {
    let none: [Float] = []
    var span = losses.mutableSpan
    kernel(yTrue, yPred, none.span, classCount, &span)
  }

  /// Whether the losses of positives that are missed follow from the sum of their labels.
  private var sumsLabels: Bool { loss.isAffineInLabels && multipliers == nil }

  /// Adds both worlds where every weight is 1.
  private mutating func addWorlds(_ yTrue: Span<Float>) {
    // Out of the way, so that they may be read while the rest of this changes.
    let perfect = perfect
    perfectSums.add(perfect.span)
    if sumsLabels { return missedSums.add(yTrue, onlyPositive: true) }
    var missed = missed
    self.missed = []
    var span = missed.mutableSpan
    mapLanes(yTrue, yTrue, over: &span) { label, _, missed in missed.kept(where: label .> 0) }
    missedSums.add(missed.span)
    self.missed = missed
  }

  private mutating func addAll(
    _ losses: Span<Float>, _ yTrue: Span<Float>, _ yPred: Span<Float>
  ) {
    var (sums, current) = (registers, register)
    registers = []
    var registers = sums.mutableSpan
    var index = 0
    while index < losses.count {
      let element = losses.lanes(at: index, padding: 0)
      let weight = weights.span.lanes(at: index, padding: 0)
      let isPositive = yTrue.lanes(at: index, padding: 0) .> 0
      let isWrong = isPositive ^ (yPred.lanes(at: index, padding: .nan) .> threshold)
      /// The products of those that count; an infinite weight of others makes no NaN.
      func amounts(_ losses: Lanes, where mask: LaneBits) -> WideLanes {
        WideLanes(losses.kept(where: mask)) * WideLanes(weight.kept(where: mask))
      }
      registers[current].weighted += WideLanes(element) * WideLanes(weight)
      registers[current].positives += amounts(element, where: isPositive)
      registers[current].wrong += amounts(element, where: isWrong)
      registers[current].perfect +=
        WideLanes(perfect.span.lanes(at: index, padding: 0)) * WideLanes(weight)
      registers[current].missed += amounts(
        missed.span.lanes(at: index, padding: 0), where: isPositive)
      current = current &+ 1 == registers.count ? 0 : current &+ 1
      index &+= Lanes.scalarCount
    }
    (self.registers, register) = (sums, current)
  }

  /// The weight of each element of a chunk.
  private mutating func spreadWeights(from start: Int, count: Int) {
    guard let multipliers else { return }
    let classCount = loss.classFold == .none ? 1 : classCount
    var weights = weights.mutableSpan
    for index in stride(from: 0, to: count, by: classCount) {
      let weight = multipliers[(start + index) / classCount]
      for column in 0..<classCount { weights[index + column] = weight }
    }
  }

  /// Puts what weights decide into `classes`.
  func fill(_ classes: inout [ClassSums]) {
    if multipliers == nil {
      let (perfect, missed) = (perfectSums.byClass, missedSums.byClass)
      for index in classes.indices {
        classes[index].perfect = perfect[index]
        classes[index].missedPositives = missed[index]
      }
      if sumsLabels { spreadLabels(&classes) }
      return
    }
    for index in classes.indices { classes[index].clearWeighted() }
    var column = 0
    for register in registers {
      for lane in 0..<Lanes.scalarCount {
        classes[column].weighted += register.weighted[lane]
        classes[column].weightedPositives += register.positives[lane]
        classes[column].weightedWrong += register.wrong[lane]
        classes[column].perfect += register.perfect[lane]
        classes[column].missedPositives += register.missed[lane]
        column = column + 1 == classes.count ? 0 : column + 1
      }
    }
  }

  /// Makes of the sums of positive labels what is lost where they are missed.
  private func spreadLabels(_ classes: inout [ClassSums]) {
    let (none, whole) = (loss.world(0, 0, of: classCount), loss.world(1, 0, of: classCount))
    for index in classes.indices {
      let counts = classes[index].counts
      classes[index].missedPositives =
        Double(counts.truePositives + counts.falseNegatives) * Double(none[index])
        + classes[index].missedPositives * (Double(whole[index]) - Double(none[index]))
    }
  }
}

extension ClassSums {
  fileprivate mutating func clearWeighted() {
    (weighted, weightedPositives, weightedWrong, perfect, missedPositives) = (0, 0, 0, 0, 0)
  }
}

/// What labels of 0 and 1 lose in the worlds of ``Visibility``, class by class.
struct Worlds {
  private let one: [Float], zero: [Float], missed: [Float]

  /// nil where elements have no loss by themselves.
  init?(_ loss: LossFunction, classCount: Int) {
    guard loss.worlds != nil else { return nil }
    one = loss.world(1, 1, of: classCount)
    zero = loss.world(0, 0, of: classCount)
    missed = loss.world(1, 0, of: classCount)
  }

  /// Fills in what follows from counting where every weight is 1 and every label 0 or 1.
  func count(_ classes: inout [ClassSums]) {
    for index in classes.indices {
      let counts = classes[index].counts
      let ones = Double(counts.truePositives + counts.falseNegatives)
      classes[index].perfect =
        ones * Double(one[index]) + (Double(counts.total) - ones) * Double(zero[index])
      classes[index].missedPositives = ones * Double(missed[index])
    }
  }
}

extension LossFunction {
  /// The loss of one pair in each class: a kernel sees whole rows.
  fileprivate func world(_ yTrue: Float, _ yPred: Float, of classCount: Int) -> [Float] {
    let labels = [Float](repeating: yTrue, count: classCount)
    let predictions = [Float](repeating: yPred, count: classCount)
    let none: [Float] = []
    var losses = [Float](repeating: 0, count: classCount)
    var span = losses.mutableSpan
    worlds?(labels.span, predictions.span, none.span, classCount, &span)
    return losses
  }
}

extension Span where Element == Float {
  /// Whether every label is 0 or 1.
  var isHard: Bool {
    var index = 0
    while index < count {
      let labels = lanes(at: index, padding: 0)
      guard Lanes.all((labels .== 0) | (labels .== 1)) else { return false }
      index += Lanes.scalarCount
    }
    return true
  }
}
