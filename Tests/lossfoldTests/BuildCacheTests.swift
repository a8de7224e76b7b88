import Foundation
import Testing

@Suite("The cache of builds")
struct BuildCacheTests {
  private static func pages(_ text: String = "Text.") throws -> Workspace {
    let workspace = try Workspace()
    try FileManager.default.createDirectory(
      atPath: workspace.path + "/pages", withIntermediateDirectories: false)
    try workspace.write("title: Pages\n", to: "pages/site.yaml")
    try workspace.write(
      "---\ntitle: First\nsummary: One page.\n---\n\n# First\n\n\(text)\n", to: "pages/index.md")
    return workspace
  }

  private static func build(_ workspace: Workspace, _ more: String = "") throws -> Ending {
    try workspace.shell("XDG_CACHE_HOME=\"$PWD/cache\" \"$0\" build pages --output site \(more)")
  }

  @Test("leaves a site alone whose pages are the same")
  func unchanged() throws {
    let workspace = try Self.pages()
    let first = try Self.build(workspace)
    #expect(first.code == 0, "\(first.error)")
    #expect(!first.output.contains("nothing changed"))
    let again = try Self.build(workspace)
    #expect(
      again.output == "site: 1 page, 0 figures, 0.1 MB, nothing changed. Open site/index.html\n")
    #expect(try workspace.names(in: "cache/lossfold").count == 1)
  }

  @Test(
    "builds where a page, the site or an option is another",
    arguments: [
      "echo more >> pages/index.md", "echo x > pages/data.txt", "rm site/index.html",
      "echo x >> site/index.html", "rm -r site", "rm -r cache",
      "for f in cache/lossfold/*; do echo '{' > $f; done",
    ])
  func changed(line: String) throws {
    let workspace = try Self.pages()
    _ = try Self.build(workspace)
    let before = try workspace.bytes(of: "site/index.html")
    #expect(try workspace.shell(line).code == 0)
    let again = try Self.build(workspace)
    #expect(again.code == 0, "\(again.error)")
    #expect(!again.output.contains("nothing changed"))
    let after = try workspace.bytes(of: "site/index.html")
    #expect((after == before) == !line.contains("pages/index.md"))
  }

  @Test("is neither read nor written by --check")
  func check() throws {
    let workspace = try Self.pages()
    _ = try Self.build(workspace)
    #expect(try workspace.shell("rm -r cache").code == 0)
    #expect(try Self.build(workspace, "--check").code == 0)
    #expect(try !workspace.names().contains("cache"))
  }

  @Test("knows nothing of pages that draw from outside their folder")
  func outside() throws {
    let workspace = try Self.pages(
      "```fold\nid: a\ny-true: ../b.npz:y_true\ny-pred: ../b.npz:y_pred\n```")
    try workspace.writeTensors(to: "b.npz")
    let first = try Self.build(workspace)
    #expect(first.code == 0, "\(first.error)")
    #expect(try !Self.build(workspace).output.contains("nothing changed"))
  }
}
