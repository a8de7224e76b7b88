import Tensors
import Testing

@testable import Reductions

@Suite("Losses that pool")
struct OverlapLossTests {
  private func walk(
    _ name: String, _ convention: Convention = .keras3, _ options: [String: String] = [:]
  ) throws -> [Float] {
    try positions(
      name, convention, GoldenWalkTests.yTrue, GoldenWalkTests.yPred, shape: [3, 1, 2, 2],
      options: options)
  }

  @Test(
    "Dice of the walk, by who computes it",
    arguments: [
      (nil, 0.4893618), ("segmentation_models", 0.4892792), ("smp", 0.4892800),
      ("monai", 0.4896282),
    ] as [(String?, Double)])
  func dice(variant: String?, expected: Double) throws {
    let found = try walk("dice", .keras3, variant.map { ["variant": $0] } ?? [:])
    #expect(found.count == 1)
    expectClose(Double(found[0]), expected, variant ?? "Keras 3", relative: 2e-7)
  }

  @Test("variants are the same under every convention but Keras 2.2.4")
  func conventions() throws {
    for variant in OverlapVariant.allCases.map(\.rawValue) {
      let expected = try walk("dice", .keras3, ["variant": variant])
      for convention in [Convention.tfKeras, .pytorch, .optax] {
        #expect(try walk("dice", convention, ["variant": variant]) == expected)
      }
    }
    #expect(throws: ReductionError.self) { try walk("dice", .keras2, ["variant": "smp"]) }
    #expect(throws: ReductionError.self) { try walk("dice", .pytorch) }
    #expect(throws: ReductionError.self) { try walk("jaccard", .keras3) }
  }

  @Test("optax returns a loss for each sample, the mean over classes")
  func optax() throws {
    // The first sample: Σyp, Σy and Σp are .9, 1, 1.3 of class 0 and .7, 1, .9 of class 1.
    let found = try walk("dice", .optax, ["variant": "optax"])
    #expect(found.count == 3)
    expectClose(Double(found[0]), 1 - (1.9 / 2.15 + 1.7 / 1.95) / 2, "sample 0")
  }

  @Test("Jaccard divides by the union")
  func jaccard() throws {
    // Class 0: Σyp = 1.55, Σy = 3, Σp = 2.85. Class 1: Σyp = 1.45, Σy = 3, Σp = 2.9.
    let plain = 1 - (1.55 / 4.3 + 1.45 / 4.45) / 2
    for variant in ["segmentation_models", "smp"] {
      let found = try walk("jaccard", .keras3, ["variant": variant])
      expectClose(Double(found[0]), plain, variant, relative: 1e-5)
    }
    let found = try walk("jaccard", .pytorch, ["variant": "monai"])
    let samples = [
      (0.9, 1.0, 1.3), (0.7, 1, 0.9), (0.6, 1, 0.7), (0.5, 1, 0.8), (0.05, 1, 0.85), (0.25, 1, 1.2),
    ]
    let mean = samples.reduce(0) { $0 + 1 - $1.0 / ($1.1 + $1.2 - $1.0) } / 6
    expectClose(Double(found[0]), mean, "monai", relative: 2e-5)
  }

  @Test("a class that no label has costs 0 in segmentation_models.pytorch, and is counted")
  func absentClass() throws {
    let found = try positions(
      "dice", .pytorch, [1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5], shape: [2, 2],
      options: ["variant": "smp"])
    expectClose(Double(found[0]), (1 - 2.0 / 3) / 2, "loss")
    let keras = try positions(
      "dice", .keras3, [1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5], shape: [2, 2],
      options: ["variant": "segmentation_models", "smooth": "1"])
    expectClose(Double(keras[0]), (1 - 3.0 / 4 + 1 - 1.0 / 2) / 2, "smooth")
  }

  @Test("β of segmentation_models weighs what is missed, and others have none")
  func beta() throws {
    let options = ["variant": "segmentation_models", "beta": "2", "smooth": "0"]
    let found = try positions(
      "dice", .keras3, [1, 1, 0, 0], [1, 0, 1, 1], shape: [4, 1], options: options)
    expectClose(Double(found[0]), 1 - 5.0 / (5 + 4 * 1 + 2), "loss")
    let error = #expect(throws: ReductionError.self) {
      try walk("dice", .keras3, ["variant": "monai", "beta": "2"])
    }
    #expect(error?.sentence == "dice with variant=monai has no option beta.")
  }

  @Test("α of Tversky weighs what is missed, as Keras 3.15 has it")
  func tversky() throws {
    let found = try positions(
      "tversky", .keras3, [1, 1, 0, 0], [1, 0, 1, 1], shape: [1, 4],
      options: ["alpha": "0.25", "beta": "0.5"])
    expectClose(Double(found[0]), 1 - 1 / (1 + 0.25 * 1 + 0.5 * 2), "loss")
  }

  @Test("axes that are left are the shape of the loss")
  func axes() throws {
    let setting = LossSetting(
      convention: .keras3, options: ["axis": "[1, -2, 3]"], shape: [3, 1, 2, 2])
    let run = try LossRun("dice", setting)
    guard case .whole(let body) = run.loss.body else { throw ReductionError.noClassAxis }
    let ones = Tensor(repeating: 1, shape: [3, 1, 2, 2])
    #expect(try body(ones, ones).shape == [3])
    let sums = OverlapSums(ones, Tensor(shape: [3, 1, 2, 2]) { Float($0) }, over: [0, 2])
    #expect(sums.shape == [1, 2])
    #expect(sums.yPred == [30, 36])
    #expect(sums.yTrue == [6, 6])
  }

  @Test("circle costs nothing where a sample has no companion or no opponent")
  func circle() throws {
    let alone = try positions("circle", .keras3, [0, 1], [1, 0, 0, 1], classCount: 2)
    #expect(alone == [0, 0])
    let together = try positions("circle", .keras3, [1, 1], [1, 0, 0, 1], classCount: 2)
    #expect(together == [0, 0])
    let itself = try positions(
      "circle", .keras3, [0, 1], [1, 0, 0, 1], classCount: 2,
      options: ["gamma": "1", "remove_diagonal": "false"])
    // d = 0 to itself: −.4·.4; d = 1 to the other: .4·(−.4).
    expectClose(Double(itself[0]), 0.545_893, "itself")
  }

  @Test("the question's own loss weighs each position by its class")
  func question() throws {
    let options = ["class_weights": "2,1000", "smooth": "1"]
    let found = try positions(
      "weighted_bce_dice", .keras2, [1, 0, 0, 1, 0, 0], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      classCount: 2, options: options)
    let dice = (2.0 * 1 + 1) / (2 + 3 + 1)
    for (found, weight) in zip(found, [2.0, 1000, 2]) {
      expectClose(Double(found), (0.6931472 - 1 - dice) * weight, "position")
    }
    #expect(throws: ReductionError.self) {
      try positions(
        "weighted_bce_dice", .keras2, [1, 0], [0, 1], classCount: 2,
        options: ["class_weights": "1,2,3"])
    }
  }
}
