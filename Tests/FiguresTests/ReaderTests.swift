import Drawings
import Reductions
import Tensors
import TestSupport
import Testing

@testable import Figures

@Suite("What a reader would mind")
struct ReaderTests {
  private func trace(_ loss: String, _ shape: Shape, nanAt: [Int] = []) throws -> Trace {
    let (labels, predictions) = Cases.tensors(shape, seed: 1, nanAt: nanAt)
    var settings = FoldSettings(
      convention: .keras3, keeping: [.elementwise, .perPosition], threads: 1)
    settings.explaining = [.weights, .gradient]
    return try Trace(of: FoldInput(yTrue: labels, yPred: predictions, loss: loss), settings)
  }

  @Test("nats are those of logarithms of probabilities, and of nothing else")
  func units() throws {
    for (loss, isNats) in [
      ("binary_crossentropy", true), ("kl_divergence", true), ("mean_squared_error", false),
      ("hinge", false),
    ] {
      let trace = try trace(loss, [2, 4, 4, 3])
      for kind in FigureKinds.all where kind.takes == .fold {
        let drawing = try Cases.drawing(kind, of: trace, FigureOptions())
        let words = drawing.texts.map(\.string) + [drawing.description]
        #expect(isNats || !words.contains { $0.contains("nats") }, "\(kind.name) of \(loss)")
      }
      let table = try Ladder.table(of: FoldSubject(trace), options: FigureOptions())
      #expect(table.columns.contains("mean_nats") == isNats)
      #expect(FoldSubject(trace).caption.contains(" in nats") == isNats)
    }
  }

