import Tensors
import Testing

@testable import Reductions

@Suite("The catalogue of losses")
struct LossCatalogTests {
  static let common = [
    "binary_crossentropy", "categorical_crossentropy", "categorical_hinge", "hinge",
    "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "poisson", "sparse_categorical_crossentropy",
    "squared_hinge",
  ]
  static let newer =
    common + [
      "binary_focal_crossentropy", "categorical_focal_crossentropy", "cosine_similarity", "huber",
      "jaccard", "kl_divergence", "log_cosh", "dice",
    ]

  /// Losses that take class indices here.
  static let byIndex = ["circle", "cross_entropy", "categorical_generalized_cross_entropy"]

  @Test(
    "each convention has its own names, and each once",
    arguments: [
      (
        .keras2,
        common + [
          "cosine_proximity", "kullback_leibler_divergence", "logcosh", "weighted_bce_dice",
        ]
      ), (.tfKeras, newer),
      (.keras3, newer + ["categorical_generalized_cross_entropy", "circle", "tversky"]),
      (
        .pytorch,
        [
          "binary_crossentropy", "cross_entropy", "dice", "huber", "jaccard", "mean_absolute_error",
          "mean_squared_error", "poisson", "smooth_l1",
        ]
      ),
      (
        .optax,
        ["binary_crossentropy", "categorical_crossentropy", "dice", "huber", "jaccard", "l2"]
      ),
    ] as [(Convention, [String])])
  func names(convention: Convention, expected: [String]) {
    let names = LossCatalog.all.filter { $0.conventions.contains(convention) }.map(\.name)
    #expect(names.sorted() == expected.sorted())
  }

  @Test("every loss is made with its defaults", arguments: Convention.allCases)
  func defaults(convention: Convention) throws {
    for entry in LossCatalog.all where entry.conventions.contains(convention) {
      var setting = LossSetting(convention: convention, shape: [2, 3])
      setting.fromLogits = entry.logits == .onlyIfAsked
      if entry.options.contains(where: { $0.name == "variant" && !$0.standard.hasPrefix("none") }) {
        setting.options["variant"] = "monai"
      }
      let loss = try LossCatalog.loss(entry.name, setting)
      #expect(loss.name == entry.name)
      #expect(!loss.title.isEmpty && !loss.formula.isEmpty)
    }
  }

  @Test("options' defaults are what is written", arguments: LossCatalog.all.map(\.name))
  func optionDefaults(name: String) throws {
    for entry in LossCatalog.all where entry.name == name {
      let convention = try #require(entry.conventions.first)
      for option in entry.options where Float(option.standard) != nil {
        let yTrue: [Float] = Self.byIndex.contains(name) ? [0, 1] : [1, 0, 0, 0, 1, 0]
        let yPred: [Float] = [0.2, 0.5, 0.3, 0.7, 0.2, 0.1]
        let plain = try positions(name, convention, yTrue, yPred, classCount: 3)
        let given = try positions(
          name, convention, yTrue, yPred, classCount: 3, options: [option.name: option.standard])
        #expect(plain == given, "\(option.name)")
      }
    }
  }

