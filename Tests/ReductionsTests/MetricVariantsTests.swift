import Reductions
import TestSupport
import Tensors
import Testing

@Suite("Metrics in every library's variant")
struct MetricVariantsTests {
  /// Two images of four pixels and two classes; class 1 occurs in the first image only.
  private func variants(threshold: Float = 0.5) throws -> MetricVariants {
    try MetricVariants(
      of: FoldInput(
        yTrue: Tensor(
          shape: [2, 4, 2], elements: [1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0]),
        yPred: Tensor(
          shape: [2, 4, 2],
          elements: [
            0.9, 0.1, 0.5, 0.4, 0.6, 0.5, 0.2, 0.9, 0.8, 0.1, 0.7, 0.2, 0.4, 0.3, 0.9, 0.1,
          ])), threshold: threshold)
  }

  private func score(
    _ rule: MetricVariants.Rule, _ pooling: MetricVariants.Pooling
  ) throws -> MetricVariants.Scores {
    try #require(try variants().scores.first { $0.rule == rule && $0.pooling == pooling })
  }

  @Test("a prediction at the threshold counts for some")
  func thresholds() throws {
    // Class 0, above: 4 of 6 labels found, 1 wrong; at least: 5 found.
    #expect(try score(.above, .batch).iou == [4.0 / 7, 1.0 / 2])
    #expect(try score(.atLeast, .batch).iou == [5.0 / 7, 1])
  }

  @Test("argmax takes the best class of each position")
  func argmax() throws {
    // Position 2 of the first image goes to class 0 by 0.6 against 0.5.
    #expect(try score(.argmax, .batch).iou == [6.0 / 7, 1.0 / 2])
  }

  @Test("per image, a class counts where it occurs")
  func perImage() throws {
    let scores = try score(.above, .image)
    #expect(abs(scores.iou[0] - (1.0 / 3 + 3.0 / 4) / 2) < 1e-15)
    #expect(scores.iou[1] == 1.0 / 2)
  }

  @Test("Dice of probabilities, as each library pools it")
  func softDice() throws {
    let all = try variants().softDice
    let values = Dictionary(uniqueKeysWithValues: all.map { ($0.source, $0.value) })
    let (i0, i1) = (0.9 + 0.5 + 0.8 + 0.7 + 0.4 + 0.9, 0.5 + 0.9)
    let (p0, p1) = (i0 + 0.6 + 0.2, i1 + 0.1 + 0.4 + 0.1 + 0.2 + 0.3 + 0.1)
    func expect(_ source: String, _ expected: Double) throws {
      #expect(abs(try #require(values[source]) - expected) < 1e-6, "\(source)")
    }
    try expect("the question's dice_coef", (2 * (i0 + i1) + 1) / (8 + p0 + p1 + 1))
    try expect(
      "segmentation_models",
      ((2 * i0 + 1e-5) / (6 + p0 + 1e-5) + (2 * i1 + 1e-5) / (2 + p1 + 1e-5)) / 2)
    try expect("segmentation_models.pytorch", (2 * i0 / (6 + p0) + 2 * i1 / (2 + p1)) / 2)
    let (a0, a1) = (1.4, 1.4)
    let (b0, b1) = (i0 - a0, 0.0)
    let (pa0, pa1) = (2.2, 1.9)
    let (pb0, pb1) = (p0 - pa0, p1 - pa1)
    func monai(_ i: Double, _ y: Double, _ p: Double) -> Double { (2 * i + 1e-5) / (y + p + 1e-5) }
    try expect(
      "MONAI",
      (monai(a0, 2, pa0) + monai(a1, 2, pa1) + monai(b0, 4, pb0) + monai(b1, 0, pb1)) / 4)
  }

  @Test("are part of a trace that asks for them, and agree with its metrics")
  func inTrace() throws {
    var random = SplitMix(seed: 2)
    let input = FoldInput(
      yTrue: Tensor(shape: [3, 5, 4]) { _ in random.unit() < 0.4 ? 1 : 0 },
      yPred: Tensor(shape: [3, 5, 4]) { _ in Float(random.unit()) })
    var settings = FoldSettings(convention: .keras3)
    #expect(try Trace(of: input, settings).outputs[0].metricVariants == nil)
    settings.includesMetricVariants = true
    let output = try Trace(of: input, settings).outputs[0]
    let variants = try #require(output.metricVariants)
    #expect(variants.scores[0].iou == output.metrics?.iou)
    #expect(variants.scores[0].accuracy == output.metrics?.accuracy)
    #expect(variants.scores.count == 6)
  }
}
