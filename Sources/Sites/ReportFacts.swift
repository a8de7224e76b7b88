private import Figures
internal import Reductions
private import Tensors

/// What a report says in words and tables: every number of it is the engine's.
struct ReportFacts {
  let trace: Trace
  let inputs: [FoldInput]
  /// What classes and samples are called in the figures too.
  private var names = FigureOptions()
  /// How many rows a table of samples or of pixels has.
  private static let most = 20

  init(_ trace: Trace, _ inputs: [FoldInput], classNames: [String]?) {
    self.trace = trace
    self.inputs = inputs
    names.classNames = classNames
  }

  private var output: Output { trace.outputs[0] }
  private var title: String { "Where \(Self.number(trace.total)) comes from" }

  private func name(_ index: Int) -> String {
    names.className(index)
  }

  static func number(_ value: Double?) -> String {
    value.map { NumberFormat.significant($0) } ?? "a tensor"
  }

  private static func percent(_ fraction: Double?) -> String {
    fraction.map { $0.isFinite ? NumberFormat.percent($0) : "–" } ?? "–"
  }

  // MARK: What stands first

  func head(source: String) -> String {
    "<h1 id=\"report\">\(HTML.escaped(title))</h1>\n"
      + ReportMarkup.paragraph(
        "`\(source)`, folded as \(trace.convention.title) does, with the loss `\(output.loss)`.")
      + ReportMarkup.list(findings)
  }

  /// What a reader should know first, a sentence each, each with the number behind it.
  var findings: [String] {
    var findings: [String] = []
    if let count = output.steps.first?.summary.count, let value = output.value {
      findings.append(
        "\(NumberFormat.count(count)) losses become one number, \(Self.number(value))"
          + (output.denominator.map { ": their sum, divided by \(Self.count($0))" } ?? "") + ".")
    }
    findings += classFindings
    if let shares = output.shares.perSample, shares.count > 1,
      let worst = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[worst].isFinite
    {
      findings.append(
        "Of the number, \(names.sampleName(worst)) has \(Self.percent(shares[worst])); an even part would be "
          + "\(Self.percent(1 / Double(shares.count))).")
    }
    if let positives = output.shares.positives, positives.isFinite {
      findings.append(
        "Where the label is above 0 lies \(Self.percent(positives)) of the number.")
    }
    for step in output.steps.prefix(1) where step.summary.nanCount + step.summary.infiniteCount > 0
    {
      findings.append(
        "\(NumberFormat.count(step.summary.nanCount)) losses are not numbers and "
          + "\(NumberFormat.count(step.summary.infiniteCount)) are infinite"
          + (step.summary.firstOdd.map { ", the first at index \($0)" } ?? "") + ".")
    }
    if let why = output.shares.why {
      let some = output.shares.perSample == nil ? "" : " by class"
      findings.append("There are no shares\(some): \(why).")
    }
    return findings + trace.warnings
  }

  /// Of the rarest class, of the one that pays most, and of the one that scores least.
  private var classFindings: [String] {
    guard let shares = output.shares.perClass, let metrics = output.metrics, shares.count > 1,
      metrics.positives.count == shares.count
    else { return [] }
    let present = shares.indices.filter { metrics.positives[$0] > 0 && shares[$0].isFinite }
    let chosen = [
      present.min { metrics.positives[$0] < metrics.positives[$1] },
      present.max { shares[$0] < shares[$1] },
      present.filter { metrics.iou[$0].isFinite }.min { metrics.iou[$0] < metrics.iou[$1] },
    ].compactMap(\.self)
    var seen: Set<Int> = []
    return chosen.filter { seen.insert($0).inserted }.map { index in
      var text =
        "\(name(index)): \(Self.percent(metrics.positives[index])) of the positions, "
        + "\(Self.percent(shares[index])) of the number, IoU \(Self.percent(metrics.iou[index]))."
      if let worlds = output.visibility, worlds.indices.contains(index) {
        text +=
          " Perfect, the number would be \(Self.number(worlds[index].perfect)); missed entirely, "
          + "\(Self.number(worlds[index].missed))."
      }
      return text
    }
  }

  private static func count(_ value: Double) -> String {
    Int(exactly: value).map { NumberFormat.count($0) } ?? NumberFormat.significant(value)
  }

  // MARK: The walk