  @Test("logits are refused where there is no form for them, and asked for where there is no other")
  func logits() {
    func sentence(_ name: String, _ convention: Convention, fromLogits: Bool) -> String? {
      #expect(throws: ReductionError.self) {
        try LossCatalog.loss(
          name, LossSetting(convention: convention, fromLogits: fromLogits, shape: [2, 2]))
      }?.sentence
    }
    #expect(
      sentence("mean_squared_error", .keras3, fromLogits: true)
        == "mean_squared_error of keras-3 does not take logits.")
    #expect(
      sentence("binary_crossentropy", .optax, fromLogits: false)
        == "binary_crossentropy of optax takes logits only, but probabilities were given.")
  }

  @Test("a loss that a convention lacks is named with those that it has")
  func unknown() {
    let error = #expect(throws: ReductionError.self) {
      try LossCatalog.loss("log_cosh", LossSetting(convention: .optax, shape: [2, 2]))
    }
    #expect(error?.sentence == "optax has no loss called log_cosh.")
    #expect(
      error?.help
        == ["It has binary_crossentropy, categorical_crossentropy, huber, l2, dice, jaccard."])
  }

  @Test("lists a line for each, the name first")
  func listing() {
    #expect(LossCatalog.listing.count == LossCatalog.all.count)
    #expect(
      LossCatalog.listing.contains(
        "smooth_l1 (pytorch): ½·d² / β where |d| < β, else |d| − ½·β, d = ŷ − y; options beta=1"))
    #expect(
      LossCatalog.listing.contains(
        "mean_absolute_error (keras-2, tf-keras, keras-3, pytorch): |ŷ − y|"))
  }

  @Test(
    "says whether a loss takes logits",
    arguments: [
      ("binary_crossentropy (pytorch)", "; from logits too"),
      ("cross_entropy (pytorch)", "; from logits only"),
      ("huber (pytorch)", "; options delta=1"),
    ])
  func listingOfLogits(beginning: String, found: String) throws {
    let line = try #require(LossCatalog.listing.first { $0.hasPrefix(beginning) })
    #expect(line.contains(found))
  }

  @Test("the worlds of visibility cost a finite loss, least where the prediction is the label")
  func worlds() throws {
    var count = 0
    for entry in LossCatalog.all {
      let convention = try #require(entry.conventions.first)
      var setting = LossSetting(convention: convention, shape: [1, 2])
      setting.fromLogits = entry.logits == .onlyIfAsked
      guard let run = try? LossRun(entry.name, setting), let worlds = run.loss.worlds else {
        continue
      }
      count += 1
      let perfect = run.apply(worlds, [1, 0], [1, 0])
      let missed = run.apply(worlds, [1, 0], [0, 0])
      #expect((perfect + missed).filter { !$0.isFinite }.isEmpty, "\(entry.name)")
      #expect(missed[0] > perfect[0] && missed[1] == perfect[1], "\(entry.name)")
    }
    #expect(count == 27)
  }

  @Test("kernels give the same bits wherever a chunk begins")
  func chunks() throws {
    for entry in LossCatalog.all {
      let convention = try #require(entry.conventions.first)
      var setting = LossSetting(convention: convention, shape: [40, 3])
      setting.fromLogits = entry.logits == .onlyIfAsked
      let run = try? LossRun(entry.name, setting)
      guard let run, let kernel = run.kernel else { continue }
      let yTrue = (0..<120).map { Float($0 % 7 == 0 ? 1 : 0) }
      let yPred = (0..<120).map { Float(($0 * 37) % 101) / 101 }
      let all = run.apply(kernel, yTrue, yPred)
      var parts: [Float] = []
      for start in stride(from: 0, to: 120, by: 48) {
        let range = start..<min(start + 48, 120)
        parts += run.apply(kernel, Array(yTrue[range]), Array(yPred[range]))
      }
      #expect(all.map(\.bitPattern) == parts.map(\.bitPattern), "\(entry.name)")
    }
  }
}

extension LossRun {
  /// The kernel of elements or rows.
  var kernel: LossFunction.Kernel? {
    switch loss.body {
    case .elements(_, let kernel), .rows(let kernel): kernel
    case .whole: nil
    }
  }

  /// What a kernel gives for labels and predictions.
  func apply(_ kernel: LossFunction.Kernel, _ yTrue: [Float], _ yPred: [Float]) -> [Float] {
    var count = yPred.count
    if case .rows = loss.body { count /= setting.classCount }
    var losses = [Float](repeating: -1, count: count)
    let none: [Float] = []
    var span = losses.mutableSpan
    kernel(yTrue.span, yPred.span, none.span, setting.classCount, &span)
    return losses
  }
}
