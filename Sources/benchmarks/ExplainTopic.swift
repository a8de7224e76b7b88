/// `lossfold explain` on the real case, and a script that draws the same figures with matplotlib.
enum ExplainTopic {
  static func report(_ setting: Setting) throws -> Report {
    let lossfold = try setting.lossfold()
    let source = try setting.realCase()
    var report = Report()
    let own = try Measurement(
      "lossfold explain", runs: 7, showsMemory: true,
      command: [
        lossfold, "explain", "\(source):y_true", "\(source):y_pred", "--output",
        setting.path("report.html"),
      ])
    report.measurements.append(own)
    report.add(
      try Peer.run(
        PackageResources.explain_matplotlib_py, "explain_matplotlib.py",
        arguments: [source, setting.path("figures")], in: setting))
    if let peer = report["NumPy and matplotlib"] {
      report.ratios.append(
        Ratio("NumPy and matplotlib ÷ lossfold explain", peer, to: own, .atLeast(10)))
    }
    return report
  }
}