  var walk: String {
    ReportMarkup.heading("The walk", id: "walk")
      + trace.outputs.map { output in
        ReportMarkup.table(
          "Every step" + (trace.outputs.count > 1 ? " of `\(output.name)`" : "") + ", in order.",
          ["Step", "What happens", "Formula", "Shape", "Losses", "Mean", "Largest"],
          output.steps.map { step in
            [
              step.id.rawValue, step.operation, step.formula, "\(step.shape)",
              NumberFormat.count(step.summary.count), Self.number(step.summary.mean),
              Self.number(Double(step.summary.maximum)),
            ]
          }, words: 4)
      }.joined()
  }

  // MARK: Classes and samples

  var classes: String {
    guard let losses = output.views.perClass, losses.count > 1 else { return "" }
    let metrics = output.metrics.flatMap { $0.counts.count == losses.count ? $0 : nil }
    return ReportMarkup.heading("Classes", id: "classes")
      + ReportMarkup.table(
        "Mean losses in nats; the number if a class were predicted exactly, and if it were missed.",
        [
          "Class", "Positive positions", "Mean loss", "Share of the number", "IoU", "If perfect",
          "If missed",
        ],
        losses.indices.map { index in
          [
            name(index), Self.percent(metrics?.positives[index]), Self.number(losses[index]),
            Self.percent(output.shares.perClass?[index]), Self.percent(metrics?.iou[index]),
            output.visibility.map { Self.number($0[index].perfect) } ?? "–",
            output.visibility.map { Self.number($0[index].missed) } ?? "–",
          ]
        })
  }

  var samples: String {
    guard let losses = output.views.perSample, losses.count > 1 else { return "" }
    let order = losses.indices.sorted {
      (losses[$1], $0) < (losses[$0], $1)
    }.prefix(Self.most)
    return ReportMarkup.heading("Samples", id: "samples")
      + ReportMarkup.table(
        losses.count > Self.most
          ? "The \(Self.most) of \(NumberFormat.count(losses.count)) samples with the highest loss."
          : "The highest loss first.",
        ["Sample", "Mean loss", "Share of the number"],
        order.map {
          [
            names.sampleName($0), Self.number(losses[$0]),
            Self.percent(output.shares.perSample?[$0]),
          ]
        })
  }

  // MARK: The worst

  /// The tensor of losses that tells most: of elements, or else of positions.
  private var losses: (tensor: Tensor, hasClasses: Bool)? {
    if let tensor = output.step(.elementwise)?.tensor { return (tensor, true) }
    return output.step(.perPosition)?.tensor.map { ($0, false) }
  }

  var worst: String {
    guard let (tensor, hasClasses) = losses, tensor.shape.rank > 0, tensor.shape.count > 1 else {
      return ""
    }
    let order = Self.greatest(Self.most, of: tensor.elements) { $0 }
    let labels = inputs.first?.yTrue as? Tensor
    let predictions = inputs.first?.yPred as? Tensor
    func entry(_ tensor: Tensor?, _ index: Int, _ shape: Shape) -> String {
      tensor.flatMap { $0.shape == shape ? Self.number(Double($0.elements[index])) : nil } ?? "–"
    }
    return ReportMarkup.heading("The highest losses", id: "worst")
      + ReportMarkup.table(
        "The \(order.count) highest of \(NumberFormat.count(tensor.shape.count)), in nats.",
        ["Sample", "Where", "Class", "Loss", "Label", "Prediction"],
        order.map { index in
          let place = self.place(of: index, tensor.shape, hasClasses: hasClasses)
          return [
            place.sample, place.position, place.className,
            Self.number(Double(tensor.elements[index])), entry(labels, index, tensor.shape),
            entry(predictions, index, tensor.shape),
          ]
        }, words: 3)
  }

  private func place(
    of index: Int, _ shape: Shape, hasClasses: Bool
  ) -> (sample: String, position: String, className: String) {
    var rest = index
    var indices: [Int] = []
    for extent in shape.extents.reversed() {
      indices.insert(rest % extent, at: 0)
      rest /= extent
    }
    let hasClass = hasClasses && indices.count > 1
    let inner = indices.dropFirst().dropLast(hasClass ? 1 : 0)
    return (
      names.sampleName(indices[0]),
      inner.isEmpty ? "–" : inner.map(String.init).joined(separator: ", "),
      hasClass ? name(indices[indices.count - 1]) : "–"
    )
  }

