import ArgumentParser

/// The entry: parses, runs, and turns every error into one line, its help and an exit code.
@main
enum Main {
  static func main() {
    do {
      try Surroundings.settle()
      var command = try Lossfold.parseAsRoot()
      try command.run()
    } catch {
      Console.exit(with: error)
    }
  }
}

/// The root of the commands.
struct Lossfold: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lossfold",
    abstract: "Shows how millions of losses become the one number that a framework prints.",
    discussion: """
      Two tensors in, every fold on the way out: as a table, as JSON, as figures, as a site.

        lossfold fold batch.npz:y_true batch.npz:y_pred --convention keras-2
        lossfold figure ladder batch.npz:y_true batch.npz:y_pred --output ladder.svg
        lossfold build
      """,
    version: "lossfold 0.1.0",
    subcommands: [
      Build.self, Serve.self, Fold.self, Merge.self, Explain.self, Compare.self, Figure.self,
      Verify.self,
      Inspect.self,
      Synth.self,
      Doctor.self,
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
