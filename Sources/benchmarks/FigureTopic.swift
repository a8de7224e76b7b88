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
      for (ending, limit) in [("svg", 40.0), ("png", 120)] {
        report.measurements.append(
          try figure(
            kind.name, try operands(kind.name, tensors.unpacked, setting), ending,
            isFolded ? limit : nil, "", lossfold, setting))
      }
      guard isFolded, kind.name != "outputs" else { continue }
      for (ending, limit) in [("svg", 80.0), ("png", 150)] {
        report.measurements.append(
          try figure(
            kind.name, try operands(kind.name, tensors.packed, setting), ending, limit,
            " from npz", lossfold, setting))
      }
    }
    return report
  }

  private static func figure(
    _ kind: String, _ operands: [String], _ ending: String, _ limit: Double?, _ source: String,
    _ lossfold: String, _ setting: Setting
  ) throws -> Measurement {
    let output = setting.path("figure.\(ending)")
    return try Measurement(
      "\(kind) as \(ending)\(source)", limit: limit,
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
