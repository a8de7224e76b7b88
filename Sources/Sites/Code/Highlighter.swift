/// Colours code by what its words are, when the site is built.
struct Highlighter {
  /// What a stretch of code is; the name of a class in the style sheet.
  enum Role: String {
    case comment = "c-comment"
    case string = "c-string"
    case keyword = "c-keyword"
    case number = "c-number"
    /// A key, a tag, a variable, a command.
    case name = "c-name"
  }

  private let language: CodeLanguage
  private let code: [Character]
  private var index = 0
  private var html = ""
  private var plain = ""
  /// Whether nothing but spaces stands before on the line.
  private var isLineStart = true

  /// `code` as HTML; as it is where the language is none that we know.
  static func html(_ code: String, language: String) -> String {
    guard let language = CodeLanguage.named(language) else { return HTML.escaped(code) }
    var highlighter = Highlighter(language: language, code: Array(code))
    return highlighter.run()
  }

  private init(language: CodeLanguage, code: [Character]) {
    self.language = language
    self.code = code
  }

  private mutating func run() -> String {
    while index < code.count {
      if let end = comment() ?? blockComment() {
        emit(.comment, to: end)
      } else if let end = string() {
        emit(language.keysAreStrings && isKey(end) ? .name : .string, to: end)
      } else if let (role, end) = word() {
        if let role { emit(role, to: end) } else { plain(to: end) }
      } else {
        plain(to: index + 1)
      }
    }
    flush()
    return html
  }

  private mutating func flush() {
    html += HTML.escaped(plain)
    plain = ""
  }

  private mutating func plain(to end: Int) {
    for character in code[index..<end] {
      plain.append(character)
      if character.isNewline {
        isLineStart = true
      } else if !character.isWhitespace {
        isLineStart = false
      }
    }
    index = end
  }

  private mutating func emit(_ role: Role, to end: Int) {
    flush()
    html += "<span class=\"\(role.rawValue)\">\(HTML.escaped(String(code[index..<end])))</span>"
    index = end
    isLineStart = false
  }

  private func starts(_ text: String, at place: Int) -> Bool {
    guard place + text.count <= code.count else { return false }
    return text.enumerated().allSatisfy { code[place + $0.offset] == $0.element }
  }

  private func lineEnd(from place: Int) -> Int {
    code[place...].firstIndex(where: \.isNewline) ?? code.count
  }

  private func comment() -> Int? {
    guard let mark = language.lineComment, starts(mark, at: index) else { return nil }
    // In a shell and in YAML a `#` inside a word is part of it.
    guard mark != "#" || index == 0 || code[index - 1].isWhitespace else { return nil }
    return lineEnd(from: index)
  }

  private func blockComment() -> Int? {
    guard let (open, close) = language.blockComment, starts(open, at: index) else { return nil }
    var end = index + open.count
    while end < code.count, !starts(close, at: end) { end += 1 }
    return min(end + close.count, code.count)
  }

  private func string() -> Int? {
    for quote in language.quotes where starts(quote, at: index) {
      // An apostrophe inside a word is none.
      if quote == "'", index > 0, code[index - 1].isLetter { continue }
      var end = index + quote.count
      while end < code.count {
        if code[end] == "\\" {
          end += 2
        } else if starts(quote, at: end) {
          return min(end + quote.count, code.count)
        } else if code[end].isNewline, quote.count == 1, !language.stringsSpanLines {
          break
        } else {
          end += 1
        }
      }
      // What does not end is no string.
      return quote.count > 1 ? code.count : nil
    }
    return nil
  }

  /// Whether a colon follows at `end`.
  private func isKey(_ end: Int) -> Bool {
    code[end...].first { $0 != " " } == ":"
  }

  private func word() -> (Role?, Int)? {
    let first = code[index]
    if language.commandMark.map({ $0 == first }) ?? false {
      var end = index + 1
      while end < code.count, code[end].isLetter { end += 1 }
      return (.name, max(end, min(index + 2, code.count)))
    }
    if language.hasVariables, first == "$", index + 1 < code.count {
      let isBraced = "{(".contains(code[index + 1])
      var end = index + (isBraced ? 2 : 1)
      while end < code.count, isBraced ? !"})".contains(code[end]) : isWordCharacter(code[end]) {
        end += 1
      }
      return (.name, min(end + (isBraced ? 1 : 0), code.count))
    }
    if language.hasTags, first == "<" {
      var end = index + 1
      while end < code.count, code[end].isLetter || code[end].isNumber || "/!-".contains(code[end])
      {
        end += 1
      }
      return end > index + 1 ? (.keyword, end) : (nil, end)
    }
    if language.hasOptions, first == "-", index == 0 || code[index - 1].isWhitespace {
      var end = index + 1
      while end < code.count, isWordCharacter(code[end]) || code[end] == "-" { end += 1 }
      return (end > index + 1 ? .name : nil, end)
    }
    if first.isNumber {
      var end = index
      while end < code.count, code[end].isNumber || ".eE_xX".contains(code[end]) { end += 1 }
      // Digits that a word goes on from are part of it.
      guard end == code.count || !code[end].isLetter else {
        while end < code.count, isWordCharacter(code[end]) { end += 1 }
        return (nil, end)
      }
      return (.number, end)
    }
    guard first.isLetter || first == "_" || first == "@" else { return nil }
    var end = index + 1
    while end < code.count, isWordCharacter(code[end]) { end += 1 }
    let text = String(code[index..<end])
    // A keyword before a colon is a label.
    let isLabel =
      !language.hasKeys && isKey(end) && language.blockComment != nil && text != "default"
    if language.keywords.contains(text), !isLabel { return (.keyword, end) }
    if language.hasKeys, isLineStart || isAfterOpening, let colon = keyEnd(from: end) {
      return (.name, colon)
    }
    return (nil, end)
  }

  /// Whether a key may stand here: behind a `-` of a list, a brace, a comma.
  private var isAfterOpening: Bool {
    guard let before = code[..<index].last(where: { $0 != " " }) else { return true }
    return "-{,".contains(before)
  }

  /// The end of a key that a colon and a space, or the end of the line, follow.
  private func keyEnd(from end: Int) -> Int? {
    var end = end
    while end < code.count, isWordCharacter(code[end]) || "- .".contains(code[end]) { end += 1 }
    guard end < code.count, code[end] == ":", end + 1 == code.count || code[end + 1].isWhitespace
    else { return nil }
    return end
  }

  private func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
      || (language.hasKeys || language.hasOptions) && character == "-"
  }
}
