private import Figures
internal import Reductions
internal import Tensors

/// What a reader should know first: a number, and a sentence that says what it is.
struct ReportFindings {
  /// One of them.
  struct Item: Equatable {
    var number: String
    var sentence: String
  }

  let output: ReportOutput
  let comparison: Comparison?
  /// The finding of the map of shares, where it could be drawn.
  let concentration: String?

  private var fold: Output { output.output }

  var items: [Item] {
    [origin].compactMap(\.self) + classes
      + [invisible, score, sample, place, frameworks].compactMap(\.self)
  }

  /// What a reader should be careful about.
  var cautions: [String] {
    var cautions: [String] = []
    for step in fold.steps.prefix(1) where step.summary.nanCount + step.summary.infiniteCount > 0 {
      let (nan, infinite) = (step.summary.nanCount, step.summary.infiniteCount)
      let parts =
        (nan > 0 ? [nan == 1 ? "1 is no number" : "\(NumberFormat.count(nan)) are no numbers"] : [])
        + (infinite > 0
          ? [infinite == 1 ? "1 is infinite" : "\(NumberFormat.count(infinite)) are infinite"] : [])
      let first = step.summary.firstOdd.map { ", the first at \(Self.place($0, step.shape))" } ?? ""
      cautions.append(
        "Of \(NumberFormat.count(step.summary.count)) losses, \(parts.joined(separator: " and "))"
          + "\(first).")
    }
    if output.input.fromLogits, output.metrics != nil {
      cautions.append(
        "Predictions are logits: the scores count what is above "
          + "\(NumberFormat.tick(Double(fold.metrics?.threshold ?? 0))), as `--threshold` has it.")
    }
    if let why = fold.shares.why { cautions.append("There are no shares: \(why).") }
    return cautions
  }

  private static func place(_ index: Int, _ shape: Shape) -> String {
    let indices = shape.indices(of: index).map(String.init)
    return indices.isEmpty ? "index 0" : "index [\(indices.joined(separator: ", "))]"
  }

  private var origin: Item? {
    guard let first = fold.steps.first else { return nil }
    let count = ReportOutput.count(first.summary.count, "loss", "losses")
    let way = fold.steps.dropFirst(first.id == .elementwise ? 1 : 0).map(\.operation)
      .filter { $0 != "one number already" }.map(NumberFormat.countsGrouped)
      .joined(separator: ", then ")
    guard let value = fold.value else {
      return Item(
        number: ReportOutput.number(fold.steps.last?.summary.mean),
        sentence:
          "is the mean of the \(ReportOutput.count(fold.shape.count, "loss", "losses")) that "
          + "`\(fold.reduction)` leaves: there is no single number.")
    }
    let predictions = output.input.yPred.shape.count
    let isPooled =
      first.id != .elementwise && !output.isOwnLoss && predictions > first.summary.count
    let what =
      isPooled
      ? "is what the loss makes of \(ReportOutput.count(predictions, "prediction", "predictions"))"
      : value == 0
        ? "is what is left of \(count), for nothing is lost" : "is what is left of \(count)"
    return Item(
      number: ReportOutput.number(value), sentence: way.isEmpty ? "\(what)." : "\(what): \(way).")
  }

  // MARK: Classes

  private var present: [Int] {
    guard let shares = fold.shares.perClass, let metrics = output.metrics, shares.count > 1,
      metrics.counts.count == shares.count
    else { return [] }
    let positives = metrics.positives
    return shares.indices.filter { positives[$0] > 0 && shares[$0].isFinite }
  }

  /// Of what is no class but a column of numbers, the one that pays most.
  private var columns: [Item] {
    guard !output.isRow, let shares = fold.shares.perClass, shares.count > 1,
      let most = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[most].isFinite
    else { return [] }
    return [
      Item(
        number: ReportOutput.percent(shares[most]),
        sentence: "of the loss lies in \(ReportMarkup.bold(output.className(most))), one of "
          + "\(NumberFormat.count(shares.count)); an even part would be "
          + "\(ReportOutput.percent(1 / Double(shares.count))).")
    ]
  }

  /// The lowest score, where classes have no shares.
  private var score: Item? {
    guard fold.shares.perClass == nil, let metrics = output.metrics, metrics.counts.count > 1 else {
      return nil
    }
    let iou = metrics.iou
    guard let least = iou.indices.filter({ iou[$0].isFinite }).min(by: { iou[$0] < iou[$1] }) else {
      return nil
    }
    return Item(
      number: ReportOutput.percent(iou[least]),
      sentence: "is the IoU of \(ReportMarkup.bold(output.className(least))), the lowest of "
        + "\(NumberFormat.count(iou.count)): \(ReportOutput.percent(metrics.positives[least])) of the "
        + "\(output.unit.many).")
  }

