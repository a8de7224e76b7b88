import Drawings
@testable import Figures
import Tensors
import TestSupport
import Testing

@Suite("What is too long, too wide or too steep")
struct LongWordsTests {
  /// Counts the letters that it is asked to measure.
  private final class Counter: TextMeasuring {
    private let base = FixedTextMeasurer()
    private(set) var letters = 0

    func extent(of text: String, in font: Font) -> TextExtent {
      letters += text.count
      return base.extent(of: text, in: font)
    }
  }

  @Test("is shortened before it is measured")
  func long() {
    let counter = Counter()
    let sketch = Sketch(width: 500, theme: .light, measurer: counter)
    let title = String(repeating: "x", count: 30_000)
    let lines = sketch.wrapped(title, .label, to: 490)
    #expect(lines.count == 1 && lines[0].hasSuffix("…"))
    #expect(sketch.textWidth(lines[0], .label) <= 490)
    let longer = String(lines[0].dropLast()) + "x…"
    #expect(sketch.textWidth(longer, .label) > 490, "as much as fits")
    #expect(counter.letters < 10_000)
    #expect(sketch.elided("short", .label, to: 490) == "short")
    #expect(sketch.elided("short", .label, to: 1) == "…")
  }

  @Test("is refused past 3.5 m, with a sentence of its own")
  func wide() throws {
    let error = #expect(throws: FigureError.self) {
      try Cases.drawing(
        Ladder.self, of: Cases.trace([2, 2]), FigureOptions(width: 4000 / 25.4 * 72))
    }
    #expect(
      error?.description
        == "--width: A figure is at most 3\u{2009}500 mm wide, but 4\u{2009}000 mm were asked for.")
  }

  @Test("leaves the panel at its top, and the words say how far it goes")
  func steep() throws {
    let predictions = (0...64).map { Double($0) / 64 }
    func subject(_ loss: (Double) -> Double) -> FormulaSubject {
      FormulaSubject(
        loss: "binary_crossentropy", convention: "keras-3", predictions: predictions,
        curves: [
          .init(name: "", label: 0, losses: predictions.map { loss(1 - $0) }),
          .init(name: "", label: 1, losses: predictions.map(loss)),
        ])
    }
    func words(_ subject: FormulaSubject) throws -> [String] {
      try LossCurve.drawing(
        of: subject, options: FigureOptions(), measuredBy: FixedTextMeasurer()
      ).texts.map(\.string)
    }
    let steep = try words(subject { $0 < 0.001 ? 16.1 : -Logarithm.natural($0) })
    #expect(steep.count { $0 == "greatest: 16.1, off the top" } == 2)
    #expect(!steep.contains("10"))
    let even = try words(subject { 1 - $0 })
    #expect(even.count { $0 == "greatest: 1.00" } == 2)
  }
}
