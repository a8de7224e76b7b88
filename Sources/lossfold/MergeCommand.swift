import ArgumentParser
import Reductions
import Requests

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `lossfold merge`.
struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merges parts of a fold into what folding all samples at once gives.",
    discussion: """
      A PART is what fold --partial printed, or several of them, one a line; - is standard input. \
      In any order, and in a tree, they give the bits of one run.

        lossfold fold shard-0.npz:y_true shard-0.npz:y_pred --partial --first-sample 0 > part-0.json
        lossfold fold shard-1.npz:y_true shard-1.npz:y_pred --partial --first-sample 128 > part-1.json
        lossfold merge part-*.json
        lossfold merge part-*.json --json
      """)

  @Argument(help: ArgumentHelp("Parts of one fold.", valueName: "PART.json"))
  var parts: [String]

  @Flag(help: "Prints the trace as JSON, as fold --json does, without the elements of steps.")
  var json = false

  @Flag(help: "Prints what was merged as a part, to be merged with others.")
  var partial = false

  @Option(
    parsing: .unconditional, help: "How many significant digits the tables show, 1 to 17.")
  var precision = 4

  func validate() throws {
    guard (1...17).contains(precision) else {
      throw ValidationError("--precision takes 1 to 17, but \(precision) was given.")
    }
    guard !(json && partial) else {
      throw ValidationError("Either --json or --partial is printed, but both were given.")
    }
  }

  func run() throws {
    var merge = PartMerge()
    for (index, file) in parts.enumerated() {
      if parts[..<index].contains(file) { throw PartFile.givenTwice(file) }
      for part in try PartFile.parts(in: file) { try merge.add(part, of: PartFile.name(of: file)) }
    }
    guard let whole = merge.whole else { return }
    if partial { return try Console.write(PartFile.line(of: whole)) }
    let trace = try Trace(whole)
    for warning in trace.warnings { Console.note("warning: \(warning)") }
    try Console.write(
      json
        ? trace.json.prettyText
        : FoldReport(trace, classNames: whole.classNames, precision: precision).text)
  }
}
