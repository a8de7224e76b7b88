public import Tensors

/// Files of arrays: npy, npz, safetensors and PNG masks, told apart by their first bytes, CSV by its
/// name, and folders of PNG masks.
public enum TensorFile {
  /// The array that `reference` means, as float32 in C order.
  ///
  /// Reads no other array of the file. Integers and float64 round to the nearest float32.
  /// - Parameters:
  ///   - reference: A file, and a key unless the file has exactly one array.
  ///   - folder: Where a relative path starts; the working folder where it is nil.
  ///   - classColors: Which class a colour stands for, in PNG masks whose pixels are colours.
  /// - Throws: ``FileError``; its path is the one that was opened.
  public static func read(
    _ reference: ArrayReference, relativeTo folder: String? = nil, classColors: [ClassColor] = []
  ) throws(FileError) -> Tensor {
    let path = reference.path(relativeTo: folder)
    let contents = try FileContents(of: path)
    let array = try contents.array(named: reference.key)
    return try contents.decode(array, classColors).tensor
  }

  /// The names of the arrays in the file at `path`, in its order; none where the file is one
  /// array.
  public static func names(in path: String) throws(FileError) -> [String] {
    try FileContents(of: path).keys
  }

  /// What there is to say of the array named `key` in the file at `path`, or of every array in it,
  /// in the file's order.
  ///
  /// An array that isn't of numbers is listed too, without statistics; so is a mask in colours.
  public static func describe(_ path: String, key: String? = nil) throws(FileError) -> [ArrayInfo] {
    try describe(FileContents(of: path), key: key)
  }

  /// What there is to say of every array in `bytes`, a file that would be called `name`.
  package static func describe(
    _ bytes: [UInt8], named name: String
  ) throws(FileError) -> [ArrayInfo] {
    let contents: FileContents
    do throws(FileFault) {
      contents = try FileContents(FileBytes(copying: bytes), path: name)
    } catch {
      throw FileError(path: name, fault: error)
    }
    return try describe(contents, key: nil)
  }

  private static func describe(
    _ contents: FileContents, key: String?
  ) throws(FileError) -> [ArrayInfo] {
    var infos: [ArrayInfo] = []
    for array in key == nil ? contents.arrays : [try contents.array(named: key)] {
      do throws(FileError) {
        let (layout, statistics) = try contents.statistics(of: array)
        infos.append(ArrayInfo(name: array.key, layout: layout, statistics: statistics))
      } catch {
        switch error.fault {
        case .unsupportedType(_, let type):
          infos.append(ArrayInfo(name: array.key, unreadType: type))
        case .png(.colorsWithoutClasses(let colors)):
          infos.append(ArrayInfo(unreadColors: colors))
        default: throw error
        }
      }
    }
    return infos
  }
}
