import Drawings
import Figures
import Reductions
import Tensors
import TestSupport
import Testing

@Suite("What each kind says")
struct KindWordsTests {
  let names = ["ground", "disc", "box", "band", "speck"]

  private func words(_ kind: any FigureKind.Type, _ trace: Trace) throws -> (Drawing, [String]) {
    let drawing = try Cases.drawing(kind, of: trace, FigureOptions(classNames: names))
    return (drawing, drawing.texts.map(\.string))
  }

  @Test("visibility: both ends of every range, and the number once more")
  func visibility() throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    let (drawing, words) = try words(VisibilityRanges.self, trace)
    for (index, range) in try #require(trace.outputs[0].visibility).enumerated() {
      #expect(words.contains(NumberFormat.significant(range.perfect)))
      #expect(words.contains(NumberFormat.significant(range.missed)))
      #expect(drawing.description.contains("\(names[index]): "))
    }
    #expect(words.contains(NumberFormat.significant(try #require(trace.outputs[0].value))))
  }

  @Test("loss-versus-metric: loss, share and IoU of each class")
  func scores() throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    let output = trace.outputs[0]
    let (drawing, words) = try words(LossVersusMetric.self, trace)
    let iou = try #require(output.metrics).iou
    let shares = try #require(output.shares.perClass)
    for index in names.indices {
      #expect(words.contains(NumberFormat.significant(iou[index])))
      #expect(words.contains(NumberFormat.percent(shares[index])))
    }
    let worst = try #require(iou.indices.min { iou[$0] < iou[$1] })
    #expect(drawing.title.hasPrefix("\(names[worst]) has the lowest IoU"))
  }

  @Test("shares: parts that add up to the number")
  func shares() throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    let value = try #require(trace.outputs[0].value)
    let table = try SharesFigure.table(of: FoldSubject(trace), options: FigureOptions())
    var sum = 0.0
    for row in table.rows {
      guard case .number(let amount) = row[1] else { continue }
      sum += amount
    }
    #expect(abs(sum - value) <= 1e-6 * value)
    #expect(table.rows.count == 10)
  }

  @Test("shares, histogram and concentration: why there is nothing, and the number")
  func nothing() throws {
    var trace = try Cases.trace([2, 2, 2, 3])
    trace.outputs[0].shares.perClass = nil
    trace.outputs[0].shares.why = "this loss is not a sum of elements"
    let (drawing, _) = try words(SharesFigure.self, trace)
    #expect(
      drawing.description.hasSuffix("There are no parts: this loss is not a sum of elements."))
    let zero = Tensor(repeating: 0, shape: [1, 2, 2, 2])
    let nothing = try Trace(
      of: FoldInput(yTrue: zero, yPred: zero, loss: "mean_squared_error"),
      FoldSettings(convention: .keras2, keeping: [.elementwise], threads: 1))
    #expect(try words(LossHistogram.self, nothing).0.title == "None of 8 losses is above 0")
    #expect(try words(Concentration.self, nothing).0.title == "The loss has no shares")
  }

  @Test("histogram: where most losses are 0, how many")
  func mostlyZero() throws {
    let shape: Shape = [1, 10, 10, 1]
    let trace = try Trace(
      of: FoldInput(
        yTrue: Tensor(repeating: 0, shape: shape),
        yPred: Tensor(shape: shape) { $0 % 4 == 0 ? 1 : 0 }, loss: "mean_squared_error"),
      FoldSettings(convention: .keras2, keeping: [.elementwise], threads: 1))
    #expect(
      try words(LossHistogram.self, trace).0.title
        == "75.0\u{A0}% of 100 losses are 0; their mean is 0.250")
  }

  @Test("share-map: no words about edges where samples have one position each")
  func noEdges() throws {
    func texts(_ shape: Shape) throws -> [String] {
      let labels = Tensor(shape: shape) { $0 % 3 == 0 ? 1 : 0 }
      let input = FoldInput(
        yTrue: labels, yPred: Tensor(shape: shape) { Float($0 % 7 + 1) / 9 },
        loss: "binary_crossentropy")
      let trace = try Trace(of: input, ShareMap.settings(following: .keras3))
      let subject = FoldSubject(trace, labels: labels, predictions: input.yPred as? Tensor)
      let drawing = try ShareMap.drawing(
        of: subject, options: FigureOptions(), measuredBy: FixedTextMeasurer())
      return drawing.texts.map(\.string)
    }
    #expect(try texts([3, 4, 4, 3]).contains { $0.hasSuffix("lines: edges of the target") })
    #expect(try !texts([3, 3]).contains { $0.contains("edges") })
  }

  @Test("concentration: the Gini coefficient of alike elements is 0, of one among many near 1")
  func gini() throws {
    func title(_ prediction: (Int) -> Float) throws -> String {
      let shape: Shape = [1, 10, 10, 1]
      let trace = try Trace(
        of: FoldInput(
          yTrue: Tensor(repeating: 0, shape: shape),
          yPred: Tensor(shape: shape, generating: prediction), loss: "mean_squared_error"),
        FoldSettings(convention: .keras2, keeping: [.elementwise], threads: 1))
      return try words(Concentration.self, trace).0.title
    }
    #expect(
      try title { _ in 0.5 } == "Half of the loss lies on 50.0\u{A0}% of 100 elements; Gini 0")
    #expect(
      try title { $0 == 7 ? 0.5 : 0 }
        == "Half of the loss lies on 1.00\u{A0}% of 100 elements; Gini 0.990")
  }

  @Test("share-map: percentages of positions that add up to 100")
  func shareMap() throws {
    let trace = try Cases.trace([2, 4, 4, 3])
    let table = try ShareMap.table(of: FoldSubject(trace), options: FigureOptions())
    var sum = 0.0
    for row in table.rows {
      guard case .single(let percent) = row[3] else { continue }
      sum += Double(percent)
    }
    #expect(abs(sum - 100) < 1e-4)
  }

  @Test("epoch: the number printed and the plain mean of the steps")
  func epoch() throws {
    var trace = try Cases.trace([2, 2, 2, 3])
    trace.batches = [Batch(size: 3, loss: 0.5), Batch(size: 1, loss: 0.1)]
    trace.epoch = 0.4
    trace.shown = 0.4
    trace.printed = "0.4000"
    let (drawing, words) = try words(EpochFigure.self, trace)
    #expect(drawing.title == "2 batches give 0.4000; the plain mean of their losses is 0.300")
    #expect(words.contains("printed 0.4000") && words.contains("plain mean of steps 0.300"))
    #expect(!words.contains { $0.hasPrefix("stored") })
  }

  @Test("epoch: what fit_generator prints stands where it is, beside what is stored")
  func generator() throws {
    let (labels, predictions) = Cases.tensors([5, 2, 2, 3], seed: 2)
    var settings = FoldSettings(convention: .keras2, batchSize: 3, threads: 1)
    settings.epoch = .generator
    let trace = try Trace(of: FoldInput(yTrue: labels, yPred: predictions), settings)
    let (shown, stored) = (try #require(trace.shown), try #require(trace.epoch))
    let plain = (trace.batches[0].loss + trace.batches[1].loss) / 2
    #expect(abs(shown - (2 * plain + stored) / 3) < 1e-12)
    #expect(shown != stored)
    let (drawing, words) = try words(EpochFigure.self, trace)
    #expect(words.contains("printed \(try #require(trace.printed))"))
    #expect(words.contains("stored \(NumberFormat.significant(stored))"))
    // The lines keep the order of their numbers: the greater stands higher.
    let levels = drawing.marks.compactMap { mark -> Double? in
      guard case .path(let path, nil, let stroke?) = mark, path.segments.count == 2,
        stroke.color == Theme.light.alarm || stroke.dashes == [1, 1.5]
      else { return nil }
      return path.points[0].y
    }
    #expect(levels.count >= 2 && (levels[0] < levels[1]) == (shown > stored))
  }

  @Test("tensor: numbers in cells where they fit, whole values as categories, what is odd counted")
  func tensor() throws {
    func drawing(_ tensor: Tensor) throws -> Drawing {
      try TensorFigure.drawing(
        of: ArraySubject(name: "a.npy", tensor: tensor), options: FigureOptions(),
        measuredBy: FixedTextMeasurer())
    }
    let small = try drawing(Tensor(shape: [2, 3]) { Float($0) + 0.5 })
    #expect(small.title == "a.npy: 2 × 3, 0.5 to 5.5, mean 3.00")
    for value in ["0.5", "5.5"] { #expect(small.texts.contains { $0.string == value }) }
    for width in [FigureOptions.column, FigureOptions.page] {
      let tenths = try TensorFigure.drawing(
        of: ArraySubject(name: "a.npy", tensor: Tensor(shape: [3, 3]) { Float($0 + 1) / 10 }),
        options: FigureOptions(width: width), measuredBy: FixedTextMeasurer())
      #expect(tenths.texts.contains { $0.string == "0.9" })
      #expect(!tenths.texts.contains { $0.string == "0.900" })
    }
    let odd = try drawing(
      Tensor(shape: [4]) { [.nan, .infinity, -1.5, 2][$0] })
    #expect(odd.title == "a.npy: 4, −1.5 to 2, mean 0.250, 1 NaN, 1 infinite")
    let whole = try drawing(Tensor(shape: [64, 64]) { Float($0 % 3) })
    #expect(whole.texts.map(\.string).filter { ["0", "1", "2"].contains($0) } == ["0", "1", "2"])
    #expect(try drawing(Tensor(shape: [0, 3]) { _ in 0 }).title.hasPrefix("a.npy: 0 × 3"))
    #expect(try drawing(Tensor(7)).title == "a.npy: scalar, 7 to 7, mean 7.00")
  }

  @Test("network: skips as arcs from block to block")
  func network() throws {
    let drawing = try NetworkFigure.drawing(
      of: Cases.network(depth: 3), options: FigureOptions(), measuredBy: FixedTextMeasurer())
    #expect(
      drawing.description.hasSuffix("2 skips: from block 1 to block 3, from block 0 to block 4."))
  }

  @Test("conventions: every number, who refuses, and the step where each parts")
  func conventions() throws {
    let (labels, predictions) = Cases.tensors([2, 3, 4], seed: 3)
    let comparison = Comparison(
      of: FoldInput(yTrue: labels, yPred: predictions), FoldSettings(convention: .keras2))
    let drawing = try ConventionsFigure.drawing(
      of: ComparisonSubject(comparison), options: FigureOptions(),
      measuredBy: FixedTextMeasurer())
    let words = drawing.texts.map(\.string)
    for row in comparison.rows {
      #expect(words.contains(row.convention.rawValue))
      #expect(words.contains(row.value.map { NumberFormat.significant($0) } ?? "refuses"))
      if let step = row.partsAt { #expect(words.contains("parts at \(step.rawValue)")) }
    }
    #expect(drawing.description.contains("optax refuses: "))
    let table = try ConventionsFigure.table(
      of: ComparisonSubject(comparison), options: FigureOptions())
    #expect(table.csv.split(separator: "\n").count == 6)
  }
}
