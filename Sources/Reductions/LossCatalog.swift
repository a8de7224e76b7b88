import Tensors

/// A loss that can be asked for by name, as one or several conventions have it.
struct LossEntry: Sendable {
  /// An option with its default, both as users write them.
  struct Option: Equatable, Sendable {
    var name: String
    var standard: String
  }

  /// Whether predictions may be logits.
  enum Logits: Equatable, Sendable {
    /// Probabilities, or whatever the loss is about.
    case never
    /// If the user says so.
    case ifAsked
    /// The user must say so.
    case onlyIfAsked
    /// They are, whatever the user says.
    case always
  }

  /// The name that users give.
  var name: String
  /// The name in words.
  var title: String
  /// In plain text.
  var formula: String
  /// The conventions that have it.
  var conventions: [Convention]
  /// Whether predictions may be logits.
  var logits = Logits.never
  /// What can be chosen.
  var options: [Option] = []
  /// Makes it as a convention has it.
  ///
  /// - Throws: ``ReductionError`` where an option has no such value.
  var make: @Sendable (LossSetting) throws(ReductionError) -> LossFunction
}

/// Every loss; a family is a file.
public enum LossCatalog {
  /// In the order in which they are listed; what a convention has under a name stands once.
  static let all: [LossEntry] =
    LossEntry.binaryCrossEntropies + LossEntry.categoricalCrossEntropies
    + LossEntry.sparseCategoricalCrossEntropies + [.crossEntropy] + LossEntry.focalCrossEntropies
    + [.generalizedCrossEntropy] + LossEntry.regressions + LossEntry.poissons
    + LossEntry.divergences + LossEntry.hinges + LossEntry.cosines + LossEntry.overlaps + [.circle]
    + [.weightedBCEDice]

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
    switch entry.logits {
    case .never where setting.fromLogits: throw .noLogits(loss: name, setting.convention)
    case .onlyIfAsked where !setting.fromLogits: throw .onlyLogits(loss: name, setting.convention)
    default: break
    }
    var loss = try entry.make(setting)
    loss.name = entry.name
    loss.title = entry.title
    loss.takesProbabilities = entry.logits == .ifAsked && !setting.fromLogits
    if loss.formula.isEmpty { loss.formula = entry.formula }
    return loss
  }

  /// What a convention calls its losses, in the order in which they are listed.
  public static func names(in convention: Convention) -> [String] {
    all.filter { $0.conventions.contains(convention) }.map(\.name)
  }

  /// The options of a loss as a convention has it; none where it has no such loss.
  public static func options(of loss: String, in convention: Convention) -> [String] {
    let entry = all.first { $0.name == loss && $0.conventions.contains(convention) }
    return (entry?.options ?? []).map(\.name)
  }

  /// A line for each loss: its name first, who has it, its formula, whether it takes logits, its
  /// options with their defaults.
  public static var listing: [String] {
    all.map { entry in
      let conventions = entry.conventions.map(\.rawValue).joined(separator: ", ")
      let logits =
        switch entry.logits {
        case .never: ""
        case .ifAsked: "; from logits too"
        case .onlyIfAsked, .always: "; from logits only"
        }
      let options = entry.options.map { "\($0.name)=\($0.standard)" }.joined(separator: ", ")
      return "\(entry.name) (\(conventions)): \(entry.formula)\(logits)"
        + (options.isEmpty ? "" : "; options \(options)")
    }
  }
}
