public import Reductions
public import TensorFiles

/// What is to be folded, and how: by file and by name, nothing read yet.
public struct FoldRequest: Hashable, Sendable {
  /// One pair of arrays.
  public struct Output: Hashable, Sendable {
    /// The output's name.
    public var name = "output"
    /// The name of its loss.
    public var loss = "binary_crossentropy"
    /// By what its loss is multiplied.
    public var lossWeight = 1.0
    /// Labels.
    public var yTrue: ArrayReference?
    /// Predictions.
    public var yPred: ArrayReference?
    /// What a loss function of the user's own returned, instead of labels and predictions.
    public var losses: ArrayReference?
    /// Whether predictions are logits.
    public var fromLogits = false
    /// The loss's options by name.
    public var options: [String: String] = [:]
    /// Weights of classes by index.
    public var classWeight: [Int: Float]?
    /// Which class a colour of a mask stands for.
    public var classColors: [ClassColor] = []
    /// Which axis the classes lie along.
    public var classAxis: Int?
    /// The weight of positives.
    public var posWeight: ArrayReference?
    /// Sample weights.
    public var sampleWeight: ArrayReference?
    /// A mask.
    public var mask: ArrayReference?
    /// Where it was asked for.
    var origin = ""

    /// An output without arrays.
    public init() {}
  }

  /// Whose rules to follow.
  public var convention: Convention = .keras3
  /// The convention's own name of a reduction; nil for its default.
  public var reduction: String?
  /// How many samples a batch has.
  public var batchSize: Int?
  /// How the epoch's number is made.
  public var epoch: FoldSettings.Epoch = .fit
  /// Over how many replicas each batch is spread.
  public var replicas = 1
  /// How many batches' gradients make one update.
  public var accumulate = 1
  /// Added to the total.
  public var penalties: [Double] = []
  /// Above which a prediction counts as positive.
  public var threshold: Float = 0.5
  /// What the classes are called.
  public var classNames: [String]?
  /// The pairs of arrays.
  public var outputs: [Output] = [Output()]
  /// What relative paths start from; empty for the working folder.
  public var folder = ""
  /// Whether a file asked for it, rather than the command line.
  public var isFromFile = false

  /// A request for nothing yet.
  public init() {}
}

extension FoldRequest {
  /// What can be asked for, each under the name of its flag.
  public enum Key: String, CaseIterable, Sendable {
    case convention, loss, losses, reduction, mask, epoch, replicas, accumulate, threshold,
      penalties, options
    case yTrue = "y-true"
    case yPred = "y-pred"
    case sampleWeight = "sample-weight"
    case posWeight = "pos-weight"
    case classWeight = "class-weight"
    case classAxis = "class-axis"
    case classColors = "class-colors"
    case fromLogits = "from-logits"
    case batchSize = "batch-size"
    case classNames = "class-names"
    case name
    case lossWeight = "loss-weight"

    /// Whether it belongs to one output rather than to the whole.
    var isOfOutput: Bool {
      switch self {
      case .loss, .losses, .mask, .yTrue, .yPred, .sampleWeight, .posWeight, .classWeight,
        .classAxis, .classColors, .fromLogits, .options, .name, .lossWeight:
        true
      default: false
      }
    }
  }

  /// Takes in what `field` says about the whole, or about output `index`.
  ///
  /// - Returns: Whether the field's key is one of ``Key``.
  /// - Throws: ``RequestError`` where its value is not of the kind that the key takes.
  @discardableResult
  public mutating func set(_ field: Field, output index: Int = 0) throws(RequestError) -> Bool {
    guard let key = Key(rawValue: field.key) else { return false }
    switch key {
    case .convention:
      let names = Convention.allCases.map(\.rawValue)
      convention = try choice(field, names, Convention.init(rawValue:))
    case .epoch:
      let names = FoldSettings.Epoch.allCases.map(\.rawValue)
      epoch = try choice(field, names, FoldSettings.Epoch.init(rawValue:))
    case .reduction: reduction = try field.single("a name", isFromFile: isFromFile)
    case .batchSize: batchSize = try count(field)
    case .threshold: threshold = Float(try number(field))
    case .penalties: penalties = try numbers(field)
    case .classNames: classNames = try list(field, of: "names")
    case .loss: outputs[index].loss = try field.single("a name", isFromFile: isFromFile)
    case .name: outputs[index].name = try fileName(field)
    case .lossWeight: outputs[index].lossWeight = try number(field)
    case .yTrue: outputs[index].yTrue = try array(field)
    case .yPred: outputs[index].yPred = try array(field)
    case .sampleWeight: outputs[index].sampleWeight = try array(field)
    case .mask: outputs[index].mask = try array(field)
    case .losses: outputs[index].losses = try array(field)
    case .posWeight: outputs[index].posWeight = try array(field)
    case .fromLogits: outputs[index].fromLogits = try flag(field)
    case .classAxis: outputs[index].classAxis = try integer(field)
    case .classWeight: outputs[index].classWeight = try classWeights(field)
    case .classColors: outputs[index].classColors = try classColors(field)
    case .options:
      for (name, value) in try pairs(field, "a name and a value, such as label_smoothing=0.1") {
        outputs[index].options[name] = value
      }
    case .replicas: replicas = try count(field)
    case .accumulate: accumulate = try count(field)
    }
    return true
  }

