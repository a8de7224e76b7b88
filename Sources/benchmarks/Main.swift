import Reductions
import Tensors

/// `swift run -c release benchmarks [fold|readers] [--json]`: how long things take, as medians.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let results = try arguments.contains("readers") ? Readers.benchmarks() : fold()
    let table = JSON.object(
      results.map { result in
        (
          result.name,
          .object([
            ("median_ms", .number(result.median)), ("min_ms", .number(result.times[0])),
            ("runs", .integer(result.times.count)),
          ])
        )
      })
    print(
      arguments.contains("--json")
        ? table.prettyText
        : results.map { "\($0.name): \(($0.median * 100).rounded() / 100) ms" }
          .joined(separator: "\n"))
  }

  /// The engine on 32 × 256 × 256 × 5, and what moving the same bytes costs.
  private static func fold() throws -> [Benchmark] {
    let shape: Shape = [32, 256, 256, 5]
    var state: UInt64 = 1
    func random() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / 16_777_216
    }
    let yTrue = Tensor(shape: shape) { $0 % 5 == 4 ? (random() < 0.01 ? 1 : 0) : Float($0 % 2) }
    let yPred = Tensor(shape: shape) { _ in random() }
    let input = FoldInput(yTrue: yTrue, yPred: yPred)
    func time(_ name: String, threads: Int, keeping: Set<Step.ID>) throws -> Benchmark {
      try Benchmark(name) {
        let trace = try Trace(
          of: input, FoldSettings(convention: .keras2, keeping: keeping, threads: threads))
        precondition(trace.total != nil)
      }
    }
    var copy: [Float] = []
    return [
      Benchmark("copy of one tensor") {
        copy = yPred.elements
        copy[0] += 1
      },
      try time("fold, every step kept", threads: processorCount, keeping: Set(Step.ID.allCases)),
      try time("fold, summaries", threads: processorCount, keeping: []),
      try time("fold, summaries, one thread", threads: 1, keeping: []),
    ]
  }
}
