import TestSupport
import Tensors
import Testing

@testable import Reductions

/// Loops over blocks, in vectors of each width that the processor has.
@Suite("Blocks")
struct BlockTests {
  /// Labels and predictions, as many as fill no vector.
  struct Block: CustomTestStringConvertible, Sendable {
    let name: String, yTrue: [Float], yPred: [Float]
    var testDescription: String { name }

    init(_ name: String, count: Int, labels: [Float], predictions: [Float] = []) {
      var random = SplitMix(seed: 5)
      self.name = name
      yTrue = (0..<count).map { _ in
        labels.randomElement(using: &random) ?? Float(random.unit())
      }
      yPred = (0..<count).map { _ in
        predictions.randomElement(using: &random) ?? Float(random.unit())
      }
    }
  }

  static let blocks = [
    Block("hard labels", count: 1003, labels: [0, 1]),
    Block("soft labels", count: 1003, labels: []),
    Block("labels of all kinds", count: 600, labels: [0, 1, 0.5, 0.25, -1, 2, -0.0, .nan]),
    Block(
      "the ends", count: 333, labels: [0, 1],
      predictions: [0, 1, -0.0, 1e-7, 1 - 1e-7, .leastNonzeroMagnitude]),
    Block(
      "odd ones", count: 88, labels: [0, 1], predictions: [.nan, .infinity, -.infinity, 7, 0.5]),
    Block("few", count: 5, labels: [0, 1]), Block("none", count: 0, labels: []),
  ]

  @Test("cross-entropies have the bits of the lanes", arguments: blocks, VectorWidth.available)
  func crossEntropies(block: Block, width: VectorWidth) {
    for complement in [BernoulliComplement.plain, .epsilonAdded, .epsilonFolded] {
      var losses = block.yTrue
      var span = losses.mutableSpan
      crossEntropiesOfBernoulli(
        block.yTrue.span, block.yPred.span, complement, into: &span, width)
      for (index, loss) in losses.enumerated() {
        let (y, p) = (block.yTrue[index], block.yPred[index])
        let expected = crossEntropyOfBernoulli(
          Lanes(repeating: y), Lanes(repeating: p), complement)[0]
        #expect(
          loss.bitPattern == expected.bitPattern || (loss.isNaN && expected.isNaN),
          "y = \(y), p = \(p)")
      }
    }
  }

  @Test(
    "what classes add up to has the same bits in all", arguments: blocks, VectorWidth.available)
  func classes(block: Block, width: VectorWidth) {
    for classCount in [1, 3, 5, 200] {
      let rows = block.yTrue.count / classCount
      func lanes(_ width: VectorWidth) -> ClassLanes {
        var lanes = ClassLanes(classCount: classCount, threshold: 0.5)
        let range = 0..<(rows * classCount)
        lanes.add(
          loss: block.yPred.span.extracting(range), yTrue: block.yTrue.span.extracting(range),
          yPred: block.yPred.span.extracting(range), width)
        return lanes
      }
      let (found, common) = (lanes(width), lanes(.common))
      #expect(found.hasHardLabels == common.hasHardLabels)
      #expect(found.moments == common.moments)
      #expect(found.predictions == common.predictions)
      for (found, common) in zip(sums(found, rows), sums(common, rows)) {
        #expect(found.counts == common.counts)
        #expect(found.loss.bitPattern == common.loss.bitPattern)
        #expect(found.weightedPositives.bitPattern == common.weightedPositives.bitPattern)
        #expect(found.weightedWrong.bitPattern == common.weightedWrong.bitPattern)
      }
    }
  }

  @Test(
    "a row is summed in float64 from its first element to its last", arguments: [1, 2, 5, 37],
    VectorWidth.available)
  func rows(columns: Int, width: VectorWidth) {
    let elements = Self.blocks[0].yPred.prefix(27 * columns)
    let rows = elements.count / columns
    var found = [Float](repeating: .nan, count: rows)
    var span = found.mutableSpan
    Array(elements).span.foldRows(of: columns, dividedBy: 3, into: &span, width)
    for row in 0..<rows {
      let sum = elements[(row * columns)..<((row + 1) * columns)].reduce(0) { $0 + Double($1) }
      #expect(found[row] == Float(sum / 3))
    }
  }

  private func sums(_ lanes: ClassLanes, _ rows: Int) -> [ClassSums] {
    var sums: [ClassSums] = []
    lanes.fill(&sums, rows: rows)
    return sums
  }

  @Test("lanes of a class are summed in the same order in all", arguments: VectorWidth.available)
  func laneSums(width: VectorWidth) {
    let losses = Self.blocks[0].yPred.prefix(5 * 199)
    var (found, classes) = (LaneSums(classCount: 5), ClassLanes(classCount: 5, threshold: 0.5))
    let block = Array(losses)
    found.add(block.span, width)
    classes.add(loss: block.span, yTrue: block.span, yPred: block.span, .common)
    #expect(found.byClass == sums(classes, 199).map(\.loss))

    let signed = block.indices.map { index -> Float in
      index % 7 == 3 ? .nan : index % 3 == 1 ? -block[index] : block[index]
    }
    let kept = signed.map { $0 > 0 ? $0 : 0 }
    var (positive, expected) = (LaneSums(classCount: 5), LaneSums(classCount: 5))
    positive.add(signed.span, onlyPositive: true, width)
    expected.add(kept.span, .common)
    #expect(positive.byClass == expected.byClass)
  }

  @Test("a sum without a number is always the same NaN", arguments: VectorWidth.available)
  func sumsOfOddOnes(width: VectorWidth) {
    let row: [Float] = [.infinity, -.infinity, .nan, 1, -.nan]
    // More than are taken at a time, and some that are left.
    let rows = [[Float]](repeating: row, count: 11).flatMap { $0 }
    var found = [Float](repeating: 0, count: 11)
    var span = found.mutableSpan
    rows.span.foldRows(of: 5, dividedBy: 5, into: &span, width)
    #expect(found.allSatisfy { $0.bitPattern == Float.nan.bitPattern })
  }
}
