@testable import Reductions
import TestSupport
import Tensors
import Testing

@Suite("A comparison")
struct ComparisonTests {
  private static func input(fromLogits: Bool = false) -> FoldInput {
    var random = SplitMix(seed: 5)
    return FoldInput(
      yTrue: Tensor(shape: [4, 6, 3]) { _ in random.unit() < 0.4 ? 1 : 0 },
      yPred: Tensor(shape: [4, 6, 3]) { _ in
        fromLogits ? Float(random.signed() * 4) : Float(random.unit() * 0.9 + 0.05)
      }, fromLogits: fromLogits)
  }

  @Test("folds under every convention, and says why one refuses")
  func rows() throws {
    let comparison = Comparison(of: Self.input(), FoldSettings(convention: .keras2))
    #expect(comparison.rows.map(\.convention) == Convention.allCases)
    let keras2 = comparison.rows[0]
    for row in comparison.rows.dropLast() {
      expectClose(try #require(row.value), try #require(keras2.value), row.convention.rawValue)
    }
    #expect(comparison.rows.map(\.denominator) == [24, 24, 24, 72, nil])
    #expect(comparison.rows[0].partsAt == nil)
    #expect(comparison.rows[4].value == nil)
    #expect(comparison.rows[4].why.contains("logits"))
  }

  @Test("from logits, every convention that takes them agrees")
  func logits() throws {
    let comparison = Comparison(of: Self.input(fromLogits: true), FoldSettings())
    let values = comparison.rows.compactMap(\.value)
    #expect(values.count >= 4)
    for value in values { expectClose(value, values[0], "value", relative: 1e-5) }
    #expect(
      comparison.rows[4].why == "optax reduces nothing: this is the mean that its users take.")
  }

  @Test("names the step where a clip parts them")
  func parts() throws {
    var input = Self.input()
    let predictions = try #require(input.yPred as? Tensor)
    let labels = try #require(input.yTrue as? Tensor)
    // One element that is entirely wrong meets each framework's own clip.
    input.yPred = Tensor(shape: predictions.shape) {
      $0 == 7 ? 1 - labels.elements[7] : predictions.elements[$0]
    }
    let comparison = Comparison(of: input, FoldSettings(convention: .keras3))
    #expect(comparison.rows[1].partsAt == .elementwise)
    #expect(comparison.rows[1].why.hasPrefix("Its loss is −y·ln(p + ε)"))
    #expect(comparison.rows[3].partsAt == .elementwise)
    #expect(comparison.rows[3].why.contains("the largest is 100, not "))
  }

  @Test("finds the reading of a number that was printed")
  func readings() throws {
    let input = Self.input()
    let trace = try Trace(of: input, FoldSettings(convention: .keras2))
    let value = try #require(trace.total)
    let number = try #require(PrintedNumber("\((value * 1e6).rounded() / 1e6)"))
    let readings = Readings(of: input, FoldSettings(), number: number, losses: nil)
    let first = try #require(readings.readings.first)
    #expect(first.distance == 0)
    #expect(first.loss == "binary_crossentropy")
    #expect(first.convention == .keras2 || first.convention == .tfKeras)
    #expect(first.departures == 0)
    #expect(readings.tried > 500)
    #expect(readings.byChance < 0.01)
    let rounded = Set(readings.readings.map(\.value))
    #expect(rounded.count == readings.readings.count)
  }

