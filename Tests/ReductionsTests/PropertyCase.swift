import Reductions
import TestSupport
import Tensors
import Testing

/// A loss as a convention has it, met with seeded tensors.
struct PropertyCase: Equatable, Sendable, CustomTestStringConvertible {
  /// What labels look like.
  enum Labels: Sendable { case hard, signed, soft, oneHot, indices }

  var convention: Convention
  var loss: String
  var labels = Labels.hard
  var fromLogits = false
  var options: [String: String] = [:]
  /// Whether predictions meet mask and weights, as far as the convention takes them.
  var isWeighted = true
  var classWeight: [Int: Float]?

  var testDescription: String {
    let options = options.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return "\(convention.rawValue) \(loss)\(fromLogits ? " from logits" : "")\(options)"
  }

  /// Losses whose every element, row or whole has a derivative.
  static let all: [PropertyCase] = keras + pytorch + optax

  private static let keras = [Convention.keras2, .tfKeras, .keras3].flatMap {
    (convention: Convention) -> [PropertyCase] in
    let isKeras2 = convention == .keras2
    func loss(
      _ name: String, _ labels: Labels = .hard, fromLogits: Bool = false,
      options: [String: String] = [:], isWeighted: Bool = true
    ) -> PropertyCase {
      PropertyCase(
        convention: convention, loss: name, labels: labels, fromLogits: fromLogits,
        options: options, isWeighted: isWeighted)
    }
    var cases = [
      loss("binary_crossentropy"), loss("binary_crossentropy", .soft),
      loss("binary_crossentropy", fromLogits: true), loss("categorical_crossentropy", .oneHot),
      loss("categorical_crossentropy", .soft, fromLogits: true),
      loss("sparse_categorical_crossentropy", .indices),
      loss("sparse_categorical_crossentropy", .indices, fromLogits: true),
      loss("mean_squared_error"), loss("mean_absolute_error", .soft),
      loss("mean_absolute_percentage_error", .soft), loss("mean_squared_logarithmic_error"),
      loss(isKeras2 ? "logcosh" : "log_cosh"), loss("poisson"),
      loss(isKeras2 ? "kullback_leibler_divergence" : "kl_divergence", .soft),
      loss("hinge"), loss("hinge", .signed), loss("squared_hinge", .signed),
      loss("categorical_hinge", .oneHot),
      loss(isKeras2 ? "cosine_proximity" : "cosine_similarity"),
    ]
    if isKeras2 {
      cases.append(
        loss("weighted_bce_dice", .oneHot, options: ["class_weights": "1,2,9"], isWeighted: false))
      return cases
    }
    cases += [
      loss("binary_crossentropy", options: ["label_smoothing": "0.2"]),
      loss("binary_crossentropy", fromLogits: true, options: ["label_smoothing": "0.2"]),
      loss("categorical_crossentropy", .oneHot, options: ["label_smoothing": "0.2"]),
      loss("binary_focal_crossentropy"),
      loss(
        "binary_focal_crossentropy",
        options: ["gamma": "1.5", "apply_class_balancing": "true", "label_smoothing": "0.1"]),
      loss("binary_focal_crossentropy", fromLogits: true, options: ["gamma": "3"]),
      loss("binary_focal_crossentropy", options: ["gamma": "0"]),
      loss("categorical_focal_crossentropy", .oneHot),
      loss(
        "categorical_focal_crossentropy", .soft, fromLogits: true, options: ["alpha": ".2,.5,.9"]),
      loss("huber"), loss("huber", options: ["delta": "0.2"]),
    ]
    guard convention == .keras3 else { return cases }
    return cases + [
      loss("categorical_generalized_cross_entropy", .indices, options: ["q": "0.7"]),
      loss("dice", isWeighted: false), loss("dice", options: ["axis": "1,2"], isWeighted: false),
      loss("tversky", options: ["alpha": "0.3", "beta": "0.8"], isWeighted: false),
      loss("dice", options: ["variant": "smp"], isWeighted: false),
      loss("jaccard", options: ["variant": "monai"], isWeighted: false),
    ]
  }

