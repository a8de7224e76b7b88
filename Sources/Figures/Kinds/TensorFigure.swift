public import Drawings
import Tensors

/// Any array of any rank: facets within facets.
///
/// ```swift
/// let names = ["sample", "row", "column", "class"]
/// let subject = ArraySubject(name: "predictions", tensor: predictions, axisNames: names)
/// let drawing = try TensorFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum TensorFigure: FigureKind {
  /// `tensor`
  public static let name = "tensor"
  /// For `--list`.
  public static let needs =
    "facets of facets, numbers written into cells where they fit, dotted where --mask is 0; needs "
    + "any array of any rank"

  /// The two axes that hold most are the cells; the others lie across and down in turn.
  public static func drawing(
    of subject: ArraySubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    try subject.checkMask(figure: name)
    let facts = TensorFacts(subject, options)
    let title = options.title ?? facts.title
    sketch.title(title)
    guard subject.tensor.shape.count > 0 else {
      sketch.note("An array of shape \(subject.tensor.shape) has no elements.")
      return sketch.drawing(title: title, description: facts.description)
    }
    let facets = TensorFacets(subject, sketch: sketch)
    try sketch.tensor(facets, facts, subject, options)
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
  /// Whether the element at `index` is masked.
  func isMasked(_ index: Int) -> Bool {
    guard let mask, mask.shape.count > 0 else { return false }
    // A mask may lack the last axes: then it holds for all along them.
    return mask.elements[index / (tensor.shape.count / mask.shape.count)] == 0
  }

  /// - Throws: ``FigureError/unsuitableShape(_:figure:expected:)`` where the mask is not of the
  ///   array's first axes.
  func checkMask(figure: String) throws(FigureError) {
    guard let mask else { return }
    guard mask.shape.extents[...] == tensor.shape.extents.prefix(mask.shape.rank) else {
      throw .unsuitableShape(
        mask.shape, figure: figure, expected: "a mask of the array’s first axes, \(tensor.shape)")
    }
  }

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
  let maskedCount: Int
  /// The values, where they are few and whole.
  let categories: [Float]?
  let title: String
  let description: String

  init(_ subject: ArraySubject, _ options: FigureOptions) {
    var (least, greatest, sum) = (Float.infinity, -Float.infinity, 0.0)
    var (nan, infinite, isWhole) = (0, 0, true)
    var distinct: Set<Float> = []
    var masked = 0
    for (index, value) in subject.tensor.elements.enumerated() {
      if subject.isMasked(index) {
        masked += 1
        continue
      }
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
    let finite = count - masked - nan - infinite
    maskedCount = masked
    self.least = finite > 0 ? Double(least) : 0
    self.greatest = finite > 0 ? Double(greatest) : 0
    nanCount = nan
    infiniteCount = infinite
    categories =
      isWhole && finite > 0 && distinct.count <= 8 && options.limits == .shared
      ? distinct.sorted() : nil
    var odd = nan > 0 ? ", \(NumberFormat.count(nan)) NaN" : ""
    if masked > 0 { odd += ", \(NumberFormat.count(masked)) masked" }
    if infinite > 0 { odd += ", \(NumberFormat.count(infinite)) infinite" }
    let mean = NumberFormat.significant(sum / Double(finite))
    let range =
      finite == 0
      ? "no finite number"
      : "\(NumberFormat.tick(self.least, digits: 3)) to \(NumberFormat.tick(self.greatest, digits: 3)), "
        + "mean \(mean)"
    let shape = NumberFormat.countsGrouped(in: subject.tensor.shape.description)
    title = "\(subject.name): \(shape), \(range)\(odd)"
    description =
      "Heat maps of the array \(subject.name), shape \(shape), "
      + "\(NumberFormat.count(count, "value")): \(range)\(odd)."
  }
}
