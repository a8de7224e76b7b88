public import Reductions
public import Tensors

/// Why a figure cannot be drawn from a trace.
public enum FigureError: Error, Equatable, Sendable {
  /// The framework or the loss has no such step.
  case missingStep(Step.ID, figure: String)
  /// The step is there, but its tensor was not kept.
  case tensorNotKept(Step.ID, figure: String)
  /// The tensor's axes don't suit the figure; the text says which would.
  case unsuitableShape(Shape, figure: String, expected: String)
  /// The trace has no means of each sample.
  case noSampleMeans(figure: String)
  /// The subject has not what the kind shows.
  case lacking(String, figure: String)
  /// What is drawn as parts does not add up to the number drawn beside them.
  case partsDoNotAddUp(Double, number: Double, figure: String)
  /// The drawing breaks a rule of design; the sentence names the marks.
  case badDesign(String, figure: String)
  /// A position that the losses don't have; the shape is that of the positions.
  case noSuchPosition([Int], Shape, figure: String)
  /// A width that leaves no room, in points.
  case tooNarrow(Double, least: Double)
  /// A width that no page has, in points.
  case tooWide(Double, most: Double)
  /// The lower limit isn't below the upper one, or not above 0 on a logarithmic scale.
  case badLimits(Double, Double)
}

extension FigureError: UserFacingError, CustomStringConvertible {
  /// The sentence, with its place before it.
  public var description: String { place.isEmpty ? sentence : "\(place): \(sentence)" }

  /// An unsuitable tensor is bad data; the rest is wrong usage.
  public var kind: MishapKind {
    switch self {
    case .unsuitableShape, .partsDoNotAddUp, .badDesign: .badData
    case .missingStep, .tensorNotKept, .noSampleMeans, .lacking, .noSuchPosition, .tooNarrow,
      .tooWide, .badLimits:
      .usage
    }
  }

  /// The figure or the option.
  public var place: String {
    switch self {
    case .missingStep(_, let figure), .tensorNotKept(_, let figure),
      .unsuitableShape(_, let figure, _), .noSampleMeans(let figure),
      .lacking(_, let figure), .partsDoNotAddUp(_, _, let figure),
      .badDesign(_, let figure):
      "figure \(figure)"
    case .noSuchPosition: "--at"
    case .tooNarrow, .tooWide: "--width"
    case .badLimits: "--limits"
    }
  }

  /// What was expected and what was found.
  public var sentence: String {
    switch self {
    case .missingStep(let id, _):
      "It shows the step \(id.rawValue), which this trace does not have."
    case .tensorNotKept(let id, _):
      "It shows every loss of the step \(id.rawValue), but the trace kept only its summary."
    case .unsuitableShape(let shape, _, let expected):
      "It expects \(expected), but the shape is \(shape)."
    case .noSampleMeans: "It shows the mean of each sample, but this loss has none."
    case .lacking(let what, _): "It shows \(what), but there are none."
    case .partsDoNotAddUp(let sum, let number, _):
      "What it draws as parts adds up to \(NumberFormat.significant(sum, digits: 8)), but the number "
        + "is \(NumberFormat.significant(number, digits: 8))."
    case .badDesign(let sentence, _): sentence
    case .noSuchPosition(let place, let shape, _):
      "Positions are \(shape), an index from 0 on for each axis, but "
        + "\(place.map { String($0) }.joined(separator: ",")) was asked for."
    case .tooWide(let width, let most):
      "A figure is at most \(NumberFormat.significant(most / 72 * 25.4)) mm wide, "
        + "but \(NumberFormat.significant(width / 72 * 25.4)) mm were asked for."
    case .tooNarrow(let width, let least):
      "A figure is at least \(NumberFormat.significant(least / 72 * 25.4)) mm wide, "
        + "but \(NumberFormat.significant(width / 72 * 25.4)) mm were asked for."
    case .badLimits(let low, let high):
      "The lower limit is below the upper one (and above 0 on a log scale), "
        + "but they are \(NumberFormat.significant(low)) and \(NumberFormat.significant(high))."
    }
  }

  /// What to do, a sentence each.
  public var help: [String] {
    switch self {
    case .missingStep:
      [
        "Losses that pool have none of elements, and those of --losses are of positions: draw "
          + "batch-mean, or of positions position-map, histogram or concentration."
      ]
    case .tensorNotKept(let id, _): ["Trace again, keeping the step \(id.rawValue)."]
    case .unsuitableShape, .noSampleMeans, .lacking:
      ["What each kind is drawn of: lossfold figure --list"]
    case .partsDoNotAddUp: ["Please report this as a bug."]
    case .badDesign: ["Ask for another --width; and please report this as a bug."]
    case .noSuchPosition(_, let shape, _):
      [
        "The last one is --at \(shape.extents.map { String(max(0, $0 - 1)) }.joined(separator: ","))."
      ]
    case .tooNarrow, .tooWide: ["Ask for --width column (89 mm) or --width page (183 mm)."]
    case .badLimits: ["Give them as --limits 0.001..16, or use --limits shared."]
    }
  }
}
