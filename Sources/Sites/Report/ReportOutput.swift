internal import Figures
internal import Reductions
internal import Tensors

/// One output of what a report is about, and the tensors behind it.
struct ReportOutput: Sendable {
  /// Every sample.
  let trace: Trace
  let output: Output
  let input: FoldInput
  /// Where tensors were kept: the same, or of tensors larger than memory the samples with the
  /// highest loss, folded by themselves.
  let detail: Output
  let detailInput: FoldInput
  /// Which samples `detail` has; nil where it has all.
  let picked: [Int]?
  /// What classes and samples are called.
  let names: FigureOptions
  /// Whether labels say which class is there: all from 0 to 1, or the class's index.
  let hasClasses: Bool
  /// Part of the anchors' names: nothing where there is one output only.
  let suffix: String

  /// What classes and samples of `detail` are called.
  var detailNames: FigureOptions {
    var names = names
    names.sampleNames = picked?.map(self.names.sampleName)
    return names
  }

  /// How the samples of `detail` are counted in the whole.
  func sampleName(_ index: Int) -> String { names.sampleName(picked?[index] ?? index) }

  /// Whether each prediction is a sample by itself: then what the engine calls classes are samples.
  var isRow: Bool { input.yPred.shape.rank == 1 }

  /// The fraction of the number that each sample accounts for.
  var sampleShares: [Double]? {
    isRow ? output.shares.perSample ?? output.shares.perClass : output.shares.perSample
  }

  /// The mean loss of each sample.
  var sampleLosses: [Double]? {
    guard isRow, let classes = output.views.perClass, classes.count > 1 else {
      return output.views.perSample
    }
    return classes
  }

  /// The mean loss of each class, where there are classes.
  var classLosses: [Double]? { isRow ? nil : output.views.perClass }

  /// What the class scores, where labels are classes.
  var metrics: Metrics? { hasClasses && !isRow ? output.metrics : nil }

  /// The number if a class were perfect, and if it were missed, where labels are classes.
  var visibility: [Visibility]? { hasClasses && !isRow ? output.visibility : nil }

  /// Whether `labels` say which class is there.
  static func hasClasses(_ input: FoldInput) -> Bool {
    guard input.ownLoss == nil, let labels = input.yTrue as? Tensor else { return false }
    return labels.shape != input.yPred.shape || labels.elements.allSatisfy { $0 >= 0 && $0 <= 1 }
  }

  /// Whether what is folded are losses that were computed elsewhere.
  var isOwnLoss: Bool { output.loss == "losses" && input.ownLoss != nil }

  /// The tensor of losses that tells most: of elements, or else of positions.
  var losses: (tensor: Tensor, hasClasses: Bool)? {
    if let tensor = detail.step(.elementwise)?.tensor {
      return (tensor, !isRow && tensor.shape.rank > 1)
    }
    return (detail.step(.perPosition)?.tensor).map { ($0, false) }
  }

  /// What one position is called: pixels of images, else positions; samples where there is no more.
  var unit: (one: String, many: String) {
    switch isOwnLoss ? input.yPred.shape.rank : input.yPred.shape.rank - 1 {
    case ...1: ("sample", "samples")
    case 3: ("pixel", "pixels")
    default: ("position", "positions")
    }
  }

  func className(_ index: Int) -> String { names.className(index) }

  /// `speck`, or `class 5`.
  static func number(_ value: Double?) -> String {
    value.map { NumberFormat.significant($0) } ?? "–"
  }

  static func percent(_ fraction: Double?) -> String {
    fraction.map { $0.isFinite ? NumberFormat.percent($0) : "–" } ?? "–"
  }

  static func count(_ value: Double) -> String {
    Int(exactly: value).map { NumberFormat.count($0) } ?? NumberFormat.significant(value)
  }

  /// `1 sample`, `4 samples`.
  static func count(_ value: Int, _ one: String, _ many: String) -> String {
    "\(NumberFormat.count(value)) \(value == 1 ? one : many)"
  }
}
