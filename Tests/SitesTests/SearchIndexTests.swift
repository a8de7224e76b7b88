import Testing

@testable import Sites

@Suite("The index of the search")
struct SearchIndexTests {
  @Test("has the text of each section, without tags, entities and what isn't read")
  func sections() {
    let html = """
      <h1 id="t">A <em>title</em></h1>
      <p>Less &lt; more.</p><nav>gone</nav>
      <h2 id="s">Part <a class="anchor" href="#s" aria-label="Link">#</a></h2>
      <p>One<br>two <a href="x.html">three</a></p><script type="application/json">{"a": 1}</script>
      """
    #expect(
      SearchIndex.sections(of: html, title: "Page") == [
        .init(anchor: "t", heading: "A title", text: "Less < more."),
        .init(anchor: "s", heading: "Part", text: "One two three"),
      ])
  }

  @Test("is a script whose texts are quoted")
  func script() {
    var index = SearchIndex()
    index.add(
      SearchIndex.sections(of: "<h1 id=\"t\">\\ &quot;T&quot;</h1>", title: "T"), title: "T",
      address: "a/b.html")
    #expect(
      String(decoding: index.script, as: UTF8.self)
        == #"self.lossfoldIndex = [\#n["a/b.html","T",[["t","\\ \"T\"",""]]]\#n];\#n"#)
  }
}
