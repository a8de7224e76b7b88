import Foundation
import TensorFiles
import Tensors
import TestSupport

/// Reads broken files one after another, and says before each which it is.
struct Worker {
  private let mutator: Mutator
  private let name: String
  private let output: String?

  init(_ arguments: Arguments) throws {
    let format = arguments.formats.first ?? "npy"
    let files = try Corpus.files(of: format, in: arguments.corpus)
    mutator = Mutator(corpus: files, seed: arguments.seed)
    name = "x." + format
    output = arguments.output
  }

  func read(_ range: Range<Int>) throws {
    // `--range N N+1 --output FILE` writes an input that was found.
    if let output {
      try Data(mutator.input(range.lowerBound)).write(to: URL(fileURLWithPath: output))
      return
    }
    var (read, refused, slowest) = (0, 0, Duration.zero)
    for index in range {
      say("at \(index)")
      let bytes = mutator.input(index)
      // Past this the process ends, and whoever started it knows at which input.
      alarm(10)
      let start = ContinuousClock.now
      do throws(FileError) {
        _ = try TensorFile.describe(bytes, named: name)
        read += 1
      } catch {
        refused += 1
        if error.sentence.isEmpty || error.kind != .badData { say("\(index) has no sentence") }
      }
      let time = ContinuousClock.now - start
      if time > .seconds(1) { say("\(index) took \(time)") }
      slowest = max(slowest, time)
    }
    let peak = Self.peakMegabytes
    if peak > 256 { say("\(range) took \(peak) MB") }
    say("sum \(read) \(refused) \(Int((slowest / .milliseconds(1)).rounded(.up))) \(peak)")
  }

  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  private static var peakMegabytes: Int {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}

/// The files that are broken: the fixtures of the readers' tests.
enum Corpus {
  static let formats = ["npy", "npz", "safetensors", "png", "csv"]

  static func files(of format: String, in folder: String) throws -> [[UInt8]] {
    let endings = format == "csv" ? ["csv", "tsv"] : [format]
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return try names.filter { name in endings.contains { name.hasSuffix("." + $0) } }
      .map { try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))) }
      .filter { !$0.isEmpty }
  }
}
