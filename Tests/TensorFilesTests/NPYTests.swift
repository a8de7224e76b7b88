import Foundation
import Tensors
import Testing

@testable import TensorFiles

@Suite("npy")
struct NPYTests {
  static let values: [Character: [Float]] = [
    "f": [0, -0.0, 1.5, -2.25, .nan, .infinity], "i": [-2, -1, 0, 1, 2, 100],
    "u": [0, 1, 2, 3, 100, 200], "b": [1, 0, 0, 1, 1, 0],
  ]
  static let keys = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]
    .flatMap { type in ["little", "big"].flatMap { ["\(type) \($0) C", "\(type) \($0) F"] } }

  @Test("reads every type, in either byte order and either memory order", arguments: keys)
  func types(key: String) throws {
    let tensor = try TensorFile.read(ArrayReference(path: fixture("types.npz"), key: key))
    let first = try #require(key.first)
    let values = try #require(Self.values[first])
    #expect(tensor == (try Tensor(shape: [1, 2, 3], elements: values)))
  }

  @Test("reads every version", arguments: ["six.npy", "version2.npy", "version3.npy"])
  func versions(file: String) throws {
    let tensor = try TensorFile.read(ArrayReference(path: fixture(file)))
    #expect(tensor == Tensor(shape: [2, 3]) { Float($0) })
  }

  @Test("reads a scalar, an empty array, one axis and a big-endian Fortran cube")
  func shapes() throws {
    #expect(try TensorFile.read(ArrayReference(path: fixture("scalar.npy"))) == Tensor(7))
    #expect(
      try TensorFile.read(ArrayReference(path: fixture("empty.npy")))
        == Tensor(repeating: 0, shape: [0, 3]))
    #expect(
      try TensorFile.read(ArrayReference(path: fixture("one-axis.npy")))
        == Tensor(shape: [3]) { Float($0) })
    #expect(
      try TensorFile.read(ArrayReference(path: fixture("fortran.npy")))
        == Tensor(shape: [2, 3, 4]) { Float($0) })
  }

  @Test("rounds to the nearest float32, ties to even")
  func rounding() throws {
    let odd: [Int64] = [16_777_217, 16_777_219, .max]
    let bytes = odd.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    let tensor = try NPY.decode(npy(header("<i8", "(3,)"), data: bytes))
    #expect(tensor.elements == [16_777_216, 16_777_220, 9_223_372_036_854_775_808])
  }

  @Test(
    "writes the very bytes that np.save writes", arguments: ["six.npy", "scalar.npy", "empty.npy"])
  func sameBytes(file: String) throws {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture(file))))
    #expect(NPY.encode(try NPY.decode(bytes)) == bytes)
  }

  @Test(
    "gives back what it wrote, bit by bit",
    arguments: [[], [1], [3], [2, 3], [0, 5], [2, 3, 4, 5], [1, 1, 1, 1, 1, 9]] as [[Int]])
  func roundTrip(extents: [Int]) throws {
    var numbers = SeededNumbers(state: 7)
    let tensor = Tensor(shape: Shape(extents)) { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: numbers.next()))
    }
    #expect(try NPY.decode(NPY.encode(tensor)) == tensor)
    let file = try NPZ.encode([("a", tensor), ("b/c", tensor)])
    let contents = try FileContents(FileBytes(copying: file), path: "x.npz")
    #expect(contents.keys == ["a", "b/c"])
    #expect(try contents.decode(contents.array(named: "b/c")).tensor == tensor)
  }

  @Test(
    "refuses what isn't numbers, by name",
    arguments: [
      ("object", "Python objects (|O)"), ("void", "raw bytes (|V2)"), ("string", "strings (<U6)"),
      ("structured", "structures (fields)"), ("complex", "complex numbers (<c8)"),
      ("date", "dates or durations (<M8[s])"), ("long-double", "long doubles (<f16)"),
    ])
  func unsupported(file: String, name: String) throws {
    let path = try fixture("\(file).npy")
    let error = error { () throws(FileError) in
      _ = try TensorFile.read(ArrayReference(path: path))
    }
    #expect(error?.kind == .badData)
    #expect(error?.sentence == "Expected numbers of 1 to 8 bytes, but the array holds \(name).")
  }

  @Test("never opens a pickle, and says how to convert it")
  func pickles() throws {
    let error = FileError(
      path: "b.npz", key: "y", fault: .unsupportedType(.object, name: "|O"))
    #expect(error.place == "b.npz:y")
    #expect(
      error.help == [
        "Lossfold doesn't open pickles. In Python:",
        #"import numpy as np; a = np.load("b.npz", allow_pickle=True)["y"]"#,
        #"np.save("float32.npy", np.array(a.tolist(), dtype="float32"))"#,
      ])
  }

  @Test(
    "refuses a broken file in a sentence",
    arguments: [
      (
        npy(header("<f4", "(2, 3)"), data: [0, 0, 0]),
        "Shape 2 × 3 of f32 takes 24 bytes, but 3 follow the header."
      ),
      (
        npy(header(">i2", "()"), data: [0, 0, 0]),
        "Shape scalar of i16 big-endian takes 2 bytes, but 3 follow the header."
      ),
      (
        npy(header("<f8", "(1000000, 1000000)")),
        "Shape 1000000 × 1000000 of f64 takes 8000000000000 bytes, but 0 follow the header."
      ),
      (
        npy(header("<f4", "(9223372036854775807, 2)")),
        "Expected a shape that memory can hold, found 9223372036854775807 × 2."
      ),
      (
        npy(header("<f4", "(4611686018427387904,)")),
        "Expected a shape that memory can hold, found 4611686018427387904."
      ),
      (
        npy(header("<f4", "(99999999999999999999,)")),
        "Expected an integer of 64 bits at byte 51 of the npy header."
      ),
      (
        npy(header("<f4", "(-1,)")),
        "Expected a tuple of at most 64 integers, none negative, as the shape in the npy header."
      ),
      (
        npy(header("<f4", "(3)")),
        "Expected a tuple of at most 64 integers, none negative, as the shape in the npy header."
      ),
      (
        npy(header("<f4", "(\(String(repeating: "1, ", count: 65)))"), data: [0, 0, 0, 0]),
        "Expected a tuple of at most 64 integers, none negative, as the shape in the npy header."
      ),
      (
        npy(header("<q4", "(3,)")),
        "Expected numbers of 1 to 8 bytes, but the array holds a type that NumPy does not have (<q4)."
      ),
      (
        npy("{'descr': '<f4', 'fortran_order': 0, 'shape': (), }"),
        "Expected True or False as fortran_order in the npy header."
      ),
      (
        npy("{'descr': '<f4', 'shape': ()}"),
        "Expected the keys descr, fortran_order and shape in the npy header, found descr, shape."
      ),
      (
        npy("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}"),
        "Expected the keys descr, fortran_order and shape in the npy header, found descr, descr, fortran_order, shape."
      ),
      (npy("{'descr' '<f4'}"), "Expected ':' at byte 9 of the npy header."),
      (npy("{'descr': '<f4' 'shape'}"), "Expected ',' or '}' at byte 16 of the npy header."),
      (npy("{'descr': __import__('os')}"), "Expected a value at byte 10 of the npy header."),
      (npy("{'descr': '<f4}"), "Expected the closing quote at byte 15 of the npy header."),
      (npy("[1]"), "Expected '{' at byte 0 of the npy header."),
      (npy("{} {}"), "Expected the end of the header at byte 3 of the npy header."),
      (
        npy(String(repeating: "[", count: 60_000)),
        "Expected at most 16 brackets inside one another at byte 16 of the npy header."
      ),
      (
        npy("", version: [2, 0], length: 65_537),
        "Expected an npy header of at most 65536 bytes, but it claims 65537."
      ),
      (
        npy("", version: [3, 0], length: 0xFFFF_FFFF),
        "Expected an npy header of at most 65536 bytes, but it claims 4294967295."
      ),
      (npy("{}", version: [4, 0]), "Expected npy version 1.0, 2.0 or 3.0, found 4.0."),
      (npy("{}", length: 118), "Expected an npy header of 128 bytes, but the file ends after 12."),
      ([0x93, 0x4E, 0x55], "Expected an npy header of 8 bytes, but the file ends after 3."),
      (
        Array("hello, world".utf8),
        "Expected the npy magic 93 4e 55 4d 50 59 at the start, found 68 65 6c 6c 6f 2c 20 77."
      ),
      (
        npy(header("|b1", "(3,)"), data: [1, 0, 2]),
        "A bool is stored as 0 or 1, but element 2 is 2."
      ),
    ] as [([UInt8], String)])
  func refusals(bytes: [UInt8], sentence: String) {
    let error = error { () throws(FileError) in _ = try NPY.decode(bytes) }
    #expect(error?.kind == .badData)
    #expect(error?.place == "array.npy")
    #expect(error?.sentence == sentence)
  }

  @Test("finds the bool byte that isn't one, past the first piece")
  func farBool() {
    var data = [UInt8](repeating: 1, count: 70_000)
    data[69_998] = 255
    let error = error { () throws(FileError) in
      _ = try NPY.decode(npy(header("|b1", "(70000,)"), data: data))
    }
    #expect(error?.fault == .notBool(255, element: 69_998))
  }
}
