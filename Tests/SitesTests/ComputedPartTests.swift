import Foundation
import Testing

@testable import Sites

@Suite("Blocks that compute what they show")
struct ComputedPartTests {
  func html(_ text: String) throws -> String {
    let folder = try RequestResolverTests().folder(text)
    let plan = try SitePlan(source: folder.path, jobs: 1, commands: ["fold": "USAGE: <fold>"])
    return try #require(plan.render("index.html").map { String(decoding: $0, as: UTF8.self) })
  }

  @Test("compare the conventions, and find the readings of a number")
  func compares() throws {
    let html = try html(
      "```compare\nid: all\ncaption: Five.\n\(RequestResolverTests.block)```\n\n"
        + "```compare\nnumber: \"0.8328\"\n\(RequestResolverTests.block)```\n")
    #expect(html.contains("id=\"all\""))
    #expect(html.contains("<caption>Five.</caption>"))
    #expect(html.contains("<th scope=\"row\">Keras 2.2.4</th>"))
    #expect(html.contains("<code>weighted_<wbr>masked_<wbr>objective</code>"))
    #expect(html.contains("<th scope=\"row\">optax</th>"))
    #expect(html.contains("What it would mean"))
  }

  @Test("list the losses with what they cost at the edges")
  func lists() throws {
    let html = try html("```losses\n```\n")
    #expect(html.contains("<h2 id=\"binary-crossentropy\">"))
    #expect(html.contains("<code>binary_<wbr>crossentropy</code></h2>"))
    #expect(html.contains(">16.1181</td>"))
    #expect(html.contains(">15.9424</td>"))
  }

  @Test("show a command's help, and refuse a command that is not there")
  func commands() throws {
    #expect(try html("```command\nfold\n```\n").contains("<code>USAGE: &lt;fold&gt;</code>"))
    let error = #expect(throws: SiteError.self) { try html("```command\nfild\n```\n") }
    #expect(error?.findings.first?.sentence == "There is no command “fild”.")
  }

  @Test("lead on through outputs, variants and rows of several indices")
  func entries() throws {
    let html = try html(
      "```fold\nid: tiny\n\(RequestResolverTests.block)```\n\n"
        + "{{ tiny.outputs.output.value }}, {{ tiny.denominator }}, {{ tiny.metrics_names.0 }}, "
        + "{{ tiny.variants.argmax.image.mean_iou }}, {{ tiny.soft_dice.0.source }}\n\n"
        + "```table\nrows: [0.0.0, 0.0.1]\ncolumns:\n  Row: \"*\"\n"
        + "  p: tiny.y_pred.at.*.sea\n```\n")
    #expect(html.contains("the question's dice_coef"))
    #expect(html.contains("<th scope=\"row\">0.0.1</th><td class=\"trailing\">0.200</td>"))
  }

  @Test("come with a navigation in groups")
  func groups() throws {
    let yaml = "title: T\nnavigation:\n  First: index.md\n  Then: a.md, b.md\n"
    let pages = ["a.md", "b.md", "index.md"]
    let site = try SiteConfiguration(yaml, file: "site.yaml", pages: pages)
    #expect(site.navigation == ["index.md", "a.md", "b.md"])
    #expect(site.groups.map(\.title) == ["First", "Then"])
  }
}
