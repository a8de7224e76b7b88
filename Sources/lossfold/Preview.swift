import Foundation
import Sites
import Synchronization
import Tensors

/// A site in memory, as the preview shows it: its files, and what is wrong with the pages.
final class Preview: Sendable {
  fileprivate struct State {
    /// Counts up with every change that a browser should see.
    var version = 0
    var files: [String: [UInt8]] = [:]
    var home = "index.html"
    /// What is wrong; the files are then those of the last time that nothing was.
    var findings: [Finding] = []
  }

  /// What is sent for a path.
  struct Answer: Equatable {
    var isFound = true
    var type: String
    var bytes: [UInt8]
  }

  private let state = Mutex(State())

  /// Which state of the pages is shown.
  var version: Int { state.withLock { $0.version } }

  /// Shows a site.
  func show(_ files: [(path: String, bytes: [UInt8])], home: String) {
    state.withLock { state in
      state = State(
        version: state.version + 1,
        files: Dictionary(files.map { ($0.path, $0.bytes) }) { $1 }, home: home)
    }
  }

  /// Shows what is wrong, over the pages as they were before.
  func show(_ error: SiteError) {
    state.withLock { state in
      state.version += 1
      state.findings = error.findings
    }
  }

  /// What stands at `path`, which begins with a slash.
  func answer(_ path: String) -> Answer {
    let (state, name) = state.withLock { state in
      let name = String(path.drop { $0 == "/" })
      return (state, name.isEmpty ? state.home : name)
    }
    guard let bytes = state.files[name] else {
      let text = state.findings.isEmpty ? "There is no page at this address." : ""
      return Answer(
        isFound: false, type: Self.type(of: "html"),
        bytes: Array(Self.page(text, state.additions).utf8))
    }
    let ending = name.split(separator: ".").last.map(String.init) ?? ""
    guard ending == "html" else { return Answer(type: Self.type(of: ending), bytes: bytes) }
    let page = String(decoding: bytes, as: UTF8.self)
    let end = page.range(of: "</body>", options: .backwards)?.lowerBound ?? page.endIndex
    return Answer(
      type: Self.type(of: ending),
      bytes: Array((page[..<end] + state.additions + page[end...]).utf8))
  }

  private static func page(_ text: String, _ additions: String) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Preview</title></head>
    <body><p>\(text)</p>
    \(additions)</body></html>

    """
  }

  private static func type(of ending: String) -> String {
    switch ending {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "json": "application/json"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "pdf": "application/pdf"
    case "xml": "application/xml"
    case "txt", "csv", "md": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }
}

extension Preview.State {
  /// What a page has in the preview only: what is wrong, and the script that waits for a change.
  fileprivate var additions: String {
    alert + """
      <script>
      (async () => {
        for (;;) {
          try {
            const answer = await fetch("\(PreviewServer.changes)?after=\(version)")
            if (answer.status === 200) return location.reload()
          } catch { await new Promise(done => setTimeout(done, 500)) }
        }
      })()
      </script>

      """
  }

  private var alert: String {
    guard !findings.isEmpty else { return "" }
    let items = findings.map { finding in
      let help = finding.help.map { "<br>\(Self.escaped($0))" }.joined()
      return "<li><code>\(Self.escaped(finding.place))</code><br>"
        + "<strong>\(Self.escaped(finding.sentence))</strong> "
        + "<code>\(Self.escaped(finding.rule))</code>\(help)</li>"
    }
    return """
      <div role="alert" style="position:fixed;inset:auto 0 0 0;z-index:99;max-height:60vh;\
      overflow:auto;padding:1rem 1.5rem;background:#7f1d1d;color:#fff;font:16px/1.5 sans-serif">
      <p style="margin:0">The pages as they were before; to be mended:</p>
      <ul style="margin:.5rem 0 0">\(items.joined())</ul>
      </div>

      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
