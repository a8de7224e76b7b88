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
    var random = SplitMix(seed: seed)
    let labels = Tensor(shape: shape) { _ in random.unit() < 0.2 ? 1 : 0 }
    let predictions = Tensor(shape: shape) { index in
      if nanAt.contains(index) { return .nan }
      let error = Float(random.unit())
      return labels.elements[index] == 1 ? 1 - error * error : error * error / 2
    }
    return try Trace(
      of: FoldInput(yTrue: labels, yPred: predictions),
      FoldSettings(
        convention: .keras2, keeping: keeping ?? [.elementwise, .perPosition], threads: 1))
  }

  static func drawing(
    _ kind: any FigureKind.Type, of trace: Trace, _ options: FigureOptions,
    measuredBy measurer: some TextMeasuring = FixedTextMeasurer()
  ) throws -> Drawing {
    try kind.drawing(
      of: trace.outputs[0], in: trace, options: options, measuredBy: measurer)
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
