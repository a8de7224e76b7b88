import Foundation
import TensorFiles
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `lossfold build`: the pages of this repository, and a thousand pages.
enum SiteTopic {
  static func report(_ setting: Setting) throws -> Report {
    _ = try setting.realCase()
    let lossfold = try setting.lossfold()
    let manager = FileManager.default
    // Not the user's own cache, and none at all for what starts from nothing.
    let cache = setting.path("cache")
    unsafe setenv("XDG_CACHE_HOME", cache, 1)
    defer { unsafe unsetenv("XDG_CACHE_HOME") }
    func build(_ source: String, _ output: String) -> [String] {
      [lossfold, "build", source, "--output", setting.path(output)]
    }
    func removing(_ output: String) -> () throws -> Void {
      {
        try? manager.removeItem(atPath: setting.path(output))
        try? manager.removeItem(atPath: cache)
      }
    }
    let pages = setting.path("pages")
    try manager.copyItem(atPath: Setting.pages, toPath: pages)
    func addingWord() throws {
      let page = URL(fileURLWithPath: pages + "/index.md")
      try (String(contentsOf: page, encoding: .utf8) + "Word.\n")
        .write(to: page, atomically: false, encoding: .utf8)
    }
    let text = try Self.pages("text", setting) { Self.text($0) }
    let figures = try Self.pages("figures", setting) { Self.text($0) + Self.figure($0) }
    return Report(measurements: [
      try Measurement(
        "this site, from nothing", runs: 3, limit: 3000, showsMemory: true,
        command: build(pages, "site"), before: removing("site")),
      try Measurement(
        "this site, a word added to its first page", runs: 7, showsMemory: true,
        command: build(pages, "site"), before: addingWord),
      try Measurement(
        "this site, nothing changed", runs: 7, limit: 100, showsMemory: true,
        command: build(pages, "site")),
      try Measurement(
        "1,000 pages of text", runs: 3, limit: 2000, isCold: true, showsMemory: true,
        command: build(text, "text-site"), before: removing("text-site")),
      try Measurement(
        "1,000 pages with a figure each", runs: 1, limit: 20_000, isCold: true,
        showsMemory: true, command: build(figures, "figures-site"),
        before: removing("figures-site")),
    ])
  }

  /// A folder of a thousand pages.
  private static func pages(
    _ name: String, _ setting: Setting, _ body: (Int) -> String
  ) throws -> String {
    let folder = setting.path(name)
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    func write(_ text: String, _ file: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
    }
    try write("title: A thousand pages\nlanguage: en\n", "site.yaml")
    var state: UInt64 = 1
    func random() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / 16_777_216
    }
    for page in 0..<1000 {
      let title = "Page \(page)"
      try write(
        "---\ntitle: \(title)\nsummary: It is number \(page).\n---\n\n# \(title)\n\n\(body(page))",
        "page-\(page).md")
      guard name == "figures" else { continue }
      let shape: Shape = [4, 64, 64, 1]
      let (yTrue, yPred) = (
        Tensor(shape: shape) { _ in random() < 0.2 ? 1 : 0 },
        Tensor(shape: shape) { _ in random() }
      )
      try Data(NPZ.encode([("t", yTrue), ("p", yPred)], compression: .none))
        .write(to: URL(fileURLWithPath: "\(folder)/\(page).npz"))
    }
    return folder
  }

  private static func text(_ page: Int) -> String {
    (0..<8).map { part in
      "## Part \(part)\n\nA loss of *one* position is the mean over its classes, and `\(page)` is "
        + "the number of this page. See [the one after](page-\((page + 1) % 1000).md).\n\n"
        + "| class | loss |\n|---|---|\n| ground | 0.0\(part) |\n| disc | 0.1\(part) |\n\n"
    }.joined()
  }

  private static func figure(_ page: Int) -> String {
    "```figure\nkind: class-heatmaps\ny-true: \(page).npz:t\ny-pred: \(page).npz:p\n```\n"
  }
}
