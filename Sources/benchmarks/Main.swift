import Foundation
import Reductions

/// `swift run -c release benchmarks [fold|figures|explain|site|readers]… [--json]`: how long things
/// take, here and in peers that are installed. Without a topic, all of them.
@main
enum Main {
  /// Those that tell a process's memory first: a process starts with what its parent has had.
  static let topics: [(name: String, run: @Sendable (Setting) throws -> Report)] = [
    ("site", SiteTopic.report), ("explain", ExplainTopic.report), ("figures", FigureTopic.report),
    ("fold", FoldTopic.report), ("readers", Readers.report),
  ]

  static func main() throws {
    var names: [String] = []
    var isJSON = false
    for argument in CommandLine.arguments.dropFirst() {
      if argument == "--json" {
        isJSON = true
      } else if topics.contains(where: { $0.name == argument }) {
        names.append(argument)
      } else {
        let known = topics.map(\.name).joined(separator: "|")
        complain(
          "error: \(argument): one of \(known) or --json was expected\n"
            + "help: swift run -c release benchmarks [\(known)]… [--json]\n")
        exit(64)
      }
    }
    let setting = try Setting()
    defer { setting.clear() }
    var members: [(key: String, value: JSON)] = [("machine", Machine.json)]
    do {
      for (name, run) in topics where names.isEmpty || names.contains(name) {
        let report = try run(setting)
        members.append((name, report.json))
        if !isJSON { print("\(name)\n\(report.text)\n") }
      }
    } catch let error as Setting.Missing {
      complain(error.sentence)
      exit(66)
    } catch {
      complain("error: \(error)\n")
      exit(70)
    }
    if isJSON { print(JSON.object(members).prettyText, terminator: "") }
  }

  private static func complain(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
