import Tensors

/// How an array lies in its file.
struct ArrayLayout: Equatable {
  /// Its elements' type as it is stored: `f32`, `palette 8-bit`.
  let type: String
  let shape: Shape
  var isFortranOrder = false
  /// How many bytes its elements take, inflated.
  let bytes: Int
}

/// An opened file, or folder of masks, and the arrays that it says it has.
struct FileContents {
  struct Array {
    /// Nil where the file is one array.
    let key: String?
    fileprivate let place: Place
  }

  fileprivate enum Place {
    case npy
    case entry(ZipEntry)
    case safetensor(Safetensors.Entry)
    case png
    case csv
    case masks([String])
  }

  let path: String
  let arrays: [Array]
  /// Nil for a folder.
  private let file: FileBytes?

  var keys: [String] { arrays.compactMap(\.key) }

  init(of path: String) throws(FileError) {
    do throws(FileFault) {
      if let names = MaskFolder.names(in: path) {
        self.init(masks: names, path: path)
      } else {
        try self.init(FileBytes(opening: path), path: path)
      }
    } catch {
      throw FileError(path: path, fault: error)
    }
  }

  private init(masks: [String], path: String) {
    self.path = path
    file = nil
    arrays = [Array(key: nil, place: .masks(masks))]
  }

  init(_ file: FileBytes, path: String) throws(FileFault) {
    self.path = path
    self.file = file
    switch try FileFormat.recognised(in: file, path: path) {
    case .npy: arrays = [Array(key: nil, place: .npy)]
    case .npz:
      let entries = try ZipDirectory(of: file).entries
      if let foreign = ForeignFormat(entries: entries.map(\.name)) { throw .foreign(foreign) }
      arrays = entries.filter { !$0.name.hasSuffix("/") }
        .map { Array(key: $0.key, place: .entry($0)) }
      guard !arrays.isEmpty else { throw .archive(.noEntries) }
    case .safetensors:
      arrays = try Safetensors.entries(of: file)
        .map { Array(key: $0.name, place: .safetensor($0)) }
    case .png: arrays = [Array(key: nil, place: .png)]
    case .csv: arrays = [Array(key: nil, place: .csv)]
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
    guard let found = arrays.first(where: { $0.key == key || $0.entryName == key }) else {
      throw FileError(path: path, fault: .missingKey(key, keys: keys))
    }
    return found
  }

  /// Reads `array`; masks in colour by `colors`.
  func decode(
    _ array: Array, _ colors: [ClassColor] = []
  ) throws(FileError) -> (layout: ArrayLayout, tensor: Tensor) {
    guard let file else {
      guard case .masks(let names) = array.place else { preconditionFailure("a folder's masks") }
      return try MaskFolder.tensor(of: names, in: path, colors)
    }
    do throws(FileFault) {
      let decoded = try decode(array, from: file, colors)
      guard !file.isShortened else { throw .shortened }
      guard !Self.isEmptyButLarge(decoded.tensor.shape) else {
        throw .tooManyElements(decoded.tensor.shape.extents)
      }
      return decoded
    } catch {
      throw FileError(
        path: path, key: array.key, fault: file.isShortened ? .shortened : error)
    }
  }

  private func decode(
    _ array: Array, from file: FileBytes, _ colors: [ClassColor]
  ) throws(FileFault) -> (layout: ArrayLayout, tensor: Tensor) {
    switch array.place {
    case .npy:
      var stream = ByteStream(file)
      return try NPY.tensor(from: &stream)
    case .entry(let entry):
      try entry.checkReadable()
      var stream = ByteStream(entry, of: file)
      return try NPY.tensor(from: &stream)
    case .safetensor(let entry): return try entry.tensor(from: file)
    case .png: return try PNGMask.tensor(from: file, colors)
    case .csv: return try CSV.tensor(from: file)
    case .masks: preconditionFailure("a folder is no file")
    }
  }
}

extension FileContents {
  /// Whether an array without elements claims so much along its other axes that what is said of each
  /// place along them would not end.
  private static func isEmptyButLarge(_ shape: Shape) -> Bool {
    guard shape.count == 0 else { return false }
    var places = 1
    for extent in shape.extents where extent > 0 {
      let (product, overflow) = places.multipliedReportingOverflow(by: extent)
      guard !overflow, extent <= 1 << 20, product <= 1 << 26 else { return true }
      places = product
    }
    return false
  }