  private func choice<Value>(
    _ field: Field, _ names: [String], _ make: (String) -> Value?
  ) throws(RequestError) -> Value {
    let expected = "one of \(names.joined(separator: ", "))"
    guard let value = make(try field.single(expected, isFromFile: isFromFile)) else {
      throw field.bad(expected, among: names, isFromFile: isFromFile)
    }
    return value
  }

  private func count(_ field: Field) throws(RequestError) -> Int {
    let expected = "a whole number of 1 or more"
    guard let count = Int(try field.single(expected, isFromFile: isFromFile)), count > 0 else {
      throw field.bad(expected, isFromFile: isFromFile)
    }
    return count
  }

  private func integer(_ field: Field) throws(RequestError) -> Int {
    guard let integer = Int(try field.single("a whole number", isFromFile: isFromFile)) else {
      throw field.bad("a whole number", isFromFile: isFromFile)
    }
    return integer
  }

  private func flag(_ field: Field) throws(RequestError) -> Bool {
    switch try field.single("true or false", isFromFile: isFromFile) {
    case "true": return true
    case "false": return false
    default: throw field.bad("true or false", isFromFile: isFromFile)
    }
  }

  /// `key=value` pairs: a map of YAML, a list, or texts parted at commas that a `=` follows.
  private func pairs(
    _ field: Field, _ expected: String
  ) throws(RequestError) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for value in field.values {
      guard let sign = value.firstIndex(of: "="), sign > value.startIndex else {
        throw field.bad(expected, isFromFile: isFromFile)
      }
      pairs.append((trimmed(value[..<sign]), trimmed(value[value.index(after: sign)...])))
    }
    return pairs
  }

  private func classWeights(_ field: Field) throws(RequestError) -> [Int: Float] {
    let expected = "weights of classes by index, such as 0=1,4=1000"
    var field = field
    if field.values.count == 1 { field.values = try list(field, of: expected) }
    var weights: [Int: Float] = [:]
    for (name, value) in try pairs(field, expected) {
      guard let index = Int(name), index >= 0, weights[index] == nil, let weight = Float(value),
        weight.isFinite
      else { throw field.bad(expected, isFromFile: isFromFile) }
      weights[index] = weight
    }
    return weights
  }

  private func classColors(_ field: Field) throws(RequestError) -> [ClassColor] {
    let expected = "classes by their colours, such as 0=#000000,1=#FF0000, each colour once"
    var parts = field
    if field.values.count == 1 { parts.values = try list(field, of: expected) }
    var colors: [ClassColor] = []
    for (name, value) in try pairs(parts, expected) {
      guard let index = Int(name), let color = ClassColor(index: index, hexadecimal: value),
        !colors.contains(where: { $0.color == color.color })
      else { throw field.bad(expected, isFromFile: isFromFile) }
      colors.append(color)
    }
    return colors
  }

  private func number(_ field: Field) throws(RequestError) -> Double {
    let numbers = try numbers(field)
    guard numbers.count == 1 else { throw field.bad("a number", isFromFile: isFromFile) }
    return numbers[0]
  }

  private func numbers(_ field: Field) throws(RequestError) -> [Double] {
    var numbers: [Double] = []
    for part in try list(field, of: "numbers") {
      guard let number = Double(part), number.isFinite else {
        throw field.bad("a number", isFromFile: isFromFile)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A list of YAML as it is, or one text parted at its commas.
  private func list(_ field: Field, of what: String) throws(RequestError) -> [String] {
    let parts =
      field.values.count == 1
      ? field.values[0].split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      : field.values
    guard !parts.contains("") else {
      throw field.bad("\(what) between commas", isFromFile: isFromFile)
    }
    return parts
  }

  /// A name that can be part of a file's.
  private func fileName(_ field: Field) throws(RequestError) -> String {
    let expected = "a name of 1 to 100 characters without /"
    let name = try field.single(expected, isFromFile: isFromFile)
    guard (1...100).contains(name.count), !name.contains("/"), !name.contains("\0") else {
      throw field.bad(expected, isFromFile: isFromFile)
    }
    return name
  }

  private func array(_ field: Field) throws(RequestError) -> ArrayReference {
    let text = try field.single("an array, such as batch.npz:y_true", isFromFile: isFromFile)
    do throws(FileError) {
      return try ArrayReference(parsing: text)
    } catch {
      throw RequestError(.file(error), at: field.origin, isFromFile: isFromFile)
    }
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
