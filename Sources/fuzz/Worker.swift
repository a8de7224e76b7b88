import Foundation
import Sites
import Tensors
import TestSupport

/// Reads broken files one after another, and says before each which it is.
struct Worker {
  private let mutator: Mutator
  private let reader: Reader
  private let output: String?

  init(_ arguments: Arguments) throws {
    let name = arguments.formats.first ?? "npy"
    guard let reader = Reader.all.first(where: { $0.name == name }) else {
      print("There is no reader \(name); there are \(Reader.all.map(\.name)).")
      exit(64)
    }
    self.reader = reader
    mutator = Mutator(corpus: try reader.corpus(), seed: arguments.seed)
    output = arguments.output
  }

  func read(_ range: Range<Int>) throws {
    // `--range N N+1 --output FILE` writes an input that was found.
    if let output {
      try Data(mutator.input(range.lowerBound)).write(to: URL(fileURLWithPath: output))
      return
    }
    let folder = FileManager.default.temporaryDirectory.path + "/fuzz-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var (read, refused, slowest) = (0, 0, 0.0)
    for index in range {
      say("at \(index)")
      let bytes = mutator.input(index)
      // Past this the process ends, and whoever started it knows at which input.
      alarm(10)
      let (start, peak) = (Self.processorSeconds, Self.peakMegabytes)
      do {
        try reader.read(bytes, folder)
        read += 1
      } catch let error as SiteError {
        refused += 1
        if error.findings.isEmpty { say("\(index) has no sentence") }
      } catch let error as any UserFacingError {
        refused += 1
        if error.sentence.isEmpty || ![.badData, .missingInput].contains(error.kind) {
          say("\(index) has no sentence")
        }
      }
      let time = Self.processorSeconds - start
      if time > 1 { say("\(index) took \(time) s") }
      if Self.peakMegabytes > max(256, peak, 4 * bytes.count >> 20) {
        say("\(index) took \(Self.peakMegabytes) MB")
      }
      slowest = max(slowest, time)
    }
    say("sum \(read) \(refused) \(Int((slowest * 1000).rounded(.up))) \(Self.peakMegabytes)")
  }

  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  /// What this process has had of a processor: what else the machine does counts for nothing.
  private static var processorSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static var peakMegabytes: Int {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}
