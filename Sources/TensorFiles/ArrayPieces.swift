import Tensors

/// An array's elements in the order in which they are stored, some at a time.
struct ArrayPieces: ~Copyable {
  let layout: ArrayLayout
  private let type: ElementType
  private var stream: ByteStream
  private var done = 0

  private static let most = 1 << 16

  /// The array of an npy file, or of an entry of an npz file.
  init(npy stream: consuming ByteStream) throws(FileFault) {
    var stream = stream
    let header = try NPYHeader(from: &stream)
    layout = header.layout
    type = header.type
    self.stream = stream
  }

  /// The array of a safetensors file.
  init(_ entry: Safetensors.Entry, of file: FileBytes) throws(FileFault) {
    type = try entry.readableType()
    layout = ArrayLayout(type: type.description, shape: entry.shape, bytes: entry.data.count)
    stream = ByteStream(file, in: entry.data)
  }

  /// The next elements; nil where there are no more, and the bytes were those vouched for.
  mutating func next() throws(FileFault) -> [Float]? {
    let count = min(Self.most, layout.shape.count - done)
    guard count > 0 else {
      try stream.finish()
      return nil
    }
    do throws(FileFault) {
      let elements = try decodedElements(count, of: type, from: &stream)
      done += count
      return elements
    } catch {
      guard case .notBool(let byte, let element) = error else { throw error }
      throw .notBool(byte, element: done + element)
    }
  }
}
