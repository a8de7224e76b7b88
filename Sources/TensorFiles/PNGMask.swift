import CPNG
import Tensors

/// A PNG whose pixels are class indices: its palette's indices and its grey levels as they are,
/// its colours by a table.
///
/// Ancillary chunks are skipped, so that neither gamma nor transparency changes an index. A table of
/// colours applies to a palette too, but not to grey levels.
enum PNGMask {
  /// The indices in `file`. Shape: height × width.
  static func tensor(from file: FileBytes, _ colors: [ClassColor]) throws(FileFault) -> (
    layout: ArrayLayout, tensor: Tensor
  ) {
    do throws(PNGFault) {
      let header = try PNGHeader(of: file)
      guard header.depth < 16 || header.channels < 3 else { throw .deepColor }
      let samples = try samples(of: header, in: file)
      let indices =
        switch header.color {
        case .gray: grayLevels(samples, header)
        case .grayAlpha: try opaqueGrayLevels(samples, header)
        case .palette: try paletteIndices(samples, header, ColorTable(colors))
        case .rgb, .rgbAlpha: try classes(samples, header, ColorTable(colors))
        }
      let shape = Shape([header.height, header.width])
      guard let tensor = try? Tensor(shape: shape, elements: indices) else {
        preconditionFailure("one index a pixel")
      }
      return (
        ArrayLayout(type: header.description, shape: shape, bytes: header.bytes), tensor
      )
    } catch {
      throw .png(error)
    }
  }

  /// The samples as they are stored, a byte each, or two with the larger first.
  private static func samples(
    of header: PNGHeader, in file: FileBytes
  ) throws(PNGFault) -> [UInt8] {
    let rowBytes = header.width * header.channels * header.sampleSize
    var message = [CChar](repeating: 0, count: Int(lossfold_png_message_size))
    var succeeded = false
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: rowBytes * header.height) {
      pixels, count in
      unsafe pixels.initialize(repeating: 0)
      succeeded = unsafe file.withBytes(in: 0..<file.count) { bytes in
        unsafe message.withUnsafeMutableBufferPointer { message in
          unsafe lossfold_png_decode(
            bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, pixels.baseAddress,
            UInt32(header.width), UInt32(header.height), rowBytes, message.baseAddress) == 1
        }
      }
      count = rowBytes * header.height
    }
    guard succeeded else {
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .damaged(String(decoding: text, as: UTF8.self))
    }
    return samples
  }

  private static func grayLevels(_ samples: [UInt8], _ header: PNGHeader) -> [Float] {
    guard header.sampleSize == 2 else { return samples.map(Float.init) }
    return (0..<(samples.count / 2)).map {
      Float(UInt16(samples[2 * $0]) << 8 | UInt16(samples[2 * $0 + 1]))
    }
  }

  private static func opaqueGrayLevels(
    _ samples: [UInt8], _ header: PNGHeader
  ) throws(PNGFault) -> [Float] {
    let size = header.sampleSize
    var levels: [UInt8] = []
    levels.reserveCapacity(samples.count / 2)
    for pixel in 0..<(header.width * header.height) {
      let start = pixel * 2 * size
      for alpha in samples[(start + size)..<(start + 2 * size)] where alpha < 255 {
        throw .translucent(row: pixel / header.width, column: pixel % header.width)
      }
      levels.append(contentsOf: samples[start..<(start + size)])
    }
    return grayLevels(levels, header)
  }

  private static func paletteIndices(
    _ samples: [UInt8], _ header: PNGHeader, _ table: ColorTable?
  ) throws(PNGFault) -> [Float] {
    let classes = header.palette.enumerated().map { index, color -> Float? in
      guard let table else { return Float(index) }
      return table[color]
    }
    var indices = [Float](repeating: 0, count: samples.count)
    for (pixel, sample) in samples.enumerated() {
      guard Int(sample) < classes.count else {
        throw .outsidePalette(
          Int(sample), count: classes.count, row: pixel / header.width,
          column: pixel % header.width)
      }
      guard let index = classes[Int(sample)] else {
        throw .unknownColor(
          header.palette[Int(sample)], row: pixel / header.width, column: pixel % header.width)
      }
      indices[pixel] = index
    }
    return indices
  }

  private static func classes(
    _ samples: [UInt8], _ header: PNGHeader, _ table: ColorTable?
  ) throws(PNGFault) -> [Float] {
    let channels = header.channels
    func color(_ pixel: Int) -> UInt32 {
      let start = pixel * channels
      return UInt32(samples[start]) << 16 | UInt32(samples[start + 1]) << 8
        | UInt32(samples[start + 2])
    }
    let count = header.width * header.height
    if channels == 4 {
      for pixel in 0..<count where samples[pixel * 4 + 3] < 255 {
        throw .translucent(row: pixel / header.width, column: pixel % header.width)
      }
    }
    guard let table else { throw .colorsWithoutClasses(firstColors((0..<count).lazy.map(color))) }
    var indices = [Float](repeating: 0, count: count)
    // Neighbours are mostly of one class.
    var last: (color: UInt32, index: Float)?
    for pixel in 0..<count {
      let color = color(pixel)
      if let last, last.color == color {
        indices[pixel] = last.index
        continue
      }
      guard let index = table[color] else {
        throw .unknownColor(color, row: pixel / header.width, column: pixel % header.width)
      }
      indices[pixel] = index
      last = (color, index)
    }
    return indices
  }

  /// The first eight of `colors`, and whether there are more.
  private static func firstColors(_ colors: some Sequence<UInt32>) -> [UInt32] {
    var found: [UInt32] = []
    var last: UInt32?
    for color in colors where color != last {
      last = color
      if !found.contains(color) { found.append(color) }
      if found.count == 9 { break }
    }
    return found
  }
}

/// Classes by their colours.
private struct ColorTable {
  private let classes: [UInt32: Float]

  /// Nil where there are no colours.
  init?(_ colors: [ClassColor]) {
    guard !colors.isEmpty else { return nil }
    classes = Dictionary(colors.map { ($0.color, Float($0.index)) }) { first, _ in first }
  }

  subscript(color: UInt32) -> Float? { classes[color] }
}
