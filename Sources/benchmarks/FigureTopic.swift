import Figures
import Foundation

/// `lossfold figure` on the real case, from the start of its process to its end.
enum FigureTopic {
  static func report(_ setting: Setting) throws -> Report {
    let lossfold = try setting.lossfold()
    let unpacked = try setting.realCaseUnpacked()
    let packed = try setting.realCase()
    let tensors = (
      unpacked: [unpacked.yTrue, unpacked.yPred], packed: ["\(packed):y_true", "\(packed):y_pred"]
    )
    var report = Report()
    for kind in FigureKinds.all {
      let isFolded = kind.takes == .fold || kind.takes == .comparison
      var row = Report.Row(name: kind.name)
      for way in ways where !way.isPacked || (isFolded && kind.name != "outputs") {
        let operands = try operands(
          kind.name, way.isPacked ? tensors.packed : tensors.unpacked, setting)
        let time = try figure(
          kind.name, operands, way, isFolded ? way.limit : nil, lossfold, setting)
        report.measurements.append(time)
        row.times.append((way.key, time))
      }
      report.rows.append(row)
    }
    return report
  }

  /// A picture's format, what its tensors lie in, and what it may take at most, in milliseconds.
  private struct Way {
    let ending: String
    var isPacked = false
    let limit: Double

    var key: String { isPacked ? "\(ending)_from_npz" : ending }
  }

  private static let ways = [
    Way(ending: "svg", limit: 40), Way(ending: "png", limit: 120),
    Way(ending: "svg", isPacked: true, limit: 80), Way(ending: "png", isPacked: true, limit: 150),
  ]

  private static func figure(
    _ kind: String, _ operands: [String], _ way: Way, _ limit: Double?, _ lossfold: String,
    _ setting: Setting
  ) throws -> Measurement {
    let output = setting.path("figure.\(way.ending)")
    return try Measurement(
      "\(kind) as \(way.ending)\(way.isPacked ? " from npz" : "")", runs: 9, limit: limit,
      command: [lossfold, "figure", kind] + operands + ["--output", output]
    ) {
      // A file whose bytes would not change is not written again.
      try? FileManager.default.removeItem(atPath: output)
    }
  }

  /// What a kind is drawn of, where `tensors` are the two of the real case.
  private static func operands(
    _ kind: String, _ tensors: [String], _ setting: Setting
  ) throws -> [String] {
    let data = "\(Setting.pages)/data"
    switch kind {
    case "history": return ["\(data)/unet-history.json"]
    case "network": return ["\(data)/unet-layers.json"]
    case "tensor": return [tensors[1]]
    case "loss-curve": return []
    case "worksheet": return ["--seed", "1"]
    case "epoch": return tensors + ["--batch-size", "1"]
    case "formula": return tensors + ["--at", "0,12,40"]
    case "overlay": return tensors + ["--image", "\(data)/unet-val.npz:x"]
    case "outputs":
      let run = """
        outputs:
          - { name: first, y-true: "\(tensors[0])", y-pred: "\(tensors[1])", loss-weight: 0.7 }
          - { name: second, y-true: "\(tensors[0])", y-pred: "\(tensors[1])", loss-weight: 0.3 }

        """
      let path = setting.path("run.yaml")
      try Data(run.utf8).write(to: URL(fileURLWithPath: path))
      return [path]
    default: return tensors
    }
  }
}
