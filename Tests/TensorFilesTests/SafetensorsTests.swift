import Tensors
import Testing

@testable import TensorFiles

/// A safetensors file with the header and the data given.
func safetensors(_ header: String, data: [UInt8] = [], length: Int? = nil) -> [UInt8] {
  let length = length ?? header.utf8.count
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + Array(header.utf8) + data
}

@Suite("safetensors")
struct SafetensorsTests {
  static let types = [
    "F16", "F32", "F64", "BF16", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL",
  ]

  @Test("reads every type", arguments: types)
  func reads(type: String) throws {
    let tensor = try TensorFile.read(
      ArrayReference(path: fixture("types.safetensors"), key: type))
    let values: [Float] =
      switch type.first {
      case "F": [0, -0.0, 1.5, -2.25, .nan, .infinity]
      case "I": [-2, -1, 0, 1, 2, 100]
      case "U": [0, 1, 2, 3, 100, 200]
      case "B" where type == "BF16": [0, -0.0, 1.5, -2.25, .nan, .infinity]
      default: [1, 0, 0, 1, 1, 0]
      }
    #expect(tensor == (try Tensor(shape: [1, 2, 3], elements: values)))
  }

  @Test("reads a scalar, an empty array, and one without a key where there is one")
  func shapes() throws {
    let path = try fixture("types.safetensors")
    #expect(try TensorFile.read(ArrayReference(parsing: path + ":deep/er:é")) == Tensor(7))
    #expect(
      try TensorFile.read(ArrayReference(path: path, key: "none"))
        == Tensor(repeating: 0, shape: [0, 3]))
    #expect(
      try TensorFile.read(ArrayReference(path: fixture("one.safetensors")))
        == Tensor(shape: [2, 3]) { Float($0) })
    #expect(try TensorFile.names(in: path).count == 15)
    #expect(
      try TensorFile.describe(path, key: "BF16").map(\.description) == [
        "BF16 bf16 1×2×3 · 6 values · 12 B · [−2.25 ▅▁▁▁█▁▁▅ 1.5] · μ −0.188 · σ 1.34 · 1 NaN! · 1 infinite!"
      ])
  }

  @Test("lists a type that it doesn't read beside what it reads")
  func shortFloats() throws {
    let path = try fixture("short.safetensors")
    #expect(
      try TensorFile.describe(path).map(\.description) == [
        "a f32 2 · 2 values · 8 B · [0] · μ 0 · σ 0",
        "w F8_E4M3 · not numbers, so it cannot be read",
      ])
    let error = error { () throws(FileError) in
      _ = try TensorFile.read(ArrayReference(path: path, key: "w"))
    }
    #expect(
      error?.sentence
        == "Expected numbers of 1 to 8 bytes, but the array holds floats of 4 to 8 bits (F8_E4M3).")
    #expect(error?.help.count == 3)
  }

  @Test(
    "says what is wrong with a header",
    arguments: [
      (
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[0],"data_offsets":[8,8]}}"#,
        8, "Expected every key of the safetensors header once, but a comes twice."
      ),
      (
        #"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 8,
        "Expected every key of the safetensors header once, but dtype comes twice."
      ),
      (
        #"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#, 8,
        "Expected a type of safetensors, such as F32, for a, found F33."
      ),
      (
        #"{"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}}"#, 8,
        "Expected the name of a type as dtype of a."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8,
        "Shape 3 of f32 takes 12 bytes, but the data_offsets of a span 8."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12,
        "Expected arrays one after another, but a starts at byte 4 instead of 0."
      ),
      (
        #"{"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
        8, "Expected arrays one after another, but b starts at byte 4 instead of 6."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9,
        "The arrays take 8 bytes, but 9 follow the safetensors header."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7,
        "The arrays take 8 bytes, but 7 follow the safetensors header."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8,
        "Expected where a begins and ends, two whole numbers in order, as data_offsets."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8,
        "Expected at most 64 whole numbers, none negative, as shape of a."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[4000000000,4000000000],"data_offsets":[0,8]}}"#, 8,
        "Expected a shape that memory can hold for a, found 4000000000 × 4000000000."
      ),
      (
        #"{"a":{"dtype":"F32","shape":[2],"offsets":[0,8]}}"#, 8,
        "Expected the keys dtype, shape and data_offsets for a, found dtype, shape, offsets."
      ),
      (
        #"{"__metadata__":{"n":3},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 8,
        "Expected texts by name as __metadata__ of the safetensors header."
      ),
      ("{}", 0, "Expected at least one array, but the safetensors header names none."),
      (
        #"{"a":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}"#, 0,
        "Expected at most 16 brackets inside one another at byte 20 of the safetensors header."
      ),
      ("{'a':1}", 0, "Expected a key in quotes at byte 1 of the safetensors header."),
      (#"{"a":01}"#, 0, "Expected a number at byte 5 of the safetensors header."),
      (#"{"a":1,}"#, 0, "Expected a key in quotes at byte 7 of the safetensors header."),
      (#"{"a\q":1}"#, 0, "Expected an escape of JSON at byte 3 of the safetensors header."),
    ])
  func broken(header: String, data: Int, sentence: String) {
    let bytes = safetensors(header, data: [UInt8](repeating: 0, count: data))
    let error = errorReading(bytes, name: "x.safetensors")
    #expect(error?.sentence == sentence)
    #expect(error?.kind == .badData)
  }

  @Test("believes no length of a header")
  func lengths() {
    #expect(
      errorReading(safetensors("{}", length: 1 << 21), name: "x.safetensors")?.sentence
        == "Expected a safetensors header of at most 1048576 bytes, but it claims 2097152.")
    #expect(
      errorReading(safetensors("{}", length: 3), name: "x.safetensors")?.sentence
        == "Expected a safetensors header that ends at byte 11, but the file ends at 10.")
    #expect(
      errorReading([1, 0, 0], name: "x.safetensors")?.sentence
        == "Expected a safetensors header that ends at byte 8, but the file ends at 3.")
  }

  @Test(
    "reads the escapes of JSON",
    arguments: [
      (#""a\u00e9\ud83d\ude00\n\/""#, "aé😀\n/" as String?), (#""\ud83d""#, nil),
      (#""\u00g0""#, nil), ("\"a\tb\"", nil), (#""a"#, nil),
    ])
  func escapes(json: String, text: String?) {
    let value = try? StrictJSON(parsing: Array(json.utf8))
    #expect(value == text.map { .text($0) })
  }
}
