private import CairoRendering
internal import Drawings
internal import Figures
internal import Reductions
internal import Requests
private import Tensors

/// The figures of a report, each drawn for light and dark, wide and narrow, and set into the page.
struct ReportFigures {
  /// The kinds that a report tries.
  static let kinds: [any FigureKind.Type] = [
    Ladder.self, OutputsFigure.self, EpochFigure.self, MaskingFigure.self, WeightMap.self,
    LossVersusMetric.self, VisibilityRanges.self, SharesFigure.self, PositionMap.self,
    ShareMap.self, LossHistogram.self, Concentration.self, ConventionsFigure.self,
    ClassHeatmaps.self,
  ]

  private var figures: [String: String] = [:]
  private var reasons: [String] = []

  /// Draws what can be drawn of the fold; what can't is left out, with its reason.
  ///
  /// - Throws: ``RequestError`` where a font is missing.
  init(
    _ request: FoldRequest, _ trace: Trace, _ inputs: [FoldInput], jobs: Int
  ) throws(RequestError) {
    let wanted = Self.kinds.filter { Self.isOfInterest($0.name, trace, inputs) }
    let drawn = concurrentMap(wanted.count, threads: jobs) { index in
      Self.figure(wanted[index], request, trace, inputs)
    }
    for (kind, result) in zip(wanted, drawn) {
      switch result {
      case .success(let html): figures[kind.name] = html
      case .failure(let finding): reasons.append("`\(kind.name)`: \(finding.sentence)")
      }
    }
  }

  /// The figures of these kinds that could be drawn, one below the other.
  func html(_ kinds: [String]) -> String { kinds.compactMap { figures[$0] }.joined() }

  /// Which figures are missing, and why.
  var leftOut: String {
    guard !reasons.isEmpty else { return "" }
    return ReportMarkup.heading("Left out", id: "left-out")
      + ReportMarkup.paragraph("Figures that this fold does not have:")
      + ReportMarkup.list(reasons)
  }

  /// What would show nothing is no figure that is missing.
  private static func isOfInterest(_ kind: String, _ trace: Trace, _ inputs: [FoldInput]) -> Bool {
    let isWeighted = inputs.contains {
      $0.mask != nil || $0.sampleWeight != nil || $0.classWeight != nil
    }
    return switch kind {
    case OutputsFigure.name: trace.outputs.count > 1 || !trace.penalties.isEmpty
    case EpochFigure.name: trace.batches.count > 1
    case MaskingFigure.name: inputs.contains { $0.mask != nil }
    case WeightMap.name: isWeighted
    default: true
    }
  }

  private static func figure(
    _ kind: any FigureKind.Type, _ request: FoldRequest, _ trace: Trace, _ inputs: [FoldInput]
  ) -> Result<String, Finding> {
    do throws(RequestError) {
      var figure = FigureRequest(kind: kind.name)
      figure.fold = request
      let subject =
        kind.takes == .comparison
        ? try figure.comparison(of: inputs) : try figure.subject(trace, inputs)
      let renderer: Renderer
      do throws(RenderingError) { renderer = try Renderer() } catch {
        return .failure(Finding(error))
      }
      var parts = ""
      var words = FigureWords(caption: "", alt: "")
      for width in [FigureVariant.Width.page, .column] {
        var drawn: [String] = []
        for theme in [Theme.light, .dark] {
          figure.options.theme = theme
          figure.options.width =
            width == .column ? FigureVariant.columnWidth : FigureOptions.page
          let drawing = try figure.drawing(of: subject, measuredBy: renderer.typesetter)
          if drawn.isEmpty, width == .page {
            words = try figure.words(of: subject, drawnAs: drawing)
          }
          do throws(RenderingError) {
            drawn.append(ReportMarkup.inlined(try renderer.render(drawing, as: .svg).bytes))
          } catch { return .failure(Finding(error)) }
        }
        guard let merged = ReportMarkup.merged(light: drawn[0], dark: drawn[1]) else {
          // A picture: one for every width and theme is enough to carry.
          parts = "<div class=\"drawing only\">\(drawn[0])</div>\n"
          break
        }
        parts += "<div class=\"drawing \(width.rawValue)\">\(merged)</div>\n"
      }
      return .success(
        "<figure id=\"figure-\(kind.name)\" data-name=\"\(kind.name)\">\n\(parts)"
          + "<figcaption>\(HTML.escaped(words.caption))</figcaption>\n</figure>\n")
    } catch { return .failure(Finding(error)) }
  }
}
