import TensorFiles
import Tensors
import Testing

@testable import lossfold

@Suite("inspect")
struct InspectTests {
  @Test("prints JSON with the odd names of a file spelled out")
  func json() throws {
    #expect(
      Inspect.json(of: [("a\"\\\n.npz", [])])
        == #"""
        { "schema": 1, "files": [
          { "file": "a\"\\\u000a.npz", "arrays": [
         ] } ] }
        """#)
  }
}
