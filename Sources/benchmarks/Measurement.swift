/// How long one thing takes, measured several times.
struct Measurement {
  let name: String
  /// In milliseconds, in the order of the runs.
  let times: [Double]
  /// What it may take at most, in milliseconds.
  var limit: Double?
  /// The most memory that its process took, in megabytes.
  var memory: Double?

  var median: Double { times.sorted()[times.count / 2] }
  var least: Double { times.min() ?? .nan }

  init(_ name: String, times: [Double], limit: Double? = nil, memory: Double? = nil) {
    precondition(!times.isEmpty, "measured at least once")
    self.name = name
    self.times = times
    self.limit = limit
    self.memory = memory
  }

  /// Runs `body` once to warm up, then `runs` times.
  init(
    _ name: String, runs: Int = 9, limit: Double? = nil, _ body: () throws -> Void
  ) rethrows {
    try body()
    var times: [Double] = []
    for _ in 0..<runs { times.append(try Self.milliseconds(body)) }
    self.init(name, times: times, limit: limit)
  }

  /// Runs each body once to warm up, then all of them in turn, `rounds` times: what disturbs the
  /// machine for a while disturbs them alike, so that their ratios hold.
  static func inTurn(
    rounds: Int, _ bodies: [(name: String, body: () throws -> Void)]
  ) throws -> [Measurement] {
    for (_, body) in bodies { try body() }
    var times = [[Double]](repeating: [], count: bodies.count)
    for _ in 0..<rounds {
      for (index, entry) in bodies.enumerated() {
        times[index].append(try milliseconds(entry.body))
      }
    }
    return zip(bodies, times).map { Measurement($0.name, times: $1) }
  }

  private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body).components
    return Double(duration.seconds) * 1e3 + Double(duration.attoseconds) * 1e-15
  }
}

/// How many times as long one thing takes as another.
struct Ratio {
  let name: String
  let value: Double
  /// What it should be.
  var target: Target?

  enum Target {
    case atMost(Double), atLeast(Double)

    var words: String {
      switch self {
      case .atMost(let limit): "at most \(limit)"
      case .atLeast(let limit): "at least \(limit)"
      }
    }

    func isMet(by value: Double) -> Bool {
      switch self {
      case .atMost(let limit): value <= limit
      case .atLeast(let limit): value >= limit
      }
    }
  }

  /// - Parameters:
  ///   - one: What is held against `other`.
  ///   - share: Which part of the work of `other` it does.
  init(
    _ name: String, _ one: Measurement, to other: Measurement, share: Double = 1,
    _ target: Target? = nil
  ) {
    self.name = name
    value = one.least / other.least / share
    self.target = target
  }
}
