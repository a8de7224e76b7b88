import Reductions
import Tensors

/// What heat maps of classes show, in numbers and in words.
struct ClassFindings {
  /// The mean of each panel: sample × class.
  let means: [[Double]]
  let classMeans: [Double]
  let sampleMeans: [Double]
  let nanCount: Int
  let least: Double
  let greatest: Double
  private let panels: Panels
  private let options: FigureOptions
  private let unit: LossUnit
  private let mean: Double

  init(_ panels: Panels, output: Output, options: FigureOptions) {
    self.panels = panels
    self.options = options
    unit = LossUnit(output)
    let means =
      output.views.perSampleAndClass
      ?? (0..<panels.samples).map { sample in
        (0..<panels.classes).map { panels.mean(sample: sample, class: $0) }
      }
    self.means = means
    classMeans =
      output.views.perClass
      ?? (0..<panels.classes).map { index in
        means.reduce(0) { $0 + $1[index] } / Double(means.count)
      }
    sampleMeans =
      output.views.perSample ?? means.map { $0.reduce(0, +) / Double($0.count) }
    let summary = output.step(.elementwise)?.summary
    nanCount = summary?.nanCount ?? 0
    // Of nothing but NaN the minimum is above the maximum.
    let range = summary.flatMap { $0.minimum <= $0.maximum ? ($0.minimum, $0.maximum) : nil }
    least = Double(range?.0 ?? 0)
    greatest = Double(range?.1 ?? 0)
    mean = summary?.mean ?? .nan
  }

  private var worst: Int? {
    classMeans.indices.filter { !classMeans[$0].isNaN }
      .max { classMeans[$0] == classMeans[$1] ? $0 > $1 : classMeans[$0] < classMeans[$1] }
  }

  var title: String {
    if nanCount > 0 {
      return NumberFormat.notNumbers(
        nanCount, of: NumberFormat.count(panels.tensor.shape.count, "loss"))
    }
    guard let worst, classMeans.count > 1 else {
      return "\(NumberFormat.count(panels.tensor.shape.count, "loss")) "
        + "\(panels.tensor.shape.count == 1 ? "is" : "have the mean") "
        + NumberFormat.significant(mean)
    }
    return
      "\(options.className(worst).startingSentence(options.classNames == nil)) has the highest mean loss, "
      + "\(NumberFormat.significant(classMeans[worst])); the mean of all classes is "
      + NumberFormat.significant(mean)
  }

  /// The alt text.
  var description: String {
    let size =
      panels.isCells
      ? "one loss each"
      : "each of \(NumberFormat.count(panels.rows)) × \(NumberFormat.count(panels.columns)) losses"
    var text =
      "Heat maps of the loss\(unit.phrase): \(NumberFormat.count(panels.samples, "sample")) by "
      + "\(NumberFormat.count(panels.classes, "class")), \(size), from "
      + "\(NumberFormat.significant(least)) to \(NumberFormat.significant(greatest)). Mean loss by "
      + "class: "
    text += classMeans.indices.listed {
      "\(options.className($0)) \(NumberFormat.significant(classMeans[$0]))"
    }
    text += ". Mean of all: \(NumberFormat.significant(mean))."
    if nanCount > 0 { text += " NaN: \(NumberFormat.count(nanCount))." }
    return text
  }

  /// Says what had no room, and how much of the loss it holds.
  func leftOut(samples: [Int], classes: [Int]) -> String? {
    let isSamples = samples.count < panels.samples
    let isClasses = classes.count < panels.classes
    guard isSamples || isClasses else { return nil }
    var parts: [String] = []
    if isSamples { parts.append("\(samples.count) of \(panels.samples) samples") }
    if isClasses { parts.append("\(classes.count) of \(panels.classes) classes") }
    let shown = samples.reduce(0.0) { sum, sample in
      classes.reduce(sum) { $0 + means[sample][$1] }
    }
    let all = means.reduce(0.0) { $1.reduce($0, +) }
    let share = shown / all
    let held =
      share.isFinite ? " These panels hold \(NumberFormat.percent(share)) of the loss." : ""
    return "Shown: \(parts.joined(separator: ", ")), those with the highest mean loss." + held
  }
}
