extension LossCatalog {
  /// Whether a loss is a logarithm of probabilities, and so is counted in nats.
  ///
  /// Squared errors have the square of their data's unit, hinges and overlaps have none, and of a
  /// loss of your own nobody knows.
  public static func isInNats(_ loss: String) -> Bool { inNats.contains(loss) }

  private static let inNats: Set<String> = [
    "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy",
    "cross_entropy", "binary_focal_crossentropy", "categorical_focal_crossentropy", "poisson",
    "kullback_leibler_divergence", "kl_divergence",
  ]

  /// The name of a loss in words: `binary cross-entropy`; that of no loss of ours as it is.
  public static func title(of loss: String) -> String {
    all.first { $0.name == loss }?.title ?? loss.replacing("_", with: " ")
  }
}

extension Output {
  /// Whether its losses are counted in nats.
  public var isInNats: Bool { LossCatalog.isInNats(loss) }
}

extension Trace {
  /// Whether all that is added up is counted in nats.
  public var isInNats: Bool { outputs.allSatisfy(\.isInNats) }
}
