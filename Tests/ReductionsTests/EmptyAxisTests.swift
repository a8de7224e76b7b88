import Reductions
import Tensors
import Testing

@Suite("Tensors without elements")
struct EmptyAxisTests {
  @Test(
    "are folded and compared by every loss under every convention, or refused",
    arguments: [[0], [0, 3], [2, 0], [2, 4, 4, 0], [0, 4, 4, 2], [0, 0, 0, 0]])
  func everyLoss(extents: [Int]) throws {
    let tensor = Tensor(repeating: 0, shape: Shape(extents))
    let input = FoldInput(yTrue: tensor, yPred: tensor)
    let comparison = Comparison(of: input, FoldSettings())
    #expect(comparison.rows.count == Convention.allCases.count)
    let number = try #require(PrintedNumber("0.5"))
    let readings = Readings(of: input, FoldSettings(), number: number, losses: nil)
    // A mean over nothing is no number; only sums, and what is added to both sides, are left.
    #expect(readings.readings.allSatisfy { $0.value.isFinite })
  }

  @Test("have overlaps that are no number where there is no class, as NumPy's mean of nothing")
  func overlap() throws {
    let tensor = Tensor(repeating: 0, shape: [2, 4, 0])
    let trace = try Trace(
      of: FoldInput(
        yTrue: tensor, yPred: tensor, loss: "dice", options: ["variant": "segmentation_models"]),
      FoldSettings(convention: .keras3))
    #expect(trace.total?.isNaN == true)
  }
}

@Suite("Tensors with more classes than anybody lists")
struct ManyClassesTests {
  @Test("have the number and no lists by class, and say why")
  func lists() throws {
    let tensor = Tensor(repeating: 0.5, shape: [1, 65_537])
    let output = try Trace(of: FoldInput(yTrue: tensor, yPred: tensor), FoldSettings()).outputs[0]
    let why = "the last axis has 65537 places, and lists of at most 65536 are kept"
    #expect(output.value != nil && output.views.perSample?.count == 1)
    #expect(output.views.perClass == nil && output.views.why == why)
    #expect(output.shares.perClass == nil && output.shares.why == why)
    #expect(output.visibility == nil && output.metrics == nil)
  }
}
