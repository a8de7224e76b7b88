import Tensors
import Testing

@testable import TensorFiles

@Suite("array references")
struct ArrayReferenceTests {
  @Test(
    "parts a file from its key at the colon after the file's ending",
    arguments: [
      ("batch.npz:y_true", "batch.npz", "y_true"), ("mask.npy", "mask.npy", nil),
      ("14:30.npz:layer:0", "14:30.npz", "layer:0"), ("14:30.npz", "14:30.npz", nil),
      ("a.npz:b.npy", "a.npz", "b.npy"), ("run.d/A.NPZ:x/y", "run.d/A.NPZ", "x/y"),
      ("data:y", "data", "y"), ("a:b/data", "a:b/data", nil),
      ("model.safetensors:w", "model.safetensors", "w"),
    ] as [(String, String, String?)])
  func parsing(text: String, path: String, key: String?) throws {
    let reference = try ArrayReference(parsing: text)
    #expect(reference == ArrayReference(path: path, key: key))
    #expect(reference.description == text)
  }

  @Test(
    "refuses a reference without a path or with an empty key",
    arguments: [
      ("", "Expected the path of a file, found none."),
      (":key", "Expected the path of a file, found none."),
      ("a.npz:", "Expected the name of an array after the colon, found none."),
    ])
  func refusals(text: String, sentence: String) {
    let error = error { () throws(FileError) in _ = try ArrayReference(parsing: text) }
    #expect(error?.kind == .usage)
    #expect(error?.sentence == sentence)
  }

  @Test("finds a relative path from a folder, an absolute one from anywhere")
  func folders() {
    #expect(ArrayReference(path: "a.npy").path(relativeTo: "data") == "data/a.npy")
    #expect(ArrayReference(path: "a.npy").path(relativeTo: "data/") == "data/a.npy")
    #expect(ArrayReference(path: "/a.npy").path(relativeTo: "data") == "/a.npy")
    #expect(ArrayReference(path: "a.npy").path(relativeTo: nil) == "a.npy")
  }
}
