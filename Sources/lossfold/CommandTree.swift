import ArgumentParser
import Foundation

/// The commands with their arguments, as ArgumentParser describes them: what the manual, the
/// completions and the suggestions are made of.
struct CommandTree: Decodable {
  /// An option, a flag or an operand.
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }
    var kind: String
    var shouldDisplay: Bool
    var sectionTitle: String?
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?
    var discussion: String?
  }

  var commandName: String
  var shouldDisplay: Bool?
  var abstract: String?
  var discussion: String?
  var subcommands: [CommandTree]?
  var arguments: [Argument]?

  /// `lossfold` itself.
  static var root: CommandTree {
    struct Tool: Decodable { var command: CommandTree }
    do {
      return try JSONDecoder().decode(Tool.self, from: Data(Lossfold._dumpHelp().utf8)).command
    } catch { preconditionFailure("ArgumentParser describes its commands otherwise: \(error)") }
  }

  /// The commands that are shown, without `help`.
  var commands: [CommandTree] {
    (subcommands ?? []).filter { $0.shouldDisplay ?? true && $0.commandName != "help" }
  }

  /// `--output`, `-o` and so on, of this command.
  var optionNames: [String] { (arguments ?? []).flatMap(\.spelled) }
}

extension CommandTree.Argument {
  /// Its names as they are typed, the short one first.
  var spelled: [String] {
    (names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name }
      .sorted { ($0.count, $0) < ($1.count, $1) }
  }

  /// Whether it is the `--no-…` of a flag that is on by default.
  var isNegation: Bool { kind == "flag" && spelled.first?.hasPrefix("--no-") == true }
}
