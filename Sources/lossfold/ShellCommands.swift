import ArgumentParser
import Tensors

/// `lossfold completions`.
struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Prints what makes a shell complete commands, names and keys.",
    discussion: """
      With it, the tab key knows commands and options, losses, conventions, reductions, figure \
      kinds, themes and scenarios, and the arrays in a file. For one shell session:

        source <(lossfold completions bash)

      For all that follow:

        lossfold completions bash > ~/.local/share/bash-completion/completions/lossfold
        lossfold completions zsh > ~/.zfunc/_lossfold      # with fpath+=~/.zfunc before compinit
        lossfold completions fish > ~/.config/fish/completions/lossfold.fish
      """)

  @Argument(
    help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"),
    completion: .list(["bash", "zsh", "fish"]))
  var shell: String

  func run() throws {
    let names = CompletionShell.allCases.map(\.rawValue)
    guard let known = CompletionShell(rawValue: shell) else {
      throw UnknownName(
        place: "SHELL", sentence: "Completions are for bash, zsh and fish, but \(shell) was given.",
        help: Spelling.help(for: shell, among: names))
    }
    try Console.write(Lossfold.completionScript(for: known) + "\n")
  }
}

/// `lossfold man`.
struct Man: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man",
    abstract: "Prints the manual page.",
    discussion: """
      It is made of what the commands say of themselves. To read it, or to have it for good:

        lossfold man | man -l -
        mkdir -p ~/.local/share/man/man1 && lossfold man > ~/.local/share/man/man1/lossfold.1
      """)

  func run() throws {
    try Console.write(
      ManualPage(.root, release: Lossfold.release, date: Lossfold.released).text)
  }
}

/// A name on the command line that there is not.
struct UnknownName: UserFacingError, Equatable {
  var place: String
  var sentence: String
  var help: [String]
  var kind: MishapKind { .usage }
}
