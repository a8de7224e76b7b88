import CLanes
import Tensors

/// One sample after another on its way through a fold, a chunk of rows after another.
struct ChunkFold {
  private let classFold: LossFunction.ClassFold
  private let hasElements: Bool
  private let classCount: Int
  private let countsClasses: Bool
  private(set) var classes: ClassLanes
  /// nil where what weights and labels decide follows from counting labels.
  private(set) var weighted: WeightedSums?
  /// Whether there are ``weighted``; to look there would copy them.
  let isWeighted: Bool
  /// The loss of each position, as far as chunks have come.
  private(set) var positions: [Float]
  private var keepsFirst = false
  /// The first losses of elements, where they are wanted.
  private(set) var firstLosses: [Float] = []
  /// Losses of a chunk; zeros where elements have none.
  private var scratch: [Float]

  /// - Parameters:
  ///   - elements: How many elements each sample has.
  ///   - chunk: How many of them arrive at a time.
  ///   - countsClasses: Whether more is wanted than the loss of positions.
  init(
    _ loss: LossFunction, classCount: Int, threshold: Float, elements: Int, chunk: Int,
    weighted: WeightedSums?, countsClasses: Bool
  ) {
    classFold = loss.classFold
    hasElements = loss.hasElements
    self.countsClasses = countsClasses
    self.classCount = classCount
    self.weighted = weighted
    isWeighted = weighted != nil
    classes = ClassLanes(classCount: Output.classesApart(classCount), threshold: threshold)
    let rows = classCount == 0 ? 0 : elements / classCount
    positions = Array(repeating: 0, count: loss.classFold == .none ? elements : rows)
    scratch = Array(repeating: 0, count: min(chunk, elements))
  }

  /// Forgets the sample that passed, for the next one of as many elements.
  ///
  /// - Parameter keepsFirst: Whether the first losses of its elements are wanted.
  mutating func begin(multipliers: [Float]?, keepsFirst: Bool) {
    self.keepsFirst = keepsFirst
    classes.reset()
    weighted?.reset(multipliers: multipliers)
  }

  /// Folds the rows whose first element is number `start` of the sample, their labels dense.
  ///
  /// - Parameters:
  ///   - kernels: The loss's own: who takes them once a chunk counts them once a chunk, and threads
  ///     wait for each other to count.
  ///   - kept: Takes every element's loss where it has room for them.
  mutating func add(
    _ y: Span<Float>, _ p: Span<Float>, _ auxiliary: Span<Float>, from start: Int,
    _ kernels: borrowing Kernels, keepingIn kept: inout MutableSpan<Float>
  ) {
    guard hasElements else {
      let (count, first) = (classCount, start / classCount)
      var span = positions.mutableSpan
      var part = span._mutatingExtracting(first..<(first + p.count / count))
      kernels.loss(y, p, auxiliary, count, &part)
      if countsClasses {
        let zeros = scratch
        classes.add(loss: zeros.span.extracting(0..<p.count), yTrue: y, yPred: p)
      }
      return
    }
    if kept.count > 0 {
      var losses = kept._mutatingExtracting(start..<(start + p.count))
      kernels.loss(y, p, auxiliary, classCount, &losses)
      add(losses.span, y, p, from: start, kernels)
    } else {
      // Out of the way, so that it may be read while the rest of this changes.
      var losses = scratch
      scratch = []
      var span = losses.mutableSpan
      var part = span._mutatingExtracting(0..<p.count)
      kernels.loss(y, p, auxiliary, classCount, &part)
      add(part.span, y, p, from: start, kernels)
      scratch = losses
    }
  }

  private mutating func add(
    _ losses: Span<Float>, _ y: Span<Float>, _ p: Span<Float>, from start: Int,
    _ kernels: borrowing Kernels
  ) {
    if countsClasses { classes.add(loss: losses, yTrue: y, yPred: p) }
    weighted?.add(loss: losses, yTrue: y, yPred: p, from: start, kernels)
    if keepsFirst, start == 0 { firstLosses = (0..<min(64, losses.count)).map { losses[$0] } }
    if classFold == .none || classCount == 1 {
      var positions = positions.mutableSpan
      var part = positions._mutatingExtracting(start..<(start + losses.count))
      part.fill(losses)
    } else {
      foldClasses(of: losses, from: start / classCount)
    }
  }

  private mutating func foldClasses(
    of losses: Span<Float>, from first: Int
  ) {
    let (count, divisor) = (classCount, classFold.divisor(classes: classCount))
    let rows = losses.count / count
    var span = positions.mutableSpan
    var positions = span._mutatingExtracting(first..<(first + rows))
    losses.foldRows(of: count, dividedBy: divisor, into: &positions)
  }
}

/// What chunks are sent through.
struct Kernels: ~Copyable {
  let loss: LossFunction.Kernel
  /// Whether elements have a loss by themselves in the worlds of ``Visibility``, and that loss.
  let hasWorlds: Bool, worlds: LossFunction.Kernel

  /// - Precondition: `loss` does not pool.
  init(_ loss: LossFunction) {
    guard let kernel = loss.kernel else {
      preconditionFailure("a loss that pools is not folded sample by sample")
    }
    self.loss = kernel
    hasWorlds = loss.worlds != nil
    worlds = loss.worlds ?? kernel
  }
}

extension Span where Element == Float {
  /// The sum of each row of `count` over `divisor`, in float64 and rounded once.
  func foldRows(
    of count: Int, dividedBy divisor: Double, into results: inout MutableSpan<Float>,
    _ width: VectorWidth = .quickest
  ) {
    precondition(self.count == results.count * count, "whole rows")
    let rows = results.count
    let fold =
      switch width {
      case .common: unsafe lossfold_fold_rows
      case .avx2: unsafe lossfold_avx2_fold_rows
      case .avx512: unsafe lossfold_avx512_fold_rows
      }
    unsafe withUnsafeBufferPointer { elements in
      unsafe results.withUnsafeMutableBufferPointer { results in
        unsafe fold(elements.baseAddress, rows, count, divisor, results.baseAddress)
      }
    }
  }
}
