import Tensors

/// Labels brought to the form that a loss takes, where they differ from predictions by the class
/// axis only: class indices to one-hot labels, one-hot labels to class indices, classes first to classes
/// last, a last axis of 1 more or less.
///
/// Nothing is guessed: probabilities are no class indices, and an index that stands for no class is
/// an error. What was done is a note for the reader.
struct Reconciliation: Sendable {
  /// The labels in their new form.
  let labels: Tensor
  /// What was done, a sentence.
  let note: String

  /// The ways in which `labels` can be brought to predictions of `shape`, the likelier first; none
  /// where they differ by more than the class axis, or values forbid it.
  ///
  /// - Parameters:
  ///   - axis: Along which axis of `shape` the classes lie; −1 is the last.
  ///   - loss: The loss's name: a sparse one takes class indices.
  /// - Throws: ``ReductionError/refused(role:sentence:help:)`` where indices stand for no class.
  static func candidates(
    for labels: Tensor, predictions shape: Shape, classAxis axis: Int, loss: String
  ) throws(ReductionError) -> [Reconciliation] {
    let index = axis < 0 ? shape.rank + axis : axis
    guard shape.rank > 0, shape.extents.indices.contains(index) else { return [] }
    var outer = shape.extents
    let classCount = outer.remove(at: index)
    let extents = labels.shape.extents
    if extents == shape.extents, classCount > 1 {
      return indices(labels, outer, classCount, axis: index)
    }
    if let turned = turned(labels, shape, classAxis: index) { return [turned] }
    guard extents == outer || extents == outer + [1] || extents + [1] == shape.extents else {
      return []
    }
    if classCount == 1 || loss.hasPrefix("sparse_") {
      let wanted = classCount == 1 ? shape.extents : extents == outer ? outer + [1] : outer
      return [viewed(labels, as: wanted)].compactMap(\.self)
    }
    return [try oneHot(labels, shape, classAxis: index, loss: loss)].compactMap(\.self)
  }

  /// Labels that have their classes along the second axis or the last, where predictions have them
  /// along another.
  private static func turned(
    _ labels: Tensor, _ shape: Shape, classAxis: Int
  ) -> Reconciliation? {
    let rank = shape.rank
    // Of three axes either of two may have been meant.
    guard labels.shape.rank == rank, rank > 3, labels.shape != shape else { return nil }
    for from in [rank - 1, 1] where from != classAxis {
      var axes = Array(0..<rank)
      axes.insert(axes.remove(at: from), at: classAxis)
      guard axes.map({ labels.shape[$0] }) == shape.extents else { continue }
      return Reconciliation(
        labels: labels.transposed(axes),
        note:
          "y_true is \(labels.shape), its classes along axis \(from); it was turned to \(shape).")
    }
    return nil
  }

  private static func viewed(_ labels: Tensor, as extents: [Int]) -> Reconciliation? {
    guard let tensor = try? labels.reshaped(to: Shape(extents)) else { return nil }
    return Reconciliation(
      labels: tensor, note: "y_true is \(labels.shape); it was read as \(tensor.shape).")
  }

  private static func oneHot(
    _ labels: Tensor, _ shape: Shape, classAxis: Int, loss: String
  ) throws(ReductionError) -> Reconciliation? {
    let classCount = shape[classAxis]
    guard labels.elements.allSatisfy({ $0 == $0.rounded() && $0.isFinite }) else { return nil }
    let classes = 0..<Float(classCount)
    if let odd = labels.elements.first(where: { !classes.contains($0) }) {
      let count = labels.elements.count { !classes.contains($0) }
      let places = count == 1 ? "one position stands" : "\(count) positions stand"
      throw .refused(
        role: "y_true",
        sentence: "Expected class indices from 0 to \(classCount - 1), of which one-hot labels are "
          + "made, but \(places) for no class, the first as \(text(odd)).",
        help: [
          "\(loss) ignores no class. Take a loss over class indices, with "
            + "--option ignore_class=\(text(odd)) (Keras) or ignore_index=\(text(odd)) (PyTorch), "
            + "or give one-hot labels and a mask."
        ])
    }
    // Elements lie as (before, class, after) around the class axis.
    let after = shape.extents[(classAxis + 1)...].reduce(1, *)
    var elements = [Float](repeating: 0, count: shape.count)
    for (position, label) in labels.elements.enumerated() {
      let (before, rest) = position.quotientAndRemainder(dividingBy: after)
      elements[(before * classCount + Int(label)) * after + rest] = 1
    }
    guard let tensor = try? Tensor(shape: shape, elements: elements) else { return nil }
    return Reconciliation(
      labels: tensor,
      note: "y_true holds class indices, \(labels.shape); one-hot labels of \(classCount) classes "
        + "were made of them.")
  }

