import Tensors

/// A loss as a convention computes it: ready to be called on stretches of samples.
struct LossFunction: Sendable {
  /// How the losses of a position's classes become the loss of the position.
  enum ClassFold: Sendable {
    case mean, sum
    /// The loss function returns one loss per element.
    case none

    /// By what the sum over a position's classes is divided.
    func divisor(classes: Int) -> Double { self == .mean ? Double(classes) : 1 }

    /// What happens, in words.
    func operation(classes: Int) -> String {
      switch self {
      case .mean: "mean over \(classes) classes"
      case .sum: "sum over \(classes) classes"
      case .none: "classes stay apart"
      }
    }

    /// What happens, as a formula.
    func formula(classes: Int) -> String {
      switch self {
      case .mean: "Σ ℓ / \(classes)"
      case .sum: "Σ ℓ"
      case .none: "ℓ"
      }
    }
  }

  /// Computes one loss per element from labels and predictions of whole rows.
  typealias Kernel =
    @Sendable (
      _ yTrue: Span<Float>, _ yPred: Span<Float>, _ losses: inout MutableSpan<Float>
    ) -> Void

  /// The name that users give.
  var name: String
  /// The name in words.
  var title: String
  /// The loss of an element, in plain text.
  var formula: String
  /// What becomes of the class axis.
  var classFold: ClassFold
  /// Does the work.
  var kernel: Kernel

  /// The loss of one element.
  func callAsFunction(_ yTrue: Float, _ yPred: Float) -> Float {
    var losses: [Float] = [0]
    var span = losses.mutableSpan
    kernel([yTrue].span, [yPred].span, &span)
    return losses[0]
  }
}

/// Fills `losses` with `element` of each pair, sixteen at a time.
@inline(__always)
func mapLanes(
  _ yTrue: Span<Float>, _ yPred: Span<Float>, into losses: inout MutableSpan<Float>,
  _ element: (_ yTrue: Lanes, _ yPred: Lanes) -> Lanes
) {
  var index = 0
  while index < losses.count {
    let result = element(
      yTrue.lanes(at: index, padding: 0), yPred.lanes(at: index, padding: 0.5))
    losses.storeFitting(result, at: index)
    index += Lanes.scalarCount
  }
}
