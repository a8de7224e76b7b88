import ArgumentParser
import Tensors

/// The entry: parses, runs, and turns every error into one line, its help and an exit code.
@main
enum Main {
  static func main() {
    do {
      try Surroundings.settle()
      let arguments = Array(CommandLine.arguments.dropFirst())
      try Lossfold.checkArguments(arguments[...])
      // Fonts are opened while arguments are parsed, which takes about as long.
      let typesetter =
        arguments.first == Figure.configuration.commandName ? Figure.preparedTypesetter() : nil
      var command = try Lossfold.parseAsRoot(arguments.map(Lossfold.unhyphened))
      if let figure = command as? Figure {
        try figure.run(settingTextWith: typesetter)
      } else {
        try command.run()
      }
    } catch {
      Console.exit(with: error)
    }
  }
}

/// The root of the commands.
struct Lossfold: ParsableCommand {
  static let release = "0.1.0"
  /// The day of the release.
  static let released = "2026-11-25"

  static let configuration = CommandConfiguration(
    commandName: "lossfold",
    abstract: "Shows how millions of losses become the one number that a framework prints.",
    discussion: """
      Two tensors in, every fold on the way out: as a table, as JSON, as figures, as a site.

        lossfold fold batch.npz:y_true batch.npz:y_pred --convention keras-2
        lossfold figure ladder batch.npz:y_true batch.npz:y_pred --output ladder.svg
        lossfold build
      """,
    version: "lossfold \(release)",
    subcommands: [
      Build.self, Serve.self, Fold.self, Merge.self, Explain.self, Compare.self, Figure.self,
      Verify.self,
      Inspect.self,
      Synth.self, Doctor.self, Completions.self, Man.self,
    ])
}

extension Lossfold {
  /// What `--help` says, by the name of the command: for the site's reference.
  static var helpMessages: [String: String] {
    var messages = ["lossfold": helpMessage(columns: 80)]
    for command in configuration.subcommands {
      let name = command.configuration.commandName ?? "\(command)".lowercased()
      messages[name] = helpMessage(for: command, columns: 80)
    }
    return messages
  }
}

extension Lossfold {
  /// The most words that are read: ArgumentParser takes the square of their number.
  private static let mostArguments = 4096

  /// `-:y_true`, an array of standard input, would be taken for an option.
  static func unhyphened(_ argument: String) -> String {
    argument.hasPrefix("-:") ? "/dev/stdin" + argument.dropFirst() : argument
  }

  /// Refuses what ArgumentParser would take too long for, or say too little of.
  static func checkArguments(_ arguments: ArraySlice<String>) throws(UnknownName) {
    guard arguments.count <= mostArguments else {
      throw UnknownName(
        place: "command line",
        sentence: "At most \(mostArguments) words are expected, but \(arguments.count) were given.",
        help: ["Give fewer at a time."])
    }
    guard let first = arguments.first, !first.hasPrefix("-") else { return }
    let names = configuration.subcommands.map { $0.configuration.commandName ?? "" } + ["help"]
    guard !names.contains(first) else { return }
    let near = Spelling.help(for: first, among: names)
    throw UnknownName(
      place: "command line", sentence: "There is no command \(first).",
      help: near.isEmpty ? ["There are \(names.joined(separator: ", "))."] : near)
  }
}
