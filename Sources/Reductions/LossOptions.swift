import Tensors

extension LossSetting {
  /// The option `name` as a number.
  ///
  /// - Throws: ``ReductionError/badOption(_:value:expected:)`` where it is none, or `isAllowed`
  ///   turns it down.
  func number(
    _ name: String, default standard: Float, expected: String = "a number",
    where isAllowed: (Float) -> Bool = { _ in true }
  ) throws(ReductionError) -> Float {
    guard let text = options[name] else { return standard }
    guard let number = Self.number(text), isAllowed(number) else {
      throw .badOption(name, value: text, expected: expected)
    }
    return number
  }

  /// The option `name` as a list of numbers, `.2,.5,.9`; nil where it is not given.
  ///
  /// - Parameter count: How many there are, unless it is one for all.
  func numbers(_ name: String, count: Int) throws(ReductionError) -> [Float]? {
    guard let text = options[name] else { return nil }
    let numbers = Self.entries(text).map(Self.number)
    let found = numbers.compactMap { $0 }
    guard found.count == numbers.count, found.count == count || found.count == 1 else {
      throw .badOption(
        name, value: text, expected: count == 1 ? "a number" : "a number, or \(count) of them")
    }
    return found.count == count ? found : Array(repeating: found[0], count: count)
  }

  /// The option `name` as a whole number; nil where it is not given.
  func integer(_ name: String) throws(ReductionError) -> Int? {
    guard let text = options[name] else { return nil }
    guard let number = Int(text) else {
      throw .badOption(name, value: text, expected: "a whole number")
    }
    return number
  }

  /// The option `name` as `true` or `false`.
  func boolean(_ name: String, default standard: Bool) throws(ReductionError) -> Bool {
    guard let text = options[name] else { return standard }
    switch text.lowercased() {
    case "true": return true
    case "false": return false
    default: throw .badOption(name, value: text, expected: "true or false")
    }
  }

  /// The option `name` as axes of the predictions, `1,2,3`, sorted and counted from the front; nil
  /// where it is not given: all of them.
  func axes(_ name: String) throws(ReductionError) -> [Int]? {
    guard let text = options[name], text.lowercased() != "none" else { return nil }
    let rank = shape.rank
    let axes = Self.entries(text).compactMap { Int($0) }.map { $0 < 0 ? $0 + rank : $0 }
    guard axes.count == Self.entries(text).count, Set(axes).count == axes.count,
      axes.allSatisfy({ (0..<rank).contains($0) })
    else {
      throw .badOption(name, value: text, expected: "axes of a tensor that has \(rank)")
    }
    return axes.sorted()
  }

  /// `label_smoothing`, 0 unless it is given.
  ///
  /// - Throws: ``ReductionError/badOption(_:value:expected:)`` outside [0, 1].
  func labelSmoothing() throws(ReductionError) -> Float {
    try number("label_smoothing", default: 0, expected: "a number from 0 to 1") {
      $0 >= 0 && $0 <= 1
    }
  }

  /// What becomes of the class axis where each element has a loss: Keras takes the mean.
  var elementFold: LossFunction.ClassFold {
    switch convention {
    case .keras2, .tfKeras, .keras3: .mean
    case .pytorch, .optax: .none
    }
  }

  private static func number(_ text: String) -> Float? {
    guard let number = Double(text), number.isFinite else { return nil }
    return Float(number)
  }

  /// The parts of `1,2,3` or `[1, 2, 3]`.
  private static func entries(_ text: String) -> [String] {
    text.filter { !"[]() ".contains($0) }.split(separator: ",", omittingEmptySubsequences: true)
      .map(String.init)
  }
}

extension Span where Element == Float {
  /// The first element outside `range`, NaN included.
  func firstElement(outside range: ClosedRange<Float>) -> Float? {
    var index = 0
    while index < count {
      let lanes = lanes(at: index, padding: range.lowerBound)
      if !Lanes.all((lanes .>= range.lowerBound) .& (lanes .<= range.upperBound)) {
        for offset in index..<Swift.min(index + Lanes.scalarCount, count)
        where !range.contains(self[offset]) {
          return self[offset]
        }
      }
      index += Lanes.scalarCount
    }
    return nil
  }

  /// The first element that is no class index below `classCount`, but for `ignored`.
  func firstLabel(outside classCount: Int, ignoring ignored: Float?) -> Float? {
    for index in indices {
      let label = self[index]
      guard label == ignored || (label >= 0 && label < Float(classCount)) else { return label }
    }
    return nil
  }
}
