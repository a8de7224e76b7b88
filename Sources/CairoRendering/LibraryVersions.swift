import CCairo
import CCrypto
import CPNG
import CPango
import CZlib

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The libraries that renderings depend on, as they are linked.
public enum LibraryVersions {
  /// Name and release of each, in alphabetical order.
  public static var all: [(name: String, release: String)] {
    let png = png_access_version_number()
    return [
      ("Cairo", unsafe String(cString: cairo_version_string())),
      ("libpng", "\(png / 10000).\(png / 100 % 100).\(png % 100)"),
      ("OpenSSL", unsafe String(cString: OpenSSL_version(0))),
      ("Pango", unsafe String(cString: pango_version_string())),
      ("zlib", unsafe String(cString: zlibVersion())),
    ]
  }

  /// What decides on the look of a drawing: Cairo, Pango, and by which bytes the letters are drawn.
  public static func drawing(with files: FontFiles = .debian) -> [(String, String)] {
    let fonts = Set(files.own + files.inter).sorted().map { (path) -> (String, String) in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return (name, String(SHA256.hex(contents(of: path)).prefix(16)))
    }
    return all.filter { $0.name == "Cairo" || $0.name == "Pango" } + fonts
  }

  /// Nothing of a file that can't be read.
  private static func contents(of path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      let more = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        count = max(0, unsafe read(descriptor, buffer.baseAddress, buffer.count))
      }
      if more.isEmpty { return bytes }
      bytes += more
    }
  }
}
