import Glibc
import Tensors

/// A folder of PNG masks of one size, stacked along a new first axis.
enum MaskFolder {
  /// The names of the masks in the folder at `path`, sorted by their bytes as Python sorts them;
  /// nil where it is no folder or has none.
  static func names(in path: String) -> [String]? {
    guard !StandardInput.names.contains(path), let folder = unsafe opendir(path) else { return nil }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if FileFormat.ending(of: name) == "png", !name.hasPrefix(".") { names.append(name) }
    }
    return names.isEmpty ? nil : names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The masks `names` of the folder at `path`. Shape: mask × height × width.
  static func tensor(
    of names: [String], in path: String, _ colors: [ClassColor]
  ) throws(FileError) -> (layout: ArrayLayout, tensor: Tensor) {
    var elements: [Float] = []
    var first: (layout: ArrayLayout, size: Shape)?
    for name in names {
      let file = path.hasSuffix("/") ? path + name : path + "/" + name
      do throws(FileFault) {
        let (layout, mask) = try mask(at: file, colors)
        guard let first else {
          let extents = [names.count] + mask.shape.extents
          guard (try? Shape(validating: extents)) != nil else { throw .tooManyElements(extents) }
          elements.reserveCapacity(names.count * mask.shape.count)
          elements += mask.elements
          first = (layout, mask.shape)
          continue
        }
        guard mask.shape == first.size else {
          throw .png(
            .otherSize(
              width: mask.shape[1], height: mask.shape[0],
              expected: "\(first.size[1]) × \(first.size[0])"))
        }
        elements += mask.elements
      } catch {
        throw FileError(path: file, fault: error)
      }
    }
    guard let first,
      let tensor = try? Tensor(
        shape: Shape([names.count] + first.size.extents), elements: elements)
    else { preconditionFailure("masks of one size") }
    let count = "\(names.count) \(names.count == 1 ? "PNG" : "PNGs")"
    return (
      ArrayLayout(
        type: "\(count) \(first.layout.type)", shape: tensor.shape,
        bytes: first.layout.bytes * names.count), tensor
    )
  }

  private static func mask(
    at path: String, _ colors: [ClassColor]
  ) throws(FileFault) -> (ArrayLayout, Tensor) {
    let file = try FileBytes(opening: path)
    guard file.count > 0 else { throw .empty }
    guard file.prefix(8) == PNGHeader.magic else {
      throw .wrongMagic(expected: FileFormat.pngMagic, found: file.prefix(32))
    }
    return try PNGMask.tensor(from: file, colors)
  }
}
