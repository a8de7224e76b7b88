import Drawings
@testable import Figures
import Reductions
import Tensors
import TestSupport
import Testing

@Suite("One position’s formula")
struct FormulaFigureTests {
  private func subject(
    _ losses: String = "binary_crossentropy", convention: Convention = .keras3, at: [Int]? = nil,
    sampleWeight: Tensor? = nil
  ) throws -> FoldSubject {
    let (labels, predictions) = Cases.tensors([2, 3, 4, 2], seed: 4)
    var settings = FoldSettings(
      convention: convention, keeping: FormulaFigure.keeps, threads: 1)
    settings.explaining = FormulaFigure.explains
    let trace = try Trace(
      of: FoldInput(
        yTrue: labels, yPred: predictions, loss: losses, sampleWeight: sampleWeight), settings)
    return FoldSubject(trace, labels: labels, predictions: predictions, position: at)
  }

  private func folds(_ subject: FoldSubject) throws -> [String: Double] {
    let table = try FormulaFigure.table(of: subject, options: FigureOptions())
    var folds: [String: Double] = [:]
    for row in table.rows {
      if case .text(let step) = row[0], case .number(let value) = row[4] { folds[step] = value }
    }
    return folds
  }

  @Test(
    "has every position’s share, and all shares add up to one",
    arguments: [Convention.keras2, .tfKeras, .keras3, .pytorch])
  func shares(convention: Convention) throws {
    let weight = Tensor(shape: [2, 3, 4]) { Float($0 % 3 + 1) }
    var sum = 0.0
    for index in 0..<24 {
      let subject = try subject(
        convention: convention, at: [index / 12, index / 4 % 3, index % 4],
        sampleWeight: convention == .keras3 || convention == .tfKeras ? weight : nil)
      sum += try #require(try folds(subject)["share"])
    }
    #expect(abs(sum - 1) < 1e-6)
  }

  @Test("goes from elements over weight and denominator to the amount")
  func folds() throws {
    let weight = Tensor(shape: [2, 3, 4]) { Float($0 % 3 + 1) }
    let subject = try subject(at: [1, 2, 0], sampleWeight: weight)
    let folds = try folds(subject)
    #expect(folds["weight"] == 3 && folds["denominator"] == 24)
    let loss = try #require(folds["per-position"])
    let amount = try #require(folds["amount"])
    #expect(abs(amount - loss * 3 / 24) < 1e-12)
    let drawing = try FormulaFigure.drawing(
      of: subject, options: FigureOptions(), measuredBy: FixedTextMeasurer())
    let words = drawing.texts.map(\.string)
    #expect(words.contains { $0.hasPrefix("\(NumberFormat.significant(loss)) × 3.00 = ") })
    #expect(words.contains { $0.contains(" ÷ 24 = ") })
    #expect(words.contains { $0.hasPrefix("−ln") && $0.hasSuffix(" =") })
    #expect(drawing.title.hasPrefix("Sample 1 at row 2, column 0 loses "))
  }

  @Test("shows the position that loses most where none is named, and says where there is none such")
  func place() throws {
    let subject = try subject()
    let losses = try #require(subject.output.step(.perPosition)?.tensor).elements
    #expect(try folds(subject)["per-position"] == Double(losses.max() ?? 0))
    let error = #expect(throws: FigureError.self) {
      try folds(self.subject(at: [0, 3, 0]))
    }
    #expect(
      error?.description
        == "--at: Positions are 2 × 3 × 4, an index from 0 on for each axis, but 0,3,0 was asked for."
    )
    #expect(error?.help == ["The last one is --at 1,2,3."])
  }

  @Test(
    "writes what losses are made of",
    arguments: [
      ("mean_squared_error", 1.0, 0.25, 0.5625, "(0.25 − 1)²"),
      ("mean_absolute_error", 0, 0.25, 0.25, "|0.25 − 0|"),
      ("binary_crossentropy", 1, 0.5, 0.6931472, "−ln 0.5"),
      ("binary_crossentropy", 0, 0.999, 6.907755, "−ln(1 − 0.999)"),
      ("binary_crossentropy", 0.25, 0.5, 0.6931472, "−0.25 · ln 0.5 − 0.75 · ln(1 − 0.5)"),
      ("binary_crossentropy", 1, 0, 16.118095, "−ln 10⁻⁷, clipped"),
      ("binary_crossentropy", 1, 0, 100, "−ln 0, held at 100"),
      ("binary_crossentropy", 0, 2, 2.126928, "ln(1 + exp(2))"),
      ("categorical_crossentropy", 0, 0.5, 0, "−0 · ln 0.5"),
      ("binary_crossentropy", 1, 0.5, 3, nil), ("huber", 1, 0.5, 0.125, nil),
    ] as [(String, Double, Double, Double, String?)])
  func texts(loss: String, label: Double, prediction: Double, value: Double, text: String?) {
    #expect(
      SubstitutedFormula.of(loss, label: label, prediction: prediction, expected: value)?.text
        == text)
  }
}
