import Tensors

/// What a loss is made from: the convention, its options and the shapes that it meets.
struct LossSetting: Sendable {
  /// Whose formula.
  var convention: Convention
  /// Whether predictions are logits.
  var fromLogits = false
  /// Options as they were given, by name.
  var options: [String: String] = [:]
  /// The shape of the predictions, the class axis last.
  var shape: Shape
  /// The weight of positives, where the convention takes one.
  var posWeight: (any SampleSource)?
  /// Weights of classes that enter the loss itself (PyTorch's `weight`).
  var classWeight: [Int: Float]?
  /// Whether the loss runs as `fit` and `evaluate` compile it.
  var isCompiled = false
  /// Whether every label of the batch is 0 or 1: a hinge then takes them for −1 and 1.
  var labelsAreBinary = false
  /// The shape of the labels, the class axis last; nil where the loss takes labels of one kind only.
  var labelShape: Shape?

  /// How many classes the last axis has.
  var classCount: Int { shape.extents.last ?? 1 }
}
