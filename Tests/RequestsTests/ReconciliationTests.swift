import Reductions
import Requests
import Tensors
import Testing

@Suite("Reconciliation")
struct ReconciliationTests {
  static let predictions = Tensor(shape: [2, 3, 4]) { Float($0 % 4 + 1) / 10 }
  static let indices: [Float] = [0, 1, 2, 3, 1, 0]
  static let oneHot = Tensor(shape: [2, 3, 4]) { indices[$0 / 4] == Float($0 % 4) ? 1 : 0 }

  private func trace(
    _ labels: Tensor, _ loss: String, _ convention: Convention, classAxis: Int? = nil,
    predictions: Tensor = predictions
  ) throws(RequestError) -> Trace {
    var request = FoldRequest()
    request.convention = convention
    return try request.trace(of: [
      FoldInput(yTrue: labels, yPred: predictions, loss: loss, classAxis: classAxis)
    ])
  }

  @Test(
    "makes one-hot labels of class indices, and says so",
    arguments: [[2, 3], [2, 3, 1]], [Convention.keras2, .keras3, .tfKeras])
  func oneHot(extents: [Int], convention: Convention) throws {
    let labels = try Tensor(shape: Shape(extents), elements: Self.indices)
    let trace = try trace(labels, "categorical_crossentropy", convention)
    let expected = try self.trace(Self.oneHot, "categorical_crossentropy", convention)
    #expect(trace.total == expected.total)
    #expect(
      trace.warnings.first
        == "y_true holds class indices, \(labels.shape); one-hot labels of 4 classes were made of them."
    )
    #expect(trace.warnings.dropFirst() == expected.warnings[...])
  }

  @Test("makes them along the class axis")
  func classAxis() throws {
    let labels = try Tensor(shape: [2, 3], elements: Self.indices)
    let first = try trace(
      labels, "binary_crossentropy", .pytorch, classAxis: 1,
      predictions: Self.predictions.transposed([0, 2, 1]))
    let last = try trace(Self.oneHot, "binary_crossentropy", .pytorch)
    #expect(first.total == last.total)
  }

  @Test("turns classes that lie along axis 1 to the end, and says so")
  func turned() throws {
    let expected = try trace(Self.oneHot, "binary_crossentropy", .keras3)
    let last = try Self.oneHot.reshaped(to: [2, 3, 1, 4])
    let predictions = try Self.predictions.reshaped(to: [2, 3, 1, 4])
    let indices = try Tensor(shape: [2, 3, 1], elements: Self.indices)
    let first = predictions.transposed([0, 3, 1, 2])
    for (yTrue, yPred, note) in [
      (
        last, first,
        "y_pred is 2 × 4 × 3 × 1, its classes along axis 1; it was read as 2 × 3 × 1 × 4."
      ),
      (
        last.transposed([0, 3, 1, 2]), predictions,
        "y_true is 2 × 4 × 3 × 1, its classes along axis 1; it was read as 2 × 3 × 1 × 4."
      ),
      (
        indices, first,
        "y_pred is 2 × 4 × 3 × 1, its classes along axis 1; it was read as 2 × 3 × 1 × 4."
      ),
    ] {
      let input = FoldInput(yTrue: yTrue, yPred: yPred).withClassAxisFound(under: .keras3)
      let trace = try FoldRequest().trace(of: [input])
      #expect(trace.total == expected.total)
      #expect(trace.outputs[0].views.perClass == expected.outputs[0].views.perClass)
      #expect(trace.warnings.first == note)
    }
  }

  @Test("reads classes last where PyTorch would have them second, if nothing else fits")
  func pytorch() throws {
    let predictions = try Self.predictions.reshaped(to: [2, 3, 1, 4])
    let indices = try Tensor(shape: [2, 3, 1], elements: Self.indices)
    var request = FoldRequest()
    request.convention = .pytorch
    func total(_ predictions: Tensor) throws -> (Double?, [String]) {
      let input = FoldInput(
        yTrue: indices, yPred: predictions, loss: "cross_entropy", fromLogits: true)
      let trace = try request.trace(of: [input.withClassAxisFound(under: .pytorch)])
      return (trace.total, trace.reconciliations)
    }
    let found = try total(predictions)
    let usual = try total(predictions.transposed([0, 3, 1, 2]))
    #expect(found.0 == usual.0 && found.0 != nil)
    #expect(found.1 == ["The classes of y_pred, 2 × 3 × 1 × 4, were read along the last axis."])
    #expect(usual.1 == [])
  }

  @Test("guesses nothing where more than one reading would do, or the axis was named")
  func ambiguous() {
    let square = Tensor(repeating: 0.5, shape: [2, 3, 3])
    let labels = Tensor(repeating: 0, shape: [2, 3])
    let turned = Tensor(repeating: 0.5, shape: [2, 4, 3])
    for (yTrue, yPred, axis) in [
      (labels, square, nil), (Self.oneHot, turned, nil), (labels, turned, 1 as Int?),
    ] {
      let input = FoldInput(yTrue: yTrue, yPred: yPred, classAxis: axis)
      #expect(input.withClassAxisFound(under: .keras3).notes == [])
    }
  }

  @Test("says which axis may be meant where predictions have their classes first")
  func classesFirst() throws {
    let labels = try Self.oneHot.reshaped(to: [2, 3, 1, 4])
    let predictions = try Self.predictions.reshaped(to: [2, 3, 1, 4]).transposed([0, 3, 1, 2])
    let error = #expect(throws: RequestError.self) {
      try trace(labels, "binary_crossentropy", .keras3, predictions: predictions)
    }
    #expect(
      error?.help == ["y_pred looks as if its classes lay along axis 1. If so, add --class-axis 1."]
    )
  }

  @Test("makes class indices of one-hot labels", arguments: [Convention.keras2, .keras3, .tfKeras])
  func indices(convention: Convention) throws {
    let trace = try trace(Self.oneHot, "sparse_categorical_crossentropy", convention)
    let labels = try Tensor(shape: [2, 3, 1], elements: Self.indices)
    #expect(
      trace.total
        == (try self.trace(labels, "sparse_categorical_crossentropy", convention).total))
    #expect(
      trace.warnings.first
        == "y_true holds one-hot labels, 2 × 3 × 4; class indices were made of them.")
  }

  @Test("gives class indices the axis of 1 that Keras 2 wants")
  func lastAxis() throws {
    let labels = try Tensor(shape: [2, 3], elements: Self.indices)
    let trace = try trace(labels, "sparse_categorical_crossentropy", .keras2)
    #expect(trace.warnings.first == "y_true is 2 × 3; it was read as 2 × 3 × 1.")
  }

  @Test("refuses indices that stand for no class")
  func ignored() throws {
    let labels = try Tensor(shape: [2, 3], elements: [0, 255, 2, 255, 1, 0])
    let error = #expect(throws: RequestError.self) {
      try trace(labels, "binary_crossentropy", .keras3)
    }
    #expect(
      error?.sentence
        == "Expected class indices from 0 to 3, of which one-hot labels are made, but 2 positions stand for no class, the first as 255."
    )
    #expect(
      error?.help == [
        "binary_crossentropy ignores no class. Take a loss over class indices, with --option ignore_class=255 (Keras) or ignore_index=255 (PyTorch), or give one-hot labels and a mask."
      ])
    #expect(error?.kind == .badData)
  }

  @Test("leaves probabilities and other shapes to the convention's own words")
  func others() throws {
    let soft = Tensor(shape: [2, 3]) { Float($0) / 6 }
    let other = Tensor(repeating: 0, shape: [3, 2])
    let blurred = Tensor(repeating: 0.25, shape: [2, 3, 4])
    for (labels, loss) in [
      (soft, "binary_crossentropy"), (other, "binary_crossentropy"),
      (blurred, "sparse_categorical_crossentropy"),
    ] {
      let error = #expect(throws: RequestError.self) { try trace(labels, loss, .keras3) }
      #expect(error?.fault == .reduction(.shapeMismatch(yTrue: labels.shape, yPred: [2, 3, 4])))
    }
  }
}
