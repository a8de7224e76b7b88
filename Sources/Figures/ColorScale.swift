import Drawings
import Tensors

/// How values become colours: the same limits in all panels that are compared.
struct ColorScale: Equatable {
  /// Colours between the limits; a power of two, so that logarithmic edges need square roots only.
  static let levels = 128

  /// The value of the first colour; on a logarithmic scale the floor, below which all is alike.
  let low: Double
  /// The value of the last colour.
  let high: Double
  let kind: FigureOptions.ColorScaleKind
  /// The colours from low to high, and one more for what isn't a number.
  let palette: [Color]
  /// Of a logarithmic scale about zero: where zero ends on either side; nil of any other.
  let zero: Double?
  /// Whether the colours part from one in the middle.
  let isDiverging: Bool
  /// Where one level ends and the next begins.
  private let edges: LevelEdges

  /// - Precondition: `low` < `high`, and 0 < `low` on a logarithmic scale.
  init(
    from low: Double, to high: Double, kind: FigureOptions.ColorScaleKind, map: ColorMap? = nil,
    theme: Theme
  ) {
    self.init(
      from: low, to: high, kind: kind,
      palette: (map ?? theme.lossMap).colors(Self.levels, on: theme) + [theme.notANumber])
  }

  /// About zero, which has the colour of the paper: cold below it, warm above.
  ///
  /// - Precondition: `limit` > 0.
  init(about limit: Double, theme: Theme) {
    self.init(
      from: -limit, to: limit, kind: .linear,
      palette: Self.divergingColors(theme) + [theme.notANumber], isDiverging: true)
  }

  /// About zero, logarithmic on either side of it: what is nearer to zero than `zero` is alike.
  ///
  /// - Precondition: 0 < `zero` < `limit`.
  init(about limit: Double, zero: Double, theme: Theme) {
    precondition(0 < zero && zero < limit, "limits in order")
    low = -limit
    high = limit
    kind = .log
    self.zero = zero
    isDiverging = true
    palette = Self.divergingColors(theme) + [theme.notANumber]
    // One level on either side is zero; the rest divide the way to the limit evenly.
    let half = Self.levels / 2
    let way = Logarithm.natural(limit / zero)
    let above = (0..<(half - 1)).map { level -> Float in
      Float(zero * Exponential.natural(way * Double(level) / Double(half - 1)))
    }
    edges = LevelEdges(above.reversed().map { -$0 } + [0] + above)
  }

  private static func divergingColors(_ theme: Theme) -> [Color] {
    let half = levels / 2
    return (0..<levels).map { level in
      let distance = Double(level < half ? half - 1 - level : level - half) / Double(half - 1)
      return theme.paper.mixed(with: level < half ? theme.below : theme.above, distance)
    }
  }

  private init(
    from low: Double, to high: Double, kind: FigureOptions.ColorScaleKind, palette: [Color],
    isDiverging: Bool = false
  ) {
    precondition(low < high && (kind == .linear || low > 0), "limits in order")
    self.low = low
    self.high = high
    self.kind = kind
    self.palette = palette
    zero = nil
    self.isDiverging = isDiverging
    var edges: [Float] = []
    switch kind {
    case .linear:
      for level in 1..<Self.levels {
        edges.append(Float(low + (high - low) * Double(level) / Double(Self.levels)))
      }
    case .log:
      var ratio = high / low
      for _ in 0..<Self.levels.trailingZeroBitCount { ratio = ratio.squareRoot() }
      var edge = low
      for _ in 1..<Self.levels {
        edge *= ratio
        edges.append(Float(edge))
      }
    }
    self.edges = LevelEdges(edges)
  }

  /// Which colour of the palette `value` has.
  @inline(__always)
  func level(of value: Float) -> UInt8 {
    value.isNaN ? UInt8(Self.levels) : edges.level(of: value)
  }

  /// The colour of `value`.
  func color(of value: Float) -> Color { palette[Int(level(of: value))] }

  /// Where `value` lies on a colour bar, 0 to 1.
  func position(of value: Double) -> Double {
    if let zero {
      guard abs(value) > zero else { return 0.5 }
      let way = Logarithm.natural(abs(value) / zero) / Logarithm.natural(high / zero) / 2
      return 0.5 + (value < 0 ? -way : way)
    }
    return switch kind {
    case .linear: (value - low) / (high - low)
    case .log:
      value <= low ? 0 : Logarithm.natural(value / low) / Logarithm.natural(high / low)
    }
  }

  /// The levels of every `step`th of `values` from `start` on, and whether those are all finite.
  func levels(
    of values: [Float], from start: Int, step: Int, count: Int
  ) -> (levels: [UInt8], areFinite: Bool) {
    edges.levels(of: values, from: start, step: step, count: count)
  }

  /// The colours of `values`, row by row.
  func raster(width: Int, height: Int, values: [Float]) -> Raster {
    let levels = levels(of: values, from: 0, step: 1, count: values.count).levels
    return Raster(width: width, height: height, palette: palette, indices: levels)
  }
}

extension ColorScale {
  /// The scale that suits `values`: linear from 0 (or the least) to the greatest; logarithmic down
  /// to a power of ten, at most five decades below the greatest.
  static func fitting(
    _ values: [Float], options: FigureOptions
  ) throws(FigureError) -> ColorScale {
    if case .range(let low, let high) = options.limits {
      guard low < high, options.scaleKind == .linear || low > 0, high.isFinite, low.isFinite
      else { throw .badLimits(low, high) }
      return ColorScale(from: low, to: high, kind: options.scaleKind, theme: options.theme)
    }
    if options.limits == .robust, let (low, high) = robustLimits(values),
      options.scaleKind == .linear || high > 0
    {
      let floor = max(low, high * 1e-5)
      return ColorScale(
        from: options.scaleKind == .log ? floor : low, to: high, kind: options.scaleKind,
        theme: options.theme)
    }
    let range = FiniteRange(values)
    let (least, greatest) = (range.least, range.greatest)
    if options.scaleKind == .log, greatest > 0 {
      let top = Ticks.exponent(of: Double(greatest))
      let bottom = Ticks.exponent(of: Double(range.leastPositive))
      let floor = min(max(bottom, top - 4), top - 1)
      return ColorScale(
        from: Ticks.scaled(1, by: floor), to: Double(greatest), kind: .log, theme: options.theme)
    }
    let low = min(0, least.isFinite ? Double(least) : 0)
    let high = greatest.isFinite && Double(greatest) > low ? Double(greatest) : low + 1
    return ColorScale(from: low, to: high, kind: .linear, theme: options.theme)
  }

  /// The 2nd and the 98th percentile of the finite values; nil where they are the same.
  static func robustLimits(_ values: [Float]) -> (Double, Double)? {
    // Of very many values, every so-manieth tells as much.
    var finite = values.allSatisfy(\.isFinite) ? values : values.filter(\.isFinite)
    if finite.count > 1 << 18 {
      // Without a common divisor, or it would be every so-manieth of one channel.
      var step = finite.count / (1 << 17)
      while greatestCommonDivisor(step, finite.count) > 1 { step += 1 }
      finite = stride(from: 0, to: finite.count, by: step).map { finite[$0] }
    }
    guard finite.count > 1 else { return nil }
    let last = Double(finite.count - 1)
    let limits = finite.values(ranked: [0.02, 0.98].map { Int((last * $0).rounded()) })
    return limits[0] < limits[1] ? (Double(limits[0]), Double(limits[1])) : nil
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}
