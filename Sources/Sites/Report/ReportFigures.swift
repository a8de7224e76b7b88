internal import CairoRendering
internal import Drawings
internal import Figures
internal import Reductions
internal import Requests
private import Tensors

/// What a report draws: a kind of figure of a subject.
struct ReportFigure: Sendable {
  var request: FigureRequest
  var subject: FigureSubject
  /// Instead of what the kind says of itself.
  var caption: String?

  var kind: String { request.kind }
}

/// A figure drawn for both themes, wide and narrow.
struct ReportDrawing: Sendable {
  /// A drawing as Cairo wrote it; without stand-ins where the themes differ in more than colours.
  fileprivate struct Variant: Sendable {
    var svg: [UInt8]
    var twofold: TwofoldDrawing?
    var name: String
  }

  let title: String
  let caption: String
  fileprivate let variants: [Variant]

  /// Draws `figure`, its text set by `typesetter`.
  ///
  /// - Throws: ``Finding`` where the figure cannot be drawn of this.
  init(_ figure: ReportFigure, _ typesetter: Typesetter) throws(Finding) {
    var request = figure.request
    var variants: [Variant] = []
    var title = ""
    var caption = ""
    do {
      let renderer = Renderer(typesetter: typesetter)
      var options = RenderingOptions()
      options.isForBrowser = true
      func drawing(_ theme: Theme, _ width: FigureVariant.Width) throws(RequestError) -> Drawing {
        request.options.theme = theme
        request.options.width =
          width == .column ? FigureVariant.columnWidth : FigureOptions.page
        return try request.drawing(of: figure.subject, measuredBy: renderer.typesetter)
      }
      for width in [FigureVariant.Width.page, .column] {
        let light = try drawing(.light, width)
        if title.isEmpty { title = light.title }
        let dark = try drawing(.dark, width)
        if let twofold = TwofoldDrawing(light: light, dark: dark) {
          variants.append(
            Variant(
              svg: try renderer.render(twofold.drawing, as: .svg, options: options).bytes,
              twofold: twofold,
              name: width.rawValue))
        } else {
          for (drawing, theme) in [(light, "light"), (dark, "dark")] {
            variants.append(
              Variant(
                svg: try renderer.render(drawing, as: .svg, options: options).bytes, twofold: nil,
                name: "\(width.rawValue) \(theme)"))
          }
        }
      }
      caption = try figure.caption ?? Self.caption(request, figure.subject)
    } catch let error as RequestError {
      throw Finding(error)
    } catch let error as RenderingError {
      throw Finding(error)
    } catch { preconditionFailure("\(error)") }
    self.title = title
    self.caption = caption
    self.variants = variants
  }

  /// What the kind says of itself; how the number came about stands once, on the page.
  private static func caption(
    _ request: FigureRequest, _ subject: FigureSubject
  ) throws(RequestError) -> String {
    let own = try request.figureKind().caption(of: subject)
    // What each convention says stands in the table above.
    if case .comparison = subject { return "" }
    guard case .fold(let fold) = subject else { return own }
    return own.replacing(fold.caption, with: "").replacing("  ", with: " ")
      .split(separator: " ").joined(separator: " ")
  }

  /// The figure as an element of the page.
  func html(_ name: String, _ drawings: inout PageDrawings) -> String {
    let parts = variants.map { drawings.element($0.svg, $0.twofold, name: $0.name) }.joined()
    return "<figure id=\"figure-\(name)\" data-name=\"\(name)\">\n\(parts)"
      + "<figcaption>\(HTML.escaped(caption))</figcaption>\n</figure>\n"
  }
}

/// The figures of one output, and why others are missing.
struct ReportFigures {
  /// The kinds that a report tries of each output, in the order in which they take long to draw.
  static let kinds: [any FigureKind.Type] = [
    ClassHeatmaps.self, ShareMap.self, Concentration.self, LossHistogram.self, WeightMap.self,
    PositionMap.self, SharesFigure.self, VisibilityRanges.self, LossVersusMetric.self,
    Ladder.self, MaskingFigure.self, BatchMean.self, EpochFigure.self, OutputsFigure.self,
  ]

  private var drawn: [String: ReportDrawing] = [:]
  private(set) var reasons: [String] = []
  private let suffix: String

  init(_ results: [(ReportFigure, Result<ReportDrawing, Finding>)], suffix: String) {
    self.suffix = suffix
    for (figure, result) in results {
      switch result {
      case .success(let result): drawn[figure.kind] = result
      case .failure(let finding): reasons.append("`\(figure.kind)`: \(finding.sentence)")
      }
    }
  }

  /// The finding that is the title of a figure; nil where it could not be drawn.
  func title(_ kind: String) -> String? { drawn[kind]?.title }

  /// The figures of these kinds that could be drawn, one below the other.
  func html(_ kinds: [String], _ drawings: inout PageDrawings) -> String {
    kinds.compactMap { kind in drawn[kind]?.html(kind + suffix, &drawings) }.joined()
  }

  /// Whether a kind that needs each element's loss has what was counted of all of them.
  static func isOfAll(_ kind: String, _ report: ReportOutput) -> Bool {
    report.output.ledger != nil && [LossHistogram.name, Concentration.name].contains(kind)
  }

  /// What would show nothing is no figure that is missing.
  static func isOfInterest(
    _ kind: String, _ report: ReportOutput
  ) -> Bool {
    let (trace, output, input) = (report.trace, report.output, report.input)
    let hasParts = output.value.map { $0.isFinite && $0 != 0 } ?? false
    let isWeighted =
      input.mask != nil || input.sampleWeight != nil || input.classWeight != nil
    let samples = output.views.perSample?.count ?? 0
    return switch kind {
    case OutputsFigure.name:
      output == trace.outputs[0] && (trace.outputs.count > 1 || !trace.penalties.isEmpty)
    case EpochFigure.name: output == trace.outputs[0] && trace.batches.count > 1
    case MaskingFigure.name: input.mask != nil
    case WeightMap.name: isWeighted
    // The table of few says as much.
    case BatchMean.name: (5...40).contains(samples)
    // Without masks and weights, shares are the same picture.
    case PositionMap.name: isWeighted || !hasParts
    case ShareMap.name: hasParts
    case SharesFigure.name: hasParts && output.shares.perClass != nil && !report.isRow
    case LossVersusMetric.name: report.metrics != nil
    case VisibilityRanges.name: hasParts && report.visibility != nil
    case ClassHeatmaps.name: !report.isOwnLoss
    default: true
    }
  }
}
