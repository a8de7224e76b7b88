import CCairo
import Drawings

/// Owns a Cairo surface and the context that draws on it.
@safe
struct Canvas: ~Copyable {
  let context: OpaquePointer
  private let surface: OpaquePointer
  private let sink: ByteSink?
  private let format: Format

  /// A page of vectors, in points.
  init(vector format: Format, size: Size) throws(RenderingError) {
    let sink = ByteSink()
    let create =
      format == .pdf
      ? unsafe cairo_pdf_surface_create_for_stream
      : unsafe cairo_svg_surface_create_for_stream
    let made = unsafe create(ByteSink.cairoWriter, sink.closure, size.width, size.height)
    unsafe try self.init(surface: made, sink: sink, format: format)
  }

  /// A grid of pixels; one unit is one pixel.
  init(width: Int, height: Int) throws(RenderingError) {
    unsafe try self.init(
      surface: cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
      sink: nil, format: .png)
  }

  private init(
    surface: OpaquePointer?, sink: ByteSink?, format: Format
  ) throws(RenderingError) {
    guard let surface = unsafe surface else { throw .cairo("out of memory", format) }
    let status = unsafe cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS, let context = unsafe cairo_create(surface) else {
      unsafe cairo_surface_destroy(surface)
      throw .cairo(Self.reason(status), format)
    }
    unsafe self.surface = surface
    unsafe self.context = context
    self.sink = sink
    self.format = format
  }

  /// Makes one unit `factor` pixels.
  func scale(_ factor: Double) { unsafe cairo_scale(context, factor, factor) }

  /// Ends the page and begins another of `size` points.
  func nextPage(size: Size) {
    unsafe cairo_show_page(context)
    unsafe cairo_pdf_surface_set_size(surface, size.width, size.height)
  }

  /// Writes what a PDF says about itself.
  func describe(_ drawing: Drawing, evidence: String?) {
    unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, drawing.title)
    unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, drawing.description)
    // No clock: Cairo writes the hour of making unless it is told another.
    unsafe cairo_pdf_surface_set_metadata(
      surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    if let evidence {
      unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, evidence)
    }
  }

  /// Ends the page; the file's bytes, none of a grid of pixels.
  ///
  /// Cairo's errors are sticky, so that one look at the end finds the first of them.
  func finish() throws(RenderingError) -> [UInt8] {
    let drawn = unsafe cairo_status(context)
    unsafe cairo_surface_finish(surface)
    for status in [drawn, unsafe cairo_surface_status(surface)]
    where status != CAIRO_STATUS_SUCCESS {
      throw .cairo(Self.reason(status), format)
    }
    return sink?.bytes ?? []
  }

  /// The pixels as a PNG holds them, filtered and deflated.
  func packedPixels(width: Int, height: Int) throws(RenderingError) -> [UInt8] {
    let (data, stride) = unsafe try rows()
    return unsafe PackedPixels.deflated(data, stride: stride, width: width, height: height)
  }

  private func rows() throws(RenderingError) -> (UnsafeMutablePointer<UInt8>, stride: Int) {
    unsafe cairo_surface_flush(surface)
    guard let data = unsafe cairo_image_surface_get_data(surface) else {
      throw .cairo(Self.reason(unsafe cairo_surface_status(surface)), format)
    }
    return unsafe (data, Int(cairo_image_surface_get_stride(surface)))
  }

  /// Red, green and blue of every pixel, row by row.
  func pixels(width: Int, height: Int) throws(RenderingError) -> [UInt8] {
    let (data, stride) = unsafe try rows()
    return unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      var next = 0
      for row in 0..<height {
        let line = unsafe UnsafeRawPointer(data + row * stride)
          .assumingMemoryBound(to: UInt32.self)
        for column in 0..<width {
          let pixel = unsafe line[column]
          unsafe target[next] = UInt8(truncatingIfNeeded: pixel >> 16)
          unsafe target[next + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
          unsafe target[next + 2] = UInt8(truncatingIfNeeded: pixel)
          next += 3
        }
      }
      count = next
    }
  }

  private static func reason(_ status: cairo_status_t) -> String {
    unsafe cairo_status_to_string(status).map { unsafe String(cString: $0) } ?? "unknown"
  }

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }
}
