import Foundation
import Requests
import TensorFiles
import Tensors
import Testing

@testable import Sites

@Suite("Pages that draw from real tensors")
struct RequestResolverTests {
  static let block = """
    y-true: data/tiny.npz:y_true
    y-pred: data/tiny.npz:y_pred
    convention: keras-2
    class-names: [sky, sea]

    """

  func folder(_ text: String) throws -> PagesFolder {
    let folder = try PagesFolder([
      "site.yaml": "title: T\n", "index.md": SitePlanTests.start + text, "data/readme": "",
    ])
    let npz = try NPZ.encode([
      ("y_true", FakeResolver.labels), ("y_pred", FakeResolver.predictions),
    ])
    try Data(npz).write(to: URL(fileURLWithPath: folder.path + "/data/tiny.npz"))
    return folder
  }

  @Test("are built twice to the same bytes, and every link and picture resolves")
  func builds() throws {
    let figures = ["ladder", "class-heatmaps", "position-map", "batch-mean"].map {
      "```figure\nkind: \($0)\n\(Self.block)```\n\n"
    }
    let folder = try folder(
      "```fold\nid: tiny\n\(Self.block)```\n\nIt is {{ tiny.value }}, [shown](#ladder).\n\n"
        + figures.joined())
    let once = try SitePlan(source: folder.path, jobs: 1).rendered
    let twice = try SitePlan(source: folder.path, jobs: 4).rendered
    #expect(once.map(\.path) == twice.map(\.path))
    #expect(once.map(\.bytes) == twice.map(\.bytes))
    #expect(once.count == 21)
    #expect(BuiltLinks(once).broken == [])
    let html = once.first { $0.path == "index.html" }.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    #expect(html?.contains("<p>It is <span class=\"n\">0.833</span>,") == true)
  }

  @Test("draw maps of the same fold, a position’s formula and a worksheet")
  func explained() throws {
    let folder = try folder(
      ["position-map", "weight-map", "gradient-map", "formula", "share-map"].map {
        "```figure\nkind: \($0)\n\(Self.block)```\n\n"
      }.joined()
        + "```figure\nkind: formula\nid: second\nat: [1, 0, 1]\n\(Self.block)```\n\n"
        + "```figure\nkind: worksheet\nseed: 3\nanswers: true\n```\n")
    let files = try SitePlan(source: folder.path, jobs: 2).rendered
    let alike = try SitePlan(source: folder.path, jobs: 1).rendered
    #expect(files.map(\.bytes) == alike.map(\.bytes))
    let drawn = files.filter { $0.path.hasSuffix(".light.svg") }
      .map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
    for words in [
      "has the weight 1", "of the gradient’s size", "Key to sheet 3", "Sample 1 at row 0, column 1",
    ] {
      #expect(drawn.contains(words), "\(words)")
    }
  }

  @Test("say once, with file and line, which letters no font has")
  func boxes() throws {
    let block = Self.block.replacing("sea", with: "\u{10FFFD}")
    let folder = try folder("```figure\nkind: visibility\n\(block)```\n")
    let error = #expect(throws: SiteError.self) { try SitePlan(source: folder.path, jobs: 1) }
    #expect(error?.findings.count == 1)
    #expect(error?.place == folder.path + "/index.md:7")
    #expect(error?.sentence.contains("boxes stand for U+10FFFD") == true)
  }

  @Test("show one sheet, not many")
  func copies() throws {
    let folder = try folder("```figure\nkind: worksheet\ncopies: 30\n```\n")
    let error = #expect(throws: SiteError.self) { try SitePlan(source: folder.path, jobs: 1) }
    #expect(
      error?.sentence.hasSuffix("A page shows one sheet, but 30 copies were asked for.") == true)
  }

  @Test("say where an array is asked for that is not there")
  func missingArray() throws {
    let folder = try folder("```fold\nid: tiny\n\(Self.block)```\n")
    let file = folder.path + "/index.md"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try Data(text.replacing(":y_pred", with: ":y_prod").utf8)
      .write(to: URL(fileURLWithPath: file))
    let error = #expect(throws: SiteError.self) { try SitePlan(source: folder.path, jobs: 1) }
    #expect(error?.findings.count == 1)
    #expect(error?.place == file + ":8")
    #expect(error?.sentence.hasSuffix("but the file holds y_true, y_pred.") == true)
  }
}
