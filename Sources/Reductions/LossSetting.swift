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
  var posWeight: Tensor?
  /// Weights of classes that enter the loss itself (PyTorch's `weight`).
  var classWeight: [Int: Float]?
  /// Whether the loss runs as `fit` and `evaluate` compile it.
  var isCompiled = false

  /// How many classes the last axis has.
  var classCount: Int { shape.extents.last ?? 1 }
}

/// A loss that can be asked for by name.
struct LossEntry: Sendable {
  /// An option with its default, both as users write them.
  struct Option: Equatable, Sendable {
    var name: String
    var standard: String
  }

  /// The name that users give.
  var name: String
  /// The name in words.
  var title: String
  /// In plain text.
  var formula: String
  /// The conventions that have it.
  var conventions: Set<Convention>
  /// What can be chosen.
  var options: [Option] = []
  /// Makes it as a convention has it.
  ///
  /// - Throws: ``ReductionError`` where an option has no such value.
  var make: @Sendable (LossSetting) throws(ReductionError) -> LossFunction
}

/// Every loss, in the order in which they are listed; a family is a file.
enum LossCatalog {
  static let all: [LossEntry] = [.binaryCrossEntropy]

  /// The loss called `name` under `convention`.
  ///
  /// - Throws: ``ReductionError`` where there is none, or it has no such option.
  static func loss(_ name: String, _ setting: LossSetting) throws(ReductionError) -> LossFunction {
    let entries = all.filter { $0.conventions.contains(setting.convention) }
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknownLoss(name, setting.convention, known: entries.map(\.name))
    }
    for option in setting.options.keys.sorted() {
      guard entry.options.contains(where: { $0.name == option }) else {
        throw .unknownOption(option, loss: name, known: entry.options.map(\.name))
      }
    }
    return try entry.make(setting)
  }
}
