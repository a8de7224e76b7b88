public import Drawings

/// The lines that embed a figure in a document, with its caption and its alt text.
public enum Snippet: String, CaseIterable, Sendable {
  case html, markdown, quarto, latex, typst, rst

  /// The lines for the figure at `path`, ending in a line feed.
  ///
  /// - Parameters:
  ///   - path: As it will be found from the document.
  ///   - size: Of the drawing, in points.
  public func lines(embedding path: String, words: FigureWords, size: Size) -> String {
    let width = Self.decimal(size.width / 72 * 25.4) + "mm"
    switch self {
    case .html:
      return """
        <figure>
        <img src="\(Self.html(path))" alt="\(Self.html(words.alt))" \
        width="\(Int((size.width / 0.75).rounded()))" height="\(Int((size.height / 0.75).rounded()))">
        <figcaption>\(Self.html(words.caption))</figcaption>
        </figure>

        """
    case .markdown:
      return """
        ![\(Self.markdown(words.alt))](<\(path)>)

        *\(Self.markdown(words.caption))*

        """
    case .quarto:
      let alt = words.alt.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return """
        ![\(Self.markdown(words.caption))](<\(path)>){#fig-\(label(path)) fig-alt="\(alt)" width=\(width)}

        """
    case .latex:
      let command = path.hasSuffix(".svg") ? "includesvg" : "includegraphics"
      let alt = path.hasSuffix(".svg") ? "" : ",alt={\(Self.latex(words.alt))}"
      return """
        \\begin{figure}
          \\centering
          \\\(command)[width=\(width)\(alt)]{\(path)}
          \\caption{\(Self.latex(words.caption))}
          \\label{fig:\(label(path))}
        \\end{figure}

        """
    case .rst:
      return """
        .. _fig-\(label(path)):

        .. figure:: \(path)
           :alt: \(Self.escaped(words.alt, "\\*`|_"))
           :width: \(Int((size.width / 0.75).rounded()))px

           \(Self.escaped(words.caption, "\\*`|_"))

        """
    case .typst:
      func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
      }
      return """
        #figure(
          image(\(quoted(path)), width: \(width), alt: \(quoted(words.alt))),
          caption: [\(Self.escaped(words.caption, "\\#*_$@<>`[]~=-+/"))],
        ) <fig-\(label(path))>

        """
    }
  }

  /// A file's name without its ending, in letters, digits and hyphens.
  private func label(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    let stem = name.prefix { $0 != "." }
    let label = stem.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return label.isEmpty ? "figure" : String(label)
  }

  /// One digit after the point, none where it is 0.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func html(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private static func markdown(_ text: String) -> String { escaped(text, "\\`*_[]<>#!|~$^") }

  /// `text` with a backslash before each of `signs`.
  private static func escaped(_ text: String, _ signs: String) -> String {
    String(text.flatMap { signs.contains($0) ? ["\\", $0] : [$0] })
  }

  /// Powers, minus and thin spaces as TeX sets them.
  private static func latex(_ text: String) -> String {
    let powers = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    var result = ""
    var power = ""
    func close() {
      if !power.isEmpty { result += "$^{\(power)}$" }
      power = ""
    }
    for character in text {
      if let digit = powers.firstIndex(of: character) {
        power += String(digit)
        continue
      }
      if character == "⁻" {
        power += "-"
        continue
      }
      close()
      switch character {
      case "\\": result += "\\textbackslash{}"
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "#", "$", "%", "&", "_", "{", "}": result += "\\\(character)"
      case "−": result += "$-$"
      case "×": result += "$\\times$"
      case "÷": result += "$\\div$"
      case "≤": result += "$\\le$"
      case "≥": result += "$\\ge$"
      case "∞": result += "$\\infty$"
      case "\u{2009}": result += "\\,"
      case "\u{A0}": result += "~"
      default: result.append(character)
      }
    }
    close()
    return result
  }
}

/// What stands under a figure and what is read aloud instead of it.
public struct FigureWords: Equatable, Sendable {
  /// The finding, then how it was computed.
  public var caption: String
  /// What the figure shows, with its numbers.
  public var alt: String

  /// Words.
  public init(caption: String, alt: String) {
    self.caption = caption
    self.alt = alt
  }

  /// As a file holds them, each under its key.
  public var text: String { "caption: \(caption)\nalt: \(alt)\n" }
}
