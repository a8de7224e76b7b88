import Testing

@testable import Sites

/// What stands behind the words of a heading.
private func mark(_ anchor: String) -> String {
  " <a class=\"anchor\" href=\"#\(anchor)\" aria-label=\"Link to this section\">#</a>"
}

@Suite("Markdown")
struct MarkupTests {
  /// The text of a page as HTML, without its heading.
  func html(_ text: String) throws -> String {
    let page = try Page(
      "---\ntitle: T\nsummary: S\n---\n# H\n\n" + text, path: "a/page.md", file: "docs/a/page.md")
    let fold = try FakeResolver.fold(keeping: page.keptSteps).entry
    var writer = PageWriter(
      page: page, folds: .record(["real"]) { _ in fold }, figures: [:],
      map: SiteMap(pages: ["a/page.md", "b.md"], files: ["data/x.npz"], folder: "docs"))
    let html = writer.html()
    #expect(writer.findings == [])
    #expect(writer.brokenLinks == [])
    return html.replacing("<h1 id=\"h\">H</h1>\n", with: "")
  }

  @Test(
    "becomes HTML",
    arguments: [
      (
        "Some *text* and **more** `<code>`.",
        "<p>Some <em>text</em> and <strong>more</strong> <code>&lt;code&gt;</code>.</p>\n"
      ),
      ("a  \nb\nc", "<p>a<br>\nb\nc</p>\n"),
      ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
      (
        "3. one\n\n   more\n4. two",
        "<ol start=\"3\">\n<li><p>one</p>\n<p>more</p>\n</li>\n<li><p>two</p>\n</li>\n</ol>\n"
      ),
      ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>\n"),
      ("---", "<hr>\n"),
      (
        "## It's *one* & two",
        "<h2 id=\"its-one-two\">It's <em>one</em> &amp; two\(mark("its-one-two"))</h2>\n"
      ),
      ("## Two words {#w}", "<h2 id=\"w\">Two words\(mark("w"))</h2>\n"),
      ("## A\n\n## A", "<h2 id=\"a\">A\(mark("a"))</h2>\n<h2 id=\"a-2\">A\(mark("a-2"))</h2>\n"),
      (
        "```python\nif a < b: pass\n```",
        "<pre tabindex=\"0\"><code class=\"language-python\"><span class=\"c-keyword\">if</span> a &lt; b: <span class=\"c-keyword\">pass</span>\n</code></pre>\n"
      ),
      ("\"quotes\" -- stay", "<p>&quot;quotes&quot; -- stay</p>\n"),
      (
        "[b](../b.md) [x](../data/x.npz)",
        "<p><a href=\"../b.html\">b</a> <a href=\"../data/x.npz\">x</a></p>\n"
      ),
      ("[up](#h)", "<p><a href=\"#h\">up</a></p>\n"),
      ("<span id=\"s\">raw</span>", "<p><span id=\"s\">raw</span></p>\n"),
    ])
  func becomesHTML(text: String, expected: String) throws {
    #expect(try html(text) == expected)
  }

  @Test("sets tables in a box that scrolls, the first column as headings")
  func tables() throws {
    let html = try html("| a | b |\n|---|--:|\n| 1 | `2` |")
    #expect(
      html.hasPrefix("<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">"))
    #expect(
      html.contains("<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"trailing\">b</th></tr>"))
    #expect(
      html.contains("<tr><th scope=\"row\">1</th><td class=\"trailing\"><code>2</code></td></tr>"))
  }

  @Test("puts a note once, were it to refer to itself")
  func noteOfItself() throws {
    let html = try html("A.[^n] B.[^n]\n\n[^n]: See [^n].")
    #expect(html.split(separator: "<aside").count == 2)
  }

  @Test("puts a note behind the paragraph that refers to it")
  func notes() throws {
    let html = try html("Text.[^n]\n\nMore.\n\n[^n]: A *note*.")
    #expect(
      html == """
        <p>Text.<sup class="note-mark"><a href="#note-1">1</a></sup></p>
        <aside class="note" id="note-1"><span class="note-number">1</span> A <em>note</em>.</aside>
        <p>More.</p>

        """)
  }

  @Test(
    "computes expressions in text, in tables and in headings, and leaves code alone",
    arguments: [
      ("It is {{ real.steps.elementwise.count }}.", "<p>It is <span class=\"n\">16</span>.</p>\n"),
      ("**{{ real.classes.1 }}**", "<p><strong>sea</strong></p>\n"),
      ("`{{ real.nothing }}`", "<p><code>{{ real.nothing }}</code></p>\n"),
      ("```\n{{ a | b }}\n```", "<pre tabindex=\"0\"><code>{{ a | b }}\n</code></pre>\n"),
      ("\\{{ x }}", "<p>{{ x }}</p>\n"),
      ("{{ no end", "<p>{{ no end</p>\n"),
      (
        "## {{ real.shape }}",
        "<h2 id=\"2-2-2-2\"><span class=\"n\">2 × 2 × 2 × 2</span>\(mark("2-2-2-2"))</h2>\n"
      ),
      (
        "```fold-line\nmean of {{ real.steps.weighted.count }}\n```",
        "<p class=\"fold-line\"><span>mean of <span class=\"n\">2</span></span></p>\n"
      ),
    ])
  func computesExpressions(text: String, expected: String) throws {
    #expect(try html(text) == expected)
  }

  @Test("draws a table from a fold, a row for each name")
  func foldTables() throws {
    let html = try html(
      """
      ```table
      rows: real.classes
      caption: Of {{ real.shape }}
      columns:
        Class: real.classes.*
        y: real.y_true.at.0.1.1.* | 1
        Loss: real.steps.elementwise.at.0.1.1.*
      ```
      """)
    #expect(html.contains("<caption>Of <span class=\"n\">2 × 2 × 2 × 2</span></caption>"))
    #expect(
      html.contains(
        "<th scope=\"row\">sky</th><td class=\"trailing\">1</td><td class=\"trailing\">1.05</td>"))
    #expect(
      html.contains(
        "<th scope=\"row\">sea</th><td class=\"trailing\">0</td><td class=\"trailing\">0.511</td>"))
  }

  @Test("an expression keeps its bar inside a Markdown table")
  func barsInTables() throws {
    let html = try html("| a |\n|---|\n| {{ real.steps.weighted.count | percent 2 }} |")
    #expect(html.contains("<th scope=\"row\"><span class=\"n\">200 %</span></th>"))
  }
}
