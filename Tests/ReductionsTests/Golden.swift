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

  /// A number, or the name of one that JSON lacks.
  struct Number: Decodable, Sendable {
    var value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let name = try? container.decode(String.self) {
        value = name == "NaN" ? .nan : name == "Infinity" ? .infinity : -.infinity
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  struct Expect: Decodable, Sendable {
    var elementwise: Array?
    var perPosition: Array?
    var scalar: Number?
    var batches: [Double]?
    var evaluate: Double?
    var fit: Double?
  }

  var id: String
  var loss: String?
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
