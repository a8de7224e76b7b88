import CCairo
import Drawings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Owns a raster as Cairo paints it.
@safe
struct ImageSource: ~Copyable {
  let width: Int
  let height: Int
  private let surface: OpaquePointer

  /// An image of the raster's pixels.
  init(_ raster: Raster) throws(RenderingError) {
    width = raster.width
    height = raster.height
    unsafe surface = try Self.surface(width, height, isOpaque: raster.isOpaque)
    let stride = Int(unsafe cairo_image_surface_get_stride(surface)) / 4
    let palette = raster.palette.map(\.premultiplied)
    guard let data = unsafe cairo_image_surface_get_data(surface) else { return }
    unsafe UnsafeMutableRawPointer(data).withMemoryRebound(
      to: UInt32.self, capacity: stride * raster.height
    ) { pixels in
      var next = 0
      for row in 0..<raster.height {
        for column in 0..<raster.width {
          unsafe pixels[row * stride + column] = palette[Int(raster.indices[next])]
          next += 1
        }
      }
    }
    unsafe cairo_surface_mark_dirty(surface)
  }

  /// An image that SVG has as a file: nobody looks at its pixels, which are those of all others.
  ///
  /// - Parameter standIn: What Cairo is to write for the file.
  init(
    _ image: EmbeddedImage, standIn: [UInt8], pixels: BlankPixels
  ) throws(RenderingError) {
    width = image.width
    height = image.height
    let format = image.isOpaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32
    let stride = cairo_format_stride_for_width(format, Int32(width))
    guard max(width, height) <= ImageTarget.largest else {
      throw .tooManyPixels(width: Double(width), height: Double(height))
    }
    let memory = unsafe pixels.memory(Int(stride) * height).assumingMemoryBound(to: UInt8.self)
    guard
      let surface = unsafe cairo_image_surface_create_for_data(
        memory, format, Int32(width), Int32(height), stride)
    else { throw .cairo("out of memory", .svg) }
    // Cairo lets go of both when it is done with them, which is later than here.
    let file = EmbeddedFile(standIn, pixels)
    let status = unsafe cairo_surface_set_mime_data(
      surface, CAIRO_MIME_TYPE_PNG, file.bytes, UInt(standIn.count),
      { closure in
        if let closure = unsafe closure {
          unsafe Unmanaged<EmbeddedFile>.fromOpaque(closure).release()
        }
      }, Unmanaged.passRetained(file).toOpaque())
    guard status == CAIRO_STATUS_SUCCESS else {
      unsafe cairo_surface_destroy(surface)
      unsafe Unmanaged.passUnretained(file).release()
      throw .cairo("out of memory", .svg)
    }
    unsafe self.surface = surface
  }

  private static func surface(
    _ width: Int, _ height: Int, isOpaque: Bool
  ) throws(RenderingError) -> OpaquePointer {
    guard max(width, height) <= ImageTarget.largest else {
      throw .tooManyPixels(width: Double(width), height: Double(height))
    }
    let format = isOpaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32
    guard
      let surface = unsafe cairo_image_surface_create(format, Int32(width), Int32(height)),
      unsafe cairo_image_surface_get_data(surface) != nil
    else { throw .cairo("out of memory", .png) }
    return unsafe surface
  }

  /// Makes the image what `context` paints with, one unit a cell.
  ///
  /// - Parameter smooth: Whether cells smaller than a pixel are averaged; else each stays sharp.
  func setSource(of context: OpaquePointer, smooth: Bool) {
    unsafe cairo_set_source_surface(context, surface, 0, 0)
    let pattern = unsafe cairo_get_source(context)
    unsafe cairo_pattern_set_filter(pattern, smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
    // At the edge average with the edge, not with nothing.
    if smooth { unsafe cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD) }
  }

  deinit { unsafe cairo_surface_destroy(surface) }
}

/// Memory that stands for the pixels of images nobody looks at, as much as the largest needs. Nobody
/// touches it, so that it takes no time to clear.
@safe final class BlankPixels {
  private var blocks: [(start: UnsafeMutableRawPointer, count: Int)] = unsafe []

