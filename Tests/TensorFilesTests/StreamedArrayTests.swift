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

  @Test(
    "gives the samples of a deflated array in whatever order they are asked for",
    arguments: [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 2, 0, 4, 1, 3, 0]])
  func deflated(order: [Int]) throws {
    // More samples than there are marks, and more bytes than are inflated at once.
    let tensor = Tensor(shape: [100, 20, 30]) { Float($0 &* 2_654_435_761 % 65_536) }
    try inFile(NPZ.encode([("other", Tensor(1)), ("array", tensor)]), "a.npz") { path in
      let source = try TensorFile.source(
        ArrayReference(path: path, key: "array"), streamedFrom: 16)
      #expect(source is InflatedArray)
      for index in order.flatMap({ [$0 * 20, $0 * 20 + 19] }) {
        let elements = try source.withSample(index) { (span) throws(TensorError) in
          span.indices.map { span[$0] }
        }
        #expect(elements == tensor.sample(index).elements, "sample \(index)")
      }
      for first in order.map({ $0 * 20 }) {
        let range = first..<(first + 17)
        let elements = try source.withSamples(range) { (span) throws(TensorError) in
          span.indices.map { span[$0] }
        }
        #expect(elements == range.flatMap { tensor.sample($0).elements }, "samples \(range)")
      }
      let firsts = concurrentMap(100, threads: 4) { index in
        try? source.withSample(99 - index) { (span) throws(TensorError) in span[0] }
      }
      #expect(firsts == (0..<100).map { tensor.sample(99 - $0).elements[0] })
    }
  }

  @Test("says that a deflated array is broken where its last sample is read")
  func checksum() throws {
    let bytes = try NPZ.encode([("array", Self.tensor)])
    let directory = try #require(bytes.lastRange(of: [0x50, 0x4B, 1, 2])).lowerBound
    var broken = bytes
    for place in [14, directory + 16] { broken[place] ^= 1 }
    try inFile(broken, "a.npz") { path in
      let source = try TensorFile.source(ArrayReference(path: path), streamedFrom: 16)
      func first(_ index: Int) throws(TensorError) -> Float {
        try source.withSample(index) { (span) throws(TensorError) in span[0] }
      }
      #expect(try first(1) == Self.tensor.sample(1).elements[0])
      let error = #expect(throws: TensorError.self) { try first(2) }
      let whole = #expect(throws: FileError.self) {
        try TensorFile.read(ArrayReference(path: path))
      }
      #expect(
        error == .sourceFailed(reason: "\(whole?.place ?? ""): \(whole?.sentence ?? "")"))
    }
  }

  @Test("is read whole where it is small, in Fortran order, or one axis")
  func whole() throws {
    try inFile(NPZ.encode([("array", Tensor(shape: [100]) { Float($0) })]), "a.npz") { path in
      let source = try TensorFile.source(ArrayReference(path: path), streamedFrom: 16)
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
