private import Tensors

// Formulas: MathML, made when the page is.
extension PageWriter {
  /// What stands in a formula block: LaTeX's notation, or a formula of the engine.
  mutating func formula(_ block: SourceBlock) -> String {
    let text = block.text.trimmingSpaces
    // `{{ real.steps.output.formula }}`, and nothing else.
    if let match = text.wholeMatch(of: /\{\{\s*([^{}|]+\.formula)\s*\}\}/) {
      guard let value = value(of: String(match.1), line: block.textLine) else { return "" }
      return Self.mathML(value.text)
    }
    return formula(block.text, line: block.textLine)?.mathML(isDisplayed: true)
      ?? HTML.escaped(text)
  }

  /// A formula in LaTeX's notation, computed values in the places of its expressions; nil and a
  /// finding where it is not understood.
  mutating func formula(_ text: String, line: Int) -> Formula? {
    var expressions = InlineExpressions()
    let marked = expressions.extract(from: text, firstLine: line, takingFormulas: false)
    let filled = expressions.pieces(of: marked).map { piece -> String in
      switch piece {
      case .text(let text): return text
      case .formula(let source): return source.text
      case .expression(let source):
        let value = value(of: source.text, line: source.line)?.text ?? ""
        return "\(LaTeXFormula.valueStart)\(value)\(LaTeXFormula.valueEnd)"
      }
    }.joined()
    do throws(FormulaError) { return try LaTeXFormula.formula(filled) } catch {
      var help: [String] = []
      if case .unknownCommand(let name) = error.fault {
        let near = Spelling.suggestion(for: name, among: LaTeXWords.all)
        help = [
          near.map { "Did you mean `\\\($0)`?" }
            ?? "Words stand in `\\text{…}`; the page on writing pages lists the commands."
        ]
      }
      note(error.sentence, line: line + error.line, help: help, rule: error.rule)
      return nil
    }
  }

  /// A formula as the engine writes it, clause by clause, so that a narrow page can part them.
  static func mathML(_ text: String) -> String {
    let clauses = PlainFormula.clauses(text)
    return clauses.enumerated().map { index, clause in
      // A comma of its own could begin a line.
      let isLast = index == clauses.count - 1
      return (isLast ? clause : .row([clause, .sign(",")])).mathML(isDisplayed: true)
    }.joined(separator: " ")
  }
}
