import Figures
import Reductions
import TensorFiles
import Tensors

/// A trace as tables for a terminal.
struct FoldReport {
  private let trace: Trace
  private let classNames: [String]?
  private let precision: Int

  init(_ trace: Trace, classNames: [String]?, precision: Int) {
    self.trace = trace
    self.classNames = classNames
    self.precision = precision
  }

  /// Every step, the views, the epoch.
  var text: String {
    var sections = trace.outputs.map(section)
    if trace.outputs.count > 1 || !trace.penalties.isEmpty { sections.append(totalSection) }
    sections.append(epochSection)
    return sections.joined(separator: "\n")
  }

  private func section(_ output: Output) -> String {
    let name = trace.outputs.count > 1 ? "\(output.name.escaped): " : ""
    var text = "\(name)\(output.loss) as \(trace.convention.rawValue) folds it\n\n"
    var steps = TextTable(
      ["step", "what happens", "shape", "count", "mean", "max"], numbersFrom: 3)
    for step in output.steps {
      steps.add([
        step.id.rawValue, NumberFormat.countsGrouped(in: step.operation),
        NumberFormat.countsGrouped(in: step.shape.description),
        NumberFormat.count(step.summary.count), number(step.summary.mean),
        number(step.summary.hasNumbers ? Double(step.summary.maximum) : nil),
      ])
    }
    text += steps.text + oddValues(output) + "\n"
    if let value = output.value { text += Style.output.bold("loss  \(number(value))") + "\n" }
    text += classTable(output).map { "\n" + $0.text } ?? ""
    if let count = output.views.perClass?.count, count > Self.mostClasses {
      text +=
        "The \(Self.mostClasses) of \(NumberFormat.count(count)) classes that pay most; "
        + "--json has all.\n"
    }
    if let samples = output.views.perSample, samples.count <= 32 {
      text += "\n" + sampleTable(output, samples).text
    }
    if let variants = output.metricVariants { text += "\n" + variantTables(variants) }
    if let shares = output.gradientShares { text += "\n" + gradientSection(shares) }
    return text + shareLine(output.shares)
  }

  /// What is no finite number, step by step; nothing where all are.
  private func oddValues(_ output: Output) -> String {
    output.steps.filter { $0.summary.nanCount + $0.summary.infiniteCount > 0 }.map { step in
      let (summary, shape) = (step.summary, step.shape)
      let first = summary.firstOdd.map { shape.indices(of: $0).map(\.description) } ?? []
      return "\(step.id.rawValue): \(NumberFormat.count(summary.nanCount)) NaN and "
        + "\(NumberFormat.count(summary.infiniteCount)) infinite"
        + (first.isEmpty ? "" : ", the first at \(first.joined(separator: ", "))") + "\n"
    }.joined()
  }

  /// Which labels and predictions pay, or why nobody does.
  private func shareLine(_ shares: Shares) -> String {
    if let why = shares.why {
      return "\nNo shares\(shares.perSample == nil ? "" : " by class"): \(why).\n"
    }
    return "\npositives \(percent(shares.positives)), negatives \(percent(shares.negatives)); "
      + "wrong \(percent(shares.wrong)), correct \(percent(shares.correct))\n"
      + (shares.whyNoSamples.map { "No list of samples: \($0).\n" } ?? "")
  }

  /// Of how many classes a terminal is told.
  private static let mostClasses = 64

  /// The classes that are shown: those with the highest of `values` where there are many.
  private static func shown(_ count: Int, _ values: [Double]?) -> [Int] {
    guard count > mostClasses, let values, values.count == count else {
      return Array(0..<min(count, mostClasses))
    }
    return values.placesOfGreatest(mostClasses).sorted()
  }

  /// What each class loses and scores; nil where labels and losses know no classes.
  private func classTable(_ output: Output) -> TextTable? {
    guard let count = output.views.perClass?.count ?? output.metrics?.counts.count else {
      return nil
    }
    var table = TextTable(
      ["class", "loss", "share", "IoU", "positives", "perfect", "missed"], numbersFrom: 1)
    let (iou, positives) = (output.metrics?.iou, output.metrics?.positives)
    for index in Self.shown(count, output.shares.perClass ?? output.views.perClass) {
      let visibility = output.visibility?[index]
      table.add([
        className(index), number(output.views.perClass?[index]),
        percent(output.shares.perClass?[index]), percent(iou?[index]),
        percent(positives?[index]), number(visibility?.perfect), number(visibility?.missed),
      ])
    }
    return table
  }

