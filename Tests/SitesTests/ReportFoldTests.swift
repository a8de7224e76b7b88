import Foundation
import Reductions
import Requests
import TensorFiles
import Tensors
import Testing

@testable import Sites

@Suite("What a report is about")
struct ReportFoldTests {
  /// A tensor of zeros that is left in its file.
  private func left(_ shape: Shape, in folder: String) throws -> any SampleSource {
    let path = folder + "/\(shape.rank).npy"
    try Data(NPY.encode(Tensor(shape: shape) { Float($0 % 2) }))
      .write(to: URL(fileURLWithPath: path))
    return try TensorFile.source(ArrayReference(path: path), isRow: true, streamedFrom: 1)
  }

  @Test("picks the worst samples of what is left in files, but no part of one axis")
  func picks() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/lossfold-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let request = try FoldRequest(
      yaml: "loss: mean_squared_error\n", place: RequestPlace(file: "x.yaml", folder: folder))
    func picked(_ shape: Shape) throws -> [Int]? {
      let source = try left(shape, in: folder)
      #expect(!(source is Tensor))
      let input = FoldInput(yTrue: source, yPred: source, loss: "mean_squared_error")
      return try ReportFold(request, [input]) { $0 }.outputs[0].picked
    }
    #expect(try picked([3, 4, 5])?.sorted() == [0, 1, 2])
    #expect(try picked([60]) == nil)
  }
}
