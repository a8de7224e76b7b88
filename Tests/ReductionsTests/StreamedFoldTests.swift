import Foundation
import TensorFiles
import TestSupport
import Tensors
import Testing

@testable import Reductions

@Suite("A fold of arrays left in their files")
struct StreamedFoldTests {
  enum Format: String, CaseIterable { case npy, npz, deflated, safetensors }

  /// The arrays of `input` in files of `folder`, each read sample by sample.
  private func streamed(
    _ input: FoldInput, _ format: Format, in folder: String
  ) throws -> FoldInput {
    let roles: KeyValuePairs = [
      "y_true": input.yTrue, "y_pred": input.yPred, "mask": input.mask,
      "weights": input.sampleWeight,
    ]
    let arrays = roles.compactMap { name, source in
      (source as? Tensor).map { (name: name, tensor: $0) }
    }
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
      let path = folder + "/" + name
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return path
    }
    var sources: [String: any SampleSource] = [:]
    switch format {
    case .npy:
      for (name, tensor) in arrays {
        let path = try write(NPY.encode(tensor), name + ".npy")
        sources[name] = try TensorFile.source(ArrayReference(path: path), streamedFrom: 1)
      }
    case .npz, .deflated:
      let compression: NPZ.Compression = format == .npz ? .none : .deflate
      let path = try write(NPZ.encode(arrays, compression: compression), "all.npz")
      for (name, _) in arrays {
        sources[name] = try TensorFile.source(
          ArrayReference(path: path, key: name), streamedFrom: 1)
      }
    case .safetensors:
      let path = try write(Self.safetensors(arrays), "all.safetensors")
      for (name, _) in arrays {
        sources[name] = try TensorFile.source(
          ArrayReference(path: path, key: name), streamedFrom: 1)
      }
    }
    var input = input
    input.yTrue = try #require(sources["y_true"])
    input.yPred = try #require(sources["y_pred"])
    input.mask = sources["mask"]
    input.sampleWeight = sources["weights"]
    #expect(!(input.yPred is Tensor))
    return input
  }

  private static func safetensors(_ arrays: [(name: String, tensor: Tensor)]) -> [UInt8] {
    var header: [String] = []
    var data: [UInt8] = []
    for (name, tensor) in arrays {
      let start = data.count
      for element in tensor.elements {
        data += little(Int(element.bitPattern), 4)
      }
      header.append(
        "\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape.extents),"
          + "\"data_offsets\":[\(start),\(data.count)]}")
    }
    let text = Array("{\(header.joined(separator: ","))}".utf8)
    return little(text.count, 8) + text + data
  }

  private static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("has the bits of the fold in memory", arguments: PartTests.cases)
  func sameBits(_ test: PartTests.Case) throws {
    let input = test.input()
    var settings = test.settings(batchSize: 2)
    settings.keepsHistogram = true
    let whole = try Trace(reconciling: [input], settings)
    let format = Format.allCases[test.testDescription.utf8.reduce(0) { $0 + Int($1) } % 3]
    try inFolder { folder in
      let found = try Trace(reconciling: [streamed(input, format, in: folder)], settings)
      #expect(found == whole)
    }
  }

  @Test(
    "takes labels of every form",
    arguments: [
      ("binary_crossentropy", [5, 2, 2] as Shape), ("binary_crossentropy", [5, 2, 2, 1]),
      ("sparse_categorical_crossentropy", [5, 2, 2]),
      ("sparse_categorical_crossentropy", [5, 2, 2, 1]),
    ] as [(String, Shape)])
  func labels(loss: String, shape: Shape) throws {
    var random = SplitMix(seed: 4)
    let yPred = Tensor(shape: [5, 2, 2, 3]) { _ in Float(random.unit()) }
    let yTrue = Tensor(shape: shape) { _ in Float(random.next() % 3) }
    let input = FoldInput(yTrue: yTrue, yPred: yPred, loss: loss)
    let settings = FoldSettings(convention: .keras3)
    let whole = try Trace(reconciling: [input], settings)
    try inFolder { folder in
      let found = try Trace(reconciling: [streamed(input, .npy, in: folder)], settings)
      #expect(found == whole)
    }
  }

  @Test("takes classes along the second axis, as PyTorch has them")
  func classAxis() throws {
    var random = SplitMix(seed: 6)
    let yPred = Tensor(shape: [4, 3, 2, 2]) { _ in Float(random.signed()) }
    let yTrue = Tensor(shape: [4, 2, 2]) { _ in Float(random.next() % 3) }
    let input = FoldInput(yTrue: yTrue, yPred: yPred, loss: "cross_entropy")
    let settings = FoldSettings(convention: .pytorch)
    let whole = try Trace(of: input, settings)
    try inFolder { folder in
      let found = try Trace(of: streamed(input, .npz, in: folder), settings)
      #expect(found == whole)
    }
  }
}
