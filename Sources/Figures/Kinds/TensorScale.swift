import Drawings
import Tensors

/// How values of an array become colours.
struct TensorScale {
  let scale: ColorScale
  /// A colour for each whole value, instead of a scale.
  let categories: [Float]?
  private let theme: Theme

  /// - Parameter values: All of the array, or those of one facet.
  init(
    _ values: [Float], categories: [Float]?, _ options: FigureOptions
  ) throws(FigureError) {
    theme = options.theme
    self.categories = categories
    let kind = options.colorScale ?? .linear
    if case .range(let low, let high) = options.limits {
      guard low < high, kind == .linear || low > 0 || low == -high else {
        throw .badLimits(low, high)
      }
      scale =
        low == -high
        ? Self.diverging(high, kind, theme)
        : ColorScale(from: low, to: high, kind: kind, map: theme.weightMap, theme: theme)
      return
    }
    let range = FiniteRange(values)
    let isEmpty = range.least > range.greatest
    let (least, greatest) = isEmpty ? (0, 0) : (Double(range.least), Double(range.greatest))
    let robust = Self.limits(values, least, greatest, options)
    if least < 0, greatest > 0 {
      scale = Self.diverging(max(abs(robust.0), abs(robust.1)), kind, theme)
      return
    }
    let high = robust.1 > robust.0 ? robust.1 : robust.0 + max(1, abs(robust.0))
    if kind == .log, high > 0, greatest > 0 {
      let floor = max(min(Double(range.leastPositive), high), high * 1e-6)
      scale = ColorScale(
        from: floor < high ? floor : high / 10, to: high, kind: .log, map: theme.weightMap,
        theme: theme)
      return
    }
    // What begins a hair above zero begins at zero.
    let isNearZero = least >= 0 && robust.0 < high / 100
    scale = ColorScale(
      from: isNearZero ? 0 : robust.0, to: high, kind: .linear, map: theme.weightMap, theme: theme)
  }

  /// The ends of the values; their 2nd and 98th percentile where somebody asks for those, or where
  /// few values lie so far out that all others would look alike.
  private static func limits(
    _ values: [Float], _ least: Double, _ greatest: Double, _ options: FigureOptions
  ) -> (Double, Double) {
    guard let robust = ColorScale.robustLimits(values) else { return (least, greatest) }
    let isFar = greatest - least > 3 * (robust.1 - robust.0)
    return isFar || options.limits == .robust ? robust : (least, greatest)
  }

  private static func diverging(
    _ limit: Double, _ kind: FigureOptions.ColorScaleKind, _ theme: Theme
  ) -> ColorScale {
    let limit = max(limit, 1e-300)
    guard kind == .log, limit > 1e-30 else { return ColorScale(about: limit, theme: theme) }
    return ColorScale(about: limit, zero: limit * 1e-4, theme: theme)
  }

  /// The colours, that of what is not finite, and two in turn for what is masked.
  var palette: [Color] {
    (categories.map { $0.indices.map(theme.classColor) + [theme.notANumber] } ?? scale.palette)
      + [theme.muted.mixed(with: theme.paper, 0.5), theme.paper]
  }

  /// Where the colour of what is not a number stands.
  var notANumber: Int { palette.count - 3 }

  func level(of value: Float) -> UInt8 {
    guard let categories else { return scale.level(of: value) }
    return UInt8(categories.firstIndex(of: value) ?? categories.count)
  }

  /// How many of `values` lie past the ends of the scale.
  func clipped(_ values: [Float]) -> Int {
    guard categories == nil else { return 0 }
    let low = Float(scale.low), high = Float(scale.high)
    let isOpenBelow = scale.kind == .log && !scale.isDiverging
    return values.count { $0.isFinite && ($0 > high || (!isOpenBelow && $0 < low)) }
  }
}
