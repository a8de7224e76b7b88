/// Whose rules are followed.
public enum Convention: String, CaseIterable, Hashable, Sendable {
  /// Keras 2.2.4.
  case keras2 = "keras-2"
  /// tf-keras 2.21.
  case tfKeras = "tf-keras"
  /// Keras 3.15.
  case keras3 = "keras-3"
  /// PyTorch.
  case pytorch
  /// optax.
  case optax
}

extension Convention {
  /// What it calls its reductions, the default first.
  public var reductionNames: [String] { rules.reductions }

  /// As its makers write it.
  public var title: String {
    switch self {
    case .keras2: "Keras 2.2.4"
    case .tfKeras: "tf-keras"
    case .keras3: "Keras 3"
    case .pytorch: "PyTorch"
    case .optax: "optax"
    }
  }
}
