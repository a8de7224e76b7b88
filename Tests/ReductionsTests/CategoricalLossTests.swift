import Tensors
import Testing

@testable import Reductions

@Suite("Losses over classes")
struct CategoricalLossTests {
  @Test(
    "categorical cross-entropy normalises first and clips then",
    arguments: [
      ([0, 1, 0], 1.192093e-07), ([0, 0, 1], 16.118095), ([7, 7, 0], 0.6931472),
      ([0, 0, 0], .nan),
    ] as [([Float], Double)])
  func categorical(yPred: [Float], expected: Double) throws {
    for convention in [Convention.keras2, .tfKeras, .keras3] {
      let found = try positions(
        "categorical_crossentropy", convention, [0, 1, 0], yPred, classCount: 3)
      expectClose(Double(found[0]), expected, convention.rawValue)
    }
  }

  @Test("sparse categorical cross-entropy clips first and normalises then")
  func sparse() throws {
    let predictions: [Float] = [0, 1, 0, 0, 0, 0, 2, 0, 2]
    for convention in [Convention.keras2, .tfKeras, .keras3] {
      let found = try positions(
        "sparse_categorical_crossentropy", convention, [1, 2, 0], predictions, classCount: 3)
      for (found, expected) in zip(found, [2.3841855e-07, 1.0986123, 0.6931472]) {
        expectClose(Double(found), expected, convention.rawValue)
      }
    }
  }

  @Test("an ignored class costs 0 whatever is predicted", arguments: [Convention.tfKeras, .keras3])
  func ignored(convention: Convention) throws {
    let found = try positions(
      "sparse_categorical_crossentropy", convention, [1, 0], [.nan, .nan, 0.5, 0.5], classCount: 2,
      options: ["ignore_class": "1"])
    #expect(found[0] == 0)
    expectClose(Double(found[1]), 0.6931472, "the other")
  }

  @Test(
    "sparse labels outside the classes are refused",
    arguments: [Convention.keras2, .tfKeras, .keras3], [3, -1, .nan] as [Float])
  func outside(convention: Convention, label: Float) throws {
    let run = try LossRun(
      "sparse_categorical_crossentropy", LossSetting(convention: convention, shape: [2, 3]))
    let labels = try Tensor(shape: [2], elements: [0, label])
    let error = #expect(throws: ReductionError.self) {
      try run.check(labels, Tensor(repeating: 0.5, shape: [2, 3]))
    }
    #expect(
      error?.sentence == "Keras received a label value of \(label.asLabel) which is outside the "
        + "valid range of [0, 3).")
    #expect(error?.place == "y_true")
  }

  @Test("an ignored label outside the classes is none to refuse")
  func ignoredOutside() throws {
    let run = try LossRun(
      "sparse_categorical_crossentropy",
      LossSetting(convention: .keras3, options: ["ignore_class": "255"], shape: [2, 3]))
    #expect(run.loss.ignoredIndex == 255)
    let labels = try Tensor(shape: [2], elements: [0, 255])
    try run.check(labels, Tensor(repeating: 0.5, shape: [2, 3]))
  }

  @Test("focal losses of the walk")
  func focal() throws {
    for (isBalanced, expected) in [("false", 0.6357594), ("true", 0.3196690)] {
      let found = try positions(
        "binary_focal_crossentropy", .keras3, GoldenWalkTests.yTrue, GoldenWalkTests.yPred,
        classCount: 2, options: ["apply_class_balancing": isBalanced])
      expectClose(found.reduce(0.0) { $0 + Double($1) } / 6, expected, isBalanced)
    }
  }

  @Test("generalized cross-entropy costs 1/q outside the classes")
  func generalized() throws {
    let found = try positions(
      "categorical_generalized_cross_entropy", .keras3, [0, 3], [0.25, 0.5, 0.25, 0.25, 0.5, 0.25],
      classCount: 3, options: ["q": "0.5"])
    #expect(found == [1, 2])
  }
}
