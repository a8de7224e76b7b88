import CairoRendering
import Drawings
import Figures
import Reductions
import Tensors
import TestSupport
import Testing

@Suite("Figures of hard cases")
struct HardCasesTests {
  enum Hard: String, CaseIterable, Sendable {
    case oneClass, fortyClasses, sixtyFourClasses, onePixel, oneLine, allZeros, allNaN, wideRange,
      masked, outputs, real

    var shape: Shape {
      switch self {
      case .oneClass: [2, 6, 6, 1]
      case .fortyClasses: [3, 3, 3, 40]
      case .sixtyFourClasses: [2, 2, 2, 64]
      // In a debug build every eighth row and column of it.
      case .real: [4, 256 / RealCase.step, 256 / RealCase.step, 5]
      case .onePixel: [1, 1, 1, 3]
      case .oneLine: [1, 1, 4096, 2]
      default: [3, 4, 4, 3]
      }
    }

    var classNames: [String]? {
      if self == .real { return ["ground", "disc", "box", "band", "speck"] }
      guard self == .fortyClasses || self == .sixtyFourClasses else { return nil }
      let names = [
        "background and all else that is", "קרקע", "قاع البحر", "धरती और पानी", "земля", "地面",
      ]
      return (0..<64).map { names[$0 % names.count] + " \($0)" }
    }
  }

  private func subject(_ hard: Hard, _ kind: any FigureKind.Type) throws -> FigureSubject {
    var random = SplitMix(seed: 3)
    let shape = hard.shape
    if hard == .real { return try Self.real(kind) }
    let labels = Tensor(shape: shape) { $0 % shape[-1] == ($0 / shape[-1]) % shape[-1] ? 1 : 0 }
    let predictions = Tensor(shape: shape) { index in
      switch hard {
      case .allZeros: labels.elements[index]
      case .allNaN: .nan
      default: Float(random.unit())
      }
    }
    // Squares reach from 1e-30 to 1e30; cross-entropies can't.
    let wide = Tensor(shape: shape) { $0 % 2 == 0 ? 1e15 : 1e-15 }
    let mask = Tensor(shape: [3, 4, 4]) { $0 % 3 == 0 ? 0 : 1 }
    var input = FoldInput(
      yTrue: hard == .wideRange ? Tensor(repeating: 0, shape: shape) : labels,
      yPred: hard == .wideRange ? wide : predictions,
      loss: hard == .wideRange || hard == .allZeros ? "mean_squared_error" : "binary_crossentropy")
    if hard == .masked { input.mask = mask }
    var other = input
    other.name = "depth"
    other.lossWeight = 0.3
    var settings = FoldSettings(
      convention: .keras2, batchSize: 2, penalties: hard == .outputs ? [0.05, 0.1] : [],
      keeping: kind.keeps.union([.elementwise]), threads: 1)
    settings.explaining = kind.explains
    let trace = try Trace(of: hard == .outputs ? [input, other] : [input], settings)
    if kind.takes == .fold {
      return .fold(
        FoldSubject(
          trace, labels: labels, predictions: input.yPred as? Tensor, mask: input.mask as? Tensor))
    }
    return Cases.subject(of: kind, trace)
  }

  private static func real(_ kind: any FigureKind.Type) throws -> FigureSubject {
    let (labels, predictions) = try RealCase.tensors()
    var settings = kind.settings(following: .keras2)
    settings.keeping.insert(.elementwise)
    let input = FoldInput(yTrue: labels, yPred: predictions)
    let trace = try Trace(of: input, settings)
    guard kind.takes == .fold else { return Cases.subject(of: kind, trace) }
    return .fold(FoldSubject(trace, labels: labels, predictions: predictions))
  }

  @Test("keep every rule of design, at every width and in every theme", arguments: Hard.allCases)
  func design(hard: Hard) throws {
    let measurer = try Typesetter()
    for kind in FigureKinds.all {
      let subject = try subject(hard, kind)
      for width in [60.0, 89, 183, 400] {
        for theme in Theme.all {
          let options = FigureOptions(
            width: width / 25.4 * 72, theme: theme, classNames: hard.classNames)
          let drawing = try kind.drawing(of: subject, options: options, measuredBy: measurer)
          for violation in DesignRules().violations(in: drawing, measuredBy: measurer) {
            Issue.record(
              "\(violation.sentence) \(kind.name), \(hard), \(width) mm, \(theme.name)")
          }
          let most = (kind.takes == .worksheet ? 297.0 : 170) * max(1, options.width / 519)
          #expect(
            drawing.size.height <= most / 25.4 * 72 + 0.01, "\(kind.name), \(hard), \(width) mm")
        }
      }
      #expect(!kind.caption(of: subject).isEmpty)
    }
  }

  @Test("have the same geometry in every theme", arguments: [Hard.fortyClasses, .masked])
  func themes(hard: Hard) throws {
    for kind in FigureKinds.all {
      let subject = try subject(hard, kind)
      let boxes = try Theme.all.map { theme in
        try kind.drawing(
          of: subject, options: FigureOptions(theme: theme, classNames: hard.classNames),
          measuredBy: FixedTextMeasurer()
        ).texts.map { $0.bounds(measuredBy: FixedTextMeasurer()) }
      }
      #expect(boxes[0] == boxes[1] && boxes[1] == boxes[2], "\(kind.name)")
    }
  }

  @Test("write what they show as a table", arguments: Hard.allCases)
  func tables(hard: Hard) throws {
    for kind in FigureKinds.all {
      let table = try kind.table(of: subject(hard, kind), options: FigureOptions())
      #expect(table.rows.allSatisfy { $0.count == table.columns.count }, "\(kind.name)")
    }
  }
}
