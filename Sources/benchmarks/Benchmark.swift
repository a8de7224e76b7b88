/// The median of several runs of one thing.
struct Benchmark {
  let name: String
  /// In milliseconds, sorted.
  let times: [Double]

  var median: Double { times[times.count / 2] }

  /// Runs `body` once to warm up, then `runs` times.
  init(_ name: String, runs: Int = 9, _ body: () throws -> Void) rethrows {
    self.name = name
    try body()
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<runs {
      let time = try clock.measure(body)
      times.append(
        Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) * 1e-15)
    }
    self.times = times.sorted()
  }
}
