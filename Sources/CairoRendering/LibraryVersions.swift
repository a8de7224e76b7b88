import CCairo
import CCrypto
import CPNG
import CPango
import CZlib

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
}
