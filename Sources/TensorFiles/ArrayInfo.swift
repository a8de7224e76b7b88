import Tensors

/// What there is to say of an array in a file, without showing it.
public struct ArrayInfo: Hashable, Sendable {
  /// Its name in the file; nil where the file is one array.
  public let name: String?
  /// Its elements' type as it is stored: `f32`, `u8`; for what isn't numbers NumPy's name, `<U5`.
  public let type: String
  /// Whether the first axis is the fastest in the file.
  public let isFortranOrder: Bool
  /// Its extents, outermost first; empty for a scalar and for what isn't numbers.
  public let extents: [Int]
  /// How many elements it has.
  public let count: Int
  /// How many bytes its elements take, inflated.
  public let bytes: Int
  /// What its values are, as float32; nil for what isn't numbers.
  public let statistics: ArrayStatistics?
  /// Why it has no statistics, where it has none.
  public let why: String

  init(name: String?, layout: ArrayLayout, statistics: ArrayStatistics) {
    self.name = name
    type = layout.type
    isFortranOrder = layout.isFortranOrder
    extents = layout.shape.extents
    count = layout.shape.count
    bytes = layout.bytes
    self.statistics = statistics
    why = ""
  }

  init(name: String?, unreadType: String) {
    self.init(name: name, type: unreadType.escaped, why: "not numbers, so it cannot be read")
  }

  /// A mask in colours, the first of which are `unreadColors`.
  init(unreadColors: [UInt32]) {
    let table = PNGFault.table(Array(unreadColors.prefix(8)))
    let more = unreadColors.count > 8 ? " and more" : ""
    self.init(
      name: nil, type: "colours",
      why: "read by the classes of its colours: --class-colors \(table)\(more)")
  }

  private init(name: String?, type: String, why: String) {
    self.name = name
    self.type = type
    self.why = why
    isFortranOrder = false
    extents = []
    count = 0
    bytes = 0
    statistics = nil
  }
}

/// What an array's values are. Figures are over its finite values, in float64.
public struct ArrayStatistics: Hashable, Sendable {
  /// The least finite value; nil where there is none.
  public let min: Double?
  /// The greatest finite value; nil where there is none.
  public let max: Double?
  /// The mean of the finite values; nil where there are none.
  public let mean: Double?
  /// Their standard deviation, that of a whole population.
  public let deviation: Double?
  /// How many values aren't numbers.
  public let nan: Int
  /// How many values are infinite, of either sign.
  public let infinite: Int
  /// How many finite values lie in each eighth of the range from min to max; empty where they are
  /// all the same.
  public let histogram: [Int]

  /// Counts and averages `values`.
  public init(of values: [Float]) {
    var range = ValueRange()
    range.add(values)
    var spread = ValueSpread(range)
    spread.add(values)
    self.init(range, spread)
  }

  /// What two passes over the values found.
  init(_ range: ValueRange, _ spread: ValueSpread) {
    nan = range.nan
    infinite = range.infinite
    guard range.finite > 0 else {
      (min, max, mean, deviation) = (nil, nil, nil, nil)
      histogram = []
      return
    }
    (min, max, mean) = (Double(range.least), Double(range.greatest), range.mean)
    deviation = (spread.squares / Double(range.finite)).squareRoot()
    histogram = range.greatest > range.least ? spread.bins : []
  }
}

/// Between which values values lie: what the first pass finds.
struct ValueRange {
  private(set) var least = Float.infinity
  private(set) var greatest = -Float.infinity
  private(set) var nan = 0
  private(set) var infinite = 0
  private(set) var finite = 0
  private var sum = 0.0

  /// Of the finite values; NaN where there are none.
  var mean: Double { sum / Double(finite) }

  mutating func add(_ values: [Float]) {
    for value in values {
      guard value.isFinite else {
        if value.isNaN { nan += 1 } else { infinite += 1 }
        continue
      }
      if value < least { least = value }
      if value > greatest { greatest = value }
      sum += Double(value)
      finite += 1
    }
  }
}

/// How values lie in their range: what the second pass finds.
struct ValueSpread {
  private(set) var squares = 0.0
  private(set) var bins = [Int](repeating: 0, count: 8)
  private let mean: Double
  private let start: Double
  private let extent: Double

  init(_ range: ValueRange) {
    mean = range.mean
    start = Double(range.least)
    extent = Double(range.greatest) - Double(range.least)
  }

  mutating func add(_ values: [Float]) {
    for value in values where value.isFinite {
      let difference = Double(value) - mean
      squares += difference * difference
      if extent > 0 { bins[Swift.min(7, Int((Double(value) - start) / extent * 8))] += 1 }
    }
  }
}

extension ArrayInfo: CustomStringConvertible {
  /// One line that says it all:
  /// `y_pred f32 4×256×256×5 · 1 310 720 values · 5.2 MB · [1.2e-9 ▁▁▂▇ 1] · μ 0.2 · σ 0.39 · 3 NaN!`
  public var description: String {
    let label = name.map { $0.escaped + " " } ?? ""
    guard let statistics else { return "\(label)\(type) · \(why)" }
    let shape = extents.isEmpty ? "scalar" : extents.map(String.init).joined(separator: "×")
    let order = isFortranOrder ? " Fortran order" : ""
    let values = "\(grouped(count)) \(count == 1 ? "value" : "values")"
    return (["\(label)\(type) \(shape)\(order)", values, byteCount(bytes)] + statistics.phrases)
      .joined(separator: " · ")
  }
}

extension ArrayStatistics {
  fileprivate var phrases: [String] {
    var phrases: [String] = []
    if let min, let max, let mean, let deviation {
      let inner = histogram.isEmpty ? "" : " \(sparkline(histogram)) \(short(max))"
      phrases = ["[\(short(min))\(inner)]", "μ \(short(mean))", "σ \(short(deviation))"]
    }
    if nan > 0 { phrases.append("\(grouped(nan)) NaN!") }
    if infinite > 0 { phrases.append("\(grouped(infinite)) infinite!") }
    return phrases
  }
}