  func memory(_ count: Int) -> UnsafeMutableRawPointer {
    if let last = unsafe blocks.last, unsafe last.count >= count { return unsafe last.start }
    guard let start = unsafe calloc(max(count, 1), 1) else {
      preconditionFailure("memory for an image")
    }
    unsafe blocks.append((start, count))
    return unsafe start
  }

  deinit { while let block = unsafe blocks.popLast() { unsafe free(block.start) } }
}

/// What Cairo holds on to for an image that is a file.
@safe private final class EmbeddedFile {
  let bytes: UnsafeMutablePointer<UInt8>
  private let pixels: BlankPixels

  init(_ standIn: [UInt8], _ pixels: BlankPixels) {
    unsafe bytes = .allocate(capacity: max(1, standIn.count))
    unsafe bytes.initialize(from: standIn, count: standIn.count)
    self.pixels = pixels
  }

  deinit { unsafe bytes.deallocate() }
}

/// An image that several places are painted with.
final class SharedImage {
  let source: ImageSource
  init(_ source: consuming ImageSource) { self.source = source }
}

/// What an image surface can hold.
enum ImageTarget {
  /// Pixels a side.
  static let largest = 32_767
}

extension Color {
  /// As Cairo keeps a pixel: 0xAARRGGBB, the channels times the opacity.
  fileprivate var premultiplied: UInt32 {
    func times(_ channel: UInt8) -> UInt32 { (UInt32(channel) * UInt32(alpha) + 127) / 255 }
    return UInt32(alpha) << 24 | times(red) << 16 | times(green) << 8 | times(blue)
  }
}

extension Raster {
  /// Whether cells are smaller than a CSS pixel (¾ pt). Nearest-neighbour scaling would then leave
  /// cells out: in Chromium an outline one cell wide became a row of dots.
  func isFinerThanPixels(in rect: Rect) -> Bool { cellsPerPixel(in: rect) > 1 }

  /// Cells along a CSS pixel, across or down, whichever are more.
  func cellsPerPixel(in rect: Rect) -> Double {
    max(Double(width) / rect.width, Double(height) / rect.height) * 0.75
  }

  /// Each cell repeated a whole number of times, so that a small array stays sharp in renderers
  /// that know nothing of `image-rendering` (librsvg, some PDF viewers).
  ///
  /// Four pixels a point (288 dpi) are aimed at, and at most 1024 pixels a side. What is finer than
  /// pixels stays as it is: ``SVGFinish`` lets browsers smooth it until they are zoomed in.
  func pixelsOfCell(toFill rect: Rect) -> (width: Int, height: Int) {
    guard !isFinerThanPixels(in: rect) else { return (1, 1) }
    func factor(_ cells: Int, _ length: Double) -> Int {
      let wanted = Int((4 * length / Double(cells)).rounded(.up))
      return max(1, min(wanted, 1024 / max(cells, 1)))
    }
    return (factor(width, rect.width), factor(height, rect.height))
  }

  /// The pixels themselves, each cell as many as ``pixelsOfCell(toFill:)`` says.
  func enlarged(toFill rect: Rect) -> Raster {
    let (across, down) = pixelsOfCell(toFill: rect)
    let wide = widened(by: across)
    guard down > 1 else { return wide }
    var enlarged: [UInt8] = []
    enlarged.reserveCapacity(wide.indices.count * down)
    for start in stride(from: 0, to: wide.indices.count, by: wide.width) {
      for _ in 0..<down { enlarged += wide.indices[start..<start + wide.width] }
    }
    return Raster(
      width: wide.width, height: height * down, palette: palette, indices: enlarged)
  }

  /// Each cell as `count` beside one another.
  func widened(by count: Int) -> Raster {
    guard count > 1 else { return self }
    let wide = unsafe [UInt8](unsafeUninitializedCapacity: indices.count * count) {
      buffer, filled in
      for index in indices {
        for _ in 0..<count {
          unsafe buffer[filled] = index
          filled += 1
        }
      }
    }
    return Raster(width: width * count, height: height, palette: palette, indices: wide)
  }
}
