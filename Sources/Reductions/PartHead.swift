import Tensors

/// What one output of a part is folded from: all but the elements.
struct PartHead: Equatable, Sendable {
  /// A shape whose first axis is as long as there are samples, or one that all samples share.
  struct Form: Equatable, Sendable {
    var hasSamples: Bool
    /// Without the first axis where that is of samples.
    var extents: [Int]

    init(hasSamples: Bool, extents: [Int]) {
      self.hasSamples = hasSamples
      self.extents = extents
    }

    init(_ shape: Shape, sampleCount: Int) {
      hasSamples = shape.rank > 0 && shape[0] == sampleCount
      extents = hasSamples ? Array(shape.extents.dropFirst()) : shape.extents
    }

    /// The shape for so many samples.
    func shape(_ sampleCount: Int) -> Shape { Shape((hasSamples ? [sampleCount] : []) + extents) }
  }

  var name: String
  var loss: String
  var lossWeight: Double
  var fromLogits: Bool
  var options: [String: String]
  var classWeight: [Int: Float]?
  var classAxis: Int?
  /// Whether the losses came from elsewhere.
  var isReturned: Bool
  var yTrue: Form, yPred: Form
  var sampleWeight: Form?, mask: Form?, posWeight: Form?
  /// What was done to labels before they were folded.
  var change: Reconciliation.Change?
  /// The shape that it gave them.
  var labels: Form?
}

extension PartHead {
  init(_ input: FoldInput, _ found: Reconciliation?) {
    let count = input.yPred.shape.sampleCount
    func form(_ source: any SampleSource) -> Form { Form(source.shape, sampleCount: count) }
    self.init(
      name: input.name, loss: input.loss, lossWeight: input.lossWeight,
      fromLogits: input.fromLogits, options: input.options, classWeight: input.classWeight,
      classAxis: input.classAxis, isReturned: input.ownLoss != nil, yTrue: form(input.yTrue),
      yPred: form(input.yPred), sampleWeight: input.sampleWeight.map(form),
      mask: input.mask.map(form), posWeight: input.posWeight.map(form), change: found?.change,
      labels: found.map { form($0.labels) })
  }

  /// An input of `count` samples that are not here, and what was done to its labels.
  func input(_ count: Int) -> (input: FoldInput, note: String?) {
    func source(_ form: Form) -> AbsentSource { AbsentSource(shape: form.shape(count)) }
    var input =
      isReturned
      ? FoldInput(name: name, losses: source(yPred))
      : FoldInput(name: name, yTrue: source(yTrue), yPred: source(yPred), loss: loss)
    input.lossWeight = lossWeight
    input.fromLogits = fromLogits
    input.options = options
    input.sampleWeight = sampleWeight.map(source)
    input.mask = mask.map(source)
    input.posWeight = posWeight.map(source)
    input.classWeight = classWeight
    input.classAxis = classAxis
    guard let change, let labels else { return (input, nil) }
    let was = input.yTrue.shape
    input.yTrue = source(labels)
    let note = Reconciliation(
      labels: input.yTrue, change: change, from: was, classCount: input.yPred.shape[classAxis ?? -1]
    ).note
    return (input, note)
  }
}
