import Foundation
import Tensors
import Testing

@testable import TensorFiles

/// The path of a committed file, `types.npz`.
func fixture(_ name: String) throws -> String {
  let folder = try #require(Bundle.module.resourcePath)
  return folder + "/Fixtures/" + name
}

/// What is thrown for a file, or nil.
func error(_ body: () throws(FileError) -> Void) -> FileError? {
  do throws(FileError) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// An npy file with the header and the data given.
func npy(
  _ header: String, data: [UInt8] = [], version: [UInt8] = [1, 0], length: Int? = nil
) -> [UInt8] {
  let length = length ?? header.utf8.count
  let width = version[0] == 1 ? 2 : 4
  return [0x93] + Array("NUMPY".utf8) + version
    + (0..<width).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + Array(header.utf8) + data
}

/// A header that NumPy would write.
func header(_ type: String, _ shape: String) -> String {
  "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n"
}

/// Reads all of `archive`; the error where that fails.
func errorReading(_ archive: [UInt8], name: String = "x.npz", key: String? = nil) -> FileError? {
  error { () throws(FileError) in
    let contents: FileContents
    do throws(FileFault) {
      contents = try FileContents(FileBytes(copying: archive), path: name)
    } catch {
      throw FileError(path: name, fault: error)
    }
    for array in key == nil ? contents.arrays : [try contents.array(named: key)] {
      _ = try contents.decode(array)
    }
  }
}

/// Numbers that come in the same order for the same seed.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
