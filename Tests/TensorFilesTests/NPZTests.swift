import Foundation
import Tensors
import Testing

@testable import TensorFiles

@Suite("npz")
struct NPZTests {
  /// Two arrays, stored: entry `a` at 0, its name at 30.
  static func twoArrays(_ compression: NPZ.Compression = .none) throws -> [UInt8] {
    try NPZ.encode(
      [("a", Tensor(shape: [3]) { Float($0) }), ("b", Tensor(shape: [3]) { Float($0) })],
      compression: compression)
  }

  /// `bytes` with the field of the directory's entry `index` at `offset` replaced.
  static func patched(_ bytes: [UInt8], entry index: Int, _ offset: Int, _ field: [UInt8])
    -> [UInt8]
  {
    var bytes = bytes
    let end = bytes.count - 22
    let start = (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[end + 16 + $1]) }
    let at = start + index * (46 + 5) + offset
    bytes.replaceSubrange(at..<(at + field.count), with: field)
    return bytes
  }

  @Test("finds arrays by NumPy's names, with and without .npy")
  func names() throws {
    let path = try fixture("stored.npz")
    #expect(try TensorFile.names(in: path) == ["a", "deep/er/b", "name.npy", "größe"])
    for (key, first) in [
      ("a", 0), ("a.npy", 0), ("deep/er/b", 1), ("name.npy", 2), ("name.npy.npy", 2), ("größe", 3),
    ] {
      let tensor = try TensorFile.read(ArrayReference(path: path, key: key))
      #expect(tensor == Tensor(shape: [2, 3]) { Float($0 + first) })
    }
  }

  @Test("reads 64-bit sizes and offsets")
  func zip64() throws {
    let path = try fixture("zip64.npz")
    #expect(try TensorFile.names(in: path) == ["a", "b"])
    let tensor = try TensorFile.read(ArrayReference(path: path, key: "b"))
    #expect(tensor == Tensor(shape: [2, 3]) { Float($0 + 1) })
  }

  @Test("needs no key where there is one array, and lists the keys where there are more")
  func keys() throws {
    let one = try NPZ.encode([("only", Tensor(5))])
    let contents = try FileContents(FileBytes(copying: one), path: "x.npz")
    #expect(try contents.decode(contents.array(named: nil)).tensor == Tensor(5))

    let path = try fixture("stored.npz")
    let many = error { () throws(FileError) in
      _ = try TensorFile.read(ArrayReference(path: path))
    }
    #expect(many?.kind == .missingInput)
    #expect(
      many?.sentence
        == "Expected a key after the file's name, as the file holds 4 arrays: a, deep/er/b, name.npy, größe."
    )
    let wrong = FileError(path: "b.npz", fault: .missingKey("pred", keys: ["y_true", "y_pred"]))
    #expect(wrong.kind == .missingInput)
    #expect(
      wrong.sentence == "Expected an array named pred, but the file holds y_true, y_pred.")
    #expect(wrong.help == ["Did you mean y_pred?"])
    let six = try fixture("six.npy")
    let keyed = error { () throws(FileError) in
      _ = try TensorFile.read(ArrayReference(path: six, key: "a"))
    }
    #expect(keyed?.sentence == "Expected no key, as the file is one array, but found the key a.")
  }

  @Test("refuses a broken archive in a sentence")
  func refusals() throws {
    let stored = try Self.twoArrays()
    let deflated = try Self.twoArrays(.deflate)
    let local = stored.count - 22 - 2 * 51
    var flipped = stored
    flipped[174] ^= 1
    var localName = stored
    localName[30] = UInt8(ascii: "z")
    var method = Self.patched(stored, entry: 0, 10, [12, 0])
    method[8] = 12
    var deflateBroken = deflated
    deflateBroken[36] = 0xFF
    var twice = Self.patched(stored, entry: 1, 46, Array("a".utf8))
    twice[local / 2 + 30] = UInt8(ascii: "a")
    let cases: [([UInt8], String)] = [
      (
        Array(stored.dropLast()),
        "Expected a zip directory at the end of the file, found none: the file is cut short, or more follows it."
      ),
      (
        stored + [0],
        "Expected a zip directory at the end of the file, found none: the file is cut short, or more follows it."
      ),
      (
        [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18),
        "Expected at least one array, but the archive has no entries."
      ),
      (flipped, "Expected the checksum 53868cb6, found 2481bc20: the bytes are damaged."),
      (localName, "The zip directory names a.npy, but no such entry lies where it says."),
      (twice, "Expected every entry once, but a.npy comes twice."),
      (method, "Expected an entry that is stored or deflated, found zip method 12."),
      (
        Self.patched(stored, entry: 0, 8, [1, 0]),
        "Expected an entry that is not encrypted, but this one is."
      ),
      (
        Self.patched(stored, entry: 0, 20, [0, 1, 0, 0]),
        "Expected entries apart from one another, but a.npy and b.npy share bytes."
      ),
      (
        Self.patched(stored, entry: 0, 24, [0, 1, 0, 0]),
        "The zip directory claims 256 bytes for a stored entry of 140."
      ),
      (
        Self.patched(deflated, entry: 0, 24, [0, 0, 0, 0x10]),
        "Deflate makes at most 1032 bytes of one, but 75 are to become 268435456."
      ),
      (
        Self.patched(deflated, entry: 0, 24, [0, 1, 0, 0]),
        "Shape 3 of f32 takes 12 bytes, but 128 follow the header."
      ),
      (deflateBroken, "Expected a deflate stream, but the bytes are damaged."),
      (
        Self.patched(stored, entry: 0, 0, [0]),
        "The zip directory contradicts itself: the file is damaged."
      ),
    ]
    for (bytes, sentence) in cases {
      let error = errorReading(bytes)
      #expect(error?.kind == .badData)
      #expect(error?.sentence == sentence)
    }
  }

  @Test("tells which array is broken, and reads the others")
  func otherArrays() throws {
    let bytes = Self.patched(try Self.twoArrays(), entry: 0, 16, [1, 2, 3, 4])
    #expect(errorReading(bytes, key: "a")?.place == "x.npz:a")
    #expect(errorReading(bytes, key: "b") == nil)
  }

  @Test("shows names from a file with nothing in them that moves a terminal")
  func escapes() {
    let error = FileError(path: "x.npz", fault: .archive(.repeated(name: "a\u{1B}[2J\u{202E}")))
    #expect(error.sentence == "Expected every entry once, but a\\u{1B}[2J\\u{202E} comes twice.")
  }

  @Test("refuses to write names twice, or none")
  func writing() {
    let twice = error { () throws(FileError) in
      _ = try NPZ.encode([("a", Tensor(1)), ("a", Tensor(2))])
    }
    #expect(twice?.kind == .cannotCreate)
    #expect(twice?.sentence == "Two arrays cannot have one name, but a comes twice.")
    let none = error { () throws(FileError) in _ = try NPZ.encode([("", Tensor(1))]) }
    #expect(none?.fault == .unwritableName(""))
  }

  @Test("writes the same bytes each time, and smaller ones deflated")
  func deterministic() throws {
    let zeros = Tensor(repeating: 0, shape: [4, 1000])
    let deflated = try NPZ.encode([("zeros", zeros)])
    #expect(try NPZ.encode([("zeros", zeros)]) == deflated)
    #expect(try deflated.count * 20 < NPZ.encode([("zeros", zeros)], compression: .none).count)
  }
}
