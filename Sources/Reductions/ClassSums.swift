import Tensors

/// What one class of one sample adds up to.
struct ClassSums: Sendable {
  /// Σ loss.
  var loss = 0.0
  /// Σ loss × weight, the weight being that of its position after mask and weights.
  var weighted = 0.0
  /// The same over elements whose label is above 0.
  var weightedPositives = 0.0
  /// The same over elements where label and prediction fall on different sides.
  var weightedWrong = 0.0
  /// Σ (loss if the prediction were the label) × weight.
  var perfect = 0.0
  /// Σ (loss if the prediction were 0) × weight, over elements whose label is above 0.
  var missedPositives = 0.0
  /// Label and prediction against 0 and the threshold.
  var counts = Metrics.Counts()
}
