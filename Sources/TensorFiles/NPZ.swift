public import Tensors

/// NumPy's format for several arrays, each an npy file in a zip archive.
public enum NPZ {
  /// How an entry's bytes are kept.
  public enum Compression: Hashable, Sendable {
    /// As they are, like `np.savez`.
    case none
    /// Deflated, like `np.savez_compressed`.
    case deflate
  }

  /// `arrays` as an npz file: float32, C order, in the order given, dated 1980-01-01.
  ///
  /// The same arrays make the same bytes on every machine with the same zlib.
  /// - Throws: ``FileError`` where a name is empty, too long or given twice, or where a plain zip
  ///   archive cannot hold so much; its path is `name`.
  public static func encode(
    _ arrays: [(name: String, tensor: Tensor)], compression: Compression = .deflate,
    name: String = "arrays.npz"
  ) throws(FileError) -> [UInt8] {
    do throws(FileFault) {
      return try encoded(arrays, compression)
    } catch {
      throw FileError(path: name, fault: error)
    }
  }

  private static func encoded(
    _ arrays: [(name: String, tensor: Tensor)], _ compression: Compression
  ) throws(FileFault) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    var names: Set<String> = []
    for (name, tensor) in arrays {
      let entry = Array((name + ".npy").utf8)
      guard !name.isEmpty, entry.count <= 0xFFFF else { throw .unwritableName(name) }
      guard names.insert(name).inserted else { throw .repeatedName(name) }
      let size = tensor.elements.count.multipliedReportingOverflow(by: 4)
      guard !size.overflow, size.partialValue < 0xFFFF_0000 else {
        throw .tooLargeToWrite(bytes: size.partialValue)
      }
      let bytes = NPY.encode(tensor)
      let stored = compression == .none ? bytes : deflated(bytes)
      let offset = archive.count
      let common = common(of: bytes, stored: stored, name: entry, compression)
      archive += little(0x0403_4B50, 4) + common + entry + stored
      // Made by Unix, readable and writable by its owner alone, as Python's zipfile leaves it.
      directory += little(0x0201_4B50, 4) + little(3 << 8 | 20, 2) + common + little(0, 2)
      directory += little(0, 2) + little(0, 2) + little(0o600 << 16, 4) + little(offset, 4) + entry
      guard archive.count + directory.count < 0xFFFF_0000, names.count < 0xFFFF else {
        throw .tooLargeToWrite(bytes: archive.count + directory.count)
      }
    }
    let end =
      little(0x0605_4B50, 4) + little(0, 4) + little(names.count, 2) + little(names.count, 2)
      + little(directory.count, 4) + little(archive.count, 4) + little(0, 2)
    return archive + directory + end
  }

  /// What a local header and the directory say alike, from the version needed to the extra length.
  private static func common(
    of bytes: [UInt8], stored: [UInt8], name: [UInt8], _ compression: Compression
  ) -> [UInt8] {
    let isASCII = name.allSatisfy { $0 < 0x80 }
    let january1980 = 0x0021
    let checksum = unsafe bytes.withUnsafeBytes { unsafe TensorFiles.checksum($0) }
    return little(20, 2) + little(isASCII ? 0 : 1 << 11, 2)
      + little(compression == .deflate ? 8 : 0, 2) + little(0, 2) + little(january1980, 2)
      + little(Int(checksum), 4) + little(stored.count, 4) + little(bytes.count, 4)
      + little(name.count, 2) + little(0, 2)
  }

  private static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
