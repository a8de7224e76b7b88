import Drawings
import Tensors

/// A raster as SVG carries it: a palette PNG, half the bytes and a tenth of the time of what Cairo
/// makes of pixels.
struct EmbeddedImage: Sendable {
  let width: Int
  let height: Int
  let isOpaque: Bool
  let png: [UInt8]

  /// Each image among `marks` that has an area, in the order in which they are painted; many
  /// threads encode them.
  ///
  /// - Parameter isForBrowser: Whether they stay as they are: browsers keep cells sharp.
  static func encoded(
    in marks: [Mark], isForBrowser: Bool = false
  ) throws(RenderingError) -> [EmbeddedImage] {
    let images = marks.flatMap(\.images)
    let results = concurrentMap(images.count, threads: processorCount) { index in
      Result { () throws(RenderingError) in
        let (raster, rect) = images[index]
        return try isForBrowser
          ? EmbeddedImage(raster, level: 3)
          : EmbeddedImage(raster.enlarged(toFill: rect), level: 6)
      }
    }
    var encoded: [EmbeddedImage] = []
    for result in results { encoded.append(try result.get()) }
    return encoded
  }

  private init(_ raster: Raster, level: Int) throws(RenderingError) {
    width = raster.width
    height = raster.height
    isOpaque = raster.isOpaque
    png = try PNGEncoder.encode(raster, level: level)
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

  /// Whether no colour lets through what lies behind.
  var isOpaque: Bool { palette.allSatisfy { $0.alpha == 255 } }
}
