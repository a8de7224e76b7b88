import Foundation
import TensorFiles
import Tensors
import Testing

@testable import lossfold

@Suite("the shell")
struct ShellTests {
  @Test("has a manual page of every command and every option")
  func manual() throws {
    let page = ManualPage(.root, release: "1.0", date: "2026-01-01").text
    for command in CommandTree.root.commands {
      #expect(page.contains("\n.SS \"\(command.commandName)\"\n"))
      for argument in command.arguments ?? [] where argument.shouldDisplay && !argument.isNegation {
        for name in argument.spelled where name != "--help" && name != "-h" && name != "--version" {
          #expect(page.contains("\\fB\(name.replacing("-", with: "\\-"))\\fR"), "\(name)")
        }
      }
    }
    #expect(page.split(separator: "\n").allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
  }

  @Test(
    "finds no fault with the manual page",
    arguments: ["mandoc -T lint", "groff -ww -man -T utf8 -z"])
  func lint(program: String) throws {
    let name = program.prefix { $0 != " " }
    guard try Workspace().shell("command -v \(name) > /dev/null").code == 0 else { return }
    let ending = try Workspace().shell("\"$0\" man > l.1 && \(program) l.1 2>&1")
    #expect(ending == Ending(code: 0, output: "", error: ""))
  }

  @Test("completes in bash, zsh and fish", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let folder = try Workspace()
    let script = try folder.lossfold(["completions", shell])
    #expect(script.code == 0 && script.error == "")
    for name in ["class-heatmaps", "keras-3", "segmentation", "shared", "quarto", "explain"] {
      #expect(script.output.contains(name), "\(name)")
    }
    try folder.write(script.output, to: "script")
    guard try folder.shell("command -v \(shell) > /dev/null").code == 0 else { return }
    #expect(try folder.shell("\(shell) -n script") == Ending(code: 0, output: "", error: ""))
  }

  @Test(
    "knows what may stand where the tab key was hit",
    arguments: [
      (["fold", "--", "--loss", "1", "3", "lossfold", "fold", "--loss", "hub"], "huber"),
      (
        [
          "fold", "--", "--reduction", "3", "5", "lossfold", "fold", "--convention", "pytorch",
          "--reduction", "",
        ], "mean sum none"
      ),
      (
        [
          "fold", "--", "--option", "3", "3", "lossfold", "fold", "--loss", "huber", "--option", "",
        ],
        "delta="
      ),
      (
        ["fold", "--", "positional@0", "2", "10", "lossfold", "fold", "batch.npz:"],
        "batch.npz:y_true batch.npz:y_pred"
      ),
      (["fold", "--", "positional@0", "2", "1", "lossfold", "fold", "b"], "batch.npz"),
    ] as [([String], String)])
  func candidates(words: [String], expected: String) throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.write("", to: "b.txt")
    let ending = try folder.lossfold(["---completion"] + words)
    #expect(ending.code == 0)
    let found = Set(ending.output.split(separator: "\n").map(String.init))
    #expect(found.isSuperset(of: expected.split(separator: " ").map(String.init)))
    #expect(!found.contains("b.txt"))
  }

  @Test("may stop reading, as head does, without a word")
  func brokenPipe() throws {
    let folder = try Workspace()
    for command in ["figure --list", "fold --list-losses", "man", "completions bash"] {
      let ending = try folder.shell("{ \"$0\" \(command); echo $? >&2; } | head -1 > /dev/null")
      #expect(ending.error == "0\n", "\(command)")
    }
  }

  @Test("gets figures, tensors, captions and numbers on standard output")
  func standardOutput() throws {
    let folder = try Workspace()
    let synth = ["synth", "random", "--shape", "2,3", "--output"]
    #expect(try folder.lossfold(synth + ["a.npz"]).code == 0)
    #expect(
      try folder.shell("\"$0\" synth random --shape 2,3 --output - > b.npz && cmp a.npz b.npz")
        == Ending(code: 0, output: "", error: ""))
    let ladder = "\"$0\" figure ladder a.npz:y_true a.npz:y_pred --output"
    for format in ["svg", "png", "pdf"] {
      let line = "\(ladder) f.\(format) && \(ladder) - --format \(format) | cmp - f.\(format)"
      #expect(try folder.shell(line) == Ending(code: 0, output: "", error: ""), "\(format)")
    }
    #expect(try folder.shell("\(ladder) -").output.hasPrefix("<?xml"))
    #expect(
      try folder.shell("\(ladder) f.svg --caption-file -").output.contains("\nalt: "))
    try folder.lossfold([
      "figure", "ladder", "a.npz:y_true", "a.npz:y_pred", "-o", "f.svg", "--format", "pdf",
    ]).expectError(
      64, "--format: The file ends in .svg, but the format pdf was asked for.",
      help: ["Leave --format out, or let the file end in .pdf."])
  }

  @Test("is told in plain text where it does not show it")
  func plain() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    for command in [
      "fold batch.npz:y_true batch.npz:y_pred", "inspect batch.npz", "doctor", "flod",
    ] {
      let ending = try folder.shell("\"$0\" \(command)")
      #expect(!ending.output.contains("\u{1B}") && !ending.error.contains("\u{1B}"))
    }
  }

  @Test(
    "is a terminal: headings and errors stand out, unless NO_COLOR is set",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func terminal() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    func shown(_ environment: String, _ command: String) throws -> String {
      try folder.shell("\(environment) script -qec \"$0 \(command)\" /dev/null < /dev/null").output
    }
    let colored = "TERM=xterm NO_COLOR="
    #expect(try shown(colored, "inspect batch.npz").contains("\u{1B}[1my_true\u{1B}[0m f32"))
    #expect(try shown(colored, "flod").contains("\u{1B}[1;31merror\u{1B}[0m: command line"))
    #expect(try !shown("TERM=xterm NO_COLOR=1", "inspect batch.npz").contains("\u{1B}"))
    #expect(try !shown("TERM=dumb NO_COLOR=", "flod").contains("\u{1B}"))
    #expect(
      try shown(colored, "synth random --output -").contains(
        "Bytes that are no text would go to the terminal."))
  }

  @Test("refuses more words than can be read in a moment")
  func manyWords() throws {
    let ending = try Workspace().shell("\"$0\" inspect $(seq 5000)")
    ending.expectError(
      64, "command line: At most 4096 words are expected, but 5001 were given.",
      help: ["Give fewer at a time."])
  }
}
