import CairoRendering
import Drawings
import Reductions
import Tensors

@testable import Sites

/// Folds one small tensor whatever a block says, and draws a blank.
struct FakeResolver: BlockResolver {
  /// 2 × 2 × 2 × 2: the labels and what was predicted for them.
  static let labels = Tensor(shape: [2, 2, 2, 2]) { $0 % 3 == 0 ? 1 : 0 }
  static let predictions = Tensor(shape: [2, 2, 2, 2]) { Float($0 + 1) / 20 }

  static func fold(keeping kept: Set<Step.ID> = []) throws -> NamedFold {
    let trace = try Trace(
      of: FoldInput(yTrue: labels, yPred: predictions),
      FoldSettings(convention: .keras2, keeping: kept, threads: 1))
    return NamedFold(
      trace: trace, classNames: ["sky", "sea"], labels: labels, predictions: predictions)
  }

  func fold(
    _ block: SourceBlock, keeping kept: Set<Step.ID>, explaining explained: Set<Explanation>
  ) throws(Finding) -> NamedFold {
    guard !block.text.contains("broken") else {
      throw Finding("It is broken.", file: block.file, line: block.line, rule: "fold/broken")
    }
    do { return try Self.fold(keeping: kept) } catch {
      throw Finding("\(error)", file: block.file, line: block.line, rule: "fold/broken")
    }
  }

  func figure(_ block: SourceBlock) throws(Finding) -> FigureBlock {
    let text = try KeyedText(block.text, file: block.file, firstLine: block.textLine)
    let kind = try text.text("kind") ?? ""
    guard kind == "ladder" else {
      throw Finding(
        "There is no figure “\(kind)”.", file: block.file, line: block.textLine,
        rule: "figure/unknown-kind")
    }
    return FigureBlock(
      kind: kind, id: try text.text("id"), caption: try text.text("caption"),
      alt: try text.text("alt")
    ) { (variant) throws(Finding) in
      DrawnFigure(
        Drawing(
          size: Size(variant.width == .page ? 300 : 150, 75), background: Color(0xFFFFFF),
          title: "A finding in \(variant.theme) of \(block.file)",
          description: "Four numbers & “their” mean."), caption: "Made of four.")
    }
  }

  func file(
    _ drawing: Drawing, as format: Format, _ options: RenderingOptions
  ) throws(Finding) -> [UInt8] {
    Array("<svg width=\"\(drawing.size.width)\"/>\(format)\(drawing.title)".utf8)
  }

  func card(_ words: SocialCard) throws(Finding) -> Drawing {
    Drawing(
      size: SocialCard.size, background: Color(0xFFFFFF), title: words.title,
      description: words.summary)
  }
}
