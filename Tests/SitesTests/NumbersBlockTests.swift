import Testing

@testable import Sites

@Suite("Numbers of a file")
struct NumbersBlockTests {
  private static func pages(_ block: String, _ text: String) throws -> PagesFolder {
    try PagesFolder([
      "site.yaml": "title: Test\n",
      "data/measured.json":
        #"{ "name": "a fold", "times": [ { "least": 1.25, "runs": 9 } ], "limit": null }"#,
      "data/list.json": "[1, 2]",
      "index.md": SitePlanTests.start + "```numbers\n\(block)```\n\n\(text)\n",
    ])
  }

  @Test(
    "lead on by keys and indices",
    arguments: [
      ("measured.times.0.least", "1.25"), ("measured.times.0.least | 2", "1.3"),
      ("measured.times.0.runs", "9"), ("measured.name", "a fold"),
    ] as [(String, String)])
  func values(expression: String, expected: String) throws {
    let pages = try Self.pages(
      "id: measured\nfile: data/measured.json\n", "It is {{ \(expression) }} here.")
    let html = String(decoding: try #require(pages.plan().render("index.html")), as: UTF8.self)
    #expect(html.contains(">\(expected)<") || html.contains("It is \(expected) here."))
  }

  @Test(
    "say what is missing",
    arguments: [
      (
        "id: measured\n",
        "docs/index.md:7: A numbers block needs an `id`, by which the text speaks of it, and a "
          + "`file`. | Add lines such as `id: measured` and `file: data/measured.json`."
      ),
      (
        "id: measured\nfile: data/none.json\n",
        "docs/index.md:8: The file data/none.json was expected in the folder of pages, but it is "
          + "not there."
      ),
      (
        "id: measured\nfile: data/list.json\n",
        "docs/data/list.json: An object was expected, with names that lead on."
      ),
    ] as [(String, String)])
  func findings(block: String, expected: String) throws {
    #expect(try Self.pages(block, "Text.").findings() == [expected])
  }
}
