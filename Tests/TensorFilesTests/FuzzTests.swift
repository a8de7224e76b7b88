import Foundation
import TestSupport
import Tensors
import Testing

@testable import TensorFiles

/// A small share of what `swift run -c release fuzz` reads.
@Suite("fuzzing")
struct FuzzTests {
  @Test(
    "survives whatever is done to a file", arguments: ["npy", "npz", "safetensors", "png", "csv"])
  func mutated(format: String) throws {
    let folder = try fixture("")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix("." + format) }
      .map { try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + $0))) }
    let mutator = Mutator(corpus: files, seed: 20_240_601)
    var refused = 0
    for index in 0..<2000 {
      do throws(FileError) {
        _ = try TensorFile.describe(mutator.input(index), named: "x." + format)
      } catch {
        #expect(!error.sentence.isEmpty && error.kind == .badData, "input \(index)")
        refused += 1
      }
    }
    #expect(refused > 500)
  }
}
