import Tensors

/// Labels brought to the form that a loss takes, where they differ from predictions by the class
/// axis only: class indices to one-hot labels, one-hot labels to class indices, a last axis of 1
/// more or less.
///
/// Nothing is guessed: probabilities are no class indices, and an index that stands for no class is
/// an error. What was done is a note for the reader.
struct Reconciliation: Sendable {
  /// What can be done to labels.
  enum Change: String, Sendable {
    case viewed, oneHot = "one-hot", indices
  }

  /// The labels in their new form.
  let labels: any SampleSource
  /// What was done to them.
  let change: Change
  /// The shape that they had.
  let from: Shape
  /// How many classes predictions have.
  let classCount: Int

  /// What was done, a sentence.
  var note: String {
    switch change {
    case .viewed: "y_true is \(from); it was read as \(labels.shape)."
    case .oneHot:
      "y_true holds class indices, \(from); one-hot labels of \(classCount) classes "
        + "were made of them."
    case .indices:
      "y_true holds one-hot labels, \(from); class indices were made of them."
    }
  }

  /// The ways in which `labels` can be brought to predictions of `shape`, the likelier first; none
  /// where they differ by more than the class axis, or values forbid it.
  ///
  /// - Parameters:
  ///   - axis: Along which axis of `shape` the classes lie; −1 is the last.
  ///   - loss: The loss's name: a sparse one takes class indices.
  /// - Throws: ``ReductionError/refused(role:sentence:help:)`` where indices stand for no class.
  static func candidates(
    for labels: any SampleSource, predictions shape: Shape, classAxis axis: Int, loss: String
  ) throws(ReductionError) -> [Reconciliation] {
    let index = axis < 0 ? shape.rank + axis : axis
    guard shape.rank > 0, shape.extents.indices.contains(index) else { return [] }
    var outer = shape.extents
    let classCount = outer.remove(at: index)
    let extents = labels.shape.extents
    if extents == shape.extents, classCount > 1 {
      // Whether labels are one-hot shows only once all have been looked at.
      guard let labels = labels as? Tensor else { return [] }
      return indices(labels, outer, classCount, axis: index)
    }
    guard extents == outer || extents == outer + [1] || extents + [1] == shape.extents else {
      return []
    }
    if classCount == 1 || loss.hasPrefix("sparse_") {
      let wanted = classCount == 1 ? shape.extents : extents == outer ? outer + [1] : outer
      return [
        Reconciliation(
          labels: labels.viewed(as: Shape(wanted)), change: .viewed, from: labels.shape,
          classCount: classCount)
      ]
    }
    if let tensor = labels as? Tensor, shape.count * 4 <= Self.mostBytesAtOnce || index == 0 {
      return [try oneHot(tensor, shape, classAxis: index, loss: loss)].compactMap(\.self)
    }
    return [streamedOneHot(labels, shape, classAxis: index, loss: loss)]
  }

  /// One-hot labels of more bytes than this are made sample by sample.
  private static let mostBytesAtOnce = 256 << 20

  /// One-hot labels that are made sample by sample.
  private static func streamedOneHot(
    _ labels: any SampleSource, _ shape: Shape, classAxis: Int, loss: String
  ) -> Reconciliation {
    let sample = shape.sample
    return Reconciliation(
      labels: MappedSource(base: labels, shape: shape) { (labels) throws(TensorError) in
        let tensor = Tensor(shape: Shape([labels.count])) { labels[$0] }
        do throws(ReductionError) {
          guard
            let elements = try elements(tensor, sample, classAxis: classAxis - 1, loss: loss)
          else {
            throw .refused(
              role: "y_true", sentence: "Class indices are whole numbers, but these are not.",
              help: [])
          }
          return elements
        } catch {
          throw .sourceFailed(reason: "y_true: \(error.sentence)")
        }
      }, change: .oneHot, from: labels.shape, classCount: shape[classAxis])
  }

  private static func oneHot(
    _ labels: Tensor, _ shape: Shape, classAxis: Int, loss: String
  ) throws(ReductionError) -> Reconciliation? {
    guard let elements = try elements(labels, shape, classAxis: classAxis, loss: loss),
      let tensor = try? Tensor(shape: shape, elements: elements)
    else { return nil }
    return Reconciliation(
      labels: tensor, change: .oneHot, from: labels.shape, classCount: shape[classAxis])
  }

  /// The elements of one-hot labels of `shape`; nil where the labels are no whole numbers.
  private static func elements(
    _ labels: Tensor, _ shape: Shape, classAxis: Int, loss: String
  ) throws(ReductionError) -> [Float]? {
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
    return elements
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
        labels: tensor, change: .indices, from: labels.shape, classCount: classCount)
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
    func named(_ input: FoldInput, _ note: String) -> String {
      (inputs.count > 1 ? "\(input.name): " : "") + note
    }
    var notes = inputs.flatMap { input in input.notes.map { named(input, $0) } }
    do throws(ReductionError) {
      self = try Trace(of: inputs, settings)
    } catch {
      guard case .shapeMismatch = error else { throw error }
      var (inputs, isMended) = (inputs, false)
      for index in inputs.indices {
        guard let found = try Reconciliation(of: inputs[index], settings) else { continue }
        inputs[index].yTrue = found.labels
        notes.append(named(inputs[index], found.note))
        isMended = true
      }
      guard isMended else { throw error }
      self = try Trace(of: inputs, settings)
    }
    reconciliations = notes
    warnings = notes + warnings
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

  /// The forms that an input's labels can be brought to for the loss called `loss`.
  ///
  /// - Throws: As ``candidates(for:predictions:classAxis:loss:)``.
  static func candidates(
    for input: FoldInput, loss: String
  ) throws(ReductionError) -> [Reconciliation] {
    guard input.ownLoss == nil else { return [] }
    return try candidates(
      for: input.yTrue, predictions: input.yPred.shape, classAxis: input.classAxis ?? -1, loss: loss
    )
  }

  private static func refusal(of input: FoldInput, _ settings: FoldSettings) -> ReductionError? {
    do throws(ReductionError) {
      _ = try settings.convention.rules.plan(input, settings)
      return nil
    } catch { return error }
  }
}