  private static let pytorch: [PropertyCase] = {
    func loss(
      _ name: String, _ labels: Labels = .hard, fromLogits: Bool = false,
      options: [String: String] = [:], isWeighted: Bool = false
    ) -> PropertyCase {
      PropertyCase(
        convention: .pytorch, loss: name, labels: labels, fromLogits: fromLogits, options: options,
        isWeighted: isWeighted)
    }
    var weighted = loss("cross_entropy", .indices, options: ["label_smoothing": "0.1"])
    weighted.classWeight = [0: 1, 1: 5, 2: 0.5]
    return [
      loss("binary_crossentropy", isWeighted: true), loss("binary_crossentropy", .soft),
      loss("binary_crossentropy", fromLogits: true, isWeighted: true),
      loss("mean_squared_error", isWeighted: true), loss("mean_absolute_error", .soft),
      loss("huber", isWeighted: true), loss("smooth_l1"),
      loss("smooth_l1", options: ["beta": "0.2"]),
      loss("poisson"), loss("cross_entropy", .indices), weighted, loss("cross_entropy", .soft),
      loss("dice", options: ["variant": "segmentation_models", "beta": "2"]),
      loss("jaccard", options: ["variant": "segmentation_models"]),
      loss("jaccard", options: ["variant": "smp"]),
    ]
  }()

  private static let optax: [PropertyCase] = {
    func loss(
      _ name: String, _ labels: Labels = .hard, fromLogits: Bool = false,
      options: [String: String] = [:]
    ) -> PropertyCase {
      PropertyCase(
        convention: .optax, loss: name, labels: labels, fromLogits: fromLogits, options: options,
        isWeighted: false)
    }
    return [
      loss("binary_crossentropy", fromLogits: true),
      loss("categorical_crossentropy", .soft, fromLogits: true), loss("l2"), loss("huber"),
      loss("dice", options: ["variant": "optax"]),
    ]
  }()
}

extension PropertyCase {
  /// Whether predictions are logits.
  var takesLogits: Bool { fromLogits || loss == "cross_entropy" }
  /// Whether it pools.
  var pools: Bool { ["dice", "jaccard", "tversky", "weighted_bce_dice"].contains(loss) }

  /// The reduction under which there is one number.
  var settings: FoldSettings {
    FoldSettings(convention: convention, reduction: convention == .optax ? "mean" : nil)
  }

  /// Predictions that stay clear of each other, of the labels and of every clip.
  func predictions(_ shape: Shape, seed: UInt64 = 3) -> Tensor {
    var random = SplitMix(seed: seed)
    let orders = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1], [1, 0, 2], [2, 1, 0]]
    let rows = (0..<max(1, shape.count / 3)).flatMap { row in
      orders[Int(random.next() % 6)].map { place in
        let place = Double(place) + 0.05 * random.unit()
        return Float(takesLogits ? place * 0.8 - 0.9 : place * 0.16 + 0.3)
      }
    }
    return Tensor(shape: shape) { rows[$0] }
  }

  /// Three samples of two positions of three classes; masks and weights have zeros.
  func input(_ shape: Shape = [3, 2, 3], seed: UInt64 = 3) -> FoldInput {
    var random = SplitMix(seed: seed &+ 100)
    let yPred = predictions(shape, seed: seed)
    let yTrue: Tensor
    switch labels {
    case .hard: yTrue = Tensor(shape: shape) { _ in random.unit() < 0.5 ? 1 : 0 }
    case .signed: yTrue = Tensor(shape: shape) { _ in random.unit() < 0.5 ? 1 : -1 }
    case .soft: yTrue = Tensor(shape: shape) { _ in random.unit() < 0.5 ? 0.9 : 0.125 }
    case .oneHot:
      let classes = (0..<(shape.count / 3)).map { _ in Int(random.next() % 3) }
      yTrue = Tensor(shape: shape) { classes[$0 / 3] == $0 % 3 ? 1 : 0 }
    case .indices:
      let sparse = convention == .keras2 ? shape.droppingLast.appending(1) : shape.droppingLast
      yTrue = Tensor(shape: sparse) { _ in Float(random.next() % 3) }
    }
    var input = FoldInput(
      yTrue: yTrue, yPred: yPred, loss: loss, fromLogits: fromLogits, options: options,
      classWeight: classWeight, classAxis: -1)
    if isWeighted {
      let positions = convention == .pytorch ? shape : shape.droppingLast
      input.sampleWeight = Tensor(shape: positions) {
        $0 == 1 ? 0 : Float(0.5 + random.unit())
      }
      if convention != .pytorch {
        input.mask = Tensor(shape: positions) { $0 == 3 ? 0 : 1 }
      }
    }
    return input
  }
}

/// How `value` changes at 0, by differences of the fourth order.
func centralDifference(step: Double, _ value: (Double) throws -> Double) rethrows -> Double {
  let near = try value(step) - value(-step)
  let far = try value(2 * step) - value(-2 * step)
  return (8 * near - far) / (12 * step)
}
