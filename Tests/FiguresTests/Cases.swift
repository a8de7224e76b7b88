import Drawings
import Figures
import Reductions
import Tensors
import TestSupport

/// Traces of small synthetic tensors, folded by the engine itself.
enum Cases {
  static func trace(
    _ shape: Shape, seed: UInt64 = 1, nanAt: [Int] = [], keeping: Set<Step.ID>? = nil
  ) throws -> Trace {
    let (labels, predictions) = tensors(shape, seed: seed, nanAt: nanAt)
    var settings = FoldSettings(
      convention: .keras2, keeping: keeping ?? [.elementwise, .perPosition], threads: 1)
    settings.explaining = [.weights, .gradient]
    return try Trace(of: FoldInput(yTrue: labels, yPred: predictions), settings)
  }

  static func tensors(
    _ shape: Shape, seed: UInt64, nanAt: [Int] = []
  ) -> (labels: Tensor, predictions: Tensor) {
    var random = SplitMix(seed: seed)
    let labels = Tensor(shape: shape) { _ in random.unit() < 0.2 ? 1 : 0 }
    let predictions = Tensor(shape: shape) { index in
      if nanAt.contains(index) { return .nan }
      let error = Float(random.unit())
      return labels.elements[index] == 1 ? 1 - error * error : error * error / 2
    }
    return (labels, predictions)
  }

  static func drawing(
    _ kind: any FigureKind.Type, of trace: Trace, _ options: FigureOptions,
    measuredBy measurer: some TextMeasuring = FixedTextMeasurer()
  ) throws -> Drawing {
    try kind.drawing(
      of: subject(of: kind, trace), options: options, measuredBy: measurer)
  }

  /// What `kind` is drawn of, as large as the tensors behind `trace`.
  static func subject(
    of kind: any FigureKind.Type, _ trace: Trace, labels: Tensor? = nil
  ) -> FigureSubject {
    let first = trace.outputs[0].steps.first { $0.tensor != nil }
    let shape = first?.shape ?? [2, 2]
    switch kind.takes {
    case .fold:
      let tensors = tensors(shape, seed: 1)
      return .fold(
        FoldSubject(
          trace, labels: labels ?? tensors.labels, predictions: tensors.predictions))
    case .comparison:
      let (labels, predictions) = tensors(shape, seed: 1)
      return .comparison(
        ComparisonSubject(
          Comparison(
            of: FoldInput(yTrue: labels, yPred: predictions), FoldSettings(convention: .keras2))))
    case .array:
      return .array(
        ArraySubject(
          name: "losses.npz:elements", tensor: first?.tensor ?? Tensor(repeating: 0, shape: shape)))
    case .history: return .history(history(epochs: shape[0], classes: shape[-1]))
    case .network: return .network(network(depth: min(8, shape[-1])))
    case .formula: return .formula(formula())
    case .worksheet: return .worksheet(WorksheetSubject(seed: 3, hasAnswers: shape[0] > 2))
    }
  }

  static func history(epochs: Int, classes: Int) -> HistorySubject {
    var random = SplitMix(seed: 7)
    func falling(_ start: Double) -> [Double] {
      (0..<epochs).map { start / Double($0 + 1) * (1 + random.unit()) }
    }
    return HistorySubject(
      name: "history.json", epochs: (0..<epochs).map { Double($0 + 1) },
      series: [
        .init(name: "loss", values: falling(0.7)), .init(name: "val_loss", values: falling(0.9)),
      ]
        + (0..<classes).map { .init(name: "val_iou", values: falling(0.4), classIndex: $0) })
  }

  static func formula(members: Int = 4) -> FormulaSubject {
    let predictions = (0...32).map { Double($0) / 32 }
    return FormulaSubject(
      loss: "a_family_of_losses", convention: "keras-2", predictions: predictions,
      curves: [Float(0), 1].flatMap { label in
        (0..<members).map { member in
          .init(
            name: "γ = \(member)", label: label,
            losses: predictions.map { abs(Double(label) - $0) * Double(member + 1) })
        }
      })
  }

  /// A U of `depth` levels, its skips across.
  static func network(depth: Int) -> NetworkSubject {
    var layers: [NetworkSubject.Layer] = []
    for level in (0..<depth) + (0..<max(0, depth - 1)).reversed() {
      let extent = 1 << (depth - level)
      let skip = layers.last { $0.shape[0] == extent }?.name
      layers.append(
        .init(
          name: "layer_\(layers.count)", type: skip == nil ? "Conv2D" : "Concatenate",
          shape: [extent, extent, 8 << level], parameters: 1000 << level,
          inputs: [layers.last?.name, skip].compactMap { $0 }))
    }
    return NetworkSubject(name: "layers.json", layers: layers)
  }
}

extension Drawing {
  /// Every text, groups opened.
  var texts: [Text] { marks.flatMap(\.texts) }
  /// The bounds of everything drawn, with its words for a message.
  func boxes(measuredBy measurer: some TextMeasuring) -> [(String, Rect)] {
    marks.flatMap { $0.boxes(measuredBy: measurer) }
  }
}

extension Mark {
  var texts: [Text] {
    switch self {
    case .text(let text): [text]
    case .group(let group): group.marks.flatMap(\.texts)
    case .path, .image: []
    }
  }

  var images: [Raster] {
    switch self {
    case .image(let raster, _): [raster]
    case .group(let group): group.marks.flatMap(\.images)
    case .path, .text: []
    }
  }

  /// The strokes of this mark.
  var strokes: [Stroke] {
    switch self {
    case .path(_, _, let stroke): stroke.map { [$0] } ?? []
    case .group(let group): group.marks.flatMap(\.strokes)
    case .text, .image: []
    }
  }

  func boxes(measuredBy measurer: some TextMeasuring) -> [(String, Rect)] {
    switch self {
    case .text(let text): [("“\(text.string)”", text.bounds(measuredBy: measurer))]
    case .image(_, let rect): [("an image", rect)]
    case .group(let group): group.marks.flatMap { $0.boxes(measuredBy: measurer) }
    case .path(let path, _, _):
      path.points.map { ("a path", Rect($0.x, $0.y, 0, 0)) }
    }
  }
}