  /// Class indices of labels that are one-hot to the last position; nothing where they aren't.
  private static func indices(
    _ labels: Tensor, _ outer: [Int], _ classCount: Int, axis: Int
  ) -> [Reconciliation] {
    let after = outer[axis...].reduce(1, *)
    var elements: [Float] = []
    elements.reserveCapacity(outer.reduce(1, *))
    for position in 0..<outer.reduce(1, *) {
      let (before, rest) = position.quotientAndRemainder(dividingBy: after)
      var found: Int?
      for index in 0..<classCount {
        switch labels.elements[(before * classCount + index) * after + rest] {
        case 0: continue
        case 1 where found == nil: found = index
        default: return []
        }
      }
      guard let found else { return [] }
      elements.append(Float(found))
    }
    return [outer, outer + [1]].compactMap { extents in
      guard let tensor = try? Tensor(shape: Shape(extents), elements: elements) else { return nil }
      return Reconciliation(
        labels: tensor,
        note: "y_true holds one-hot labels, \(labels.shape); class indices were made of them.")
    }
  }

  private static func text(_ label: Float) -> String {
    label.magnitude < 1e9 ? "\(Int(label))" : "\(label)"
  }
}

extension Trace {
  /// Folds `inputs`; where their shapes are refused, with labels brought to the form that the loss
  /// takes, and a warning that says so: class indices as one-hot labels, one-hot labels as class
  /// indices, a last axis of 1 more or less.
  ///
  /// - Throws: What the convention says of the inputs as they are, where nothing helps.
  public init(
    reconciling inputs: [FoldInput], _ settings: FoldSettings
  ) throws(ReductionError) {
    do throws(ReductionError) {
      self = try Trace(of: inputs, settings)
    } catch {
      guard case .shapeMismatch = error else { throw error }
      var (inputs, notes) = (inputs, [String]())
      for index in inputs.indices {
        guard let found = try Reconciliation(of: inputs[index], settings) else { continue }
        inputs[index].yTrue = found.labels
        notes.append((inputs.count > 1 ? "\(inputs[index].name): " : "") + found.note)
      }
      guard !notes.isEmpty else { throw error }
      self = try Trace(of: inputs, settings)
      reconciliations = notes
      warnings = notes + warnings
    }
  }
}

extension Reconciliation {
  /// How an input's labels become what its loss takes; nil where they are, or nothing helps.
  init?(of input: FoldInput, _ settings: FoldSettings) throws(ReductionError) {
    guard case .shapeMismatch? = Self.refusal(of: input, settings),
      let found = try Self.candidates(for: input, loss: input.loss).first(where: { candidate in
        var input = input
        input.yTrue = candidate.labels
        guard case .shapeMismatch? = Self.refusal(of: input, settings) else { return true }
        return false
      })
    else { return nil }
    self = found
  }

  /// The forms that an input's labels can be brought to for the loss called `loss`; none where they
  /// are read from their file sample by sample.
  ///
  /// - Throws: As ``candidates(for:predictions:classAxis:loss:)``.
  static func candidates(
    for input: FoldInput, loss: String
  ) throws(ReductionError) -> [Reconciliation] {
    guard let labels = input.yTrue as? Tensor, input.ownLoss == nil else { return [] }
    return try candidates(
      for: labels, predictions: input.yPred.shape, classAxis: input.classAxis ?? -1, loss: loss)
  }

  private static func refusal(of input: FoldInput, _ settings: FoldSettings) -> ReductionError? {
    do throws(ReductionError) {
      _ = try Trace(of: [input], settings)
      return nil
    } catch { return error }
  }
}
