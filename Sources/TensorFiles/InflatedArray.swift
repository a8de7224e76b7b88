private import CZlib
private import Synchronization
public import Tensors

/// An array that stays deflated in its archive: samples are inflated as they are asked for, whichever
/// thread asks, into memory of their own size.
///
/// A deflated stream is read from its start. Who asks for samples in their order inflates each once;
/// who goes back starts at the nearest of a few marks. Whoever comes to the last sample has checked
/// the archive's checksum over all that lies before it.
public final class InflatedArray: SampleSource {
  /// The whole shape; samples lie along the first axis.
  public let shape: Shape
  private let type: ElementType
  private let path: String
  private let key: String?
  private let cursors: Mutex<Cursors>

  /// How far apart marks are, in samples.
  private var step: Int { (shape.sampleCount + Cursors.mostMarks - 1) / Cursors.mostMarks }

  /// Nil where a sample is not one stretch of the array, in Fortran order, or where there are fewer
  /// than `rank` axes.
  init?(
    _ stream: consuming ByteStream, rank: Int, path: String, key: String?
  ) throws(FileFault) {
    var stream = stream
    let header = try NPYHeader(from: &stream)
    let isInOrder = !header.isFortranOrder || header.shape.rank == 1
    guard isInOrder, header.shape.rank >= rank, header.shape.count > 0 else { return nil }
    shape = header.shape
    type = header.type
    self.path = path
    self.key = key
    cursors = Mutex(Cursors(first: Cursor(stream, at: 0)))
  }

  /// Inflates sample `index` and hands it to `body`.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where the archive is broken.
  public func withSample<Result>(
    _ index: Int, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result { try withSamples(index..<(index + 1), body) }

  /// Inflates the samples of `range` and hands them to `body`.
  ///
  /// - Throws: ``TensorError/sourceFailed(reason:)`` where the archive is broken.
  public func withSamples<Result>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(TensorError) -> Result
  ) throws(TensorError) -> Result {
    let elements: [Float]
    do throws(FileFault) {
      elements = try samples(range)
    } catch {
      let error = FileError(path: path, key: key, fault: error)
      throw .sourceFailed(reason: "\(error.place): \(error.sentence)")
    }
    return try body(elements.span)
  }

  private func samples(_ range: Range<Int>) throws(FileFault) -> [Float] {
    let cursor: Cursor
    switch cursors.withLock({ $0.take(before: range.lowerBound) }) {
    case .idle(let idle): cursor = idle
    case .mark(let mark):
      cursor = Cursor(mark.stream.copy(of: try FileBytes(opening: path)), at: mark.next)
    }
    let count = shape.sample.count
    while cursor.next < range.lowerBound {
      let end = min(range.lowerBound, cursor.next + step)
      try cursor.skip(end - cursor.next, of: count * type.size)
      mark(cursor)
    }
    let elements = try decodedElements(range.count * count, of: type, from: &cursor.stream)
    cursor.next = range.upperBound
    if cursor.next == shape.sampleCount {
      try cursor.stream.finish()
    } else {
      mark(cursor)
      cursors.withLock { $0.giveBack(cursor) }
    }
    return elements
  }

  private func mark(_ cursor: Cursor) {
    guard cursor.next < shape.sampleCount else { return }
    cursors.withLock { $0.mark(cursor, every: step) }
  }
}

/// A place in the deflated stream, before a sample.
///
/// One thread has it, or the list of those that are idle, never both; marks are not moved.
@safe private final class Cursor: @unchecked Sendable {
  var stream: ByteStream
  var next: Int

  init(_ stream: consuming ByteStream, at next: Int) {
    self.stream = stream
    self.next = next
  }

  /// Goes past some samples of `size` bytes.
  func skip(_ count: Int, of size: Int) throws(FileFault) {
    var left = count * size
    while left > 0 {
      let piece = min(left, 1 << 16)
      _ = try stream.read(piece)
      left -= piece
    }
    next += count
  }
}

/// Where samples can be read from.
private struct Cursors {
  enum Start {
    case idle(Cursor)
    /// To be copied.
    case mark(Cursor)
  }

  static let mostMarks = 32
  private static let mostIdle = 8

  private var idle: [Cursor] = []
  /// By the sample that they stand before, rising.
  private var marks: [Cursor]

  init(first: Cursor) { marks = [first] }

  /// The nearest place at or before sample `index`.
  mutating func take(before index: Int) -> Start {
    // The first mark stands before sample 0.
    let mark = marks.last { $0.next <= index } ?? marks[0]
    let nearest = idle.indices.filter { idle[$0].next <= index && idle[$0].next >= mark.next }
      .max { idle[$0].next < idle[$1].next }
    return nearest.map { .idle(idle.remove(at: $0)) } ?? .mark(mark)
  }

  mutating func giveBack(_ cursor: Cursor) {
    idle.append(cursor)
    if idle.count > Self.mostIdle { idle.removeFirst() }
  }

  /// Remembers where `cursor` stands, unless a place nearer than `step` samples is known.
  mutating func mark(_ cursor: Cursor, every step: Int) {
    guard let last = marks.last, last.next + step <= cursor.next else { return }
    marks.append(Cursor(cursor.stream.copy(), at: cursor.next))
  }
}
