/// A small tensor to reduce by hand: squared errors of tenths whose every mean has two decimals.
public struct WorksheetSubject: Equatable, SubjectMatter {
  /// What the numbers come of, and the number of the sheet.
  public var seed: Int
  /// How many sheets there are: of seed, seed + 1 and so on.
  public var copies: Int
  /// Whether the boxes are filled.
  public var hasAnswers: Bool

  /// A sheet, or as many as `copies` says.
  ///
  /// - Precondition: `seed` ≥ 0 and `copies` ≥ 1.
  public init(seed: Int = 1, copies: Int = 1, hasAnswers: Bool = false) {
    precondition(seed >= 0 && copies >= 1, "a sheet with a number")
    self.seed = seed
    self.copies = copies
    self.hasAnswers = hasAnswers
  }

  /// `worksheet`
  public static var sort: FigureSubject.Sort { .worksheet }

  /// The matter of `subject`; nil where that is of another sort.
  public init?(_ subject: FigureSubject) {
    guard case .worksheet(let worksheet) = subject else { return nil }
    self = worksheet
  }

  /// Each sheet by itself.
  public var sheets: [WorksheetSubject] {
    (0..<copies).map { WorksheetSubject(seed: seed + $0, hasAnswers: hasAnswers) }
  }

  /// What is to be done.
  public var caption: String {
    "Squared errors fold to a number as Keras’s mean_squared_error folds them: mean over classes, "
      + "over positions, over samples. Sheet \(seed); its key is drawn with --answers."
  }
}

/// The numbers of one sheet, in whole tenths and hundredths so that nothing is rounded.
struct WorksheetNumbers: Equatable {
  static let samples = 2, positions = 4, classes = 3

  /// One element.
  struct Element: Equatable {
    /// The label: 0 or 1.
    var label: Int
    /// The prediction, in tenths.
    var tenths: Int
    /// The squared error, in hundredths.
    var hundredths: Int {
      let error = tenths - 10 * label
      return error * error
    }
  }

  /// Sample, position, class.
  private(set) var elements: [[[Element]]] = []

  /// The numbers of a seed: such that every mean is a whole number of hundredths, and that one class
  /// and one sample lose most.
  init(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    repeat {
      elements = (0..<Self.samples).map { _ in Self.sample(&random) }
    } while !isEasy
  }

  private var isEasy: Bool {
    let means = (0..<Self.samples).map { mean(sample: $0) }
    let sums = (0..<Self.classes).map { sum(class: $0) }.sorted()
    return means.reduce(0, +) % Self.samples == 0 && means[0] != means[1]
      && sums[sums.count - 1] > sums[sums.count - 2]
  }

  private static func sample(_ random: inout SplitMix) -> [[Element]] {
    while true {
      let rows = (0..<positions).map { _ in position(&random) }
      let means = rows.map { $0.reduce(0) { $0 + $1.hundredths } / classes }
      if means.reduce(0, +) % positions == 0 { return rows }
    }
  }

  private static func position(_ random: inout SplitMix) -> [Element] {
    while true {
      let hit = random.below(classes)
      let row = (0..<classes).map { index in
        // Mostly right, as a network is: near 1 where the class is, near 0 elsewhere.
        let error = [0, 1, 1, 2, 2, 3, 4, 5, 7, 9][random.below(10)]
        return Element(label: index == hit ? 1 : 0, tenths: index == hit ? 10 - error : error)
      }
      let sum = row.reduce(0) { $0 + $1.hundredths }
      if sum > 0, sum % classes == 0 { return row }
    }
  }

  /// The mean of a position over its classes, in hundredths.
  func mean(sample: Int, position: Int) -> Int {
    elements[sample][position].reduce(0) { $0 + $1.hundredths } / Self.classes
  }

  /// The sum of a sample's positions, in hundredths.
  func sum(sample: Int) -> Int {
    (0..<Self.positions).reduce(0) { $0 + mean(sample: sample, position: $1) }
  }

  /// The mean of a sample over its positions, in hundredths.
  func mean(sample: Int) -> Int { sum(sample: sample) / Self.positions }

  /// What all elements of a class lose, in hundredths.
  func sum(class index: Int) -> Int {
    elements.joined().reduce(0) { $0 + $1[index].hundredths }
  }

  /// The mean of the samples, in hundredths.
  var number: Int {
    (0..<Self.samples).reduce(0) { $0 + mean(sample: $1) } / Self.samples
  }

  /// The class that loses most.
  var costliest: Int {
    (0..<Self.classes).max { sum(class: $0) < sum(class: $1) } ?? 0
  }

  /// The sample that loses less.
  var better: Int { mean(sample: 0) < mean(sample: 1) ? 0 : 1 }

  /// `0.37`
  static func written(hundredths: Int) -> String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// Steele, Lea and Flood's generator: the same numbers from a seed everywhere.
private struct SplitMix {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(count))
  }
}
