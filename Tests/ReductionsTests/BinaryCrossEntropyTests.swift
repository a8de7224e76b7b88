import Tensors
import Testing

@testable import Reductions

@Suite("Binary cross-entropy")
struct BinaryCrossEntropyTests {
  @Test(
    "costs what each framework's clip lets it cost",
    arguments: [
      (.keras2, false, 1, 0, 16.118095), (.keras2, false, 0, 1, 15.942385),
      (.tfKeras, false, 1, 0, 15.424949), (.tfKeras, false, 0, 1, 15.333239),
      (.tfKeras, true, 1, 0, 15.424949), (.tfKeras, true, 0, 1, 15.249238),
      (.keras3, false, 1, 0, 16.118095), (.keras3, false, 0, 1, 15.942385),
      (.pytorch, false, 1, 0, 100), (.pytorch, false, 0, 1, 100),
      (.pytorch, false, 1, 1, 0), (.pytorch, false, 0.5, 0, 50),
      (.keras3, false, 0.5, 0.5, 0.693_147_18), (.keras3, false, 1, .nan, .nan),
      (.keras3, false, 0, .infinity, 15.942385), (.tfKeras, false, .nan, 0.5, .nan),
    ] as [(Convention, Bool, Float, Float, Double)])
  func saturation(
    convention: Convention, isCompiled: Bool, y: Float, p: Float, expected: Double
  ) throws {
    let found = try positions("binary_crossentropy", convention, [y], [p]) {
      $0.isCompiled = isCompiled
    }
    expectClose(Double(found[0]), expected, "loss", relative: 2e-7, absolute: 1e-7)
  }

  @Test(
    "of logits is the same in every framework",
    arguments: [
      (0, 0, 0.693_147_18), (1, 0, 0.693_147_18), (1, -200, 200), (0, 200, 200), (1, 200, 0),
      (1, 2, 0.126_928_01), (0, 2, 2.126_928_01), (0.5, -3, 1.548_587_35),
    ] as [(Float, Float, Double)])
  func logits(y: Float, x: Float, expected: Double) throws {
    for convention in Convention.allCases {
      let found = try positions("binary_crossentropy", convention, [y], [x]) {
        $0.fromLogits = true
      }
      expectClose(Double(found[0]), expected, convention.rawValue, relative: 1e-6)
    }
  }

  @Test("takes a weight of positives that broadcasts, and refuses one that does not")
  func posWeight() throws {
    let weighted = try positions(
      "binary_crossentropy", .pytorch, [1, 1, 0, 0], [0, 0, 0, 0], classCount: 2
    ) {
      $0.fromLogits = true
      $0.posWeight = Tensor(shape: [2]) { [3, 1][$0] }
    }
    for (found, expected) in zip(weighted, [2.079_441_5, 0.693_147_2, 0.693_147_2, 0.693_147_2]) {
      expectClose(Double(found), expected, "weighted")
    }
    #expect(
      throws: ReductionError.doesNotBroadcast(role: "pos weight", shape: [3], loss: [2, 2])
    ) {
      _ = try positions(
        "binary_crossentropy", .pytorch, [1, 1, 0, 0], [0, 0, 0, 0], classCount: 2
      ) {
        $0.fromLogits = true
        $0.posWeight = Tensor(repeating: 1, shape: [3])
      }
    }
  }

  @Test(
    "smooths labels towards a half", arguments: [Convention.tfKeras, .keras3])
  func smoothing(convention: Convention) throws {
    let options = ["label_smoothing": "0.2"]
    let smoothed = try positions(
      "binary_crossentropy", convention, [1, 0], [0.8, 0.3], options: options)
    let soft = try positions("binary_crossentropy", convention, [0.9, 0.1], [0.8, 0.3])
    #expect(zip(smoothed, soft).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("takes the class mean under Keras and keeps elements apart elsewhere")
  func folds() throws {
    for (convention, count) in [
      (Convention.keras2, 1), (.tfKeras, 1), (.keras3, 1), (.pytorch, 2),
    ] {
      let found = try positions(
        "binary_crossentropy", convention, [1, 0], [0.5, 0.5], classCount: 2)
      #expect(found.count == count)
    }
  }

  @Test(
    "refuses what is no probability",
    arguments: [
      (0, 1.5, "y_pred", "PyTorch wants all elements of input between 0 and 1, but one is 1.5."),
      (0, .nan, "y_pred", "PyTorch wants all elements of input between 0 and 1, but one is nan."),
      (-1, 0.5, "y_true", "PyTorch wants all elements of target between 0 and 1, but one is -1.0."),
    ] as [(Float, Float, String, String)])
  func refusals(y: Float, p: Float, role: String, sentence: String) throws {
    let run = try LossRun(
      "binary_crossentropy", LossSetting(convention: .pytorch, shape: [1, 17]))
    let yTrue = Tensor(shape: [1, 17]) { $0 == 16 ? y : 0 }
    let yPred = Tensor(shape: [1, 17]) { $0 == 16 ? p : 0.5 }
    let error = #expect(throws: ReductionError.self) { try run.check(yTrue, yPred) }
    #expect(error?.place == role)
    #expect(error?.sentence == sentence)
    #expect(error?.kind == .badData)
  }
}
