private import Drawings
internal import Figures
internal import Reductions
internal import Requests
internal import Tensors

/// Where other predictions for the same labels gain and lose.
struct ReportAgainst: Sendable {
  let first: ReportOutput
  let second: ReportOutput
  /// What was named: `batch.npz:b`.
  let path: String

  private var own: Output { first.output }
  private var other: Output { second.output }

  private func signed(_ left: Double?, _ right: Double?) -> String {
    guard let left, let right, left.isFinite, right.isFinite else { return "–" }
    return (right > left ? "+" : "") + NumberFormat.significant(right - left)
  }

  /// The whole in one sentence.
  var finding: ReportFindings.Item {
    let (left, right) = (own.value, other.value)
    let what = "`\(path)`"
    guard let left, let right, left.isFinite, right.isFinite else {
      return .init(number: ReportOutput.number(right), sentence: "is what \(what) gives instead.")
    }
    guard left != right else {
      return .init(number: ReportOutput.number(right), sentence: "is what \(what) gives too.")
    }
    let change = left != 0 ? " (\(NumberFormat.percent(abs(right - left) / abs(left))))" : ""
    var text =
      "is what \(what) gives instead: \(right < left ? "better" : "worse") by "
      + "\(NumberFormat.significant(abs(right - left)))\(change)."
    if let differences = byClass, differences.count > 1 {
      let gain = differences.indices.min { differences[$0] < differences[$1] } ?? 0
      let loss = differences.indices.max { differences[$0] < differences[$1] } ?? 0
      if differences[gain] < 0 {
        text += " It gains most in \(ReportMarkup.bold(first.className(gain)))"
        if differences[loss] > 0 {
          text += " and loses most in \(ReportMarkup.bold(first.className(loss)))"
        }
        text += "."
      } else if differences[loss] > 0 {
        text += " It loses most in \(ReportMarkup.bold(first.className(loss)))."
      }
    }
    return .init(number: ReportOutput.number(right), sentence: text)
  }

  /// What the second has more than the first, of each class.
  private var byClass: [Double]? {
    guard let left = first.classLosses, let right = second.classLosses,
      left.count == right.count
    else { return nil }
    let differences = zip(left, right).map { $1 - $0 }
    return differences.allSatisfy(\.isFinite) ? differences : nil
  }

  var classes: String {
    guard let left = first.classLosses, let right = second.classLosses, left.count > 1 else {
      return ""
    }
    let (scores, otherScores) = (first.metrics?.iou, second.metrics?.iou)
    let hasScores = scores?.count == left.count && otherScores?.count == left.count
    return ReportMarkup.table(
      "By class, the mean loss\(hasScores ? " and the IoU" : ""). Below 0, the second is better.",
      ["Class", "First", "Second", "Difference"] + (hasScores ? ["IoU first", "IoU second"] : []),
      left.indices.map { index in
        [
          first.className(index), ReportOutput.number(left[index]),
          ReportOutput.number(right[index]), signed(left[index], right[index]),
        ]
          + (hasScores
            ? [ReportOutput.percent(scores?[index]), ReportOutput.percent(otherScores?[index])]
            : [])
      })
  }

  var samples: String {
    guard let left = first.sampleLosses, let right = second.sampleLosses, left.count > 1,
      left.count == right.count
    else { return "" }
    let order = zip(left, right).map { abs($1 - $0) }.placesOfGreatest(ReportTables.most)
    return ReportMarkup.table(
      left.count > order.count
        ? "The \(order.count) of \(NumberFormat.count(left.count)) samples that differ most."
        : "By sample, the largest difference first.",
      ["Sample", "First", "Second", "Difference"],
      order.map {
        [
          first.names.sampleName($0), ReportOutput.number(left[$0]),
          ReportOutput.number(right[$0]), signed(left[$0], right[$0]),
        ]
      })
  }

  var worst: String {
    guard let (left, hasClasses) = first.losses, let right = second.losses?.tensor,
      left.shape == right.shape, left.shape.count > 1
    else { return "" }
    let tables = ReportTables(output: first)
    let differences = left.elements.indices.map { right.elements[$0] - left.elements[$0] }
    return [("It loses most here.", Float(1)), ("It gains most here.", -1)].map { caption, sign in
      let order = ReportTables.greatest(10, of: differences) { $0 * sign }
        .filter { differences[$0] * sign > 0 }
      guard !order.isEmpty else { return "" }
      return ReportMarkup.table(
        caption, ["Sample", "Where", "Class", "First", "Second", "Difference"],
        order.map { index in
          let place = tables.place(of: index, left.shape, hasClasses: hasClasses)
          return [
            place.sample, place.position, place.className,
            ReportOutput.number(Double(left.elements[index])),
            ReportOutput.number(Double(right.elements[index])),
            signed(Double(left.elements[index]), Double(right.elements[index])),
          ]
        }, words: 3)
    }.joined()
  }

  /// The difference of what the two cost at each position, on a scale about zero.
  var map: ReportFigure? {
    guard let left = first.detail.step(.perPosition)?.tensor,
      let right = second.detail.step(.perPosition)?.tensor, left.shape == right.shape,
      left.shape.count > 1
    else { return nil }
    var figure = FigureRequest(kind: TensorFigure.name)
    var better = 0
    var worse = 0
    let differences = Tensor(shape: left.shape) { index in
      let difference = right.elements[index] - left.elements[index]
      if difference < 0 { better += 1 } else if difference > 0 { worse += 1 }
      return difference
    }
    // Zero stays in the middle, whichever way most differ; a few far ends don't pale the rest.
    var sizes = differences.elements.map(abs).filter { $0 > 0 && $0.isFinite }
    if sizes.count > 1 << 17 {
      let step = sizes.count >> 16
      sizes = stride(from: 0, to: sizes.count, by: step).map { sizes[$0] }
    }
    sizes.sort()
    let limit = sizes.isEmpty ? 1 : Double(sizes[(sizes.count - 1) * 98 / 100])
    figure.options.limits = .range(-limit, limit)
    figure.options.sampleNames = first.detailNames.sampleNames
    func part(_ count: Int) -> String {
      NumberFormat.percent(Double(count) / Double(max(1, left.shape.count)))
    }
    figure.options.title =
      "The second loses less at \(part(better)) of the \(first.unit.many) and more at \(part(worse))"
    let axes = ["sample", "row", "column"]
    return ReportFigure(
      request: figure,
      subject: .array(
        ArraySubject(
          name: "second − first", tensor: differences,
          axisNames: left.shape.rank == 3
            ? axes : left.shape.rank == 2 ? ["sample", "position"] : nil)),
      caption:
        "What the second loses at each \(first.unit.one) less what the first does\(first.output.isInNats ? ", in nats" : ""): "
        + "blue is better, red is worse.")
  }
}
