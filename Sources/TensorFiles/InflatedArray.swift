private import CZlib
private import Synchronization
public import Tensors

/// An array that stays deflated in its archive: samples are inflated one at a time, whichever thread
/// asks, into memory of their own size.
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

  /// Nil where a sample is not one stretch of the array: in Fortran order, or along one axis.
  init?(_ stream: consuming ByteStream, path: String, key: String?) throws(FileFault) {
    var stream = stream
    let header = try NPYHeader(from: &stream)
    guard !header.isFortranOrder, header.shape.rank > 1, header.shape.count > 0 else { return nil }
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
  ) throws(TensorError) -> Result {
    let elements: [Float]
    do throws(FileFault) {
      elements = try sample(index)
    } catch {
      let error = FileError(path: path, key: key, fault: error)
      throw .sourceFailed(reason: "\(error.place): \(error.sentence)")
    }
    return try body(elements.span)
  }

  private func sample(_ index: Int) throws(FileFault) -> [Float] {
    let cursor: Cursor
    switch cursors.withLock({ $0.take(before: index) }) {
    case .idle(let idle): cursor = idle
    case .mark(let mark):
      cursor = Cursor(mark.stream.copy(of: try FileBytes(opening: path)), at: mark.next)
    }
    while cursor.next < index {
      try cursor.skip(shape.sample.count * type.size)
      mark(cursor)
    }
    let elements = try decodedElements(shape.sample.count, of: type, from: &cursor.stream)
    cursor.next += 1
    if cursor.next == shape.sampleCount {
      try cursor.stream.finish()
    } else {
      mark(cursor)
      cursors.withLock { $0.giveBack(cursor) }
    }
    return elements
  }

  private func mark(_ cursor: Cursor) {
    guard cursor.next % step == 0, cursor.next < shape.sampleCount else { return }
    cursors.withLock { $0.mark(cursor) }
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

  /// Goes past one sample.
  func skip(_ count: Int) throws(FileFault) {
    var left = count
    while left > 0 {
      let piece = min(left, 1 << 16)
      _ = try stream.read(piece)
      left -= piece
    }
    next += 1
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

  /// Remembers where `cursor` stands, unless that is known.
  mutating func mark(_ cursor: Cursor) {
    guard let last = marks.last, last.next < cursor.next else { return }
    marks.append(Cursor(cursor.stream.copy(), at: cursor.next))
  }
}
