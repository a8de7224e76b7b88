import Foundation
import Sites
import Testing

@testable import lossfold

@Suite("The preview")
struct PreviewTests {
  @Test("reads the head of a request")
  func request() throws {
    let request = try #require(
      PreviewRequest(
        head: "GET /a%20b.html?x=1&after=3 HTTP/1.1\r\nAccept: */*\r\nHost: 127.0.0.1:8080\r\n\r\n")
    )
    #expect(request.method == "GET")
    #expect(request.path == "/a b.html")
    #expect(request.version == 3)
    #expect(request.isLocal)
  }

  @Test(
    "answers this machine only",
    arguments: [
      ("localhost:1", true), ("127.0.0.1", true), ("evil.example", false),
      ("127.0.0.1.nip.io", false),
    ])
  func hosts(host: String, isLocal: Bool) throws {
    let request = try #require(PreviewRequest(head: "GET / HTTP/1.1\r\nhost: \(host)\r\n\r\n"))
    #expect(request.isLocal == isLocal)
  }

  @Test(
    "takes nothing else for a request", arguments: ["", "GET", "GET x HTTP/1.1", "GET / SSH/2"])
  func noRequest(head: String) { #expect(PreviewRequest(head: head + "\r\n\r\n") == nil) }

  @Test("adds to pages, and leaves other files as they are")
  func files() {
    let preview = Preview()
    let page = Array("<html><body>Text</body></html>".utf8)
    preview.show([("index.html", page), ("a.svg", page)], home: "index.html")
    #expect(preview.version == 1)
    #expect(preview.answer("/a.svg") == .init(type: "image/svg+xml", bytes: page))
    let shown = String(decoding: preview.answer("/").bytes, as: UTF8.self)
    #expect(shown.hasPrefix("<html><body>Text<script>"))
    #expect(shown.hasSuffix("</script>\n</body></html>"))
    #expect(shown.contains("after=1"))
    #expect(!preview.answer("/none.html").isFound)
  }

  @Test("shows what is wrong over the pages as they were, until it is mended")
  func findings() {
    let preview = Preview()
    let page = Array("<html><body>Text</body></html>".utf8)
    preview.show([("index.html", page)], home: "index.html")
    preview.show(
      SiteError([
        Finding(
          "1 < 2 was expected.", file: "p.md", line: 3, help: ["Mend it."], rule: "p/order")
      ]))
    let shown = String(decoding: preview.answer("/index.html").bytes, as: UTF8.self)
    #expect(shown.contains("Text<div role=\"alert\""))
    #expect(
      shown.contains(
        "<code>p.md:3</code><br><strong>1 &lt; 2 was expected.</strong> "
          + "<code>p/order</code><br>Mend it."))
    preview.show([("index.html", page)], home: "index.html")
    #expect(!String(decoding: preview.answer("/").bytes, as: UTF8.self).contains("alert"))
    #expect(preview.version == 3)
  }

  @Test("sees what was added, written and removed, and no hidden file")
  func watch() throws {
    let workspace = try Workspace()
    try workspace.write("a", to: "a.md")
    var watch = FolderWatch(workspace.path)
    #expect(watch.changes().isEmpty)
    try workspace.write("longer", to: "a.md")
    try workspace.write("b", to: "b.md")
    try workspace.write("c", to: ".c.md")
    #expect(watch.changes() == ["a.md", "b.md"])
    try FileManager.default.removeItem(atPath: workspace.path + "/b.md")
    #expect(watch.changes() == ["b.md"])
    #expect(watch.changes().isEmpty)
  }

  @Test("refuses a folder that is not there and a port that is taken")
  func refusals() throws {
    let workspace = try Workspace()
    let missing = try workspace.lossfold(["serve", "nowhere", "--port", "0"])
    #expect(missing.code == 66)
    #expect(missing.errorLines.first?.hasPrefix("error: nowhere: A folder of pages") == true)
    let first = try PreviewServer(Preview(), port: 0)
    #expect(throws: ServeError(port: first.port)) {
      try PreviewServer(Preview(), port: first.port)
    }
  }
}
