import Drawings
import Figures
import Reductions
import TestSupport
import Tensors
import Testing

/// The example in each kind's documentation, line by line, drawn and held against its golden.
struct Examples {
  let labels: Tensor
  let predictions: Tensor
  let image: Tensor
  let mask: Tensor
  let input: FoldInput
  let masked: FoldInput
  let depth: FoldInput
  let options = FigureOptions()
  let measurer = FixedTextMeasurer()
  let wide = NetworkSubject.Layer(
    name: "wide", type: "Conv2D", shape: [8, 8, 4], parameters: 112, inputs: [])
  let narrow = NetworkSubject.Layer(
    name: "narrow", type: "MaxPooling2D", shape: [4, 4, 4], parameters: 0, inputs: ["wide"])
  let joined = NetworkSubject.Layer(
    name: "joined", type: "Concatenate", shape: [8, 8, 8], parameters: 0,
    inputs: ["narrow", "wide"])

  init() {
    (labels, predictions) = Cases.tensors([4, 6, 6, 3], seed: 1)
    image = Tensor(shape: [4, 6, 6]) { Float($0 % 37) }
    mask = Tensor(shape: [4, 6, 6]) { $0 % 5 == 0 ? 0 : 1 }
    input = FoldInput(yTrue: labels, yPred: predictions)
    masked = FoldInput(yTrue: labels, yPred: predictions, mask: mask)
    depth = FoldInput(
      name: "depth", yTrue: labels, yPred: predictions, loss: "mean_squared_error", lossWeight: 0.3)
  }

  /// The drawing of the example of each kind.
  func drawing(_ name: String) throws -> Drawing? {
    switch name {
    case BatchMean.name: try batchMean()
    case ClassHeatmaps.name: try classHeatmaps()
    case Concentration.name: try concentration()
    case ConventionsFigure.name: try conventionsFigure()
    case EpochFigure.name: try epochFigure()
    case FormulaFigure.name: try formulaFigure()
    case GradientMap.name: try gradientMap()
    case HistoryFigure.name: try historyFigure()
    case Ladder.name: try ladder()
    case LossCurve.name: try lossCurve()
    case LossHistogram.name: try lossHistogram()
    case LossVersusMetric.name: try lossVersusMetric()
    case MaskingFigure.name: try maskingFigure()
    case NetworkFigure.name: try networkFigure()
    case OutputsFigure.name: try outputsFigure()
    case OverlayFigure.name: try overlayFigure()
    case PositionMap.name: try positionMap()
    case ShareMap.name: try shareMap()
    case SharesFigure.name: try sharesFigure()
    case TensorFigure.name: try tensorFigure()
    case VisibilityRanges.name: try visibilityRanges()
    case WeightMap.name: try weightMap()
    case WorksheetFigure.name: try worksheetFigure()
    default: nil
    }
  }
}

extension Examples {
  private func batchMean() throws -> Drawing {
    let trace = try Trace(of: input, BatchMean.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try BatchMean.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func classHeatmaps() throws -> Drawing {
    let trace = try Trace(of: input, ClassHeatmaps.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try ClassHeatmaps.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func concentration() throws -> Drawing {
    let trace = try Trace(of: input, Concentration.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try Concentration.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func conventionsFigure() throws -> Drawing {
    let comparison = Comparison(of: input, FoldSettings(convention: .keras2))
    let subject = ComparisonSubject(comparison)
    let drawing = try ConventionsFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func epochFigure() throws -> Drawing {
    let trace = try Trace(of: input, FoldSettings(convention: .keras2, batchSize: 2))
    let subject = FoldSubject(trace)
    let drawing = try EpochFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func formulaFigure() throws -> Drawing {
    let trace = try Trace(of: input, FormulaFigure.settings(following: .keras2))
    let subject = FoldSubject(trace, labels: labels, predictions: predictions, position: [0, 1, 2])
    let drawing = try FormulaFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func gradientMap() throws -> Drawing {
    let trace = try Trace(of: input, GradientMap.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try GradientMap.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func historyFigure() throws -> Drawing {
    let loss = HistorySubject.Series(name: "loss", values: [0.69, 0.2, 0.07, 0.04])
    let subject = HistorySubject(name: "history.json", epochs: [1, 2, 3, 4], series: [loss])
    let drawing = try HistoryFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func ladder() throws -> Drawing {
    let trace = try Trace(of: input, Ladder.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try Ladder.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func lossCurve() throws -> Drawing {
    let curve = FormulaSubject.Curve(name: "", label: 1, losses: [1, 0.25, 0])
    let subject = FormulaSubject(
      loss: "mean_squared_error", convention: "keras-3", predictions: [0, 0.5, 1], curves: [curve])
    let drawing = try LossCurve.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func lossHistogram() throws -> Drawing {
    let trace = try Trace(of: input, LossHistogram.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try LossHistogram.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func lossVersusMetric() throws -> Drawing {
    let trace = try Trace(of: input, LossVersusMetric.settings(following: .keras2))
    let subject = FoldSubject(trace, labels: labels)
    let drawing = try LossVersusMetric.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func maskingFigure() throws -> Drawing {
    let trace = try Trace(of: masked, MaskingFigure.settings(following: .keras2))
    let subject = FoldSubject(trace, mask: mask)
    let drawing = try MaskingFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func networkFigure() throws -> Drawing {
    let layers = [wide, narrow, joined]
    let subject = NetworkSubject(name: "layers.json", layers: layers)
    let drawing = try NetworkFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func outputsFigure() throws -> Drawing {
    let trace = try Trace(of: [input, depth], FoldSettings(convention: .keras2, penalties: [0.05]))
    let subject = FoldSubject(trace)
    let drawing = try OutputsFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func overlayFigure() throws -> Drawing {
    let trace = try Trace(of: input, OverlayFigure.settings(following: .keras2))
    let subject = FoldSubject(trace, labels: labels, predictions: predictions, image: image)
    let drawing = try OverlayFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func positionMap() throws -> Drawing {
    let trace = try Trace(of: input, PositionMap.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try PositionMap.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func shareMap() throws -> Drawing {
    let trace = try Trace(of: input, ShareMap.settings(following: .keras2))
    let subject = FoldSubject(trace, labels: labels)
    let drawing = try ShareMap.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func sharesFigure() throws -> Drawing {
    let trace = try Trace(of: input, SharesFigure.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try SharesFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func tensorFigure() throws -> Drawing {
    let names = ["sample", "row", "column", "class"]
    let subject = ArraySubject(name: "predictions", tensor: predictions, axisNames: names)
    let drawing = try TensorFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func visibilityRanges() throws -> Drawing {
    let trace = try Trace(of: input, VisibilityRanges.settings(following: .keras2))
    let subject = FoldSubject(trace)
    let drawing = try VisibilityRanges.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func weightMap() throws -> Drawing {
    let trace = try Trace(of: masked, WeightMap.settings(following: .keras2))
    let subject = FoldSubject(trace, mask: mask)
    let drawing = try WeightMap.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }

  private func worksheetFigure() throws -> Drawing {
    let options = FigureOptions(width: WorksheetFigure.defaultWidth)
    let subject = WorksheetSubject(seed: 3, hasAnswers: true)
    let drawing = try WorksheetFigure.drawing(of: subject, options: options, measuredBy: measurer)
    return drawing
  }
}
