import Drawings
import Requests
import Testing

@Suite("Snippets")
struct SnippetTests {
  let words = FigureWords(
    caption: "speck_1 has 40 % of 1.00 × 10⁻⁷. *Computed* as keras-2 does.",
    alt: "A \"map\" of 1 < 2 & more.")

  private func lines(_ snippet: Snippet, _ path: String = "figures/My maps.pdf") -> String {
    snippet.lines(
      embedding: path, words: words, size: Size(89 / 25.4 * 72, 100))
  }

  @Test("embed in HTML, escaped")
  func html() {
    #expect(
      lines(.html) == """
        <figure>
        <img src="figures/My maps.pdf" alt="A &quot;map&quot; of 1 &lt; 2 &amp; more." width="336" height="133">
        <figcaption>speck_1 has 40 % of 1.00 × 10⁻⁷. *Computed* as keras-2 does.</figcaption>
        </figure>

        """)
  }

  @Test("embed in Markdown and in Quarto")
  func markdown() {
    #expect(
      lines(.markdown) == """
        ![A "map" of 1 \\< 2 & more.](<figures/My maps.pdf>)

        *speck\\_1 has 40 % of 1.00 × 10⁻⁷. \\*Computed\\* as keras-2 does.*

        """)
    #expect(
      lines(.quarto) == """
        ![speck\\_1 has 40 % of 1.00 × 10⁻⁷. \\*Computed\\* as keras-2 does.](<figures/My maps.pdf>)\
        {#fig-my-maps fig-alt="A \\"map\\" of 1 < 2 & more." width=89mm}

        """)
  }

  @Test("embed in LaTeX, powers and signs as TeX sets them")
  func latex() {
    #expect(
      lines(.latex) == """
        \\begin{figure}
          \\centering
          \\includegraphics[width=89mm,alt={A "map" of 1 < 2 \\& more.}]{figures/My maps.pdf}
          \\caption{speck\\_1 has 40 \\% of 1.00 $\\times$ 10$^{-7}$. *Computed* as keras-2 does.}
          \\label{fig:my-maps}
        \\end{figure}

        """)
    #expect(lines(.latex, "a.svg").contains("\\includesvg[width=89mm]{a.svg}"))
  }

  @Test("embed in Typst")
  func typst() {
    #expect(
      lines(.typst) == """
        #figure(
          image("figures/My maps.pdf", width: 89mm, alt: "A \\"map\\" of 1 < 2 & more."),
          caption: [speck\\_1 has 40 % of 1.00 × 10⁻⁷. \\*Computed\\* as keras\\-2 does.],
        ) <fig-my-maps>

        """)
  }
}
