import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A command that ran to its end.
struct ChildProcess {
  let run: Run
  /// The most memory that it had, in megabytes.
  let memory: Double

  struct Failed: Error, CustomStringConvertible { let description: String }

  /// Runs `arguments`, whose first is the path of the executable, or its name.
  ///
  /// - Parameter output: The file that takes what it prints.
  init(_ arguments: [String], output: String = "/dev/null") throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, path) in [(1, output), (2, output + (output == "/dev/null" ? "" : ".err"))] {
      unsafe posix_spawn_file_actions_addopen(
        &actions, Int32(descriptor), path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var identifier = pid_t()
    let clock = ContinuousClock()
    let start = clock.now
    let code = unsafe posix_spawnp(&identifier, arguments[0], &actions, nil, &words, environ)
    guard code == 0 else {
      throw Failed(description: "\(arguments[0]): \(unsafe String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    var usage = rusage()
    while unsafe wait4(identifier, &status, 0, &usage) < 0, errno == EINTR {}
    let duration = (clock.now - start).components
    guard status == 0 else {
      throw Failed(description: "\(arguments.joined(separator: " ")): it ended with \(status)")
    }
    var work = 0.0
    for spent in [usage.ru_utime, usage.ru_stime] {
      work += Double(spent.tv_sec) * 1e3
      work += Double(spent.tv_usec) * 1e-3
    }
    run = Run(
      time: Double(duration.seconds) * 1e3 + Double(duration.attoseconds) * 1e-15, work: work)
    #if canImport(Glibc)
      memory = Double(usage.ru_maxrss) / 1024
    #else
      memory = Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}

extension Measurement {
  /// Runs a command `runs` times, once more before to warm up unless `isCold`.
  init(
    _ name: String, runs: Int = 5, limit: Double? = nil, isCold: Bool = false,
    showsMemory: Bool = false, command: [String], before prepare: () throws -> Void = {}
  ) throws {
    if !isCold {
      try prepare()
      _ = try ChildProcess(command)
    }
    var runsDone: [ChildProcess] = []
    for _ in 0..<runs {
      try prepare()
      runsDone.append(try ChildProcess(command))
    }
    self.init(
      name, runsDone.map(\.run), limit: limit,
      memory: showsMemory ? runsDone.map(\.memory).max() : nil)
  }
}
