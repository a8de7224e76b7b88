import CPNG
import Drawings

/// Pixels → PNG, by libpng: 8 bits, no interlace, no time of making.
enum PNGEncoder {
  /// A palette PNG, one index a pixel.
  ///
  /// - Parameters:
  ///   - level: zlib's, 1 (fast) to 9 (small).
  ///   - runsOnly: Whether only runs of equal cells are looked for: of a heat map a tenth smaller in
  ///     a quarter of the time, of an image whose rows repeat twice as large.
  ///   - cell: How many pixels a cell has, across and down.
  static func encode(
    _ raster: Raster, level: Int, runsOnly: Bool, cell: (width: Int, height: Int) = (1, 1)
  ) throws(RenderingError) -> [UInt8] {
    let raster = raster.withoutUnusedColors.widened(by: cell.width)
    let colors = raster.palette.map { png_color(red: $0.red, green: $0.green, blue: $0.blue) }
    let opacity = raster.palette.map(\.alpha)
    var image = unsafe lossfold_png()
    unsafe image.width = UInt32(raster.width)
    unsafe image.height = UInt32(raster.height * cell.height)
    unsafe image.repetitions = UInt32(cell.height)
    unsafe image.color_type = PNG_COLOR_TYPE_PALETTE
    unsafe image.row_bytes = raster.width
    unsafe image.palette_count = Int32(colors.count)
    unsafe image.level = Int32(level)
    unsafe image.runs_only = runsOnly ? 1 : 0
    // Indices aren't amounts: differences of them compress worse.
    unsafe image.filters = PNG_NO_FILTERS
    let bytes = unsafe raster.indices.withUnsafeBufferPointer { pixels in
      unsafe colors.withUnsafeBufferPointer { colors in
        unsafe opacity.withUnsafeBufferPointer { alphas in
          unsafe image.pixels = pixels.baseAddress
          unsafe image.palette = colors.baseAddress
          if opacity.contains(where: { $0 < 255 }) {
            unsafe image.opacity = alphas.baseAddress
          }
          return unsafe write(&image)
        }
      }
    }
    guard let bytes else { throw .png }
    return bytes
  }

  /// A PNG of red, green and blue.
  ///
  /// - Parameters:
  ///   - data: The rows, filtered and deflated.
  ///   - dotsPerInch: Written as `pHYs`, in whole pixels per metre.
  ///   - text: Keys with their text, written as `iTXt` in this order.
  static func encode(
    width: Int, height: Int, data: [UInt8], dotsPerInch: Double,
    text: [(key: String, text: String)]
  ) throws(RenderingError) -> [UInt8] {
    var image = unsafe lossfold_png()
    unsafe image.width = UInt32(width)
    unsafe image.height = UInt32(height)
    unsafe image.color_type = PNG_COLOR_TYPE_RGB
    unsafe image.pixels_per_metre = UInt32((dotsPerInch / 0.0254).rounded())
    let words = text.flatMap { [$0.key, $0.text] }
      .flatMap { $0.utf8.filter { $0 != 0 }.map { CChar(bitPattern: $0) } + [0] }
    let bytes = unsafe data.withUnsafeBufferPointer { data in
      unsafe words.withUnsafeBufferPointer { words in
        unsafe image.data = data.baseAddress
        unsafe image.data_count = data.count
        unsafe image.text = words.baseAddress
        unsafe image.text_count = Int32(text.count)
        return unsafe write(&image)
      }
    }
    guard let bytes else { throw .png }
    return bytes
  }

  private static func write(_ image: UnsafePointer<lossfold_png>) -> [UInt8]? {
    let sink = ByteSink()
    return withExtendedLifetime(sink) {
      unsafe lossfold_png_encode(image, ByteSink.pngWriter, sink.closure) == 1 ? sink.bytes : nil
    }
  }
}

extension Raster {
  /// The same cells, their palette no larger than it has to be.
  fileprivate var withoutUnusedColors: Raster {
    // Through pointers: what is written might be the array itself for all that is known.
    var isUsed = [Bool](repeating: false, count: 256)
    unsafe isUsed.withUnsafeMutableBufferPointer { isUsed in
      for index in indices { unsafe isUsed[Int(index)] = true }
    }
    let used = palette.indices.filter { isUsed[$0] }
    guard !used.isEmpty, used.count < palette.count else { return self }
    var places = [UInt8](repeating: 0, count: 256)
    for (place, index) in used.enumerated() { places[index] = UInt8(place) }
    let moved = unsafe [UInt8](unsafeUninitializedCapacity: indices.count) { buffer, count in
      count = indices.count
      unsafe places.withUnsafeBufferPointer { places in
        for cell in indices.indices { unsafe buffer[cell] = places[Int(indices[cell])] }
      }
    }
    return Raster(
      width: width, height: height, palette: used.map { palette[$0] },
      indices: moved)
  }
}
