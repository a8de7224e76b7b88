import Foundation
import Tensors
import Testing

@testable import TensorFiles

@Suite("An array left in its file")
struct StreamedArrayTests {
  private func inFile(_ bytes: [UInt8], _ name: String, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    try body(folder + "/" + name)
  }

  static let tensor = Tensor(shape: [3, 4, 5]) { Float($0) / 7 }

  @Test("gives the samples that reading it whole gives", arguments: ["npy", "npz"])
  func samples(ending: String) throws {
    let bytes =
      ending == "npy"
      ? NPY.encode(Self.tensor)
      : try NPZ.encode([("other", Tensor(1)), ("array", Self.tensor)], compression: .none)
    try inFile(bytes, "a.\(ending)") { path in
      let key = ending == "npy" ? nil : "array"
      let source = try TensorFile.source(
        ArrayReference(path: path, key: key), streamedFrom: 16)
      #expect(source is StreamedArray)
      #expect(source.shape == [3, 4, 5])
      for index in 0..<3 {
        let elements = try source.withSample(index) { (span) throws(TensorError) in
          span.indices.map { span[$0] }
        }
        #expect(elements == Self.tensor.sample(index).elements)
      }
    }
  }

  @Test("is read whole where it is small or deflated")
  func whole() throws {
    try inFile(NPZ.encode([("array", Self.tensor)]), "a.npz") { path in
      let reference = ArrayReference(path: path)
      let source = try TensorFile.source(reference, streamedFrom: 16)
      #expect(source is Tensor)
    }
    try inFile(NPY.encode(Self.tensor), "a.npy") { path in
      let source = try TensorFile.source(ArrayReference(path: path))
      #expect(source is Tensor)
    }
  }

  @Test("says where the file ends too soon")
  func shortened() throws {
    try inFile(NPY.encode(Self.tensor), "a.npy") { path in
      let source = try TensorFile.source(ArrayReference(path: path), streamedFrom: 16)
      #expect(unsafe truncate(path, 200) == 0)
      let error = #expect(throws: TensorError.self) {
        try source.withSample(2) { (span) throws(TensorError) in span.count }
      }
      #expect(error == .sourceFailed(reason: "\(path) ends before its array does."))
    }
  }
}
