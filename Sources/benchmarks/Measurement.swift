#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One run: from its start to its end, and what its threads worked meanwhile, in milliseconds. On a
/// machine that does other things too, the second says more.
struct Run {
  let time: Double
  /// nil where nobody counted.
  let work: Double?

  init(time: Double, work: Double?) { (self.time, self.work) = (time, work) }

  /// Runs `body` once.
  init(_ body: () throws -> Void) rethrows {
    let before = Self.processorTime
    let duration = try ContinuousClock().measure(body).components
    work = Self.processorTime - before
    time = Double(duration.seconds) * 1e3 + Double(duration.attoseconds) * 1e-15
  }

  private static var processorTime: Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }
}

/// How long one thing takes, measured several times.
struct Measurement {
  let name: String
  let runs: [Run]
  /// What it may take at most, in milliseconds.
  var limit: Double?
  /// The most memory that its process took, in megabytes.
  var memory: Double?

  /// In milliseconds.
  var median: Double { runs.map(\.time).sorted()[runs.count / 2] }
  var least: Double { runs.map(\.time).min() ?? .nan }
  var leastWork: Double? { runs.compactMap(\.work).min() }

  init(_ name: String, _ runs: [Run], limit: Double? = nil, memory: Double? = nil) {
    precondition(!runs.isEmpty, "measured at least once")
    self.name = name
    self.runs = runs
    self.limit = limit
    self.memory = memory
  }

  /// Runs `body` once to warm up, then `runs` times.
  init(
    _ name: String, runs: Int = 9, limit: Double? = nil, _ body: () throws -> Void
  ) rethrows {
    try body()
    var done: [Run] = []
    for _ in 0..<runs { done.append(try Run(body)) }
    self.init(name, done, limit: limit)
  }

  /// Runs each body once to warm up, then all of them in turn, `rounds` times: what disturbs the
  /// machine for a while disturbs them alike, so that their ratios hold.
  static func inTurn(
    rounds: Int, _ bodies: [(name: String, body: () throws -> Void)]
  ) throws -> [Measurement] {
    for (_, body) in bodies { try body() }
    var runs = [[Run]](repeating: [], count: bodies.count)
    for _ in 0..<rounds {
      for (index, entry) in bodies.enumerated() { runs[index].append(try Run(entry.body)) }
    }
    return zip(bodies, runs).map { Measurement($0.name, $1) }
  }
}

/// How many times as long one thing takes as another.
struct Ratio {
  let name: String
  let value: Double
  /// How many times as much work, on all threads together; nil where nobody counted.
  let work: Double?
  /// What `value` should be.
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
    work = one.leastWork.flatMap { work in other.leastWork.map { work / $0 / share } }
    self.target = target
  }
}
