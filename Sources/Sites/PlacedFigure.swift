internal import CairoRendering
internal import Drawings

/// One file of a figure: which drawing it has, and what becomes of that.
struct FigureFile: Hashable, Sendable {
  /// What a file is for.
  enum Use: Hashable, Sendable {
    /// The page shows it.
    case shown
    /// A reader may take it along.
    case download
    /// A gallery shows its upper part, small.
    case thumbnail
  }

  var variant: FigureVariant
  var format: Format
  var use: Use

  /// What a page shows.
  static let shown = FigureVariant.all.map {
    FigureFile(variant: $0, format: .svg, use: .shown)
  }
  /// What there is beside that for readers who want the figure itself.
  static let downloads = [Format.png, .pdf].map {
    FigureFile(variant: FigureVariant(theme: .print, width: .page), format: $0, use: .download)
  }
  /// What a gallery shows.
  static let thumbnails = [FigureVariant.Theme.light, .dark].map {
    FigureFile(variant: FigureVariant(theme: $0, width: .column), format: .png, use: .thumbnail)
  }

  /// `light.svg`, `print.pdf`, `small.dark.png`: how the file's name ends.
  var ending: String {
    switch use {
    case .shown: "\(variant.suffix).\(format.rawValue)"
    case .download: "\(variant.theme.rawValue).\(format.rawValue)"
    case .thumbnail: "small.\(variant.theme.rawValue).\(format.rawValue)"
    }
  }

  /// What there is of `drawing` in the file: of a thumbnail's no more than four by three.
  func part(of drawing: Drawing) -> Drawing {
    guard use == .thumbnail else { return drawing }
    var drawing = drawing
    drawing.size.height = min(drawing.size.height, drawing.size.width * 0.75)
    return drawing
  }

  var options: RenderingOptions {
    switch use {
    case .shown: RenderingOptions()
    case .download: RenderingOptions(dotsPerInch: 144, isReduced: true)
    case .thumbnail: RenderingOptions(dotsPerInch: 120, isReduced: true)
    }
  }
}

/// What a page has to know of a drawing without holding it.
struct DrawingFacts: Equatable, Sendable {
  var size: Size
  var caption: String
  var description: String
}

extension DrawingFacts {
  init(_ figure: DrawnFigure) {
    self.init(
      size: figure.drawing.size, caption: figure.caption,
      description: figure.drawing.description)
  }
}

/// A figure with its drawings and its place in the site.
struct PlacedFigure: Sendable {
  var block: FigureBlock
  /// An anchor of its page.
  var id: String
  /// What the names of its files begin with; those of an earlier figure where it looks the same.
  var stem: String
  /// Of the drawings that the page shows.
  var drawings: [FigureVariant: DrawingFacts]
  /// What a reader may look into, where the block asks for it.
  var probe: Probe?

  func path(_ variant: FigureVariant) -> String {
    path(FigureFile(variant: variant, format: .svg, use: .shown))
  }

  func path(_ file: FigureFile) -> String { "figures/\(stem).\(file.ending)" }
}