  /// Of the rarest class, of the one that pays most, and of the one that scores least.
  private var classes: [Item] {
    guard let shares = fold.shares.perClass, let metrics = output.metrics else { return columns }
    let present = present
    let (positives, iou) = (metrics.positives, metrics.iou)
    let chosen = [
      present.max { shares[$0] < shares[$1] },
      present.min { positives[$0] < positives[$1] },
      present.filter { iou[$0].isFinite }.min { iou[$0] < iou[$1] },
    ].compactMap(\.self)
    var seen: Set<Int> = []
    return chosen.filter { seen.insert($0).inserted }.map { index in
      var text =
        "\(ReportMarkup.bold(output.className(index))): \(ReportOutput.percent(positives[index])) of the "
        + "\(output.unit.many), \(ReportOutput.percent(shares[index])) of the loss"
      if let worlds = output.visibility, worlds.indices.contains(index) {
        text +=
          "; missed entirely, the number would be \(ReportOutput.number(worlds[index].missed)); "
          + "predicted exactly, \(ReportOutput.number(worlds[index].perfect))"
      }
      text += ". Its IoU is \(ReportOutput.percent(iou[index]))."
      return Item(number: ReportOutput.percent(shares[index]), sentence: text)
    }
  }

  /// The class that the number sees least.
  private var invisible: Item? {
    guard let worlds = output.visibility, worlds.count > 1, let value = fold.value, value > 0,
      value.isFinite
    else { return nil }
    func times(_ index: Int) -> String { NumberFormat.significant(worlds[index].missed / value) }
    let seen = present.filter { worlds.indices.contains($0) && worlds[$0].missed.isFinite }
    guard seen.count > 1, let least = seen.min(by: { worlds[$0].missed < worlds[$1].missed }),
      let most = seen.max(by: { worlds[$0].missed < worlds[$1].missed }),
      worlds[least].missed > value, times(least) != times(most)
    else { return nil }
    let isLittle = worlds[least].missed < 2 * value
    return Item(
      number: "× \(times(least))",
      sentence: "is \(isLittle ? "all that" : "what") missing every "
        + "\(ReportMarkup.bold(output.className(least))) would make of the number: it sees no class "
        + "less. Missing every \(output.className(most)) would make it × \(times(most)).")
  }

  // MARK: Samples, positions, frameworks

  private var sample: Item? {
    guard let shares = output.sampleShares, shares.count > 1,
      let worst = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[worst].isFinite
    else { return nil }
    return Item(
      number: ReportOutput.percent(shares[worst]),
      sentence: "of the loss lies in \(ReportMarkup.bold(output.names.sampleName(worst))), one of "
        + "\(NumberFormat.count(shares.count)); an even part would be "
        + "\(ReportOutput.percent(1 / Double(shares.count))).")
  }

  /// `Half of 0.0136 comes from 0.267 % of 262 144 positions; …`, turned round.
  private var place: Item? {
    guard output.picked == nil, output.unit.one != "sample",
      let match = concentration?.firstMatch(
        of: /^Half of .* comes from ([0-9.]+)(\x{A0}%) of ([0-9\x{2009}]+) position/),
      let fraction = Double(match.output.1), fraction < 50
    else { return nil }
    // Where classes stay apart, the engine's positions are elements.
    let areElements = fold.step(.elementwise)?.shape == fold.step(.perPosition)?.shape
    return Item(
      number: String(match.output.1 + match.output.2),
      sentence:
        "of the \(match.output.3) \(areElements ? "losses make" : "\(output.unit.many) hold") "
        + "half of the \(areElements ? "number" : "loss").")
  }

  private var frameworks: Item? {
    guard let comparison, let own = fold.value, own.isFinite else { return nil }
    func isOther(_ value: Double) -> Bool { abs(value - own) > 1e-4 * max(abs(own), abs(value)) }
    let others = comparison.rows.filter { $0.convention != comparison.reference }
    let apart = others.filter { $0.value.map(isOther) ?? false }
    guard
      let farthest = apart.max(by: { abs(($0.value ?? own) - own) < abs(($1.value ?? own) - own) })
    else { return nil }
    let rest = apart.filter { $0.convention != farthest.convention }.map {
      "\($0.convention.title) \(ReportOutput.number($0.value))"
    }
    let refusing = others.filter { $0.value == nil }.map(\.convention.title)
    var text = "is what \(farthest.convention.title) makes of the same tensors"
    if !rest.isEmpty { text += "; " + rest.joined(separator: ", ") }
    if !refusing.isEmpty {
      text +=
        "; " + refusing.joined(separator: " and ") + (refusing.count == 1 ? " refuses" : " refuse")
    }
    return Item(number: ReportOutput.number(farthest.value), sentence: text + ".")
  }
}

extension Shape {
  /// The index along each axis of the element at `index`, row-major.
  func indices(of index: Int) -> [Int] {
    var rest = index
    var indices: [Int] = []
    for extent in extents.reversed() {
      indices.insert(rest % max(1, extent), at: 0)
      rest /= max(1, extent)
    }
    return indices
  }
}
