#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many bytes a process may take before the machine, its container or the shell's limit ends it.
public var memoryLimit: Int {
  var limit = max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE)))
  var ofProcess = rlimit()
  if unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &ofProcess) == 0,
    ofProcess.rlim_cur < UInt64(limit)
  {
    limit = Int(ofProcess.rlim_cur)
  }
  if let ofContainer = number(inFile: "/sys/fs/cgroup/memory.max") {
    limit = min(limit, ofContainer)
  }
  return limit
}

/// The whole number that a small file holds.
private func number(inFile path: String) -> Int? {
  guard let file = unsafe fopen(path, "r") else { return nil }
  defer { unsafe fclose(file) }
  var text: [CChar] = Array(repeating: 0, count: 32)
  guard unsafe fgets(&text, Int32(text.count), file) != nil else { return nil }
  let digits = text.prefix { (48...57).contains($0) }.map { UInt8(bitPattern: $0) }
  return Int(String(decoding: digits, as: UTF8.self))
}

/// Makes sure that `count` float32 fit into half of what memory there is: what is made of them takes
/// as much again.
///
/// - Throws: ``TensorError/sourceFailed(reason:)``.
package func requireMemory(for count: Int) throws(TensorError) {
  let (bytes, overflow) = count.multipliedReportingOverflow(by: 4)
  guard !overflow, bytes <= memoryLimit / 2 else {
    throw .sourceFailed(
      reason: "\(count) float32 do not fit into memory, which holds \(memoryLimit / 8) beside "
        + "what is made of them.")
  }
}
