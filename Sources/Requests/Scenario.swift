public import Tensors

/// A kind of synthetic tensors: labels and predictions that have a point to make.
public struct Scenario: Sendable {
  /// What it is called, `segmentation`.
  public let name: String
  /// One line that says what is in it.
  public let summary: String
  /// Whether its tensors are images: batch × height × width × class.
  public let needsImages: Bool

  private let fill: @Sendable (Shape, inout SeededNumbers) -> Pair

  /// Labels and predictions, element by element, row-major.
  struct Pair {
    var yTrue: [Float]
    var yPred: [Float]
  }

  init(
    _ name: String, _ summary: String, needsImages: Bool = false,
    fill: @escaping @Sendable (Shape, inout SeededNumbers) -> Pair
  ) {
    self.name = name
    self.summary = summary
    self.needsImages = needsImages
    self.fill = fill
  }

  /// The most elements that are made.
  static let mostElements = 1 << 28

  /// Every scenario, in the order in which to show them.
  public static let all: [Scenario] = [
    .segmentation, .perfect, .uniform, .random, .multiLabel, .imbalanced, .confidentWrong,
    .saturated,
  ]

  /// The scenario that is called `name`.
  ///
  /// - Throws: ``ScenarioError/unknown(_:)``.
  public init(named name: String) throws(ScenarioError) {
    guard let found = Self.all.first(where: { $0.name == name }) else { throw .unknown(name) }
    self = found
  }

  /// Labels, each 0 or 1, and predicted probabilities, of `shape`.
  ///
  /// The last axis is the class; with one axis alone, or one class, labels are a yes or no each.
  /// The same shape and seed make the same bits on every processor.
  /// - Throws: ``ScenarioError`` where there is no axis, an axis without extent, where images are
  ///   wanted and `shape` has another rank than 4, and past 2²⁸ elements.
  public func tensors(shape: Shape, seed: UInt64) throws(ScenarioError) -> (
    yTrue: Tensor, yPred: Tensor
  ) {
    guard shape.rank > 0, shape.count > 0 else { throw .noElements(shape) }
    guard !needsImages || shape.rank == 4 else { throw .notImages(scenario: name, shape) }
    guard shape.count <= Self.mostElements else { throw .tooLarge(shape) }
    var numbers = SeededNumbers(seed: seed)
    let pair = fill(shape, &numbers)
    return (
      Tensor(shape: shape) { pair.yTrue[$0] }, Tensor(shape: shape) { pair.yPred[$0] }
    )
  }
}

/// Why synthetic tensors can't be made.
public enum ScenarioError: Error, Hashable, Sendable {
  /// No scenario has this name.
  case unknown(String)
  /// A scalar, or an axis without extent.
  case noElements(Shape)
  /// The scenario makes images, but the shape isn't that of images.
  case notImages(scenario: String, Shape)
  /// More than 2²⁸ elements.
  case tooLarge(Shape)
  /// Extents whose product is past counting.
  case uncountable([Int])
  /// Text that should have been extents between commas.
  case notExtents(String)
}

extension ScenarioError: UserFacingError {
  /// Always wrong usage.
  public var kind: MishapKind { .usage }

  /// The option or argument.
  public var place: String {
    switch self {
    case .unknown: "SCENARIO"
    case .noElements, .notImages, .tooLarge, .uncountable, .notExtents: "--shape"
    }
  }

  /// What was expected and what was found.
  public var sentence: String {
    switch self {
    case .unknown(let name): "Expected the name of a scenario, found \"\(name)\"."
    case .noElements(let shape):
      "Expected one axis or more, none of them 0 long, found shape \(shape)."
    case .notImages(let scenario, let shape):
      "The scenario \(scenario) makes images, so it expects batch × height × width × class, found shape \(shape)."
    case .tooLarge(let shape):
      "Expected at most \(Scenario.mostElements) elements, but shape \(shape) has \(shape.count)."
    case .uncountable(let extents):
      "Expected at most \(Scenario.mostElements) elements, but "
        + "\(extents.map(String.init).joined(separator: " × ")) are more."
    case .notExtents(let text):
      "Expected extents between commas, such as 2,8,8,5, found \"\(text)\"."
    }
  }

  /// What to do.
  public var help: [String] {
    switch self {
    case .unknown(let name):
      Spelling.help(for: name, among: Scenario.all.map(\.name)) + [
        "The scenarios are \(Scenario.all.map(\.name).joined(separator: ", "))."
      ]
    case .notImages: ["Write for example --shape 2,8,8,5."]
    case .noElements, .tooLarge, .uncountable, .notExtents: []
    }
  }
}

extension Shape {
  /// Reads extents between commas, `2,8,8,5`.
  ///
  /// - Throws: ``ScenarioError/notExtents(_:)``.
  public init(commaSeparated text: String) throws(ScenarioError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let extents = parts.compactMap { Int($0) }
    guard extents.count == parts.count else { throw .notExtents(text) }
    do throws(TensorError) {
      try self.init(validating: extents)
    } catch {
      if case .tooManyElements(let extents) = error { throw .uncountable(extents) }
      throw .notExtents(text)
    }
  }
}
