import Foundation

/// `swift run -c release fuzz [READER…] [--count 100000] [--seed 1]`, in the package's folder: reads
/// broken files in processes of its own, and says which ended one, took over a second, took over
/// 256 MB, or had no sentence.
@main
enum Main {
  static func main() throws {
    var arguments = Arguments(CommandLine.arguments.dropFirst())
    if let range = arguments.range {
      return try Worker(arguments).read(range)
    }
    if arguments.formats.isEmpty { arguments.formats = Reader.all.map(\.name) }
    var found = 0
    for format in arguments.formats {
      let start = ContinuousClock.now
      var tally = Tally()
      var next = 0
      while next < arguments.count {
        let end = min(arguments.count, next + 10_000)
        next = try spawn(format, next..<end, arguments, &tally)
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      found += tally.found
      print(
        "\(format): \(tally.inputs) inputs, \(tally.read) read, \(tally.refused) refused, "
          + "\(tally.found) found; slowest \(tally.slowest) ms, peak \(tally.peak) MB, "
          + "\(Int(seconds.rounded())) s")
    }
    exit(found == 0 ? 0 : 1)
  }

  /// Has a process of its own read the inputs `range`; what it says is added to `tally`.
  ///
  /// - Returns: Which input comes next; the one after the one that ended the process.
  private static func spawn(
    _ format: String, _ range: Range<Int>, _ arguments: Arguments, _ tally: inout Tally
  ) throws -> Int {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = [
      format, "--seed", "\(arguments.seed)", "--range",
      "\(range.lowerBound)", "\(range.upperBound)",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    var last = range.lowerBound - 1
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      switch words.first {
      case "at": last = Int(words[1]) ?? last
      case "sum": tally.add(words.dropFirst().compactMap { Int($0) })
      default:
        print("\(format) \(line)")
        tally.found += 1
      }
    }
    guard process.terminationReason == .uncaughtSignal || process.terminationStatus != 0 else {
      return range.upperBound
    }
    print("\(format) \(last) ended the process: signal \(process.terminationStatus)")
    tally.found += 1
    tally.inputs += last + 1 - range.lowerBound
    return last + 1
  }
}

/// What was counted.
struct Tally {
  var inputs = 0
  var read = 0
  var refused = 0
  var found = 0
  /// In milliseconds.
  var slowest = 0
  /// In megabytes.
  var peak = 0

  mutating func add(_ counts: [Int]) {
    guard counts.count == 4 else { return }
    inputs += counts[0] + counts[1]
    read += counts[0]
    refused += counts[1]
    slowest = max(slowest, counts[2])
    peak = max(peak, counts[3])
  }
}

/// What was asked for.
struct Arguments {
  var formats: [String] = []
  var count = 100_000
  var seed: UInt64 = 1
  var range: Range<Int>?
  var output: String?

  init(_ words: ArraySlice<String>) {
    var words = words
    while let word = words.popFirst() {
      switch word {
      case "--count": count = words.popFirst().flatMap { Int($0) } ?? count
      case "--seed": seed = words.popFirst().flatMap { UInt64($0) } ?? seed
      case "--output": output = words.popFirst()
      case "--range":
        if let lower = words.popFirst().flatMap({ Int($0) }),
          let upper = words.popFirst().flatMap({ Int($0) }), lower <= upper
        {
          range = lower..<upper
        }
      default: formats.append(word)
      }
    }
  }
}