  @Test("finds a class left out and a sum over classes")
  func departures() throws {
    let input = Self.input()
    let classes = try #require(
      try Trace(of: input, FoldSettings(convention: .keras3)).outputs[0].views.perClass)
    for (value, says) in [
      ((classes[0] + classes[2]) / 2, "the mean with class 1 left out"),
      (classes.reduce(0, +), "the sum over classes of the mean over positions"),
      (classes[2], "the mean of class 2 alone"),
    ] {
      let number = try #require(PrintedNumber("\(value)"))
      let readings = Readings(
        of: input, FoldSettings(), number: number, losses: ["binary_crossentropy"])
      #expect(readings.readings.prefix(4).map(\.says).contains(says))
      #expect(try #require(readings.readings.first).distance < 1e-6)
    }
  }

  @Test("takes the plainest of readings that float32 does not tell apart")
  func plainest() throws {
    let input = Self.input()
    let value = try #require(try Trace(of: input, FoldSettings(convention: .keras3)).total)
    // Digits that no reading rounds to, so that the nearest is ranked by its distance.
    let number = try #require(PrintedNumber("\(value + 1e-4)"))
    let readings = Readings(of: input, FoldSettings(), number: number, losses: nil)
    let first = try #require(readings.readings.first { abs($0.value - value) < 1e-6 * value })
    #expect(first.departures == 0)
    #expect(!first.says.contains("taken for the classes"))
  }

  @Test("finds another axis that was taken for the classes, with weights that tell them apart")
  func turnedAxis() throws {
    var input = Self.input()
    input.sampleWeight = Tensor(shape: [4, 3]) { Float($0 % 5 + 1) / 4 }
    var turned = input.withClassesLast(1)
    turned.classAxis = -1
    let value = try #require(try Trace(of: turned, FoldSettings(convention: .keras3)).total)
    let number = try #require(PrintedNumber("\(value)"))
    let readings = Readings(
      of: input, FoldSettings(), number: number, losses: ["binary_crossentropy"])
    let first = try #require(readings.readings.first)
    #expect(first.distance == 0)
    #expect(first.says.hasSuffix("axis 1 taken for the classes"))
    #expect(first.departures == 1)
  }

  @Test(
    "finds the variants of a loss that pools",
    arguments: [
      ("dice", ["variant": "monai"], "pooled as monai does"),
      ("jaccard", ["variant": "smp"], "pooled as smp does"),
      ("dice", ["axis": "1,2"], "each sample pooled by itself"),
      ("tversky", ["axis": "0,1"], "each class pooled by itself"),
    ] as [(String, [String: String], String)])
  func pooledVariants(loss: String, options: [String: String], says: String) throws {
    var chosen = Self.input()
    chosen.loss = loss
    chosen.options = options
    let value = try #require(try Trace(of: chosen, FoldSettings(convention: .keras3)).total)
    let number = try #require(PrintedNumber("\(value)"))
    let readings = Readings(of: Self.input(), FoldSettings(), number: number, losses: [loss])
    #expect(readings.readings.contains { $0.distance == 0 && $0.says.hasSuffix(says) })
  }

  @Test("tries losses that were computed elsewhere as they are, and no other loss")
  func ownLosses() throws {
    let losses = Tensor(shape: [4, 6]) { Float($0 * $0 % 11) / 7 }
    let input = FoldInput(losses: losses)
    let value = try #require(try Trace(of: input, FoldSettings()).total)
    let number = try #require(PrintedNumber("\(value)"))
    let readings = Readings(of: input, FoldSettings(), number: number, losses: nil)
    #expect(readings.readings.first?.distance == 0)
    #expect(Set(readings.readings.map(\.loss)) == ["losses"])
    #expect((5...40).contains(readings.tried))
  }

  @Test("brings class indices to the form that each convention's loss takes, and says so")
  func reconciles() throws {
    let indices = Tensor(shape: [4, 6]) { Float($0 % 3) }
    let oneHot = Tensor(shape: [4, 6, 3]) { $0 / 3 % 3 == $0 % 3 ? 1 : 0 }
    var input = Self.input()
    input.loss = "categorical_crossentropy"
    input.yTrue = oneHot
    let expected = Comparison(of: input, FoldSettings(convention: .keras2))
    input.yTrue = indices
    let comparison = Comparison(of: input, FoldSettings(convention: .keras2))
    #expect(comparison.rows.map(\.value) == expected.rows.map(\.value))
    #expect(comparison.rows[0].value != nil)
    #expect(
      comparison.rows[2].why.hasPrefix(
        "y_true holds class indices, 4 × 6; one-hot labels of 3 classes were made of them."))
    let keras3 = try #require(expected.rows[2].value)
    let number = try #require(PrintedNumber("\(keras3)"))
    let readings = Readings(of: input, FoldSettings(), number: number, losses: nil)
    #expect(readings.readings.first?.distance == 0)
  }

  @Test(
    "refuses labels of another shape than a pooling loss takes, before it folds",
    arguments: ["dice", "tversky", "jaccard"])
  func pooledShapes(loss: String) throws {
    var input = Self.input()
    input.loss = loss
    if loss == "jaccard" { input.options = ["variant": "monai"] }
    input.yTrue = Tensor(shape: [4, 6]) { Float($0 % 3) }
    for convention in [Convention.keras3, .tfKeras, .pytorch, .optax]
    where loss == "jaccard" || convention == .keras3 {
      #expect(throws: ReductionError.shapeMismatch(yTrue: [4, 6], yPred: [4, 6, 3])) {
        try Trace(of: input, FoldSettings(convention: convention))
      }
    }
  }

  @Test(
    "reads a number with its digits",
    arguments: [
      ("0.0136", 3, 0.01364, true), ("0.0136", 3, 0.01366, false), ("0.01360", 4, 0.01364, false),
      ("1.36e-2", 3, 0.01364, true), ("136", 3, 136.4, true), ("-3.9", 2, -3.925, true),
      ("0", 1, 0.4, true),
    ] as [(String, Int, Double, Bool)])
  func printed(text: String, digits: Int, value: Double, rounds: Bool) throws {
    let number = try #require(PrintedNumber(text))
    #expect(number.digits == digits)
    #expect((number.distance(to: value) == 0) == rounds)
  }

  @Test("takes nothing else for a number", arguments: ["", "abc", "inf", "nan", "0x1p3", "1,5"])
  func notPrinted(text: String) { #expect(PrintedNumber(text) == nil) }
}
