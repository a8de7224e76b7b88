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

  private static let figure =
    "```figure\nkind: ladder\ny-true: batch.npz:y_true\ny-pred: batch.npz:y_pred\n```"

  private static func contents(_ workspace: Workspace, _ folder: String) throws -> [String: [UInt8]]
  {
    let paths = try FileManager.default.subpathsOfDirectory(
      atPath: workspace.path + "/" + folder)
    return Dictionary(
      uniqueKeysWithValues: paths.map { path in
        (path, (try? workspace.bytes(of: folder + "/" + path)) ?? [])
      })
  }

  @Test("remembers the figures of a page whose words change, and gives the bytes of a new build")
  func edited() throws {
    let workspace = try Self.pages(Self.figure)
    try workspace.writeTensors(to: "pages/batch.npz")
    #expect(try Self.build(workspace).code == 0)
    let kept = try workspace.names(in: "cache/lossfold").filter { $0.hasPrefix("pages-") }
    #expect(kept.count == 1)
    try workspace.write(
      "---\ntitle: First\nsummary: One page.\n---\n\n# First\n\nMore.\n\n\(Self.figure)\n",
      to: "pages/index.md")
    let again = try Self.build(workspace)
    #expect(again.code == 0, "\(again.error)")
    let line = "XDG_CACHE_HOME=\"$PWD/other\" \"$0\" build pages --output new"
    #expect(try workspace.shell(line).code == 0)
    #expect(try Self.contents(workspace, "site") == Self.contents(workspace, "new"))
  }

  @Test("holds no page that went, and little of folders built long ago")
  func pruned() throws {
    let workspace = try Self.pages(Self.figure)
    try workspace.writeTensors(to: "pages/batch.npz")
    let copy = "sed s/First/Second/ pages/index.md > pages/second.md"
    #expect(try workspace.shell(copy).code == 0)
    #expect(try Self.build(workspace).code == 0)
    let folder = try #require(
      try workspace.names(in: "cache/lossfold").first { $0.hasPrefix("pages-") })
    #expect(try workspace.names(in: "cache/lossfold/" + folder).count == 2)
    #expect(try workspace.shell("rm pages/second.md").code == 0)
    #expect(try Self.build(workspace).code == 0)
    #expect(try workspace.names(in: "cache/lossfold/" + folder).count == 1)
    let others = (1...5).map {
      "cp -r pages p\($0) && XDG_CACHE_HOME=\"$PWD/cache\" \"$0\" build p\($0) --output s\($0)"
    }
    #expect(try workspace.shell(others.joined(separator: " && ")).code == 0)
    let left = try workspace.names(in: "cache/lossfold").filter { $0.hasPrefix("pages-") }
    #expect(left.count == 4)
    #expect(!left.contains(folder))
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
