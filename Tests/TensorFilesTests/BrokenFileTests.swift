import Foundation
import Tensors
import Testing

@testable import TensorFiles

@Suite("broken files")
struct BrokenFileTests {
  static func small(_ kind: String) throws -> [UInt8] {
    let tensors = [("a", Tensor(shape: [2]) { Float($0) }), ("b", Tensor(3))]
    switch kind {
    case "npy": return NPY.encode(tensors[0].1)
    case "stored npz": return try NPZ.encode(tensors, compression: .none)
    case "deflated npz": return try NPZ.encode(tensors)
    default: return try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture("zip64.npz"))))
    }
  }

  @Test(
    "refuses every file that is cut short, wherever it is cut",
    arguments: ["npy", "stored npz", "deflated npz", "zip64 npz"])
  func truncated(kind: String) throws {
    let bytes = try Self.small(kind)
    let name = kind == "npy" ? "x.npy" : "x.npz"
    #expect(errorReading(bytes, name: name) == nil)
    for length in bytes.indices {
      #expect(errorReading(Array(bytes[..<length]), name: name) != nil, "cut at \(length)")
    }
  }

  @Test(
    "recognises what it doesn't read, and gives the lines that convert",
    arguments: [
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "weights.h5", "an HDF5 file"),
      ([0x80, 0x04, 0x95], "batch.pkl", "a Python pickle"),
      ([0x80, 0x02, 0x8A], "model.pt", "a PyTorch file"),
      ([24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22], "x.tfrecord", "a TFRecord file"),
      ([24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22], "data", "a TFRecord file"),
    ] as [([UInt8], String, String)])
  func foreign(bytes: [UInt8], name: String, format: String) {
    let error = errorReading(bytes, name: name)
    #expect(error?.kind == .badData)
    #expect(
      error?.sentence == "Lossfold reads npy, npz, safetensors, PNG and CSV, but this is \(format)."
    )
    #expect(error?.help.count == 3)
  }

  @Test(
    "looks into a zip before it takes it for an npz",
    arguments: [("torch.pt", "a PyTorch file"), ("model.keras", "a Keras model")])
  func foreignZip(file: String, format: String) throws {
    let path = try fixture(file)
    let error = error { () throws(FileError) in _ = try TensorFile.names(in: path) }
    #expect(
      error?.sentence == "Lossfold reads npy, npz, safetensors, PNG and CSV, but this is \(format)."
    )
  }

  @Test("says in Python how to convert HDF5")
  func conversion() {
    #expect(
      ForeignFormat.hdf5.help(path: "out/we\"ights.h5") == [
        "In Python:", #"import h5py, numpy as np; f = h5py.File("out/we\"ights.h5")"#,
        #"np.savez("out/we\"ights.npz", **{k: v[()] for k, v in f.items() if hasattr(v, "shape")})"#,
      ])
  }

  @Test(
    "names what stands where a file was expected",
    arguments: [
      ("/nowhere/y.npz", "Expected a file, but there is none.", .missingInput),
      ("/usr", "Expected a file, but this is a folder.", .badData),
      ("/dev/null", "Expected a file, but this is a pipe, a socket or a device.", .badData),
    ] as [(String, String, MishapKind)])
  func places(path: String, sentence: String, kind: MishapKind) {
    let error = error { () throws(FileError) in _ = try TensorFile.describe(path) }
    #expect(error?.place == path)
    #expect(error?.sentence == sentence)
    #expect(error?.kind == kind)
  }

  @Test("believes no claim of a million million elements")
  func claims() throws {
    let path = try fixture("claim.npz")
    let start = ContinuousClock.now
    let error = error { () throws(FileError) in
      _ = try TensorFile.read(ArrayReference(path: path))
    }
    #expect(ContinuousClock.now - start < .milliseconds(100))
    #expect(error?.place == "\(path):y_true")
    #expect(
      error?.sentence
        == "Shape 1000000 × 1000000 of f32 takes 4000000000000 bytes, but 100 follow the header.")
  }

  @Test("inflates no more than a real array would need")
  func bombs() {
    func fault(size: Int, of compressed: Int) -> FileFault? {
      let entry = ZipEntry(
        name: "a.npy", method: 8, isEncrypted: false, checksum: 0, size: size,
        data: 0..<compressed, extent: 0..<compressed)
      do throws(FileFault) {
        try entry.checkReadable()
        return nil
      } catch { return error }
    }
    #expect(fault(size: 192 << 20, of: 192 << 10) == nil)
    #expect(
      fault(size: 1 << 30, of: 1 << 20) == .archive(.bomb(size: 1 << 30, of: 1 << 20)))
    #expect(
      fault(size: 3 << 30, of: 4 << 20) == .archive(.bomb(size: 3 << 30, of: 4 << 20)))
    #expect(fault(size: 5 << 30, of: 1 << 30) == nil)
    #expect(fault(size: 2 << 40, of: 1 << 36) == .archive(.tooLarge(2 << 40)))
    let bomb = FileError(path: "a.npz", fault: .archive(.bomb(size: 3 << 30, of: 4 << 20)))
    #expect(
      bomb.sentence
        == "Expected an entry past 192 MiB to inflate at most 256-fold, but 4194304 bytes are to become 3221225472."
    )
    #expect(
      bomb.help == [
        "Save the array with np.save: an npy file is read at any size, without inflating."
      ])
  }

  @Test("refuses an empty file, and bytes of no format")
  func nothing() {
    #expect(errorReading([])?.sentence == "Expected an array, but the file is empty.")
    #expect(
      errorReading(Array("hello".utf8), name: "notes")?.sentence
        == "Lossfold reads npy, npz, safetensors, PNG and CSV, but the file starts with the bytes 68 65 6c 6c 6f."
    )
    #expect(
      errorReading(Array("hello".utf8))?.sentence
        == "Expected the zip signature 50 4b 03 04 at the start, found 68 65 6c 6c 6f.")
  }
}
