import Tensors

/// The same tensors with their labels in every form that a loss may ask for.
struct LabelForms {
  /// One form.
  struct Form {
    var input: FoldInput
    /// What was done to the labels; empty for those that were given.
    var says: String
  }

  /// As they were given first.
  private(set) var all: [Form]
  /// Which axis was taken for the classes; empty where it is theirs.
  private(set) var says = ""

  init(of input: FoldInput) {
    all = [Form(input: input, says: "")]
    for (loss, says) in [
      ("categorical_crossentropy", "labels as one-hot"),
      ("sparse_categorical_crossentropy", "labels as class indices"),
    ] {
      // Labels that stand for no class have no other form: the losses are tried with what there is.
      for other in (try? Reconciliation.candidates(for: input, loss: loss)) ?? []
      where !all.contains(where: { $0.input.yTrue.shape == other.labels.shape }) {
        var form = Form(input: input, says: says)
        form.input.yTrue = other.labels
        all.append(form)
      }
    }
  }

  /// The tensors with each other axis but the first taken for the classes; none where labels or
  /// predictions are read from their file sample by sample.
  var turned: [LabelForms] {
    let shape = all[0].input.yPred.shape
    let own = all[0].input.classAxis ?? -1
    let axis = own < 0 ? shape.rank + own : own
    guard all[0].input.ownLoss == nil, all[0].input.yPred is Tensor, all[0].input.yTrue is Tensor
    else { return [] }
    return (1..<max(1, shape.rank)).filter { $0 != axis }.map { other in
      var forms = self
      forms.all = all.filter { $0.input.yTrue.shape == shape }
      for index in forms.all.indices {
        forms.all[index].input = forms.all[index].input.withClassesLast(other)
        forms.all[index].input.classAxis = -1
      }
      forms.says = "axis \(other) taken for the classes"
      return forms
    }
  }
}

/// One way to pool among those that go by the same name.
struct LossVariant {
  /// The options that choose it.
  var options: [String: String] = [:]
  /// What it means; empty for the loss as it was asked for.
  var says = ""

  /// The loss as it was asked for, then its other variants.
  ///
  /// - Parameter rank: Of the predictions, whose first axis are samples and whose last classes.
  static func all(of loss: String, under convention: Convention, rank: Int) -> [LossVariant] {
    let entry = LossCatalog.all.first { $0.name == loss && $0.conventions.contains(convention) }
    let options = Set((entry?.options ?? []).map(\.name))
    var variants = [LossVariant()]
    if options.contains("variant") {
      variants += OverlapVariant.variants(of: loss).map {
        LossVariant(
          options: ["variant": $0.rawValue], says: "pooled as \($0.rawValue) does")
      }
    }
    if options.contains("axis"), rank > 1 {
      func axes(_ range: Range<Int>) -> [String: String] {
        ["axis": range.map(String.init).joined(separator: ",")]
      }
      variants += [
        LossVariant(options: axes(1..<rank), says: "each sample pooled by itself"),
        LossVariant(options: axes(0..<rank - 1), says: "each class pooled by itself"),
      ]
    }
    return variants
  }
}
