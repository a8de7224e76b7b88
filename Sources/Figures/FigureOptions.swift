import Reductions

/// How a figure is drawn, beside what it is of.
public struct FigureOptions: Equatable, Sendable {
  /// How values become colours.
  public enum ColorScaleKind: String, CaseIterable, Hashable, Sendable {
    /// From a floor that the colour bar names.
    case log
    /// In proportion.
    case linear
  }

  /// Which values the colours span.
  public enum Limits: Equatable, Sendable {
    /// Those of all panels together.
    case shared
    /// Those of each panel by itself.
    case panel
    /// From the 2nd to the 98th percentile of all.
    case robust
    /// These; what lies past them has the colour of the end.
    case range(Double, Double)
  }

  /// One column of a journal: 89 mm, in points.
  public static let column = 89 / 25.4 * 72
  /// A page's width in a journal: 183 mm, in points.
  public static let page = 183 / 25.4 * 72

  /// In points; from 60 mm on, figures are drawn without loss of text.
  public var width: Double
  /// The colours.
  public var theme: Theme
  /// Instead of the finding.
  public var title: String?
  /// One for each class, in the order of the tensor; `class 1` and so on otherwise.
  public var classNames: [String]?
  /// One for each sample; `sample 1` and so on otherwise.
  public var sampleNames: [String]?
  /// Of a heat map; nil leaves it to the kind: logarithmic for losses, linear for any array.
  public var colorScale: ColorScaleKind?
  /// Of a heat map: shared by default.
  public var limits: Limits

  /// Options, each with its default.
  public init(
    width: Double = FigureOptions.page, theme: Theme = .light, title: String? = nil,
    classNames: [String]? = nil, sampleNames: [String]? = nil, colorScale: ColorScaleKind? = nil,
    limits: Limits = .shared
  ) {
    self.width = width
    self.theme = theme
    self.title = title
    self.classNames = classNames
    self.sampleNames = sampleNames
    self.colorScale = colorScale
    self.limits = limits
  }

  /// How losses become colours.
  var scaleKind: ColorScaleKind { colorScale ?? .log }

  /// A class's name, in a caption.
  package func className(_ index: Int) -> String {
    if let classNames, classNames.indices.contains(index) { return classNames[index] }
    return IndexName.class(index)
  }

  /// A sample's name, in a caption.
  package func sampleName(_ index: Int) -> String {
    if let sampleNames, sampleNames.indices.contains(index) { return sampleNames[index] }
    return IndexName.sample(index)
  }

  /// Names of samples among which the widest of the first `count` is: digits have one width.
  func widestSampleNames(_ count: Int) -> [String] {
    count == 0 ? [] : Array((sampleNames ?? []).prefix(count)) + [sampleName(count - 1)]
  }
}

extension String {
  /// With a capital where it is a word of ours; somebody's own name stays as it is.
  func startingSentence(_ isOurs: Bool) -> String {
    isOurs ? prefix(1).uppercased() + dropFirst() : self
  }
}
