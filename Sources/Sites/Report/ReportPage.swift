private import Foundation
internal import Reductions

/// A report's page around its text: styles and scripts stand in it, so that it needs nothing else.
struct ReportPage {
  let title: String
  /// What stands in its article, one after the other.
  let texts: [String]
  let drawings: PageDrawings
  /// The fold as `fold --json` prints it; nil where it is too long.
  let json: String?

  /// What the page weighs beside its text.
  static let frame =
    PackageResources.style_css.count + PackageResources.report_css.count
    + PackageResources.report_js.count + 4_000

  /// What a JSON adds to the page, at most.
  static func byteCount(_ json: String?) -> Int {
    let count = json?.utf8.count ?? 0
    return count * 4 / 3 + (count <= longestText ? count * 5 / 3 : 0)
  }

  /// The longest JSON that stands in the page as text too, in bytes.
  private static let longestText = 250_000

  var html: [UInt8] {
    let head = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTML.escaped(title))</title>
      <meta name="generator" content="lossfold explain">
      <link rel="icon" href="data:,">
      <style>
      \(String(decoding: PackageResources.style_css, as: UTF8.self))
      \(String(decoding: PackageResources.report_css, as: UTF8.self))
      \(drawings.style)</style>
      </head>
      <body class="report">
      <a class="skip" href="#content">Skip to the text</a>
      \(drawings.definitions)<main id="content">
      <article>

      """
    let foot = """
      </article>
      </main>
      <footer class="site">
      <p>Every number and every figure here was computed from the tensors by Lossfold. The page needs \
      no other file and no network.</p>
      </footer>
      <script>\(String(decoding: PackageResources.report_js, as: UTF8.self))</script>
      </body>
      </html>

      """
    // Megabytes: copied once, into memory that is large enough.
    let parts = [head] + texts + [downloads, foot]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count })
    for part in parts { bytes += part.utf8 }
    return bytes
  }

  /// The trace; it can be saved and read without a script too.
  private var downloads: String {
    var text = ReportMarkup.heading("To take away", id: "downloads")
    guard let json else {
      return text
        + "<p>Each figure has its buttons beside it. The whole fold, every step with its numbers, is "
        + "too long for this page: <code>lossfold fold --json</code> prints it.</p>\n"
        + "<p class=\"take\"><span id=\"figures-here\"></span></p>\n"
    }
    text +=
      "<p>The whole fold, every step with its numbers, as <code>lossfold fold --json</code> "
      + "prints it; each figure has its buttons beside it.</p>\n"
      + "<p class=\"take\"><a download=\"trace.json\" href=\"data:application/json;base64,"
      + Data(json.utf8).base64EncodedString()
      + "\">trace.json</a> <span id=\"figures-here\"></span></p>\n"
    guard json.utf8.count <= Self.longestText else { return text }
    return text + "<details class=\"numbers\"><summary>The same as text</summary>\n"
      + "<pre tabindex=\"0\"><code>\(HTML.escaped(json))</code></pre>\n"
      + "</details>\n"
  }
}
