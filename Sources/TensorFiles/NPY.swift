public import Tensors

/// NumPy's format for one array.
public enum NPY {
  /// The array that `bytes`, a whole npy file, are.
  ///
  /// - Throws: ``FileError`` of kind `badData`, its path `name`.
  public static func decode(_ bytes: [UInt8], name: String = "array.npy") throws(FileError)
    -> Tensor
  {
    do throws(FileFault) {
      var stream = ByteStream(FileBytes(copying: bytes))
      return try tensor(from: &stream).tensor
    } catch {
      throw FileError(path: name, fault: error)
    }
  }

  /// `tensor` as an npy file, version 1.0, float32, little-endian, C order: what `np.save` writes.
  ///
  /// - Postcondition: ``decode(_:name:)`` gives `tensor` back, bit by bit.
  public static func encode(_ tensor: Tensor) -> [UInt8] {
    var bytes = header(of: tensor.shape)
    bytes.reserveCapacity(bytes.count + tensor.elements.count * 4)
    #if _endian(little)
      unsafe tensor.elements.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    #else
      for element in tensor.elements {
        for shift in stride(from: 0, to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: element.bitPattern >> shift))
        }
      }
    #endif
    return bytes
  }

  /// Reads the whole of `stream`, which is one npy file.
  static func tensor(from stream: inout ByteStream) throws(FileFault) -> (
    layout: ArrayLayout, tensor: Tensor
  ) {
    let header = try NPYHeader(from: &stream)
    let elements = try decodedElements(header.shape.count, of: header.type, from: &stream)
    try stream.finish()
    do throws(TensorError) {
      guard header.isFortranOrder, header.shape.rank > 1 else {
        return (header.layout, try Tensor(shape: header.shape, elements: elements))
      }
      return (
        header.layout,
        try Tensor(shape: header.shape, elements: inCOrder(elements, header.shape.extents))
      )
    } catch {
      throw .tooManyElements(header.shape.extents)
    }
  }

  /// Elements whose first axis is the fastest, brought to the order in which the last one is.
  ///
  /// Tiles of the first axis keep both sides in the cache.
  private static func inCOrder(_ elements: [Float], _ extents: [Int]) -> [Float] {
    guard let first = extents.first, let last = extents.last, !elements.isEmpty else {
      return elements
    }
    let middle = extents.dropFirst().dropLast()
    let inner = middle.reduce(1, *)
    let tile = 64
    return unsafe [Float](unsafeUninitializedCapacity: elements.count) { output, count in
      unsafe elements.withUnsafeBufferPointer { input in
        for place in 0..<inner {
          let mirrored = mirrored(place, middle)
          for start in stride(from: 0, to: first, by: tile) {
            for column in 0..<last {
              let from = (column * inner + mirrored) * first
              for row in start..<min(start + tile, first) {
                unsafe output[(row * inner + place) * last + column] = input[from + row]
              }
            }
          }
        }
      }
      count = elements.count
    }
  }

  /// The place of a row-major index where the first axis is the fastest.
  private static func mirrored(_ place: Int, _ extents: ArraySlice<Int>) -> Int {
    var (rest, mirrored, stride) = (place, 0, extents.reduce(1, *))
    for extent in extents.reversed() {
      stride /= extent
      mirrored += rest % extent * stride
      rest /= extent
    }
    return mirrored
  }

  /// The header, padded as NumPy pads it: room for the first axis to grow, then to 64 bytes.
  private static func header(of shape: Shape) -> [UInt8] {
    let extents = shape.extents.map(String.init)
    let tuple = extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"
    if let first = extents.first {
      text += String(repeating: " ", count: 21 - first.utf8.count)
    }
    text += String(repeating: " ", count: 64 - (10 + text.utf8.count + 1) % 64) + "\n"
    let length = text.utf8.count
    return NPYHeader.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }
}
