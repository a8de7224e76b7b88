import Foundation
import Tensors
import Testing

/// The recipes of docs-src/embedding.md, run as they stand there.
@Suite("Recipes")
struct RecipeTests {
  /// The code after `<!-- recipe NAME -->`.
  private static func recipe(_ name: String) throws -> String {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs-src/embedding.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let start = try #require(text.firstRange(of: "<!-- recipe \(name) -->\n```"), "\(name)")
    let block = text[start.upperBound...]
    let first = try #require(block.firstIndex(of: "\n"))
    let end = try #require(block.firstRange(of: "\n```\n"))
    return String(block[block.index(after: first)..<end.lowerBound]) + "\n"
  }

  /// A folder with a batch and the recipes; `lossfold` is on the path of its shell.
  private static func workspace(_ recipes: [String]) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.writeTensors()
    for name in recipes { try workspace.write(recipe(name), to: name) }
    return workspace
  }

  private static func isThere(_ tool: String, _ workspace: Workspace) throws -> Bool {
    if try workspace.shell("command -v \(tool) > /dev/null").code == 0 { return true }
    print("\(tool) is not installed: its recipe was not run")
    return false
  }

  private static let path = "PATH=\"$(dirname \"$0\"):$PATH\""

  @Test("make draws the figures, draws nothing twice, and checks them")
  func make() throws {
    let workspace = try Self.workspace(["Makefile"])
    guard try Self.isThere("make", workspace) else { return }
    let first = try workspace.shell("\(Self.path) make -j2")
    #expect(first.code == 0, "\(first.error)")
    let names = try workspace.names()
    for name in ["ladder.svg", "shares.pdf", "histogram.png", "ladder.txt"] {
      #expect(names.contains(name))
    }
    let second = try workspace.shell("\(Self.path) make")
    #expect(second.code == 0 && !second.output.contains("lossfold figure"), "\(second.output)")
    let check = try workspace.shell("\(Self.path) make check")
    #expect(check.code == 0 && check.output.contains("true"), "\(check.error)")
    try workspace.writeTensors(shape: [3, 2, 3, 2])
    try workspace.write("", to: "stale")
    let stale = try workspace.shell("touch -r ladder.svg batch.npz; \(Self.path) make check")
    #expect(stale.code != 0 && stale.error.contains("another y_true"), "\(stale.error)")
  }

  @Test("LaTeX takes in the figure with its caption")
  func latex() throws {
    let workspace = try Self.workspace(["figures.sh", "paper.tex"])
    let drawn = try workspace.shell("\(Self.path) sh figures.sh")
    #expect(drawn.code == 0, "\(drawn.error)")
    guard try Self.isThere("pdflatex", workspace) else { return }
    let ending = try workspace.shell(
      "HOME=. pdflatex -interaction=nonstopmode -halt-on-error paper.tex")
    #expect(ending.code == 0, "\(ending.output.suffix(800))")
    #expect(try workspace.bytes(of: "paper.pdf").starts(with: "%PDF".utf8))
  }

  @Test("Sphinx draws the figure and refers to it")
  func sphinx() throws {
    let workspace = try Self.workspace(["conf.py", "index.rst"])
    guard try Self.isThere("sphinx-build", workspace) else { return }
    let ending = try workspace.shell("\(Self.path) sphinx-build -q -W -b html . out")
    #expect(ending.code == 0, "\(ending.error)")
    let page = String(decoding: try workspace.bytes(of: "out/index.html"), as: UTF8.self)
    #expect(page.contains("_images/shares.svg") && page.contains("alt="))
  }

  @Test("the house style is one")
  func style() throws {
    let workspace = try Self.workspace(["house.yaml"])
    let ending = try workspace.lossfold([
      "figure", "class-heatmaps", "batch.npz:y_true", "batch.npz:y_pred", "--style", "house.yaml",
      "--output", "figure.svg",
    ])
    #expect(ending.code == 0, "\(ending.error)")
    #expect(
      String(decoding: try workspace.bytes(of: "figure.svg"), as: UTF8.self).contains("#1a1a2e"))
  }

  @Test("a house style that can't be read is no figure, and says which marks")
  func badStyle() throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    for (style, code, words) in [
      ("colors:\n  ink: \"#DDDDDD\"\n", 65, " : 1 against the paper, under 4.5 : 1."),
      ("colors:\n  loss: [\"#FFFFFF\", \"#000000\", \"#FFFFFF\"]\n", 65, "turns back between #"),
      ("colors:\n  inc: \"#DDDDDD\"\n", 65, "There is no key inc."),
      ("colors:\n  ink: red\n", 65, "ink takes a colour in quotes, such as \"#15181E\""),
      ("colour: x\n", 65, "There is no key colour."),
      ("font: No Such Family\n", 66, "it has none called No Such Family."),
      ("font: none.otf\n", 66, "A font file was expected"),
    ] as [(String, Int32, String)] {
      try workspace.write(style, to: "style.yaml")
      let ending = try workspace.lossfold([
        "figure", "class-heatmaps", "batch.npz:y_true", "batch.npz:y_pred", "--style", "style.yaml",
        "--output", "figure.svg",
      ])
      #expect(ending.code == code, "\(style) \(ending.error)")
      #expect(ending.error.contains(words), "\(style) \(ending.error)")
      #expect(!(try workspace.names().contains("figure.svg")))
    }
  }
}
