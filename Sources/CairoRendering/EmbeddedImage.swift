import Drawings
import Tensors

/// A raster as SVG carries it: a palette PNG, half the bytes and a tenth of the time of what Cairo
/// makes of pixels.
struct EmbeddedImage: Sendable {
  let width: Int
  let height: Int
  let isOpaque: Bool
  /// The file, as SVG has it.
  let base64: [UInt8]

  /// What tells images of a drawing apart: panels that show the same carry it once.
  struct Key: Hashable {
    let raster: Raster
    let size: Size

    init(_ raster: Raster, in rect: Rect) {
      self.raster = raster
      size = rect.size
    }

    /// Every cell would cost more than to pack them; a few of all rows and columns tell most apart.
    func hash(into hasher: inout Hasher) {
      hasher.combine(size)
      hasher.combine(raster.width)
      let step = max(1, raster.indices.count / 251)
      for index in stride(from: 0, to: raster.indices.count, by: step) {
        hasher.combine(raster.indices[index])
      }
    }
  }

  /// Each image among `marks` that has an area; many threads encode them.
  ///
  /// - Parameter isForBrowser: Whether they stay as they are: browsers keep cells sharp.
  static func encoded(
    in marks: [Mark], isForBrowser: Bool = false
  ) throws(RenderingError) -> [Key: EmbeddedImage] {
    var keys: [Key] = []
    var known: Set<Key> = []
    for (raster, rect) in marks.flatMap(\.images) {
      let key = Key(raster, in: rect)
      if known.insert(key).inserted { keys.append(key) }
    }
    let images = keys
    let results = concurrentMap(images.count, threads: processorCount) { index in
      Result { () throws(RenderingError) in
        try EmbeddedImage(images[index], isForBrowser: isForBrowser)
      }
    }
    var encoded: [Key: EmbeddedImage] = [:]
    for (key, result) in zip(keys, results) { encoded[key] = try result.get() }
    return encoded
  }

  private init(_ key: Key, isForBrowser: Bool) throws(RenderingError) {
    let raster = key.raster
    let cell =
      isForBrowser
      ? (1, 1) : raster.pixelsOfCell(toFill: Rect(0, 0, key.size.width, key.size.height))
    width = raster.width * cell.0
    height = raster.height * cell.1
    isOpaque = raster.isOpaque
    let png =
      cell.0 * cell.1 > 1
      ? try PNGEncoder.encode(raster, level: 1, runsOnly: true, cell: cell)
      // Patterns are longer matches than runs.
      : try PNGEncoder.encode(
        raster, level: isForBrowser ? 3 : 5, runsOnly: raster.isMostlyRuns)
    base64 = Base64.encoded(png)
  }
}

extension Mark {
  /// The images in it that have an area, in order.
  fileprivate var images: [(raster: Raster, rect: Rect)] {
    switch self {
    case .image(let raster, let rect): raster.isVisible(in: rect) ? [(raster, rect)] : []
    case .group(let group): group.marks.flatMap(\.images)
    case .path, .text: []
    }
  }
}

extension Raster {
  /// Whether there is anything to paint.
  func isVisible(in rect: Rect) -> Bool {
    width > 0 && height > 0 && rect.width > 0 && rect.height > 0
  }

  /// Whether most cells are like the one before.
  fileprivate var isMostlyRuns: Bool {
    var changes = 0
    unsafe indices.withUnsafeBufferPointer { cells in
      for place in stride(from: 1, to: cells.count, by: 1) {
        changes += unsafe cells[place] != cells[place - 1] ? 1 : 0
      }
    }
    return changes * 2 < indices.count
  }

  /// Whether no colour lets through what lies behind.
  var isOpaque: Bool { palette.allSatisfy { $0.alpha == 255 } }
}
