public import Tensors

/// Hugging Face's format for several arrays: the length of a JSON header, the header, and the
/// arrays' bytes one after another.
///
/// - Source: safetensors 0.6, `safetensors/src/tensor.rs`; stricter on keys that it doesn't know.
enum Safetensors {
  /// One array, as the header claims; its bytes lie in the file and are as many as it takes.
  struct Entry {
    let name: String
    /// Nil for a type that is known and not read.
    let type: ElementType?
    /// As the header has it, `BF16`.
    let typeName: String
    let shape: Shape
    /// Where its bytes lie in the file.
    let data: Range<Int>
  }

  /// Real headers of models are a few hundred kilobytes.
  static let longestHeader = 1 << 20
  private static let highestRank = 64

  /// The arrays of `file`, in the order of their bytes.
  static func entries(of file: FileBytes) throws(FileFault) -> [Entry] {
    guard file.count >= 8 else { throw .safetensors(.truncated(expected: 8, found: file.count)) }
    let length = file.integer(at: 0, as: UInt64.self)
    guard length <= longestHeader else { throw .safetensors(.headerTooLong(length)) }
    guard file.count >= 8 + length else {
      throw .safetensors(.truncated(expected: 8 + length, found: file.count))
    }
    do throws(SafetensorsFault) {
      let header = try members(of: file.bytes(in: 8..<(8 + length)))
      var entries: [Entry] = []
      for member in header {
        if member.key == "__metadata__" {
          try checkMetadata(member.value)
        } else {
          entries.append(try entry(member, start: 8 + length))
        }
      }
      guard !entries.isEmpty else { throw .noTensors }
      return try ordered(entries, from: 8 + length, to: file.count)
    } catch {
      throw .safetensors(error)
    }
  }

  private static func members(
    of header: [UInt8]
  ) throws(SafetensorsFault) -> [StrictJSON.Member] {
    do throws(StrictJSON.Fault) {
      guard header.first == UInt8(ascii: "{"),
        case .object(let members) = try StrictJSON(parsing: header)
      else { throw .syntax(offset: 0, expected: "'{'") }
      return members
    } catch {
      switch error {
      case .syntax(let offset, let expected):
        throw .headerSyntax(offset: offset, expected: expected)
      case .repeatedKey(let key): throw .repeatedKey(key)
      }
    }
  }

  private static func checkMetadata(_ value: StrictJSON) throws(SafetensorsFault) {
    guard case .object(let members) = value,
      members.allSatisfy({ if case .text = $0.value { true } else { false } })
    else { throw .metadata }
  }

  private static func entry(
    _ member: StrictJSON.Member, start: Int
  ) throws(SafetensorsFault) -> Entry {
    let name = member.key
    guard case .object(let members) = member.value,
      members.map(\.key).sorted() == ["data_offsets", "dtype", "shape"]
    else {
      var keys: [String] = []
      if case .object(let members) = member.value { keys = members.map(\.key) }
      throw .keys(keys, of: name)
    }
    let values = members.sorted { $0.key < $1.key }.map(\.value)
    guard case .text(let typeName) = values[1] else { throw .type(nil, of: name) }
    let type = types[typeName].map { ElementType($0) }
    guard type != nil || unreadTypes.contains(typeName) else { throw .type(typeName, of: name) }
    guard case .array(let items) = values[2], items.count <= highestRank else {
      throw .shape(of: name)
    }
    var extents: [Int] = []
    for item in items {
      guard let extent = item.count else { throw .shape(of: name) }
      extents.append(extent)
    }
    guard let shape = try? Shape(validating: extents) else {
      throw .tooManyElements(extents, of: name)
    }
    guard case .array(let bounds) = values[0], bounds.count == 2, let lower = bounds[0].count,
      let upper = bounds[1].count, lower <= upper, upper <= Int.max - start
    else { throw .offsets(of: name) }
    if let type {
      let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: type.size)
      guard !overflow else { throw .tooManyElements(extents, of: name) }
      guard bytes == upper - lower else {
        throw .length(shape, type, expected: bytes, found: upper - lower, of: name)
      }
    }
    return Entry(
      name: name, type: type, typeName: typeName, shape: shape,
      data: (start + lower)..<(start + upper))
  }

  /// `entries` by their bytes, which must follow one another without a hole from `start` to `end`.
  private static func ordered(
    _ entries: [Entry], from start: Int, to end: Int
  ) throws(SafetensorsFault) -> [Entry] {
    let ordered = entries.enumerated().sorted {
      ($0.element.data.lowerBound, $0.element.data.upperBound, $0.offset)
        < ($1.element.data.lowerBound, $1.element.data.upperBound, $1.offset)
    }.map(\.element)
    var next = start
    for entry in ordered {
      guard entry.data.lowerBound == next else {
        throw .hole(at: next - start, found: entry.data.lowerBound - start, of: entry.name)
      }
      next = entry.data.upperBound
    }
    guard next == end else { throw .dataLength(expected: next - start, found: end - start) }
    return ordered
  }

  private static let types: [String: ElementType.Number] = [
    "F16": .f16, "BF16": .bf16, "F32": .f32, "F64": .f64, "I8": .i8, "I16": .i16, "I32": .i32,
    "I64": .i64, "U8": .u8, "U16": .u16, "U32": .u32, "U64": .u64, "BOOL": .bool,
  ]
  private static let unreadTypes: Set<String> = [
    "F8_E4M3", "F8_E5M2", "F8_E8M0", "F6_E2M3", "F6_E3M2", "F4", "C64",
  ]
}