  private func variantTables(_ variants: MetricVariants) -> String {
    let names = (variants.scores.first?.iou ?? []).indices.map {
      classNames == nil ? IndexName.class($0) : className($0)
    }
    var scores = TextTable(["IoU where", "pooled over", "mean"] + names, numbersFrom: 2)
    for score in variants.scores {
      scores.add(
        [
          score.rule == .argmax ? "argmax" : "p \(score.rule.rawValue) threshold",
          score.pooling.rawValue, percent(score.meanIoU),
        ] + score.iou.map(percent))
    }
    var dice = TextTable(["Dice of probabilities", "pooled over", "value"], numbersFrom: 2)
    for soft in variants.softDice { dice.add([soft.source, soft.pooledOver, number(soft.value)]) }
    return scores.text + "\n" + dice.text
  }

  private func className(_ index: Int) -> String {
    classNames.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? "\(index)"
  }

  /// On what the gradient falls.
  private func gradientSection(_ shares: GradientShares) -> String {
    var text = ""
    if let means = shares.perClassMean, let variable = shares.withRespectTo {
      var table = TextTable(["class", "gradient share", "mean |g|"], numbersFrom: 1)
      for (index, mean) in means.enumerated() {
        table.add([className(index), percent(shares.perClass?[index]), number(mean)])
      }
      text += "gradient with respect to each \(variable.rawValue)\n" + table.text
    }
    if let why = shares.why { return text + "No shares of the gradient: \(why).\n" }
    return text + "positives \(percent(shares.positives)), negatives \(percent(shares.negatives)); "
      + "wrong \(percent(shares.wrong)), correct \(percent(shares.correct))\n"
      + "wrong without any gradient: \(percent(shares.stuck)) of the elements\n"
  }

  private func sampleTable(_ output: Output, _ losses: [Double]) -> TextTable {
    var table = TextTable(["sample", "loss", "share"], numbersFrom: 1)
    for (index, loss) in losses.enumerated() {
      table.add(["\(index)", number(loss), percent(output.shares.perSample?[index])])
    }
    return table
  }

  private var totalSection: String {
    var table = TextTable(["total", "loss", "× weight"], numbersFrom: 1)
    for output in trace.outputs {
      table.add([output.name, number(output.value), number(output.lossWeight)])
    }
    for (index, penalty) in trace.penalties.enumerated() {
      table.add([IndexName.penalty(index), number(penalty), ""])
    }
    return table.text + "total  \(number(trace.total))\n"
  }

  private var epochSection: String {
    var text = ""
    if trace.batches.count > 1 {
      var table = TextTable(["batch", "size", "loss"], numbersFrom: 1)
      for (index, batch) in trace.batches.enumerated() {
        table.add(["\(index)", NumberFormat.count(batch.size), number(batch.loss)])
      }
      text += table.text
    }
    if trace.epoch == nil, let why = trace.whyNoBatches { return "No batches: \(why).\n" }
    text += "epoch  \(number(trace.epoch))"
    if let printed = trace.printed { text += "  printed as  loss: \(printed)" }
    return text + "\n"
  }

  private func number(_ value: Double?) -> String {
    value.map { NumberFormat.significant($0, digits: precision) } ?? "–"
  }

  private func percent(_ value: Double?) -> String {
    value.map { $0.isNaN ? "–" : NumberFormat.significant($0 * 100, digits: precision) + " %" }
      ?? "–"
  }
}

/// Columns of text, aligned by spaces.
struct TextTable {
  private var rows: [[String]]
  private let firstNumber: Int

  /// A table with these headings; columns from `firstNumber` on are aligned at the right.
  init(_ headings: [String], numbersFrom firstNumber: Int) {
    rows = [headings.map(\.escaped)]
    self.firstNumber = firstNumber
  }

  mutating func add(_ cells: [String]) { rows.append(cells.map(\.escaped)) }

  /// A line for each row.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.enumerated().map { index, row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column >= firstNumber ? padding + cell : cell + padding
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return (index == 0 ? Style.output.bold(line) : line) + "\n"
    }.joined()
  }
}
