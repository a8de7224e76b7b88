import CCairo
import CPNG

/// Where C libraries write to.
///
/// A class, since they keep a pointer to it while they write.
final class ByteSink {
  var bytes: [UInt8] = []

  /// What Cairo calls with each piece of a file.
  static let cairoWriter: cairo_write_func_t = { closure, data, count in
    guard let closure = unsafe closure else { return CAIRO_STATUS_WRITE_ERROR }
    unsafe ByteSink.at(closure).append(data, Int(count))
    return CAIRO_STATUS_SUCCESS
  }

  /// What libpng calls with each piece of a file.
  static let pngWriter: lossfold_png_sink = { closure, data, count in
    guard let closure = unsafe closure else { return }
    unsafe ByteSink.at(closure).append(data, count)
  }

  /// This sink as C sees it; valid while somebody holds the sink.
  var closure: UnsafeMutableRawPointer {
    unsafe Unmanaged.passUnretained(self).toOpaque()
  }

  private static func at(_ closure: UnsafeMutableRawPointer) -> ByteSink {
    unsafe Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
  }

  private func append(_ data: UnsafePointer<UInt8>?, _ count: Int) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: count))
  }
}
