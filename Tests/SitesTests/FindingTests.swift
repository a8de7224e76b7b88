import Tensors
import Testing

@testable import Sites

@Suite("What is wrong with pages")
struct FindingTests {
  /// What a page with `text` under its heading, on line 7, is told.
  func findings(
    _ text: String, yaml: String = "title: T\n", withBlocks: Bool = false
  ) throws -> [String] {
    try PagesFolder(["site.yaml": yaml, "index.md": SitePlanTests.start + text])
      .findings(withBlocks: withBlocks)
  }

  @Test(
    "is said with file and line, all of it at once",
    arguments: [
      (
        "[a](nope.md)\n[b](other.md)\n\n![](x.png)",
        [
          "docs/index.md:7: The link “nope.md” leads nowhere: there is no docs/nope.md.",
          "docs/index.md:8: The link “other.md” leads nowhere: there is no docs/other.md.",
          "docs/index.md:10: The image “x.png” has no description."
            + " | Write it between the brackets: ![what it shows](x.png).",
          "docs/index.md:10: The link “x.png” leads nowhere: there is no docs/x.png.",
        ]
      ),
      (
        "[a](index.html)",
        [
          "docs/index.md:7: The link “index.html” leads nowhere: there is no docs/index.html."
            + " | Did you mean `index.md`?"
        ]
      ),
      (
        "[a](#stort)",
        [
          "docs/index.md:7: The link “#stort” leads nowhere: docs/index.md has no such anchor."
            + " | Did you mean `#start`?"
        ]
      ),
      (
        "Words.\n\n" + String(repeating: ">", count: 20_000) + " a",
        [
          "docs/index.md:9: At most 100 lists, quotes and runs of text lie inside one another, "
            + "but here are more."
        ]
      ),
      (
        String(repeating: "*", count: 20_000) + "a" + String(repeating: "*", count: 20_000),
        [
          "docs/index.md:7: At most 100 lists, quotes and runs of text lie inside one another, "
            + "but here are more."
        ]
      ),
      ("[a](../up.md)", ["docs/index.md:7: The link “../up.md” leads out of docs."]),
      (
        "[a](/up.md)",
        [
          "docs/index.md:7: The link “/up.md” starts at the root of a server, "
            + "but links are relative here."
        ]
      ),
      (
        "It is {{ real.value }}.",
        [
          "docs/index.md:7: {{ real.value }}: There is no fold “real” on this page."
            + " | Name one with a fold block: ```fold, then a line `id: …`."
        ]
      ),
      (
        "```fold\nid: real\n```\n\nIt\nis {{ real.vale }}.",
        [
          "docs/index.md:12: {{ real.vale }}: There is no “vale” in “real”. | There is: value, "
            + "denominator, loss_weight, loss, reduction, shape, steps, views, shares, "
            + "visibility, metrics, gradient, … 29 in all."
        ]
      ),
      (
        "```fold\nconvention: keras-2\n```",
        [
          "docs/index.md:7: A fold block needs an `id`, by which the text speaks of it."
            + " | Add a line such as `id: real`."
        ]
      ),
      (
        "```figure\nkind: lader\n```", ["docs/index.md:8: There is no figure “lader”."]
      ),
      (
        "```figure\nkind: [\n```",
        [
          "docs/index.md:9: The YAML cannot be read: did not find expected node content."
            + " | Put text that holds `: `, `#`, `{` or `[` into double quotes."
        ]
      ),
      (
        "```figure\nkind: ladder\n```\n\n```figure\nkind: ladder\n```",
        [
          "docs/index.md:11: The page has two anchors “ladder”. | Give one another `id`."
        ]
      ),
      (
        "```fold\nid: broken\n```\n\n{{ broken.value }}\n\n```table\nrows: broken.classes\n"
          + "columns: { a: broken.classes.* }\n```",
        ["docs/index.md:7: It is broken."]
      ),
      (
        "# Twice",
        ["docs/index.md:1: A page has one heading of rank 1 (`# …`), but this one has 2."]
      ),
      (
        "```table\nrows: real\n```",
        [
          "docs/index.md:7: A table block needs `rows`, a path, and `columns`, "
            + "a heading and an expression each."
        ]
      ),
    ] as [(String, [String])])
  func saysAll(text: String, expected: [String]) throws {
    #expect(try findings(text) == expected)
  }

  @Test(
    "of site.yaml, with what may have been meant",
    arguments: [
      ("titel: T\n", ["docs/site.yaml:1: A `title` was expected. | Add `title: …`."]),
      (
        "title: T\nnavigaton: []\n",
        ["docs/site.yaml:2: There is no key `navigaton`. | Did you mean `navigation`?"]
      ),
      (
        "title: T\nnavigation: [indx.md]\n",
        [
          "docs/site.yaml:2: `navigation` names “indx.md”, but there is no such page."
            + " | Did you mean `index.md`?"
        ]
      ),
    ] as [(String, [String])])
  func siteFile(yaml: String, expected: [String]) throws {
    #expect(try findings("", yaml: yaml) == expected)
  }

  @Test("of front matter")
  func frontMatter() throws {
    let files = [
      "site.yaml": "title: T\n", "a.md": "# No front matter\n",
      "b.md": "---\ntitle: B\nsumary: S\n---\n# B\n",
    ]
    #expect(
      try PagesFolder(files).findings() == [
        "docs/a.md:1: A page begins with front matter between two lines of ---."
          + " | Begin with `---`, `title: …`, `summary: …`, `---`.",
        "docs/b.md:1: The front matter needs a `summary`. | Add `summary: …`.",
        "docs/b.md:3: There is no key `sumary`. | Did you mean `summary`?",
      ])
  }

  @Test("two pages whose figures would have one name")
  func collisions() throws {
    let text = SitePlanTests.start + "```figure\nkind: ladder\n```\n"
    let files = ["site.yaml": "title: T\n", "a-b.md": text, "a/b.md": text]
    #expect(
      try PagesFolder(files).findings() == [
        "docs/a/b.md: docs/a-b.md has a figure “ladder” too, and its files would have one name."
          + " | Give one of the two another `id`."
      ])
  }

  @Test("a folder that is not there is a missing input")
  func missingFolder() {
    let error = #expect(throws: SiteError.self) {
      try SitePlan(source: "no/such/folder", resolver: FakeResolver(), jobs: 1)
    }
    #expect(error?.kind == .missingInput)
    #expect(error?.place == "no/such/folder")
    #expect(error?.sentence == "A folder of pages was expected, but there is none.")
  }

  @Test("broken links are warnings where somebody allowed them")
  func warnings() throws {
    let folder = try PagesFolder([
      "site.yaml": "title: T\n", "index.md": SitePlanTests.start + "[a](nope.md)",
    ])
    let plan = try folder.plan(isStrict: false)
    #expect(
      plan.warnings.map(\.sentence) == [
        "The link “nope.md” leads nowhere: there is no \(folder.path)/nope.md."
      ])
  }
}