  /// The indices of the greatest elements by `measure`, the greatest first; NaN is none.
  private static func greatest(
    _ count: Int, of elements: [Float], by measure: (Float) -> Float
  ) -> [Int] {
    var best: [Int] = []
    var least = -Float.infinity
    for index in elements.indices {
      let size = measure(elements[index])
      guard size > least || (best.count < count && !size.isNaN) else { continue }
      let place = best.firstIndex { measure(elements[$0]) < size } ?? best.count
      best.insert(index, at: place)
      if best.count > count { best.removeLast() }
      if best.count == count { least = measure(elements[best[count - 1]]) }
    }
    return best
  }

  // MARK: Other conventions and other predictions

  func conventions(_ settings: FoldSettings) -> String {
    guard let input = inputs.first, inputs.count == 1 else { return "" }
    let comparison = Comparison(of: input, settings)
    let reasons = comparison.rows.filter { !$0.why.isEmpty }.map {
      "\($0.convention.title): \($0.why)"
    }
    return ReportMarkup.heading("What each framework would say", id: "conventions")
      + ReportMarkup.table(
        "The same tensors by the rules of each.",
        ["Framework", "Reduction", "Value", "Divided by"],
        comparison.rows.map { row in
          [
            row.convention.title, row.reduction.isEmpty ? "–" : "`\(row.reduction)`",
            row.value.map { NumberFormat.significant($0, digits: 6) } ?? "refused",
            row.denominator.map(Self.count) ?? "–",
          ]
        }, words: 2)
      + (reasons.isEmpty ? "" : ReportMarkup.list(reasons))
  }

  /// Where `other`, the same labels with other predictions, gains and loses.
  func against(_ other: ReportFacts, named path: String) -> String {
    let (own, second) = (output, other.output)
    func signed(_ left: Double?, _ right: Double?) -> String {
      guard let left, let right, left.isFinite, right.isFinite else { return "–" }
      return (right > left ? "+" : "") + NumberFormat.significant(right - left)
    }
    var html =
      ReportMarkup.heading("Against the second predictions", id: "against")
      + ReportMarkup.paragraph(
        "`\(path)` gives \(Self.number(other.trace.total)) instead of "
          + "\(Self.number(trace.total)): \(signed(trace.total, other.trace.total)). "
          + "Below 0, the second is better.")
    if let left = own.views.perClass, let right = second.views.perClass, left.count > 1 {
      html += ReportMarkup.table(
        "By class, the mean loss and the IoU.",
        ["Class", "First", "Second", "Difference", "IoU first", "IoU second"],
        left.indices.map { index in
          [
            name(index), Self.number(left[index]), Self.number(right[index]),
            signed(left[index], right[index]), Self.percent(own.metrics?.iou[index]),
            Self.percent(second.metrics?.iou[index]),
          ]
        })
    }
    if let left = own.views.perSample, let right = second.views.perSample, left.count > 1 {
      let order = left.indices.sorted {
        (abs(right[$1] - left[$1]), $0) < (abs(right[$0] - left[$0]), $1)
      }.prefix(Self.most)
      html += ReportMarkup.table(
        "By sample, the largest difference first.", ["Sample", "First", "Second", "Difference"],
        order.map {
          [
            names.sampleName($0), Self.number(left[$0]), Self.number(right[$0]),
            signed(left[$0], right[$0]),
          ]
        })
    }
    if let (left, hasClasses) = losses, let right = other.losses?.tensor, left.shape == right.shape,
      left.shape.count > 1
    {
      let differences = left.elements.indices.map { right.elements[$0] - left.elements[$0] }
      for (caption, sign) in [
        ("The second loses most here.", Float(1)), ("It gains most here.", -1),
      ] {
        let order = Self.greatest(10, of: differences) { $0 * sign }
          .filter { differences[$0] * sign > 0 }
        guard !order.isEmpty else { continue }
        html += ReportMarkup.table(
          caption, ["Sample", "Where", "Class", "First", "Second", "Difference"],
          order.map { index in
            let place = self.place(of: index, left.shape, hasClasses: hasClasses)
            return [
              place.sample, place.position, place.className,
              Self.number(Double(left.elements[index])),
              Self.number(Double(right.elements[index])),
              signed(Double(left.elements[index]), Double(right.elements[index])),
            ]
          }, words: 3)
      }
    }
    return html
  }

  /// For the window.
  var windowTitle: String { title }
}
