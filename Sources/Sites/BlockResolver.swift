package import CairoRendering
package import Drawings
package import Reductions

/// Turns the blocks of a page into folds and drawings; the one way from pages to the engine.
package protocol BlockResolver: Sendable {
  /// The fold that a block asks for; equal blocks are folded once.
  ///
  /// - Parameters:
  ///   - kept: The steps whose whole tensor the pages draw from.
  ///   - explained: What the pages tell of the number beside its steps.
  func fold(
    _ block: SourceBlock, keeping kept: Set<Step.ID>, explaining explained: Set<Explanation>
  ) throws(Finding) -> NamedFold

  /// The figure that a block asks for, not yet drawn.
  func figure(_ block: SourceBlock) throws(Finding) -> FigureBlock

  /// The files that a block reads; nil where that can't be told.
  func paths(of block: SourceBlock) -> [String]?

  /// What a block computes that is neither a fold nor a figure.
  func parts(of block: SourceBlock) throws(Finding) -> [ComputedPart]

  /// The file of a drawing.
  func file(
    _ drawing: Drawing, as format: Format, _ options: RenderingOptions
  ) throws(Finding) -> [UInt8]

  /// The picture that stands for a page where somebody sends its address, not yet a file.
  func card(_ words: SocialCard) throws(Finding) -> Drawing
}

extension BlockResolver {
  /// Nothing.
  package func parts(of block: SourceBlock) throws(Finding) -> [ComputedPart] { [] }

  /// Unknown.
  package func paths(of block: SourceBlock) -> [String]? { nil }
}

/// A figure that a page asks for.
package struct FigureBlock: Sendable {
  /// What the block says.
  package var id: String?, caption: String?, alt: String?
  /// Whether the page offers it as files to take along.
  package var hasDownloads = false
  /// The name of its kind.
  package var kind: String
  /// Draws it; many threads may ask at once.
  package var draw: @Sendable (FigureVariant) throws(Finding) -> DrawnFigure

  /// A figure of `kind`.
  package init(
    kind: String, id: String? = nil, caption: String? = nil, alt: String? = nil,
    draw: @escaping @Sendable (FigureVariant) throws(Finding) -> DrawnFigure
  ) {
    self.kind = kind
    self.id = id
    self.caption = caption
    self.alt = alt
    self.draw = draw
  }
}

/// A drawing, and how what it shows was computed.
package struct DrawnFigure: Sendable {
  package var drawing: Drawing
  /// For below the figure, where nobody wrote something else.
  package var caption: String

  /// A drawing with its caption.
  package init(_ drawing: Drawing, caption: String) {
    self.drawing = drawing
    self.caption = caption
  }
}

/// One of the drawings that a figure becomes.
package struct FigureVariant: Hashable, Sendable {
  /// For light paper, dark, or a printer.
  package enum Theme: String, Sendable { case light, dark, print }
  /// As wide as a page, or as one of its columns, for phones.
  package enum Width: String, CaseIterable, Sendable { case page, column }

  /// The colours.
  package var theme: Theme
  /// The room.
  package var width: Width

  /// How wide the narrow drawing is, in points: it is for phones, where its text is read at arm's
  /// length.
  static let columnWidth = 68 / 25.4 * 72

  /// Every drawing that a page shows.
  package static let all = Width.allCases.flatMap { width in
    [Theme.light, .dark].map { FigureVariant(theme: $0, width: width) }
  }

  /// `light`, `dark`, `column.light`, `column.dark`: as file names have it.
  var suffix: String { (width == .column ? "column." : "") + theme.rawValue }
}
