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
      let reversed = try Tensor(
        shape: Shape(validating: header.shape.extents.reversed()), elements: elements)
      return (header.layout, reversed.transposed((0..<header.shape.rank).reversed()))
    } catch {
      throw .tooManyElements(header.shape.extents)
    }
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
