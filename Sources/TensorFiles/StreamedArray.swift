import Glibc
public import Tensors

/// An array that stays in its file: samples are read as they are asked for, into memory of their own size.
///
/// Only what lies in the file as it is can be read so: not deflated, in C order.
@safe public final class StreamedArray: SampleSource {
  /// The whole shape; samples lie along the first axis.
  public let shape: Shape
  private let type: ElementType
  private let descriptor: Int32
  /// Where the first element stands.
  private let offset: Int
  private let name: String

  init(path: String, type: ElementType, shape: Shape, offset: Int) throws(FileFault) {
    descriptor = try openedFile(path)
    self.shape = shape
    self.type = type
    self.offset = offset
    name = path
  }

  deinit { close(descriptor) }

  /// Reads sample `index` and hands it to `body`.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where the file has become shorter.
  public func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result { try withSamples(index..<(index + 1), body) }

  /// Reads the samples of `range` at once and hands them to `body`.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where the file has become shorter.
  public func withSamples<Result>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let count = range.count * shape.sample.count
    let start = offset + range.lowerBound * shape.sample.count * type.size
    #if _endian(little)
      if type == ElementType(.f32) {
        var elements = [Float](repeating: 0, count: count)
        var fault: TensorError?
        unsafe elements.withUnsafeMutableBytes { buffer in
          do throws(TensorError) { unsafe try fill(buffer, from: start) } catch { fault = error }
        }
        if let fault { throw fault }
        return try body(elements.span)
      }
    #endif
    var bytes = [UInt8](repeating: 0, count: count * type.size)
    var fault: TensorError?
    unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(TensorError) { unsafe try fill(buffer, from: start) } catch { fault = error }
    }
    if let fault { throw fault }
    let elements: [Float]
    do throws(FileFault) {
      var stream = ByteStream(FileBytes(copying: bytes))
      elements = try decodedElements(count, of: type, from: &stream)
    } catch {
      throw .sourceFailed(
        reason:
          "Samples \(range.lowerBound) to \(range.upperBound - 1) of \(name) hold what is no number."
      )
    }
    return try body(elements.span)
  }

  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from start: Int
  ) throws(TensorError) {
    var filled = 0
    while filled < buffer.count {
      let read = unsafe pread(
        descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled,
        off_t(start + filled))
      if read < 0, errno == EINTR { continue }
      guard read > 0 else {
        throw .sourceFailed(reason: "\(name) ends before its array does.")
      }
      filled += read
    }
  }
}

extension TensorFile {
  /// Arrays of more bytes than this are read sample by sample.
  public static let streamedFrom = 256 << 20

  /// The array that `reference` means: in memory, or where it is large left in its file.
  ///
  /// - Parameter isRow: Whether an array of one axis may be left there too, each element a sample.
  /// - Throws: ``FileError``; its path is the one that was opened.
  public static func source(
    _ reference: ArrayReference, relativeTo folder: String? = nil, classColors: [ClassColor] = [],
    isRow: Bool = false, streamedFrom limit: Int = streamedFrom
  ) throws(FileError) -> any SampleSource {
    let contents = try FileContents(of: reference.path(relativeTo: folder))
    let array = try contents.array(named: reference.key)
    let rank = isRow ? 1 : 2
    if let streamed = try contents.streamed(array, from: limit, rank: rank) { return streamed }
    return try contents.decode(array, classColors).tensor
  }
}
