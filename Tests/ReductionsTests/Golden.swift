import Foundation
import Reductions
import Tensors
import Testing

/// A vector that a framework computed.
struct Golden: Decodable, Sendable, CustomTestStringConvertible {
  struct Array: Decodable, Sendable {
    var shape: [Int]
    var data: [Number]

    var tensor: Tensor {
      Tensor(shape: Shape(shape)) { Float(data[$0].value) }
    }
  }

  /// A number, the name of one that JSON lacks, or a truth value as 0 or 1.
  struct Number: Decodable, Sendable {
    var value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let name = try? container.decode(String.self) {
        value = name == "NaN" ? .nan : name == "Infinity" ? .infinity : -.infinity
      } else if let isTrue = try? container.decode(Bool.self) {
        value = isTrue ? 1 : 0
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  /// An option's value, as the command line writes it.
  struct Option: Decodable, Sendable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        text = "\(value)"
      } else if let value = try? container.decode(Int.self) {
        text = "\(value)"
      } else if let value = try? container.decode(Double.self) {
        text = "\(value)"
      } else {
        text = try container.decode([Double].self).map { "\($0)" }.joined(separator: ",")
          .replacing(".0", with: "")
      }
    }
  }

  /// Weights by class index, or PyTorch's array of them.
  enum ClassWeight: Decodable, Sendable {
    case byIndex([String: Double])
    case all(Array)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let weights = try? container.decode(Array.self) {
        self = .all(weights)
      } else {
        self = .byIndex(try container.decode([String: Double].self))
      }
    }

    var weights: [Int: Float] {
      switch self {
      case .all(let array):
        Dictionary(
          uniqueKeysWithValues: array.data.enumerated().map { ($0.offset, Float($0.element.value)) }
        )
      case .byIndex(let weights):
        Dictionary(uniqueKeysWithValues: weights.map { (Int($0.key) ?? -1, Float($0.value)) })
      }
    }
  }

  struct Expect: Decodable, Sendable {
    var refuses: String?
    var dice: Number?
    var elementwise: Array?
    var perPosition: Array?
    var scalar: Number?
    var batches: [Number]?
    var evaluate: Number?
    var fit: Number?
  }

  var id: String
  var convention: String?
  var loss: String?
  var reduction: String?
  var options: [String: Option]?
  var classWeight: ClassWeight?
  var posWeight: Array?
  var ignoreIndex: Int?
  var channelWeights: [Double]?
  var diceSmooth: Double?
  var yTrue: Array?
  var yPred: Array?
  var fromLogits: Bool?
  var sampleWeight: Array?
  var mask: Array?
  var batchSize: Int?
  var expect: Expect

  var testDescription: String { id }

  /// The vectors of a file.
  static func cases(_ file: String) -> [Golden] {
    struct File: Decodable { var cases: [Golden] }
    guard
      let url = Bundle.module.url(
        forResource: file, withExtension: "json", subdirectory: "Goldens"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(File.self, from: data).cases
    } catch {
      Issue.record("\(file): \(error)")
      return []
    }
  }

  /// What the case folds.
  func input() throws -> FoldInput {
    FoldInput(
      yTrue: try #require(yTrue).tensor, yPred: try #require(yPred).tensor,
      loss: try #require(loss), sampleWeight: sampleWeight?.tensor, mask: mask?.tensor)
  }
}

/// Equal to 5e-6 relative and 2e-7 absolute; NaN equals NaN.
func expectClose(
  _ found: Double, _ expected: Double, _ what: String,
  relative: Double = 5e-6, absolute: Double = 2e-7,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if expected.isNaN || found.isNaN || expected.isInfinite {
    #expect(
      found == expected || (found.isNaN && expected.isNaN), "\(what): \(found), not \(expected)",
      sourceLocation: sourceLocation)
  } else {
    #expect(
      abs(found - expected) <= relative * abs(expected) + absolute,
      "\(what): \(found), not \(expected)", sourceLocation: sourceLocation)
  }
}
