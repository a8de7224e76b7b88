public import Drawings
import Tensors

/// Any array of any rank: facets within facets.
public enum TensorFigure: FigureKind {
  /// `tensor`
  public static let name = "tensor"
  /// For `--list`.
  public static let needs =
    "facets of facets, numbers written into cells where they fit; needs any array of any rank"

  /// The two axes that hold most are the cells; the others lie across and down in turn.
  public static func drawing(
    of subject: ArraySubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let facts = TensorFacts(subject, options)
    let title = options.title ?? facts.title
    sketch.title(title)
    guard subject.tensor.shape.count > 0 else {
      sketch.note("An array of shape \(subject.tensor.shape) has no elements.")
      return sketch.drawing(title: title, description: facts.description)
    }
    let facets = TensorFacets(subject, sketch: sketch)
    let scale = try TensorScale(subject.tensor.elements, facts, options)
    sketch.tensor(facets, scale, facts, subject.tensor)
    return sketch.drawing(title: title, description: facts.description)
  }

  /// A row for each element: an index for each axis, then the value.
  public static func table(
    of subject: ArraySubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let shape = subject.tensor.shape
    let names = (0..<shape.rank).map { subject.axisName($0).replacing(" ", with: "_") }
    let strides = shape.strides
    return DataTable(
      names + ["value"],
      rows: subject.tensor.elements.enumerated().map { index, value in
        (0..<shape.rank).map { .count(index / strides[$0] % shape[$0]) } + [.single(value)]
      })
  }
}

extension ArraySubject {
  /// What axis `index` is called: its place where nobody says.
  func axisName(_ index: Int) -> String {
    if let axisNames, axisNames.indices.contains(index) { return axisNames[index] }
    return "axis \(index)"
  }
}

/// What an array holds, in numbers and in words.
struct TensorFacts {
  let least: Double
  let greatest: Double
  let nanCount: Int
  let infiniteCount: Int
  /// The values, where they are few and whole.
  let categories: [Float]?
  let title: String
  let description: String

  init(_ subject: ArraySubject, _ options: FigureOptions) {
    var (least, greatest, sum) = (Float.infinity, -Float.infinity, 0.0)
    var (nan, infinite, isWhole) = (0, 0, true)
    var distinct: Set<Float> = []
    for value in subject.tensor.elements {
      guard value.isFinite else {
        if value.isNaN { nan += 1 } else { infinite += 1 }
        continue
      }
      least = min(least, value)
      greatest = max(greatest, value)
      sum += Double(value)
      if isWhole {
        isWhole = value.rounded() == value
        if isWhole, distinct.count <= 8 { distinct.insert(value) }
      }
    }
    let count = subject.tensor.shape.count
    let finite = count - nan - infinite
    self.least = finite > 0 ? Double(least) : 0
    self.greatest = finite > 0 ? Double(greatest) : 0
    nanCount = nan
    infiniteCount = infinite
    categories =
      isWhole && finite > 0 && distinct.count <= 8 && options.limits == .shared
      ? distinct.sorted() : nil
    var odd = nan > 0 ? ", \(NumberFormat.count(nan)) NaN" : ""
    if infinite > 0 { odd += ", \(NumberFormat.count(infinite)) infinite" }
    let mean = NumberFormat.significant(sum / Double(finite))
    let range =
      finite == 0
      ? "no finite number"
      : "\(NumberFormat.tick(self.least, digits: 3)) to \(NumberFormat.tick(self.greatest, digits: 3)), "
        + "mean \(mean)"
    title = "\(subject.name): \(subject.tensor.shape), \(range)\(odd)"
    description =
      "Heat maps of the array \(subject.name), shape \(subject.tensor.shape), "
      + "\(NumberFormat.count(count, "value")): \(range)\(odd)."
  }
}

/// How values of an array become colours.
struct TensorScale {
  let scale: ColorScale
  /// A colour for each whole value, instead of a scale.
  let categories: [Float]?
  private let theme: Theme

  init(_ values: [Float], _ facts: TensorFacts, _ options: FigureOptions) throws(FigureError) {
    theme = options.theme
    categories = facts.categories
    if case .range(let low, let high) = options.limits {
      guard low < high else { throw .badLimits(low, high) }
      scale =
        low == -high
        ? ColorScale(about: high, theme: theme)
        : ColorScale(from: low, to: high, kind: .linear, map: .cividis, theme: theme)
      return
    }
    let robust =
      ColorScale.robustLimits(values) ?? (facts.least, max(facts.greatest, facts.least + 1e-300))
    if facts.least < 0, facts.greatest > 0 {
      let limit = max(abs(robust.0), abs(robust.1))
      scale = ColorScale(about: max(limit, 1e-300), theme: theme)
    } else {
      let high = robust.1 > robust.0 ? robust.1 : robust.0 + max(1, abs(robust.0))
      // What begins a hair above zero begins at zero.
      let isNearZero = facts.least >= 0 && robust.0 < high / 100
      scale = ColorScale(
        from: isNearZero ? 0 : robust.0, to: high, kind: .linear, map: .cividis, theme: theme)
    }
  }

  var palette: [Color] {
    categories.map { $0.indices.map(theme.classColor) + [theme.notANumber] } ?? scale.palette
  }

  func level(of value: Float) -> UInt8 {
    guard let categories else { return scale.level(of: value) }
    return UInt8(categories.firstIndex(of: value) ?? categories.count)
  }
}
