import CZlib
import Testing

@testable import CairoRendering

@Suite("PackedPixels")
struct PackedPixelsTests {
  @Test(
    "are one stream, each row after its filter, however many bands there are",
    arguments: [(1, 1), (3, 128), (5, 129), (40, 400)])
  func whole(width: Int, height: Int) throws {
    let stride = width * 4 + 8
    let pixels = (0..<(stride * height)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
    let stream = unsafe pixels.withUnsafeBufferPointer { buffer -> [UInt8] in
      guard let start = buffer.baseAddress else { return [] }
      return unsafe PackedPixels.deflated(start, stride: stride, width: width, height: height)
    }
    var rows = [UInt8](repeating: 0, count: (1 + 3 * width) * height)
    var count = UInt(rows.count)
    let status = unsafe uncompress(&rows, &count, stream, UInt(stream.count))
    #expect(status == Z_OK && Int(count) == rows.count)
    var above = [UInt8](repeating: 0, count: 3 * width)
    for row in 0..<height {
      let line = rows[(row * (1 + 3 * width))...].prefix(1 + 3 * width)
      #expect(line.first == 2)
      above = zip(above, line.dropFirst()).map { $0 &+ $1 }
      let expected = (0..<width).flatMap { column -> [UInt8] in
        let place = row * stride + 4 * column
        return [pixels[place + 2], pixels[place + 1], pixels[place]]
      }
      #expect(above == expected)
    }
  }
}
