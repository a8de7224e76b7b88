import Drawings
import Figures
import Reductions
import Tensors
import Testing

@Suite("A figure's words")
struct WordsTests {
  let names = ["ground", "disc", "box", "band", "speck"]

  @Test("name the finding with the trace's own numbers")
  func titles() throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    let output = trace.outputs[0]
    let value = NumberFormat.significant(try #require(output.value))
    let options = FigureOptions(classNames: names)
    #expect(
      try Cases.drawing(Ladder.self, of: trace, options).title == "320 losses fold to \(value)")
    let perClass = try #require(output.views.perClass)
    let worst = try #require(perClass.indices.max { perClass[$0] < perClass[$1] })
    #expect(
      try Cases.drawing(ClassHeatmaps.self, of: trace, options).title
        == "\(names[worst]) has the highest mean loss, "
        + "\(NumberFormat.significant(perClass[worst])); the mean of all classes is \(value)")
    let perSample = try #require(output.views.perSample)
    let lossy = try #require(perSample.indices.max { perSample[$0] < perSample[$1] })
    let title = try Cases.drawing(BatchMean.self, of: trace, options).title
    #expect(
      title.hasPrefix("Sample \(lossy) loses \(NumberFormat.significant(perSample[lossy]))"))
    #expect(title.hasSuffix("the mean of 4 samples is \(value)"))
  }

  @Test("describe every class and sample for those who don't see them")
  func descriptions() throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    let options = FigureOptions(classNames: names)
    let heatmaps = try Cases.drawing(ClassHeatmaps.self, of: trace, options).description
    for (name, mean) in zip(names, try #require(trace.outputs[0].views.perClass)) {
      #expect(heatmaps.contains("\(name) \(NumberFormat.significant(mean))"))
    }
    let bars = try Cases.drawing(BatchMean.self, of: trace, options).description
    for (index, mean) in try #require(trace.outputs[0].views.perSample).enumerated() {
      #expect(bars.contains("sample \(index) \(NumberFormat.significant(mean))"))
    }
    let ladder = try Cases.drawing(Ladder.self, of: trace, options).description
    for step in trace.outputs[0].steps { #expect(ladder.contains(step.id.rawValue)) }
  }

  @Test("write every shape, count and operation on the ladder", arguments: [170.1, 252.3, 518.7])
  func ladder(width: Double) throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    let drawing = try Cases.drawing(Ladder.self, of: trace, FigureOptions(width: width))
    let words = drawing.texts.map(\.string).joined(separator: " ")
      .replacing("\u{A0}", with: " ")
    for expected in ["4 × 4 × 4 × 5", "320 losses", "4 × 4 × 4", "64 losses"] {
      #expect(words.contains(expected))
    }
    for step in trace.outputs[0].steps.dropFirst() {
      for word in step.operation.split(separator: " ") { #expect(words.contains(word)) }
    }
    let largest = try #require(drawing.texts.max { $0.font.size < $1.font.size })
    #expect(largest.string == NumberFormat.significant(try #require(trace.outputs[0].value)))
    #expect(drawing.texts.count { $0.font.size == largest.font.size } == 1)
  }

  @Test("say what had no room, and how much of the loss is shown")
  func leftOut() throws {
    let trace = try Cases.trace([40, 2, 2, 64])
    let drawing = try Cases.drawing(
      ClassHeatmaps.self, of: trace, FigureOptions(width: FigureOptions.column))
    let words = drawing.texts.map(\.string).joined(separator: " ")
    #expect(words.contains("of 64 classes, those with the highest mean loss."))
    #expect(words.contains("of the loss."))
  }

  @Test("count what is not a number, and mark it")
  func nan() throws {
    let trace = try Cases.trace([2, 4, 4, 3], nanAt: [0, 50])
    let drawing = try Cases.drawing(ClassHeatmaps.self, of: trace, FigureOptions())
    #expect(drawing.title == "2 of 96 losses are not numbers")
    #expect(drawing.texts.contains { $0.string == "NaN: 2" })
    let marked = drawing.marks.flatMap(\.images).flatMap(\.indices).count { $0 == 128 }
    #expect(marked == 2)
  }

  @Test("say in a caption how the number was computed")
  func caption() throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    let output = trace.outputs[0]
    let caption = Ladder.caption(of: FoldSubject(trace))
    #expect(
      caption.hasPrefix("Binary cross-entropy in nats, computed as Keras 2.2.4 does: mean over 5"))
    #expect(caption.hasSuffix("is \(NumberFormat.significant(try #require(output.value)))."))
  }

  @Test("are yours where you give some")
  func ownTitle() throws {
    let trace = try Cases.trace([2, 4, 4, 3])
    for kind in FigureKinds.all {
      let drawing = try Cases.drawing(kind, of: trace, FigureOptions(title: "Mine"))
      #expect(drawing.title == "Mine")
      #expect(drawing.texts.contains { $0.string == "Mine" }, "\(kind.name)")
    }
  }

  @Test("in the order of the data, whatever is shown of it")
  func order() throws {
    let trace = try Cases.trace([3, 4, 4, 5])
    let drawing = try Cases.drawing(
      ClassHeatmaps.self, of: trace, FigureOptions(classNames: names))
    #expect(drawing.texts.map(\.string).filter { names.contains($0) } == names)
  }

  @Test("come with the numbers as CSV")
  func csv() throws {
    let trace = try Cases.trace([2, 2, 2, 3])
    let table = try BatchMean.table(
      of: FoldSubject(trace), options: FigureOptions(sampleNames: ["a, \"b\"", "c"]))
    let means = try #require(trace.outputs[0].views.perSample)
    #expect(table.csv == "sample,mean_loss_nats\n\"a, \"\"b\"\"\",\(means[0])\nc,\(means[1])\n")
    let odd = DataTable(
      ["x"], rows: [[.number(.nan)], [.single(-.infinity)], [.count(3)], [.none]])
    #expect(odd.csv == "x\nNaN\n-Infinity\n3\n\n")
  }

  @Test("tell of parts that they add up, or there is no figure")
  func parts() throws {
    var trace = try Cases.trace([2, 2, 2, 3])
    let value = try #require(trace.outputs[0].value)
    trace.outputs[0].shares.perClass?[0] += 0.01
    trace.outputs[0].shares.perClassPositives = nil
    let error = #expect(throws: FigureError.self) {
      try Cases.drawing(SharesFigure.self, of: trace, FigureOptions())
    }
    guard case .partsDoNotAddUp(_, let number, figure: "shares") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(number == value)
  }

  @Test("name each kind once and in one line")
  func kinds() {
    #expect(
      FigureKinds.all.map { $0.name } == [
        "ladder", "class-heatmaps", "position-map", "batch-mean", "visibility",
        "loss-versus-metric", "shares", "share-map", "weight-map", "gradient-map",
        "masking", "histogram", "concentration", "epoch", "outputs", "tensor", "history", "network",
        "loss-curve", "formula",
        "overlay", "conventions", "worksheet",
      ])
    #expect(FigureKinds.all.allSatisfy { !$0.needs.isEmpty && !$0.needs.contains("\n") })
    #expect(FigureKinds.named("pie") == nil)
  }
}
