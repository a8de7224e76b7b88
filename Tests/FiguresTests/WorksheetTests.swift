import CairoRendering
import Drawings
@testable import Figures
import Reductions
import Tensors
import TestSupport
import Testing

@Suite("Worksheets")
struct WorksheetTests {
  @Test(
    "have answers that the engine gives too, each a whole number of hundredths", arguments: 0..<40)
  func answers(seed: Int) throws {
    let numbers = WorksheetNumbers(seed: seed)
    let all = numbers.elements.joined().joined()
    let shape: Shape = [2, 4, 3]
    let labels = Tensor(shape: shape, generating: { index in Float(Array(all)[index].label) })
    let predictions = Tensor(shape: shape) { Float(Array(all)[$0].tenths) / 10 }
    let trace = try Trace(
      of: FoldInput(yTrue: labels, yPred: predictions, loss: "mean_squared_error"),
      FoldSettings(keeping: [.perPosition], threads: 1))
    let output = trace.outputs[0]
    #expect(abs((try #require(output.value)) - Double(numbers.number) / 100) < 1e-6)
    let positions = try #require(output.step(.perPosition)?.tensor).elements
    for index in 0..<8 {
      let mean = numbers.mean(sample: index / 4, position: index % 4)
      #expect(abs(positions[index] - Float(mean) / 100) < 1e-6)
    }
    let samples = try #require(output.views.perSample)
    for index in 0..<2 {
      #expect(abs(samples[index] - Double(numbers.mean(sample: index)) / 100) < 1e-6)
    }
    let classes = try #require(output.views.perClass)
    #expect(classes.indices.max { classes[$0] < classes[$1] } == numbers.costliest)
    #expect(numbers.mean(sample: numbers.better) < numbers.mean(sample: 1 - numbers.better))
    #expect(labels.elements.reduce(0, +) == 8)
  }

  private func words(_ subject: WorksheetSubject, _ width: Double) throws -> [String] {
    try WorksheetFigure.drawing(
      of: subject, options: FigureOptions(width: width), measuredBy: FixedTextMeasurer()
    ).texts.map(\.string)
  }

  @Test("give nothing away without --answers, and the key gives all", arguments: [60.0, 89, 210])
  func key(millimetres: Double) throws {
    let numbers = WorksheetNumbers(seed: 7)
    let width = millimetres / 25.4 * 72
    let sheet = try words(WorksheetSubject(seed: 7), width)
    let key = try words(WorksheetSubject(seed: 7, hasAnswers: true), width)
    func count(_ words: [String]) -> Int { words.count { $0.wholeMatch(of: /\d\.\d\d/) != nil } }
    #expect(count(sheet) == 0)
    // 24 elements, 8 positions, 2 sums and 4 means of samples, the number, 3 classes.
    #expect(count(key) == 42)
    #expect(key.contains(WorksheetNumbers.written(hundredths: numbers.number)))
    #expect(sheet.contains { $0.hasSuffix("sheet 7") } && key.contains("Key to sheet 7"))
    #expect(sheet.contains("Name") && !key.contains("Name"))
  }

  @Test("are A4, each with a seed and a page of its own")
  func copies() throws {
    let subject = WorksheetSubject(seed: 10, copies: 3)
    #expect(subject.sheets.map(\.seed) == [10, 11, 12])
    let renderer = try Renderer()
    let options = FigureOptions(width: WorksheetFigure.defaultWidth)
    let pages = try subject.sheets.map {
      try WorksheetFigure.drawing(of: $0, options: options, measuredBy: renderer.typesetter)
    }
    #expect(Set(pages).count == 3)
    for page in pages {
      #expect(abs(page.size.height - 297 / 25.4 * 72) < 0.01)
      #expect(DesignRules().violations(in: page, measuredBy: renderer.typesetter).isEmpty)
    }
    let rendering = try renderer.render(pages: pages)
    #expect(try renderer.render(pages: pages) == rendering)
    #expect(String(decoding: rendering.bytes, as: UTF8.self).contains("/Count 3"))
    let table = try WorksheetFigure.table(of: subject, options: options)
    #expect(table.rows.count == 3 * 38)
  }
}
