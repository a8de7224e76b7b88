/// A manual page, in the macros of man(7).
///
/// - Source: groff_man(7); what it makes passes `mandoc -T lint` and `groff -ww`.
struct ManualPage {
  private let root: CommandTree
  private let release: String
  private let date: String

  /// - Parameters:
  ///   - release: `0.1.0`.
  ///   - date: Of the release, `2026-11-25`.
  init(_ root: CommandTree, release: String, date: String) {
    self.root = root
    self.release = release
    self.date = date
  }

  var text: String {
    var page = [
      ".\\\" Made by: \(root.commandName) man",
      ".TH \(quoted(root.commandName.uppercased())) 1 \(date)"
        + " \(quoted("\(root.commandName) \(release)")) \"User Commands\"",
      ".SH NAME",
      filled("\(root.commandName) - \(root.abstract.map(Self.asName) ?? "")"),
      ".SH SYNOPSIS", root.commands.map(synopsis).joined(separator: "\n.br\n"),
    ]
    page += [".SH DESCRIPTION"] + paragraphs(root.discussion ?? "")
    page += [".SH COMMANDS"]
    for command in root.commands {
      page.append(".SS \(quoted(command.commandName))")
      page.append(filled(command.abstract ?? ""))
      page += more(paragraphs(command.discussion ?? ""))
      for argument in own(command) where !argument.isNegation { page += described(argument) }
      page += references(of: command)
    }
    for title in sharedTitles {
      page.append(".SH \(quoted(title.uppercased()))")
      for argument in shared(title) { page += described(argument) }
    }
    page += Self.ending
    return page.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  // MARK: Options that several commands have are described once

  private var sharedTitles: [String] {
    var titles: [String] = []
    for argument in root.commands.flatMap({ $0.arguments ?? [] }) {
      if let title = argument.sectionTitle, !titles.contains(title) { titles.append(title) }
    }
    return titles
  }

  private func shared(_ title: String) -> [CommandTree.Argument] {
    let holder = root.commands.first { command in
      (command.arguments ?? []).contains { $0.sectionTitle == title }
    }
    return (holder?.arguments ?? []).filter { $0.sectionTitle == title && $0.shouldDisplay }
  }

  private func own(_ command: CommandTree) -> [CommandTree.Argument] {
    (command.arguments ?? []).filter {
      $0.sectionTitle == nil && $0.shouldDisplay
        && !["--help", "--version"].contains($0.spelled.last)
    }
  }

  private func references(of command: CommandTree) -> [String] {
    let titles = sharedTitles.filter { title in
      (command.arguments ?? []).contains { $0.sectionTitle == title }
    }
    guard !titles.isEmpty else { return [] }
    let list = titles.map { "\\fB\(roff($0.uppercased()))\\fR" }.joined(separator: " and ")
    return [".PP", "It takes the options under \(list) too."]
  }

  // MARK: Parts

  private func synopsis(of command: CommandTree) -> String {
    var words = ["\\fB\(roff("\(root.commandName) \(command.commandName)"))\\fR"]
    for argument in command.arguments ?? [] where argument.kind == "positional" {
      let name = "\\fI\(roff(argument.valueName ?? "value"))\\fR"
      let repeated = argument.isRepeating ? name + " ..." : name
      words.append(argument.isOptional ? "[\(repeated)]" : repeated)
    }
    if !own(command).filter({ $0.kind != "positional" }).isEmpty || !references(of: command).isEmpty
    {
      words.append("[\\fIoptions\\fR]")
    }
    return words.joined(separator: " ")
  }

  private func described(_ argument: CommandTree.Argument) -> [String] {
    let value = argument.valueName.map { " \\fI\(roff($0))\\fR" } ?? ""
    let names = argument.spelled.map { "\\fB\(roff($0))\\fR" }.joined(separator: ", ")
    let head =
      argument.kind == "positional"
      ? "\\fI\(roff(argument.valueName ?? ""))\\fR"
      : names + (argument.kind == "option" ? value : "")
    var lines = [".TP", head]
    var text = argument.abstract ?? ""
    if let standard = argument.defaultValue, argument.kind != "flag" {
      text += " By default \(standard)."
    }
    lines.append(filled(text.isEmpty ? argument.valueName ?? "" : text))
    if let discussion = argument.discussion { lines.append(filled(discussion)) }
    return lines
  }

  /// Paragraphs as they are; lines that are set in are examples.
  private func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    var isExample = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let indented = line.hasPrefix("  ")
      if indented != isExample {
        if indented, lines.last == ".PP" { lines.removeLast() }
        lines += indented ? [".PP", ".RS 4", ".nf"] : [".fi", ".RE"]
        isExample = indented
      }
      if line.isEmpty {
        if !lines.isEmpty, lines.last != ".PP" { lines.append(".PP") }
      } else {
        lines.append(indented ? roff(String(line.dropFirst(2))) : filled(String(line)))
      }
    }
    if isExample { lines += [".fi", ".RE"] }
    while lines.last == ".PP" { lines.removeLast() }
    return lines
  }

  private func more(_ paragraphs: [String]) -> [String] {
    paragraphs.isEmpty || paragraphs[0] == ".PP" ? paragraphs : [".PP"] + paragraphs
  }

  /// What stands behind a name: no capital, no full stop.
  private static func asName(_ abstract: String) -> String {
    let text = abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  private static let ending = [
    ".SH \"EXIT STATUS\"", ".TP", ".B 0", "Done.", ".TP", ".B 64",
    "Wrong usage: the command line asks for what there is not.", ".TP", ".B 65",
    "Bad data: a file is not what it should be, or a check found a difference.", ".TP", ".B 66",
    "An input is missing or cannot be read.", ".TP", ".B 70",
    "A bug of Lossfold. Please report it.", ".TP", ".B 73",
    "The output cannot be made; what stood there before still does.",
    ".SH ENVIRONMENT", ".TP", ".B NO_COLOR", "Set to anything, there is no colour on a terminal.",
    ".TP", ".B XDG_CACHE_HOME",
    "Where build remembers what it built, in the folder lossfold.", "By default ~/.cache.",
    ".SH \"SEE ALSO\"", "\\fBlossfold help\\fR \\fIcommand\\fR shows one command with its options.",
  ]

  // MARK: Escaping

  private func quoted(_ text: String) -> String {
    "\"" + roff(text).replacing("\"", with: "\\(dq") + "\""
  }

  /// `text` over lines of at most 80 letters, which roff fills again.
  private func filled(_ text: String) -> String {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace).map({ roff(String($0)) }) {
      if let last = lines.last, last.count + word.count < 80 {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// `text` with nothing in it that roff would take for an order.
  private func roff(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case _ where character.isASCII: result.append(character)
      default:
        for scalar in character.unicodeScalars {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
        }
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}
