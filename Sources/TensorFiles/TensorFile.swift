public import Tensors

/// Files of arrays: npy and npz, told apart by their first bytes.
public enum TensorFile {
  /// The array that `reference` means, as float32 in C order.
  ///
  /// Reads no other array of the file. Integers and float64 round to the nearest float32.
  /// - Parameters:
  ///   - reference: A file, and a key unless the file has exactly one array.
  ///   - folder: Where a relative path starts; the working folder where it is nil.
  /// - Throws: ``FileError``; its path is the one that was opened.
  public static func read(_ reference: ArrayReference, relativeTo folder: String? = nil)
    throws(FileError) -> Tensor
  {
    let path = reference.path(relativeTo: folder)
    let contents = try FileContents(of: path)
    let array = try contents.array(named: reference.key)
    return try contents.decode(array).tensor
  }

  /// The names of the arrays in the file at `path`, in its order; an npy file's array has none.
  public static func names(in path: String) throws(FileError) -> [String] {
    try FileContents(of: path).keys
  }

  /// What there is to say of the array named `key` in the file at `path`, or of every array in it,
  /// in the file's order.
  ///
  /// An array that isn't of numbers is listed too, without statistics.
  public static func describe(_ path: String, key: String? = nil) throws(FileError) -> [ArrayInfo] {
    let contents = try FileContents(of: path)
    var infos: [ArrayInfo] = []
    for array in key == nil ? contents.arrays : [try contents.array(named: key)] {
      do throws(FileError) {
        let (header, tensor) = try contents.decode(array)
        infos.append(ArrayInfo(name: array.key, header: header, tensor: tensor))
      } catch {
        guard case .unsupportedType(_, let name) = error.fault else { throw error }
        infos.append(ArrayInfo(name: array.key, unreadType: name))
      }
    }
    return infos
  }
}

/// An opened file and the arrays that it says it has.
struct FileContents {
  struct Array {
    /// Nil for an npy file.
    let key: String?
    let entry: ZipEntry?
  }

  let path: String
  let arrays: [Array]
  private let file: FileBytes

  var keys: [String] { arrays.compactMap(\.key) }

  init(of path: String) throws(FileError) {
    do throws(FileFault) {
      try self.init(FileBytes(mapping: path), path: path)
    } catch {
      throw FileError(path: path, fault: error)
    }
  }

  init(_ file: FileBytes, path: String) throws(FileFault) {
    self.path = path
    self.file = file
    switch try FileFormat.recognised(in: file, path: path) {
    case .npy: arrays = [Array(key: nil, entry: nil)]
    case .npz:
      let entries = try ZipDirectory(of: file).entries
      if let foreign = ForeignFormat(entries: entries.map(\.name)) { throw .foreign(foreign) }
      arrays = entries.filter { !$0.name.hasSuffix("/") }.map { Array(key: $0.key, entry: $0) }
      guard !arrays.isEmpty else { throw .archive(.noEntries) }
    }
  }

  /// The array named `key`, with or without `.npy`; the only one where `key` is nil.
  func array(named key: String?) throws(FileError) -> Array {
    guard let key else {
      guard arrays.count == 1 else {
        throw FileError(path: path, fault: .keyNeeded(keys: keys))
      }
      return arrays[0]
    }
    guard !keys.isEmpty else { throw FileError(path: path, fault: .keyOfSingleArray(key)) }
    guard let found = arrays.first(where: { $0.key == key || $0.entry?.name == key }) else {
      throw FileError(path: path, fault: .missingKey(key, keys: keys))
    }
    return found
  }

  func decode(_ array: Array) throws(FileError) -> (header: NPYHeader, tensor: Tensor) {
    do throws(FileFault) {
      guard let entry = array.entry else {
        var stream = ByteStream(file)
        return try NPY.tensor(from: &stream)
      }
      try entry.checkReadable()
      var stream = ByteStream(entry, of: file)
      return try NPY.tensor(from: &stream)
    } catch {
      throw FileError(path: path, key: array.key, fault: error)
    }
  }

  /// The array as it lies in the file, where it is large and can be read so.
  static func streamed(
    _ path: String, key: String?, from limit: Int
  ) throws(FileError) -> StreamedArray? {
    let contents = try FileContents(of: path)
    guard contents.file.count > limit else { return nil }
    let array = try contents.array(named: key)
    do throws(FileFault) {
      if let entry = array.entry {
        try entry.checkReadable()
        guard !entry.isDeflated, entry.size > limit else { return nil }
      }
      var stream =
        array.entry.map { ByteStream($0, of: contents.file) } ?? ByteStream(contents.file)
      let start = array.entry?.data.lowerBound ?? 0
      let whole = stream.remaining
      let header = try NPYHeader(from: &stream)
      guard !header.isFortranOrder || header.shape.rank < 2 else { return nil }
      return try StreamedArray(
        path: path, header: header, offset: start + whole - stream.remaining)
    } catch {
      throw FileError(path: path, key: array.key, fault: error)
    }
  }
}
