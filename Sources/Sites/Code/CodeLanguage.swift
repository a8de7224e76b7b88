/// What the words of a language are: as much of it as colours need.
struct CodeLanguage: Sendable {
  var lineComment: String?
  var blockComment: (open: String, close: String)?
  /// Longest first.
  var quotes: [String] = []
  var stringsSpanLines = false
  var keywords: Set<String> = []
  /// Before a command's name: `\` in LaTeX.
  var commandMark: Character?
  /// `$name`, `${name}`, `$(name)`.
  var hasVariables = false
  /// `<name`.
  var hasTags = false
  /// `--name`.
  var hasOptions = false
  /// `name:` at the start of a line.
  var hasKeys = false
  /// `"name":`.
  var keysAreStrings = false

  /// The language that is called so behind a fence.
  static func named(_ name: String) -> CodeLanguage? {
    switch name {
    case "python", "py": python
    case "swift": swift
    case "sh", "bash", "shell", "zsh": shell
    case "yaml", "yml": yaml
    case "json":
      CodeLanguage(
        quotes: ["\""], keywords: ["true", "false", "null"], keysAreStrings: true)
    case "html", "xml", "svg":
      CodeLanguage(
        blockComment: ("<!--", "-->"), quotes: ["\"", "'"], stringsSpanLines: true, hasTags: true)
    case "latex", "tex": CodeLanguage(lineComment: "%", commandMark: "\\")
    case "make", "makefile":
      CodeLanguage(
        lineComment: "#", quotes: ["\"", "'"],
        keywords: [
          "include", "ifeq", "ifneq", "ifdef", "ifndef", "else", "endif", "define", "endef",
        ],
        hasVariables: true, hasKeys: true)
    default: nil
    }
  }

  private static let python = CodeLanguage(
    lineComment: "#", quotes: ["\"\"\"", "'''", "\"", "'"],
    keywords: [
      "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
      "else", "except", "False", "finally", "for", "from", "global", "if", "import", "in", "is",
      "lambda", "None", "nonlocal", "not", "or", "pass", "raise", "return", "True", "try", "while",
      "with", "yield",
    ])

  private static let swift = CodeLanguage(
    lineComment: "//", blockComment: ("/*", "*/"), quotes: ["\"\"\"", "\""],
    keywords: [
      "as", "associatedtype", "async", "await", "borrowing", "break", "case", "catch", "class",
      "consuming", "continue", "default", "defer", "do", "else", "enum", "extension", "false",
      "for", "func", "guard", "if", "import", "in", "init", "inout", "is", "let", "mutating", "nil",
      "private", "protocol", "public", "return", "self", "Self", "some", "static", "struct",
      "switch", "throw", "throws", "true", "try", "typealias", "unsafe", "var", "where", "while",
    ])

  private static let shell = CodeLanguage(
    lineComment: "#", quotes: ["\"", "'"], stringsSpanLines: true,
    keywords: [
      "case", "cd", "do", "done", "elif", "else", "esac", "export", "fi", "for", "function", "if",
      "in", "return", "set", "then", "while",
    ],
    hasVariables: true, hasOptions: true)

  private static let yaml = CodeLanguage(
    lineComment: "#", quotes: ["\"", "'"], keywords: ["true", "false", "null"], hasKeys: true)
}
