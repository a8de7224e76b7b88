import Foundation
import Testing

@testable import Sites

/// A folder of pages that goes away with the test.
final class PagesFolder {
  let path: String

  init(_ files: [String: String]) throws {
    path = NSTemporaryDirectory() + "lossfold-pages-\(UUID().uuidString)"
    for (name, text) in files {
      let file = path + "/" + name
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func plan(isStrict: Bool = true, jobs: Int = 1) throws -> SitePlan {
    try SitePlan(source: path, resolver: FakeResolver(), isStrict: isStrict, jobs: jobs)
  }

  /// What a plan finds wrong, the folder's own name left out, and which block it stands in.
  func findings(withBlocks: Bool = false) -> [String] {
    do {
      _ = try plan()
      return []
    } catch {
      let findings = (error as? SiteError)?.findings ?? []
      return findings.map { finding in
        let help = finding.help.filter { withBlocks || !$0.hasPrefix("It stands in") }
        return ([finding.place + ": " + finding.sentence] + help).joined(separator: " | ")
          .replacing(path, with: "docs")
      }
    }
  }
}

@Suite("A plan of a site")
struct SitePlanTests {
  static let start = "---\ntitle: Start\nsummary: The first page.\n---\n# Start\n\n"
  static let good = [
    "site.yaml": "title: Test\nnavigation: [index.md, more/second.md]\n",
    "data/x.csv": "1,2\n",
    "index.md": start
      + """
      See [the second](more/second.md#figure) and [data](data/x.csv).

      ```fold
      id: real
      ```

      ```figure
      kind: ladder
      id: steps
      caption: "Folds {{ real.steps.elementwise.count }} losses."
      ```
      """,
    "more/second.md": "---\ntitle: Second\nsummary: S & T.\n---\n# Second\n\n## Figure\n\n"
      + "Back to [the figure](../index.md#steps).\n",
  ]

  @Test("names every file, sorted, and each of a figure's drawings")
  func namesFiles() throws {
    let plan = try PagesFolder(Self.good).plan()
    #expect(
      plan.paths == [
        "data/x.csv", "figures/index.steps.column.dark.svg",
        "figures/index.steps.column.light.svg", "figures/index.steps.dark.svg",
        "figures/index.steps.light.svg", "index.html", "lossfold.js", "more/second.html",
        "print.html", "search.js", "style.css",
      ])
    #expect(plan.pageCount == 2)
    #expect(plan.figureCount == 1)
  }

  @Test("gives the same bytes every time, by one thread or by four")
  func sameBytes() throws {
    let folder = try PagesFolder(Self.good)
    let once = try folder.plan().rendered
    let twice = try folder.plan(jobs: 4).rendered
    #expect(once.map(\.path) == twice.map(\.path))
    #expect(once.map(\.bytes) == twice.map(\.bytes))
    #expect(Manifest(once).json == Manifest(twice).json)
  }

  @Test("shows a figure with its size, its description and its caption")
  func figures() throws {
    let plan = try PagesFolder(Self.good).plan()
    let html = String(decoding: try #require(plan.render("index.html")), as: UTF8.self)
    #expect(
      html.contains(
        """
        <figure id="steps">
        <picture>
        <source media="(prefers-color-scheme: dark) and (max-width: 40rem)" \
        srcset="figures/index.steps.column.dark.svg" width="200" height="100">
        <source media="(max-width: 40rem)" \
        srcset="figures/index.steps.column.light.svg" width="200" height="100">
        <source media="(prefers-color-scheme: dark)" \
        srcset="figures/index.steps.dark.svg" width="400" height="100">
        <img src="figures/index.steps.light.svg" width="400" height="100" decoding="async" \
        alt="Four numbers &amp; “their” mean.">
        </picture>
        <figcaption>Folds <span class="n">16</span> losses.</figcaption>
        </figure>
        """))
  }

  @Test("every link, image and anchor of the built pages resolves, and none leaves the site")
  func everyLinkResolves() throws {
    let files = try PagesFolder(Self.good).plan().rendered
    #expect(BuiltLinks(files).broken == [])
  }

  @Test("puts title, summary, navigation and neighbours into the page")
  func frame() throws {
    let plan = try PagesFolder(Self.good).plan()
    let html = String(decoding: try #require(plan.render("more/second.html")), as: UTF8.self)
    #expect(html.contains("<title>Second · Test</title>"))
    #expect(html.contains("<meta name=\"description\" content=\"S &amp; T.\">"))
    #expect(html.contains("<html lang=\"en\">"))
    #expect(html.contains("<a href=\"../more/second.html\" aria-current=\"page\">Second</a>"))
    #expect(html.contains("rel=\"prev\" href=\"../index.html\""))
    #expect(!html.contains("rel=\"next\""))
  }

  @Test("has a site map, canonical addresses and a page for missing ones, if it knows its address")
  func baseURL() throws {
    var files = Self.good
    files["site.yaml"] = "title: Test\nbase-url: https://a.example/x/\n"
    let plan = try PagesFolder(files).plan()
    let map = String(decoding: try #require(plan.render("sitemap.xml")), as: UTF8.self)
    #expect(map.contains("<url><loc>https://a.example/x/more/second.html</loc></url>"))
    let missing = String(decoding: try #require(plan.render("404.html")), as: UTF8.self)
    #expect(missing.contains("href=\"https://a.example/x/style.css\""))
    #expect(missing.contains("href=\"https://a.example/x/more/second.html\""))
    let page = String(decoding: try #require(plan.render("index.html")), as: UTF8.self)
    #expect(page.contains("<link rel=\"canonical\" href=\"https://a.example/x/index.html\">"))
  }

  @Test("lists the sections of a long page behind its first paragraph")
  func contents() throws {
    let text =
      Self.start + "Lead.\n\n" + ["One", "*Two*", "Three"].map { "## \($0)\n\nText.\n\n" }.joined()
    let short = try PagesFolder(["site.yaml": "title: T\n", "index.md": text]).plan()
    let long = try PagesFolder(["site.yaml": "title: T\n", "index.md": text + "## [Four](#two)\n"])
      .plan()
    func html(_ plan: SitePlan) throws -> String {
      String(decoding: try #require(plan.render("index.html")), as: UTF8.self)
    }
    #expect(try !html(short).contains("<details"))
    #expect(
      try html(long).contains("<p>Lead.</p>\n<details class=\"contents\">"))
    #expect(try html(long).contains("<li><a href=\"#two\"><em>Two</em></a></li>"))
    #expect(try html(long).contains("<li><a href=\"#four\">Four</a></li>"))
  }

  @Test("a file of the folder's theme takes the place of ours")
  func themes() throws {
    var files = Self.good
    files["theme/style.css"] = "p {}"
    files["theme/page.mustache"] = "{{site}}: {{title}}"
    let plan = try PagesFolder(files).plan()
    #expect(plan.render("style.css") == Array("p {}".utf8))
    #expect(plan.render("index.html") == Array("Test: Start".utf8))
  }
}