  @Test("one of many is not a number; two are not")
  func plurals() throws {
    let one = try Cases.trace([2, 4, 4, 3], nanAt: [5])
    #expect(
      try Cases.drawing(ClassHeatmaps.self, of: one, FigureOptions()).title
        == "1 of 96 losses is not a number")
    #expect(
      try Cases.drawing(BatchMean.self, of: one, FigureOptions()).title
        == "1 of 2 samples has no finite mean loss")
    #expect(
      try Cases.drawing(Ladder.self, of: one, FigureOptions()).title
        == "96 losses fold to NaN: 1 of them is not a number")
  }

  @Test("where nothing is a number there is no largest, no axis and no scale")
  func nothing() throws {
    let trace = try Cases.trace([2, 2, 2, 3], nanAt: Array(0..<24))
    let kinds: [any FigureKind.Type] = [
      Ladder.self, EpochFigure.self, ClassHeatmaps.self, Figures.PositionMap.self,
      LossHistogram.self,
    ]
    for kind in kinds {
      let words = try Cases.drawing(kind, of: trace, FigureOptions()).texts.map(\.string)
      #expect(!words.contains { $0.contains("∞") }, "\(kind.name)")
      #expect(!words.contains { ["0.5", "1", "0"].contains($0) }, "\(kind.name): \(words)")
      #expect(words.contains { $0.contains("NaN") }, "\(kind.name)")
    }
  }

  @Test("decimal points stand under one another")
  func points() throws {
    let sketch = Sketch(width: 400, theme: .light, measurer: FixedTextMeasurer())
    let numbers = ["1.47", "0.308", "0.0172", "12", "−3.5", "4.24 × 10⁻⁵", "NaN"]
    let column = NumberColumn(numbers, .label, in: sketch)
    func point(_ index: Int) -> Double {
      let whole = String(numbers[index].prefix { $0 != "." })
      let end = column.width - column.shift(index)
      return end - sketch.textWidth(numbers[index], .label) + sketch.textWidth(whole, .label)
    }
    for index in 1..<5 { #expect(abs(point(index) - point(0)) < 1e-9, "\(numbers[index])") }
    #expect(column.shift(5) == 0)
    for (index, number) in numbers.enumerated() {
      #expect(sketch.textWidth(number, .label) + column.shift(index) <= column.width + 1e-9)
    }
  }

  @Test("words keep off the lines of data", arguments: [170.1, 200, 252.3, 518.7, 1133.9])
  func linesOfData(width: Double) throws {
    let options = FigureOptions(width: width)
    let measurer = FixedTextMeasurer()
    var drawings: [Drawing] = []
    for shape in [[1, 1, 1, 3], [2, 2, 2, 3], [4, 8, 8, 5]] as [Shape] {
      drawings.append(try Cases.drawing(Concentration.self, of: try Cases.trace(shape), options))
    }
    let distances = FormulaSubject.distancesOfTails
    let predictions = (0...64).map { Double($0) / 64 }
    func loss(_ wrong: Double) -> Double {
      -Logarithm.natural(max(1e-7, wrong))
    }
    let subject = FormulaSubject(
      loss: "binary_crossentropy", convention: "keras-3", predictions: predictions,
      distances: distances,
      curves: [
        .init(
          name: "", label: 0, losses: predictions.map { loss(1 - $0) }, tail: distances.map(loss)),
        .init(name: "", label: 1, losses: predictions.map(loss), tail: distances.map(loss)),
      ])
    drawings.append(
      try LossCurve.drawing(of: .formula(subject), options: options, measuredBy: measurer))
    for drawing in drawings {
      let lines = drawing.marks.flatMap(\.dataLines)
      #expect(!lines.isEmpty)
      for text in drawing.texts {
        let extent = measurer.extent(of: text.string, in: text.font)
        let start =
          switch text.alignment {
          case .leading: text.position.x
          case .center: text.position.x - extent.width / 2
          case .trailing: text.position.x - extent.width
          }
        // Letters without what hangs below them, and a hair less than they are.
        let box = Rect(
          start + 0.5, text.position.y - extent.ascent * 0.7, extent.width - 1,
          extent.ascent * 0.7)
        let meets = lines.contains { a, b in
          (0...64).contains { step in
            let part = Double(step) / 64
            let (x, y) = (a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
            return x > box.minX && x < box.maxX && y > box.minY && y < box.maxY
          }
        }
        #expect(!meets, "“\(text.string)” meets a line at \(width) pt in “\(drawing.title)”")
      }
    }
  }

  @Test("an array is clipped only where a few values lie far out")
  func clipped() throws {
    let near = (0..<4096).map { Float($0 % 256) }
    let scale = try TensorScale(near, categories: nil, FigureOptions())
    #expect(scale.scale.low == 0 && scale.scale.high == 255)
    #expect(scale.clipped(near) == 0)
    let far = near + [1e6]
    #expect(try TensorScale(far, categories: nil, FigureOptions()).clipped(far) > 0)
    let asked = try TensorScale(near, categories: nil, FigureOptions(limits: .robust))
    #expect(asked.clipped(near) > 0)
  }

  @Test("percentiles are those of every channel, however many values there are")
  func channels() throws {
    // Three channels of 0, 100 and 200: every third value is of the same one.
    let values = (0..<786_432).map { (index: Int) -> Float in
      Float(index % 3 * 100 + index / 3 % 10)
    }
    let limits = ColorScale.robustLimits(values)
    let (low, high) = try #require(limits)
    #expect(low < 10 && high >= 200)
  }

  @Test("labels of a colour bar are evenly apart")
  func ticks() throws {
    let values = Tensor(shape: [4, 8]) { Float($0) / 31 * 0.8 + 0.1 }
    let subject = FigureSubject.array(ArraySubject(name: "x", tensor: values))
    for width in [170.1, 252.3, 518.7] {
      let drawing = try TensorFigure.drawing(
        of: subject, options: FigureOptions(width: width), measuredBy: FixedTextMeasurer())
      let words = drawing.texts.suffix(6).compactMap { Double($0.string) }
      let inner = words.filter { $0 > 0.1 && $0 < 0.9 }
      let steps = Set(zip(inner, inner.dropFirst()).map { (($1 - $0) * 100).rounded() })
      #expect(steps.count <= 1, "\(words)")
    }
  }

  @Test("a poster's panels fill it as a page's do")
  func poster() throws {
    let trace = try Cases.trace([4, 32, 32, 5])
    for kind in [ClassHeatmaps.self, Figures.PositionMap.self, GradientMap.self]
      as [any FigureKind.Type]
    {
      let drawing = try Cases.drawing(kind, of: trace, FigureOptions(width: 1133.9))
      let right = drawing.marks.flatMap(\.imagePlaces).map(\.maxX).max() ?? 0
      #expect(right > 0.8 * drawing.size.width, "\(kind.name): \(right)")
    }
  }

  @Test("what is the same everywhere is said once, not of the first class")
  func alike() throws {
    let labels = Tensor(shape: [2, 4, 4, 3]) { Float($0 % 2) }
    let predictions = Tensor(shape: [2, 4, 4, 3]) { $0 % 2 == 1 ? 0.9 : 0.1 }
    let trace = try Trace(
      of: FoldInput(yTrue: labels, yPred: predictions), FoldSettings(convention: .keras3))
    let subject = FigureSubject.fold(
      FoldSubject(trace, labels: labels, predictions: predictions))
    for (kind, title) in [
      (LossVersusMetric.self as any FigureKind.Type, "Every class has an IoU of 1.00"),
      (OverlayFigure.self, "Every class has a mean IoU over the images of 1.00"),
    ] {
      let drawing = try kind.drawing(
        of: subject, options: FigureOptions(), measuredBy: FixedTextMeasurer())
      #expect(drawing.title == title)
    }
  }
}

extension Mark {
  /// The stretches of lines that show data: thicker than an axis, thinner than a bar.
  fileprivate var dataLines: [(Point, Point)] {
    switch self {
    case .path(let path, nil, let stroke?) where stroke.width > 1 && stroke.width < 1.5:
      var lines: [(Point, Point)] = []
      var last: Point?
      for segment in path.segments {
        switch segment {
        case .move(let point): last = point
        case .line(let point):
          if let last { lines.append((last, point)) }
          last = point
        case .curve(_, _, let point): last = point
        case .close: break
        }
      }
      return lines
    case .group(let group): return group.marks.flatMap(\.dataLines)
    default: return []
    }
  }

  fileprivate var imagePlaces: [Rect] {
    switch self {
    case .image(_, let place): [place]
    case .group(let group): group.marks.flatMap(\.imagePlaces)
    case .path, .text: []
    }
  }
}
