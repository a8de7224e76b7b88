import CCairo
import CCrypto
import CPNG
import CPango
import CZlib
import Tensors

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
    let paths = Set(files.own + files.inter).sorted()
    let fonts = concurrentMap(paths.count, threads: processorCount) { index -> (String, String) in
      let name = paths[index].split(separator: "/").last.map(String.init) ?? paths[index]
      return (name, String((SHA256.hex(contentsOf: paths[index]) ?? "absent").prefix(16)))
    }
    return all.filter { $0.name == "Cairo" || $0.name == "Pango" } + fonts
  }
}