  /// The array as it lies in the file, where it takes more than `limit` bytes and lies there as
  /// C has it; nil otherwise.
  ///
  /// - Parameter rank: The least number of axes: with one, each element is a sample.
  func streamed(
    _ array: Array, from limit: Int, rank: Int
  ) throws(FileError) -> (any SampleSource)? {
    guard let file else { return nil }
    do throws(FileFault) {
      switch array.place {
      case .npy:
        return try Self.streamed(ByteStream(file), from: limit, rank, start: 0, path: path)
      case .entry(let entry) where !entry.isDeflated:
        try entry.checkReadable()
        return try Self.streamed(
          ByteStream(entry, of: file), from: limit, rank, start: entry.data.lowerBound, path: path)
      case .safetensor(let entry):
        guard let type = entry.type, entry.data.count > limit, entry.shape.rank >= rank else {
          return nil
        }
        return try StreamedArray(
          path: path, type: type, shape: entry.shape, offset: entry.data.lowerBound)
      case .entry(let entry):
        guard entry.size > limit else { return nil }
        try entry.checkReadable()
        return try InflatedArray(
          ByteStream(entry, of: file), rank: rank, path: path, key: array.key)
      case .png, .csv, .masks: return nil
      }
    } catch {
      throw FileError(path: path, key: array.key, fault: error)
    }
  }

  private static func streamed(
    _ stream: consuming ByteStream, from limit: Int, _ rank: Int, start: Int, path: String
  ) throws(FileFault) -> StreamedArray? {
    let whole = stream.remaining
    guard whole > limit else { return nil }
    let header = try NPYHeader(from: &stream)
    let isInOrder = !header.isFortranOrder || header.shape.rank == 1
    guard isInOrder, header.shape.rank >= rank else { return nil }
    return try StreamedArray(
      path: path, type: header.type, shape: header.shape,
      offset: start + whole - stream.remaining)
  }
}

extension FileContents {
  /// What the values of `array` are, without its lying in memory as a whole; masks and CSV do.
  func statistics(
    of array: Array
  ) throws(FileError) -> (layout: ArrayLayout, statistics: ArrayStatistics) {
    guard let file else { return try wholeStatistics(of: array) }
    do throws(FileFault) {
      switch array.place {
      case .npy:
        return try Self.statistics { () throws(FileFault) in
          try ArrayPieces(npy: ByteStream(file))
        }
      case .entry(let entry):
        try entry.checkReadable()
        return try Self.statistics { () throws(FileFault) in
          try ArrayPieces(npy: ByteStream(entry, of: file))
        }
      case .safetensor(let entry):
        return try Self.statistics { () throws(FileFault) in try ArrayPieces(entry, of: file) }
      case .png, .csv, .masks: break
      }
    } catch {
      throw FileError(path: path, key: array.key, fault: error)
    }
    return try wholeStatistics(of: array)
  }

  private func wholeStatistics(
    of array: Array
  ) throws(FileError) -> (layout: ArrayLayout, statistics: ArrayStatistics) {
    let (layout, tensor) = try decode(array)
    return (layout, ArrayStatistics(of: tensor.elements))
  }

  /// Goes over the array twice, each time from its start.
  private static func statistics(
    _ start: () throws(FileFault) -> ArrayPieces
  ) throws(FileFault) -> (layout: ArrayLayout, statistics: ArrayStatistics) {
    var pieces = try start()
    let layout = pieces.layout
    var range = ValueRange()
    while let values = try pieces.next() { range.add(values) }
    var spread = ValueSpread(range)
    pieces = try start()
    while let values = try pieces.next() { spread.add(values) }
    return (layout, ArrayStatistics(range, spread))
  }
}

extension FileContents.Array {
  /// The name in the archive, `y_true.npy`.
  fileprivate var entryName: String? {
    if case .entry(let entry) = place { entry.name } else { nil }
  }
}