extension Safetensors.Entry {
  /// Reads the array from `file`.
  func tensor(from file: FileBytes) throws(FileFault) -> (layout: ArrayLayout, tensor: Tensor) {
    let type = try readableType()
    var stream = ByteStream(file, in: data)
    let elements = try decodedElements(shape.count, of: type, from: &stream)
    do throws(TensorError) {
      return (
        ArrayLayout(type: type.description, shape: shape, bytes: data.count),
        try Tensor(shape: shape, elements: elements)
      )
    } catch {
      throw .tooManyElements(shape.extents)
    }
  }

  /// Its type, where that is read.
  func readableType() throws(FileFault) -> ElementType {
    guard let type else {
      throw .unsupportedType(typeName == "C64" ? .complex : .shortFloat, name: typeName)
    }
    return type
  }
}

/// What can be wrong with a safetensors file.
public enum SafetensorsFault: Error, Hashable, Sendable {
  /// The file ends inside the header.
  case truncated(expected: Int, found: Int)
  /// A header of more than 1 MiB.
  case headerTooLong(Int)
  /// The header isn't the JSON that it should be.
  case headerSyntax(offset: Int, expected: String)
  /// A key that stands twice in one object.
  case repeatedKey(String)
  /// The file has no arrays.
  case noTensors
  /// `__metadata__` is not a map of texts.
  case metadata
  /// An array has other keys than `dtype`, `shape` and `data_offsets`.
  case keys([String], of: String)
  /// A type that the format doesn't have; nil where it isn't even text.
  case type(String?, of: String)
  /// A shape that is no list of whole numbers.
  case shape(of: String)
  /// A shape of more bytes than can be counted.
  case tooManyElements([Int], of: String)
  /// Offsets that are no pair in order.
  case offsets(of: String)
  /// More or fewer bytes than shape and type claim.
  case length(Shape, ElementType, expected: Int, found: Int, of: String)
  /// An array that doesn't start where the one before ends.
  case hole(at: Int, found: Int, of: String)
  /// More or fewer bytes after the header than the arrays take.
  case dataLength(expected: Int, found: Int)
}

extension SafetensorsFault {
  var sentence: String {
    switch self {
    case .truncated(let expected, let found):
      "Expected a safetensors header that ends at byte \(expected), but the file ends at \(found)."
    case .headerTooLong(let length):
      "Expected a safetensors header of at most \(Safetensors.longestHeader) bytes, but it claims \(length)."
    case .headerSyntax(let offset, let expected):
      "Expected \(expected) at byte \(offset) of the safetensors header."
    case .repeatedKey(let key):
      "Expected every key of the safetensors header once, but \(key.escaped) comes twice."
    case .noTensors: "Expected at least one array, but the safetensors header names none."
    case .metadata: "Expected texts by name as __metadata__ of the safetensors header."
    case .keys(let keys, let name):
      "Expected the keys dtype, shape and data_offsets for \(name.escaped), found \(list(keys))."
    case .type(nil, let name): "Expected the name of a type as dtype of \(name.escaped)."
    case .type(let type?, let name):
      "Expected a type of safetensors, such as F32, for \(name.escaped), found \(type.escaped)."
    case .shape(let name):
      "Expected at most 64 whole numbers, none negative, as shape of \(name.escaped)."
    case .tooManyElements(let extents, let name):
      "Expected a shape that memory can hold for \(name.escaped), found \(times(extents))."
    case .offsets(let name):
      "Expected where \(name.escaped) begins and ends, two whole numbers in order, as data_offsets."
    case .length(let shape, let type, let expected, let found, let name):
      "Shape \(shape) of \(type) takes \(expected) bytes, but the data_offsets of \(name.escaped) span \(found)."
    case .hole(let expected, let found, let name):
      "Expected arrays one after another, but \(name.escaped) starts at byte \(found) instead of \(expected)."
    case .dataLength(let expected, let found):
      "The arrays take \(expected) bytes, but \(found) follow the safetensors header."
    }
  }
}
