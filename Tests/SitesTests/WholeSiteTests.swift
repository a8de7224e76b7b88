import Foundation
import Testing

@testable import Sites

@Suite("A whole site")
struct WholeSiteTests {
  static let example = "```example\nkind: ladder\ny-true: data/a.npz:t\nbatch-size: 2\n```\n"

  func page(_ title: String, _ text: String) -> String {
    "---\ntitle: \(title)\nsummary: About \(title).\n---\n# \(title)\n\n\(text)"
  }

  func html(_ plan: SitePlan, _ path: String) throws -> String {
    String(decoding: try #require(plan.render(path)), as: UTF8.self)
  }

  var gallery: [String: String] {
    [
      "site.yaml": "title: T\nnavigation: [index.md, figures.md]\n",
      "index.md": page("Start", "To [the second](figures/b.md#command).\n"),
      "figures.md": page("Figures", "```gallery\nfigures/b.md\nfigures/a.md\n```\n"),
      "figures/a.md": page("A", Self.example), "figures/b.md": page("B", Self.example),
      "data/a.npz": "",
    ]
  }

  @Test("shows pages with an example in a gallery, and turns among them in its order")
  func galleries() throws {
    let plan = try PagesFolder(gallery).plan()
    let shown = try html(plan, "figures.html")
    #expect(shown.contains("<a href=\"figures/b.html\"><picture>"))
    #expect(shown.contains("src=\"figures/figures-b.ladder.small.light.png\""))
    let second = try html(plan, "figures/b.html")
    #expect(second.contains("<p class=\"parent\"><a href=\"../figures.html\">Figures</a></p>"))
    #expect(second.contains("rel=\"next\" href=\"../figures/a.html\""))
    #expect(!second.contains("rel=\"prev\""))
    #expect(second.contains("<a href=\"../figures.html\" aria-current=\"page\">Figures</a>"))
    #expect(BuiltLinks(plan.rendered).broken == [])
  }

  @Test("offers an example’s files, and says how it is drawn")
  func examples() throws {
    let plan = try PagesFolder(gallery).plan()
    let html = try html(plan, "figures/a.html")
    for ending in ["light.svg", "dark.svg", "print.png", "print.pdf"] {
      #expect(html.contains("<a href=\"../figures/figures-a.ladder.\(ending)\" download>"))
      #expect(plan.paths.contains("figures/figures-a.ladder.\(ending)"))
    }
    #expect(html.contains("lossfold figure ladder a.npz:t"))
    #expect(html.contains(">--batch-size</span>"))
    #expect(html.contains("<a href=\"../data/a.npz\" download>a.npz</a>"))
    #expect(html.contains("<h2 id=\"swift\">In Swift</h2>"))
  }

  @Test("says which page a gallery cannot show")
  func brokenGalleries() throws {
    var files = gallery
    files["figures.md"] = page("Figures", "```gallery\nfigures/aa.md\nindex.md\n```\n")
    #expect(
      try PagesFolder(files).findings() == [
        "docs/figures.md:8: A gallery names pages, but there is no page “figures/aa.md”."
          + " | Did you mean `figures/a.md`?",
        "docs/figures.md:9: A gallery shows the `example` block of a page, but “index.md” has "
          + "none. | Make its first figure block an example block.",
      ])
  }

  @Test("stands on one page too, whose anchors and links are its own")
  func printing() throws {
    let plan = try PagesFolder(gallery).plan()
    let html = try html(plan, "print.html")
    #expect(html.contains("<section class=\"page\" id=\"p-figures-b\">"))
    #expect(html.contains("<a href=\"#p-figures-b-command\">the second</a>"))
    #expect(html.contains("src=\"figures/figures-b.ladder.light.svg\""))
    #expect(!html.contains("<source") && !html.contains("loading=\"lazy\""))
    #expect(try self.html(plan, "index.html").contains("<a href=\"print.html\">"))
    var files = gallery
    files["site.yaml"] = "title: T\nprint-page: false\n"
    #expect(try PagesFolder(files).plan().render("print.html") == nil)
  }

  @Test("has a card for each page, where it is asked for")
  func cards() throws {
    var files = SitePlanTests.good
    files["site.yaml"] = "title: T\nbase-url: https://a.example/x\nsocial-cards: true\n"
    let plan = try PagesFolder(files).plan()
    #expect(plan.render("cards/more-second.png") != nil)
    let card = "<meta property=\"og:image\" content=\"https://a.example/x/cards/more-second.png\">"
    #expect(try html(plan, "more/second.html").contains(card))
    files["site.yaml"] = "title: T\nsocial-cards: true\n"
    #expect(
      try PagesFolder(files).findings() == [
        "docs/site.yaml:2: A social card is asked for by its whole address, but the site has no "
          + "`base-url`. | Add `base-url: https://…`, where the site will stand."
      ])
  }

  @Test("is built all the same, where somebody allows it, and shows what is to be mended")
  func lenient() throws {
    let text = "[a](nope.md)\n\n```figure\nkind: lader\n```\n"
    let folder = try PagesFolder(["site.yaml": "title: T\n", "index.md": page("Start", text)])
    let plan = try folder.plan(isStrict: false)
    #expect(plan.warnings.map(\.rule) == ["link/dead", "figure/unknown-kind"])
    let html = try html(plan, "index.html")
    #expect(html.contains("<p>To be mended on this page:</p>"))
    #expect(html.contains("<strong>There is no figure “lader”.</strong>"))
    #expect(html.contains("<code>figure/unknown-kind</code>"))
  }

  @Test("says in which block something is wrong")
  func blocks() throws {
    #expect(
      try FindingTests().findings("```figure\nkind: lader\n```", withBlocks: true) == [
        "docs/index.md:8: There is no figure “lader”."
          + " | It stands in the figure block of line 7, at “kind: lader”."
      ])
  }

  @Test("lets no page ask for more than a megabyte when it opens")
  func weight() throws {
    var files = [
      "site.yaml": "title: T\n", "index.md": page("Start", "![A large one.](data/large.png)\n"),
    ]
    files["data/large.png"] = String(repeating: "x", count: 1_200_000)
    let said = try PagesFolder(files).findings()
    #expect(said.count == 1)
    #expect(said[0].hasPrefix("docs/index.md: A page asks for at most 1 MB in 25 requests"))
    #expect(
      said[0].hasSuffix("The largest is `data/large.png`. Make it smaller, or part the page."))
  }

  @Test("of many pages has a page of contents in the place of a long head")
  func large() throws {
    var files = ["site.yaml": "title: T\n"]
    for number in 0..<61 { files["p\(number).md"] = page("Page \(number)", "Text.\n") }
    let plan = try PagesFolder(files).plan()
    #expect(try html(plan, "p7.html").contains("<a href=\"contents.html\">All pages</a>"))
    #expect(try !html(plan, "p7.html").contains("Page 9</a>"))
    #expect(try html(plan, "contents.html").contains("<a href=\"p9.html\">Page 9</a>"))
  }

  @Test("steps through the folds of images without a script")
  func steppers() throws {
    let folder = try PagesFolder([
      "site.yaml": "title: T\n",
      "index.md": page("Start", "```stepper\nid: s\ny-true: a.npz:t\n```\n"),
    ])
    let plan = try folder.plan()
    let html = try html(plan, "index.html")
    #expect(html.contains("<input type=\"radio\" name=\"s-step\" id=\"s-elements\" "))
    #expect(html.contains("<label for=\"s-number\">"))
    #expect(html.contains("<b class=\"n\">16</b> losses"))
    #expect(plan.paths.contains("figures/index.s.sheet.light.png"))
  }
}
