import Foundation

/// What a Python script measured of other libraries: a line of JSON each.
struct Peer: Decodable {
  let name: String
  /// In milliseconds; nil where it is not installed.
  let times: [Double]?
  /// What all its threads worked in each, in milliseconds.
  let work: [Double]?
  /// Why there are none.
  let absent: String?

  /// Runs a script of ours with the `python3` that stands first in the path.
  static func run(
    _ script: [UInt8], _ name: String, arguments: [String], in setting: Setting
  ) throws -> [Peer] {
    let (file, output) = (setting.path(name), setting.path(name + ".json"))
    try Data(script).write(to: URL(fileURLWithPath: file))
    do { _ = try ChildProcess(["python3", file] + arguments, output: output) } catch {
      return [Peer(name: name, times: nil, work: nil, absent: "\(error)")]
    }
    let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
    return try lines.map { try JSONDecoder().decode(Peer.self, from: Data($0.utf8)) }
  }
}

extension Report {
  /// Adds what peers measured.
  mutating func add(_ peers: [Peer]) {
    for peer in peers {
      if let times = peer.times {
        let work = peer.work.map { $0.map(Optional.some) } ?? times.map { _ in nil }
        measurements.append(
          Measurement(peer.name, zip(times, work).map { Run(time: $0, work: $1) }))
      } else {
        absent.append((peer.name, peer.absent ?? "no reason given"))
      }
    }
  }

  subscript(name: String) -> Measurement? { measurements.first { $0.name == name } }
}
