import Testing

@testable import Sites

@Suite("Formulas")
struct FormulaTests {
  @Test(
    "in LaTeX’s notation become MathML",
    arguments: [
      ("x", "<mi>x</mi>"),
      ("-x + 1.5", "<mrow><mo form=\"prefix\">−</mo><mi>x</mi><mo>+</mo><mn>1.5</mn></mrow>"),
      ("\\frac{a}{2}", "<mfrac><mi>a</mi><mn>2</mn></mfrac>"),
      ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
      ("10^{-7}", "<msup><mn>10</mn><mrow><mo form=\"prefix\">−</mo><mn>7</mn></mrow></msup>"),
      (
        "\\sum_{c=1}^C \\ell_c",
        "<mrow><munderover><mo>∑</mo><mrow><mi>c</mi><mo>=</mo><mn>1</mn></mrow><mi>C</mi>"
          + "</munderover><msub><mi>ℓ</mi><mi>c</mi></msub></mrow>"
      ),
      ("\\sqrt{x}", "<msqrt><mi>x</mi></msqrt>"),
      ("\\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
      ("\\hat{y}", "<mover><mi>y</mi><mo>^</mo></mover>"),
      ("\\max_i", "<munder><mi>max</mi><mi>i</mi></munder>"),
      ("\\text{a b} < 3", "<mrow><mtext>a b</mtext><mo>&lt;</mo><mn>3</mn></mrow>"),
      (
        "\\left( x \\right)",
        "<mrow><mo form=\"prefix\" fence=\"true\">(</mo><mi>x</mi>"
          + "<mo form=\"postfix\" fence=\"true\">)</mo></mrow>"
      ),
      (
        "\\begin{cases} 1 & a \\\\ 2 & b \\end{cases}",
        "<mrow><mo form=\"prefix\" fence=\"true\">{</mo><mtable class=\"leading\">"
          + "<mtr><mtd><mn>1</mn></mtd><mtd><mi>a</mi></mtd></mtr>"
          + "<mtr><mtd><mn>2</mn></mtd><mtd><mi>b</mi></mtd></mtr></mtable></mrow>"
      ),
      (
        "\\underbrace{x}_{\\text{n}}",
        "<munder><munder><mi>x</mi><mo>⏟</mo></munder><mtext>n</mtext></munder>"
      ),
      ("f'", "<msup><mi>f</mi><mo>′</mo></msup>"),
    ])
  func latex(text: String, expected: String) throws {
    #expect(try LaTeXFormula.formula(text).mathML(isDisplayed: false) == "<math>\(expected)</math>")
  }

  @Test(
    "that are not understood say why",
    arguments: [
      ("\\fraq{a}{b}", "A formula has no command `\\fraq` here."),
      ("{x", "The formula opens `{` and does not close it."),
      ("x}", "The formula has a `}` that closes nothing."),
      ("x^", "Something was expected behind `^`, but the formula goes on without."),
      ("\\frac{a}", "Something was expected behind `\\frac`, but the formula goes on without."),
      ("x^a^b", "Two `^` follow one another; braces say which belongs to what."),
      ("a & b", "`&` parts cells, but stands outside an environment."),
      ("\\begin{tabular}", "A formula has no environment `tabular` here."),
      ("\\begin{cases} a", "The formula opens `\\begin{cases}` and does not close it."),
      ("\\left( x", "The formula opens `\\left` and does not close it."),
      ("\\", "A formula has no command `\\` here."),
    ])
  func refusals(text: String, expected: String) {
    let error = #expect(throws: FormulaError.self) { try LaTeXFormula.formula(text) }
    #expect(error?.sentence == expected)
  }

  @Test(
    "of the engine become MathML",
    arguments: [
      (
        "Σ ℓ / 5",
        "<mfrac><mrow><mo>∑</mo><mi>ℓ</mi></mrow><mn>5</mn></mfrac>"
      ),
      (
        "−y·ln p",
        "<mrow><mo form=\"prefix\">−</mo><mrow><mi>y</mi><mo>·</mo><mrow><mi>ln</mi>"
          + "<mspace width=\"0.17em\"></mspace><mi>p</mi></mrow></mrow></mrow>"
      ),
      ("p_t^q", "<msubsup><mi>p</mi><mi>t</mi><mi>q</mi></msubsup>"),
      (
        "(a + b) / (c)",
        "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>"
      ),
      (
        "e^−|x|",
        "<msup><mi>e</mi><mrow><mo form=\"prefix\">−</mo><mrow><mo form=\"prefix\" fence=\"true\">|"
          + "</mo><mi>x</mi><mo form=\"postfix\" fence=\"true\">|</mo></mrow></mrow></msup>"
      ),
      ("d²", "<msup><mi>d</mi><mn>2</mn></msup>"),
      ("what your loss function returned", nil),
    ] as [(String, String?)])
  func plain(text: String, expected: String?) {
    let formula = PlainFormula.formula(text).mathML(isDisplayed: false)
    if let expected { #expect(formula == "<math>\(expected)</math>") }
    #expect(!formula.contains("<mo>^") && !formula.contains("<mo>_"))
  }

  @Test("of every loss are understood whole")
  func losses() throws {
    let plan = try PagesFolder([
      "site.yaml": "title: T\n", "index.md": SitePlanTests.start + "$x$ costs \\$5, `$y$` more.\n",
    ]).plan()
    let html = String(decoding: try #require(plan.render("index.html")), as: UTF8.self)
    #expect(html.contains("<p><math><mi>x</mi></math> costs $5, <code>$y$</code> more.</p>"))
  }

  @Test("with an unknown command are a finding with its line")
  func findings() throws {
    let said = try FindingTests().findings(
      "Text.\n\n```formula\nx = 1\n\\alpa\n```\n\n$\\sumn$", withBlocks: true)
    #expect(
      said == [
        "docs/index.md:11: A formula has no command `\\alpa` here. | Did you mean `\\alpha`?"
          + " | It stands in the formula block of line 9, at “\\alpa”.",
        "docs/index.md:14: A formula has no command `\\sumn` here. | Did you mean `\\sum`?",
      ])
  }
}

@Suite("Code")
struct HighlighterTests {
  @Test(
    "has its words coloured by what they are",
    arguments: [
      (
        "python", "import x  # y",
        "<span class=\"c-keyword\">import</span> x  <span class=\"c-comment\"># y</span>"
      ),
      (
        "python", "f(\"a\\\"b\", 1.5)",
        "f(<span class=\"c-string\">&quot;a\\&quot;b&quot;</span>, "
          + "<span class=\"c-number\">1.5</span>)"
      ),
      (
        "sh", "lossfold fold --json $x",
        "lossfold fold <span class=\"c-name\">--json</span> "
          + "<span class=\"c-name\">$x</span>"
      ),
      (
        "yaml", "loss-weight: 0.1",
        "<span class=\"c-name\">loss-weight</span>: "
          + "<span class=\"c-number\">0.1</span>"
      ),
      (
        "json", "{\"a\": \"b\"}",
        "{<span class=\"c-name\">&quot;a&quot;</span>: "
          + "<span class=\"c-string\">&quot;b&quot;</span>}"
      ),
      (
        "html", "<p id=\"x\">",
        "<span class=\"c-keyword\">&lt;p</span> id="
          + "<span class=\"c-string\">&quot;x&quot;</span>&gt;"
      ),
      (
        "latex", "\\alpha % a",
        "<span class=\"c-name\">\\alpha</span> "
          + "<span class=\"c-comment\">% a</span>"
      ),
      (
        "make", "all: $(x)", "<span class=\"c-name\">all</span>: <span class=\"c-name\">$(x)</span>"
      ),
      (
        "swift", "let a = 1",
        "<span class=\"c-keyword\">let</span> a = "
          + "<span class=\"c-number\">1</span>"
      ),
      ("none", "a < b", "a &lt; b"),
      ("python", "'open", "'open"),
    ])
  func colours(language: String, code: String, expected: String) {
    #expect(Highlighter.html(code, language: language) == expected)
  }
}
