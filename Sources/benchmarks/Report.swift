import Reductions

/// What one topic found.
struct Report {
  var measurements: [Measurement] = []
  var ratios: [Ratio] = []
  /// The same measurements side by side, where there are many of a kind.
  var rows: [Row] = []
  /// What could not be run, and why.
  var absent: [(name: String, why: String)] = []

  /// One thing, measured in several ways, each with its key in a data file.
  struct Row {
    let name: String
    var times: [(key: String, time: Measurement)] = []
  }

  static func + (left: Report, right: Report) -> Report {
    Report(
      measurements: left.measurements + right.measurements, ratios: left.ratios + right.ratios,
      rows: left.rows + right.rows, absent: left.absent + right.absent)
  }

  /// For a data file: lists in the order of the run.
  var json: JSON {
    .object([
      (
        "times",
        .array(
          measurements.map { result in
            .object([
              ("name", .string(result.name)), ("median_ms", .number(Self.rounded(result.median))),
              ("least_ms", .number(Self.rounded(result.least))),
              ("work_ms", result.leastWork.map { .number(Self.rounded($0)) } ?? .string("–")),
              ("runs", .integer(result.runs.count)),
              ("limit", .string(result.limit.map { "\(Self.text($0)) ms" } ?? "–")),
              ("memory_mb", result.memory.map { .number(Self.rounded($0)) } ?? .string("–")),
            ])
          })
      ),
      (
        "ratios",
        .array(
          ratios.map { ratio in
            .object([
              ("name", .string(ratio.name)), ("value", .number(Self.rounded(ratio.value))),
              ("work", ratio.work.map { .number(Self.rounded($0)) } ?? .string("–")),
              ("target", .string(ratio.target?.words ?? "–")),
            ])
          })
      ),
      ("rows", .array(rows.map { rowJSON($0) })),
      (
        "absent",
        .array(absent.map { .object([("name", .string($0.name)), ("why", .string($0.why))]) })
      ),
    ])
  }

  /// The shortest time of each way that any row was measured in.
  private func rowJSON(_ row: Row) -> JSON {
    let keys = rows.first?.times.map(\.key) ?? []
    return .object(
      [("name", .string(row.name))]
        + keys.map { key in
          let time = row.times.first { $0.key == key }?.time
          return (key, time.map { .number(Self.rounded($0.least)) } ?? .string("–"))
        })
  }

  /// For a terminal.
  var text: String {
    let width =
      (measurements.map(\.name.count) + ratios.map(\.name.count) + absent.map(\.name.count)).max()
      ?? 0
    func line(_ name: String, _ rest: String) -> String {
      "  " + name + String(repeating: " ", count: width - name.count + 2) + rest
    }
    let times = measurements.map { result in
      let limit = result.limit.map { limit in
        "  limit \(Self.text(limit)) ms" + (result.least <= limit ? "" : "  OVER")
      }
      let memory = result.memory.map { "  \(Self.text($0)) MB" }
      return line(
        result.name,
        "\(Self.text(result.least)) ms, median \(Self.text(result.median)) of \(result.runs.count)"
          + (result.leastWork.map { ", work \(Self.text($0)) ms" } ?? "")
          + (memory ?? "") + (limit ?? ""))
    }
    let comparisons = ratios.map { ratio in
      let target = ratio.target.map { target in
        "  " + target.words + (target.isMet(by: ratio.value) ? "" : "  MISSED")
      }
      let work = ratio.work.map { ", of work \(Self.text($0)) ×" }
      return line(ratio.name, "\(Self.text(ratio.value)) ×" + (work ?? "") + (target ?? ""))
    }
    let missing = absent.map { line($0.name, "absent: \($0.why)") }
    return (times + comparisons + missing).joined(separator: "\n")
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  private static func text(_ value: Double) -> String {
    value >= 100 ? "\(Int(value.rounded()))" : "\((value * 100).rounded() / 100)"
  }
}
