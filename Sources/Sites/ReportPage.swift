internal import Reductions

/// A report's page around its text: styles and scripts stand in it, so that it needs nothing else.
struct ReportPage {
  let facts: ReportFacts
  let body: String
  let probe: String
  let trace: Trace

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(HTML.escaped(facts.windowTitle))</title>
    <meta name="generator" content="lossfold explain">
    <link rel="icon" href="data:,">
    <style>
    \(String(decoding: PackageResources.style_css, as: UTF8.self))\(Self.style)</style>
    </head>
    <body>
    <a class="skip" href="#content">Skip to the text</a>
    <main id="content">
    <article>
    \(body)\(probe)\(downloads)</article>
    </main>
    <footer class="site">
    <p>Every number and every figure here was computed from the tensors. The page needs no other file \
    and no network.</p>
    </footer>
    <script>\(String(decoding: PackageResources.lossfold_js, as: UTF8.self))</script>
    <script>\(Self.script)</script>
    </body>
    </html>

    """
  }

  /// The trace as `fold --json` prints it; without a script it can be read where it stands.
  private var downloads: String {
    ReportMarkup.heading("To take away", id: "downloads")
      + ReportMarkup.paragraph("The whole fold, as `lossfold fold --json` prints it:")
      + "<p id=\"downloads-here\"></p>\n"
      + "<details class=\"numbers\"><summary>As text</summary>\n"
      + "<pre tabindex=\"0\" id=\"trace\"><code>\(HTML.escaped(trace.json.prettyText))</code></pre>\n"
      + "</details>\n"
  }

  /// Which of a figure's drawings is shown: as wide as the window, in the colours of the system.
  private static let style = """

    .drawing svg { display: block; width: 100%; height: auto; }
    .drawing.only { background: #fff; }
    .drawing.column { display: none; }
    @media screen and (max-width: 40rem) {
      .drawing.page { display: none; }
      .drawing.column { display: block; }
    }
    @media (min-width: 1200px) {
      article > figure .drawing, .probe > figure .drawing { grid-column: 1 / margin; }
    }

    """

  /// Adds what takes a figure or the trace away as a file.
  private static let script = """
    "use strict";
    (() => {
      const link = (text, name, type, content) => {
        const element = document.createElement("a");
        element.textContent = text;
        element.download = name;
        element.href = "#";
        element.addEventListener("click", () => {
          element.href = URL.createObjectURL(new Blob([content()], { type }));
          setTimeout(() => URL.revokeObjectURL(element.href), 10000);
        });
        return element;
      };
      document.getElementById("downloads-here").append(link("trace.json", "trace.json",
        "application/json", () => document.getElementById("trace").textContent));
      for (const figure of document.querySelectorAll("figure[data-name]")) {
        const name = figure.dataset.name + ".svg";
        figure.querySelector("figcaption").append(" ", link(name, name, "image/svg+xml", () => {
          const shown = [...figure.querySelectorAll("svg")].find((svg) => svg.checkVisibility());
          return (shown ?? figure.querySelector("svg")).outerHTML;
        }));
      }
    })();
    """
}
