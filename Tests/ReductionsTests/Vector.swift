import Foundation
import Reductions
import Tensors
import Testing

/// A vector of any framework, as the files of goldens hold it; all of it is read.
struct Vector: Sendable, CustomTestStringConvertible {
  let id: String
  let convention: Convention
  /// One for each output.
  let inputs: [FoldInput]
  let reduction: String?
  let batchSize: Int?
  let penalties: [Double]
  /// What the framework answered, by key.
  let expect: Expected

  var testDescription: String { id }

  /// What a framework answered.
  struct Expected: Sendable {
    var perPosition: Tensor?
    var elementwise: Tensor?
    /// `result`, or `scalar` as one.
    var result: Tensor?
    var batches: [Double]?
    var epochs: [String: Double] = [:]
    var metricsNames: [String]?
    var values: [Double]?
    var valuesByName: [String: Double]?
    var total: Double?
    var refuses: String?
  }

  /// The vectors of every file, in the order of the files.
  static let all: [Vector] = ["keras-2", "keras-3", "tf-keras", "pytorch-optax", "edges"].flatMap(
    cases)

  private static func cases(_ file: String) -> [Vector] {
    guard
      let url = Bundle.module.url(
        forResource: file, withExtension: "json", subdirectory: "Goldens"),
      let data = try? Data(contentsOf: url),
      let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = object["cases"] as? [[String: Any]]
    else {
      Issue.record("\(file).json cannot be read")
      return []
    }
    return cases.map { Vector($0) }
  }

  private init(_ json: [String: Any]) {
    id = json["id"] as? String ?? ""
    convention = (json["convention"] as? String).flatMap(Convention.init(rawValue:)) ?? .keras2
    reduction = json["reduction"] as? String
    batchSize = json["batch_size"] as? Int
    penalties = (json["penalties"] as? [Any] ?? []).map(Self.number)
    let outputs = json["outputs"] as? [[String: Any]] ?? [json]
    inputs = outputs.map(Self.input)
    let answer = json["expect"] as? [String: Any] ?? [:]
    expect = Expected(
      perPosition: Self.tensor(answer["per_position"]),
      elementwise: Self.tensor(answer["elementwise"]),
      result: Self.tensor(answer["result"])
        ?? answer["scalar"].map { Tensor(Float(Self.number($0))) },
      batches: (answer["batches"] as? [Any])?.map(Self.number),
      epochs: ["evaluate", "fit"].reduce(into: [:]) { epochs, key in
        epochs[key] = answer[key].map(Self.number)
      },
      metricsNames: answer["metrics_names"] as? [String],
      values: (answer["values"] as? [Any])?.map(Self.number),
      valuesByName: (answer["values"] as? [String: Any])?.mapValues(Self.number),
      total: answer["total"].map(Self.number), refuses: answer["refuses"] as? String)
  }

  private static func input(_ json: [String: Any]) -> FoldInput {
    var options: [String: String] = [:]
    for (key, value) in json["options"] as? [String: Any] ?? [:] where key != "from_logits" {
      options[key] = text(value)
    }
    if let weights = json["channel_weights"] { options["class_weights"] = text(weights) }
    if let smooth = json["dice_smooth"] { options["smooth"] = text(smooth) }
    if let index = json["ignore_index"], !(index is NSNull) {
      options["ignore_index"] = text(index)
    }
    let nested = (json["options"] as? [String: Any])?["from_logits"] as? Bool
    var classWeight: [Int: Float]?
    if let weights = json["class_weight"] as? [String: Any], weights["data"] == nil {
      classWeight = [:]
      for (key, value) in weights { classWeight?[Int(key) ?? -1] = Float(number(value)) }
    } else if let weights = tensor(json["class_weight"]) {
      classWeight = Dictionary(uniqueKeysWithValues: weights.elements.enumerated().map { ($0, $1) })
    }
    return FoldInput(
      name: json["name"] as? String ?? "output",
      yTrue: tensor(json["y_true"]) ?? Tensor(.nan), yPred: tensor(json["y_pred"]) ?? Tensor(.nan),
      loss: json["loss"] as? String ?? "",
      lossWeight: json["loss_weight"].map(number) ?? 1,
      fromLogits: json["from_logits"] as? Bool ?? nested ?? false, options: options,
      sampleWeight: tensor(json["sample_weight"]), mask: tensor(json["mask"]),
      posWeight: tensor(json["pos_weight"]), classWeight: classWeight)
  }

  private static func number(_ value: Any) -> Double {
    switch value as? String {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: (value as? NSNumber)?.doubleValue ?? .nan
    }
  }

  private static func text(_ value: Any) -> String {
    if let list = value as? [Any] { return list.map(text).joined(separator: ",") }
    if let object = value as? [String: Any], let data = object["data"] { return text(data) }
    guard let number = value as? NSNumber else { return "\(value)" }
    // JSON's true and false are numbers to Foundation.
    if isBoolean(number) { return number.boolValue ? "true" : "false" }
    return number.doubleValue == number.doubleValue.rounded()
      ? "\(number.intValue)" : "\(number.doubleValue)"
  }

  private static func isBoolean(_ number: NSNumber) -> Bool {
    unsafe String(cString: number.objCType) == "c"
  }

  private static func tensor(_ value: Any?) -> Tensor? {
    if let list = value as? [Any] {
      let numbers = list.map(number)
      return Tensor(shape: [numbers.count]) { Float(numbers[$0]) }
    }
    guard let object = value as? [String: Any], let extents = object["shape"] as? [Int],
      let data = object["data"] as? [Any]
    else { return nil }
    let numbers = data.map(number)
    return Tensor(shape: Shape(extents)) { Float(numbers[$0]) }
  }
}
