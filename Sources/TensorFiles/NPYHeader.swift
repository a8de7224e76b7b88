import Tensors

/// What an npy file says before its elements.
struct NPYHeader {
  let type: ElementType
  let shape: Shape
  let isFortranOrder: Bool

  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  /// NumPy's own headers are a few hundred bytes.
  static let longest = 64 << 10
  /// NumPy's own limit.
  private static let highestRank = 64

  /// Reads the header, and makes sure that as many bytes follow as it claims.
  init(from stream: inout ByteStream) throws(FileFault) {
    let start = try stream.read(min(8, stream.remaining))
    guard start.starts(with: Self.magic.prefix(start.count)), !start.isEmpty else {
      throw .wrongMagic(expected: "the npy magic 93 4e 55 4d 50 59", found: start)
    }
    guard start.count == 8 else { throw .truncatedHeader(expected: 8, found: start.count) }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw .version(major: Int(start[6]), minor: Int(start[7]))
    }
    let width = start[6] == 1 ? 2 : 4
    guard stream.remaining >= width else {
      throw .truncatedHeader(expected: 8 + width, found: 8 + stream.remaining)
    }
    let length = try stream.read(width).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.longest else { throw .headerTooLong(length) }
    guard stream.remaining >= length else {
      throw .truncatedHeader(expected: 8 + width + length, found: 8 + width + stream.remaining)
    }
    try self.init(parsing: try stream.read(length))
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: type.size)
    guard !overflow else { throw .tooManyElements(shape.extents) }
    guard bytes == stream.remaining else {
      throw .wrongLength(shape: shape, type: type, expected: bytes, found: stream.remaining)
    }
  }

  private init(parsing header: [UInt8]) throws(FileFault) {
    guard case .dictionary(let entries) = try PythonLiteral(parsing: header) else {
      throw .headerSyntax(offset: 0, expected: "'{'")
    }
    guard entries.map(\.key).sorted() == ["descr", "fortran_order", "shape"] else {
      throw .headerKeys(entries.map(\.key))
    }
    let values = entries.sorted { $0.key < $1.key }.map(\.value)
    guard case .bool(let isFortranOrder) = values[1] else { throw .headerValue("fortran_order") }
    self.isFortranOrder = isFortranOrder
    guard case .tuple(let items) = values[2], items.count <= Self.highestRank else {
      throw .headerValue("shape")
    }
    var extents: [Int] = []
    for item in items {
      guard case .integer(let extent) = item, extent >= 0 else { throw .headerValue("shape") }
      extents.append(extent)
    }
    do throws(TensorError) {
      shape = try Shape(validating: extents)
    } catch {
      throw .tooManyElements(extents)
    }
    type = try ElementType(descr: values[0])
  }
}

extension NPYHeader {
  /// What it says of the array.
  var layout: ArrayLayout {
    ArrayLayout(
      type: type.description, shape: shape, isFortranOrder: isFortranOrder,
      bytes: shape.count * type.size)
  }
}
