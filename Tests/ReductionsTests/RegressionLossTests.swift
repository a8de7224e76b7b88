import Tensors
import Testing

@testable import Reductions

@Suite("Losses of differences, margins and angles")
struct RegressionLossTests {
  @Test("squared error of two rows")
  func squared() throws {
    let yTrue: [Float] = [1, 9, 2, -5, -2, 6]
    let yPred: [Float] = [4, 8, 12, 8, 1, 3]
    for convention in [Convention.keras2, .tfKeras, .keras3] {
      let rows = try positions("mean_squared_error", convention, yTrue, yPred, classCount: 3)
      #expect((rows[0] + rows[1]) / 2 == 49.5)
    }
    let elements = try positions("mean_squared_error", .pytorch, yTrue, yPred, classCount: 3)
    #expect(elements == [9, 1, 100, 169, 9, 9])
  }

  @Test(
    "of one element",
    arguments: [
      ("mean_absolute_error", .keras3, 2, -1, 3),
      ("mean_absolute_percentage_error", .keras3, 0, 1e-7, 100),
      ("mean_absolute_percentage_error", .keras2, -4, -3, 25),
      ("mean_squared_logarithmic_error", .keras3, -3, -5, 0),
      ("mean_squared_logarithmic_error", .tfKeras, 0, 1.718_281_8, 0.999_999_8),
      ("huber", .keras3, 0, 1, 0.5), ("huber", .keras3, 0, -3, 2.5),
      ("huber", .optax, 0, 3e19, 3e19),
      ("smooth_l1", .pytorch, 0, 1, 0.5), ("smooth_l1", .pytorch, 0, 0.5, 0.125),
      ("l2", .optax, 1, 4, 4.5), ("l2", .optax, 0, 3e19, .infinity),
      ("log_cosh", .keras3, 0, 0, 0), ("log_cosh", .keras3, 0, -.infinity, .nan),
      ("log_cosh", .tfKeras, 0, 20, 19.306_853), ("logcosh", .keras2, 0, -20, 19.306_853),
      ("poisson", .keras3, 0, 0, 0), ("poisson", .keras3, 1, 0, 16.118095),
      ("poisson", .pytorch, 1, 0, 18.420_681), ("poisson", .keras3, 1, -1, .nan),
      ("kl_divergence", .keras3, 1, 0, 16.118095), ("kl_divergence", .tfKeras, 2, 1, 0),
      ("kullback_leibler_divergence", .keras2, 0, 1, -1.611_809_5e-6),
      ("hinge", .keras2, 0, 5, 1), ("hinge", .keras3, 0, 5, 1),
      ("squared_hinge", .tfKeras, -1, 1, 4),
      ("cosine_similarity", .keras3, 0, 3, 0), ("cosine_proximity", .keras2, 5, 1e-7, -0.1),
      ("cosine_similarity", .keras3, 5, 1e-7, -1), ("cosine_similarity", .tfKeras, 5, 1e-7, -0.1),
    ] as [(String, Convention, Float, Float, Double)])
  func single(name: String, convention: Convention, y: Float, p: Float, expected: Double) throws {
    let found = try positions(name, convention, [y], [p])
    expectClose(Double(found[0]), expected, name, relative: 1e-6)
  }

  @Test("hinges take labels of 0 and 1 for −1 and 1 where there are no others")
  func hinges() throws {
    for (convention, expected) in [
      (Convention.keras2, [1, 0.5]), (.keras3, [6, 0.5]), (.tfKeras, [6, 0.5]),
    ]
      as [(Convention, [Float])]
    {
      let found = try positions("hinge", convention, [0, 1], [5, 0.5]) { $0.labelsAreBinary = true }
      #expect(found == expected)
    }
    let loss = try LossCatalog.loss(
      "hinge", LossSetting(convention: .keras3, shape: [1, 1], labelsAreBinary: true))
    #expect(loss.formula == "max(1 − (2y − 1)·ŷ, 0)")
  }

  @Test("categorical hinge takes the largest of the wrong classes")
  func categoricalHinge() throws {
    let found = try positions(
      "categorical_hinge", .keras3, [0, 1, 0, 1, 0, 0], [0.5, 0.25, -1, 9, 1, 0], classCount: 3)
    #expect(found == [1.25, 0])
  }

  @Test(
    "options that make no sense are wrong usage",
    arguments: [
      ("huber", .pytorch, "delta", "0", "delta takes a number above 0, but “0” was given."),
      ("huber", .keras3, "delta", "much", "delta takes a number above 0, but “much” was given."),
      (
        "smooth_l1", .pytorch, "beta", "-1",
        "beta takes a number that is not negative, but “-1” was given."
      ),
      (
        "binary_crossentropy", .keras3, "label_smoothing", "1.5",
        "label_smoothing takes a number from 0 to 1, but “1.5” was given."
      ),
      (
        "binary_focal_crossentropy", .keras3, "apply_class_balancing", "maybe",
        "apply_class_balancing takes true or false, but “maybe” was given."
      ),
      (
        "categorical_focal_crossentropy", .keras3, "alpha", ".1,.2,.3",
        "alpha takes a number, or 2 of them, but “.1,.2,.3” was given."
      ),
      (
        "categorical_generalized_cross_entropy", .keras3, "q", "1",
        "q takes a number between 0 and 1, but “1” was given."
      ),
      (
        "sparse_categorical_crossentropy", .tfKeras, "ignore_class", "1.5",
        "ignore_class takes a whole number, but “1.5” was given."
      ),
      (
        "dice", .keras3, "axis", "1,2,3",
        "axis takes axes of a tensor that has 2, but “1,2,3” was given."
      ),
      (
        "dice", .pytorch, "variant", "keras",
        "variant takes segmentation_models or smp or monai or optax, but “keras” was given."
      ),
      (
        "jaccard", .keras3, "variant", "optax",
        "variant takes segmentation_models or smp or monai, but “optax” was given."
      ),
      ("mean_squared_error", .keras3, "delta", "1", "mean_squared_error has no option delta."),
      (
        "binary_crossentropy", .keras2, "label_smoothing", ".1",
        "binary_crossentropy has no option label_smoothing."
      ),
    ] as [(String, Convention, String, String, String)])
  func options(
    name: String, convention: Convention, option: String, value: String, sentence: String
  ) throws {
    let error = #expect(throws: ReductionError.self) {
      try LossCatalog.loss(
        name, LossSetting(convention: convention, options: [option: value], shape: [4, 2]))
    }
    #expect(error?.sentence == sentence)
    #expect(error?.kind == .usage)
    #expect(error?.place == "--option")
  }
}
