public import Drawings
import Reductions
import Tensors

/// The number as the sum of its parts: class by class, where the class is and where it isn't.
///
/// ```swift
/// let trace = try Trace(of: input, SharesFigure.settings(following: .keras2))
/// let subject = FoldSubject(trace)
/// let drawing = try SharesFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum SharesFigure: FigureKind {
  /// `shares`
  public static let name = "shares"
  /// For `--list`.
  public static let needs =
    "the number as a stacked bar and a waterfall of classes, positives and negatives; "
    + "needs losses by class"

  /// One bar of all parts, then each part by itself until the number is reached.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try ShareContent(subject, options, figure: name)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? content.title
    sketch.title(title)
    guard let parts = content.parts else {
      sketch.reason(
        content.why, number: subject.output.value, LossUnit(subject.output))
      return sketch.drawing(title: title, description: content.description)
    }
    let rowHeight = sketch.rowHeight(parts.parts.map(\.name))
    let rows = max(4, Int((sketch.greatestHeight - sketch.y - 96) / rowHeight) - 1)
    let shown = parts.limited(to: rows, noun: "parts")
    sketch.stackedBar(shown)
    if content.hasNegatives {
      sketch.y += 3
      sketch.shareKey()
    }
    sketch.foldLine("add up")
    let value = parts.total
    // Where there is hardly room for bars, their shares are left to the words.
    let isTight = sketch.innerWidth < 190
    sketch.waterfall(
      shown, total: "the number", nameShare: sketch.isNarrow ? 0.4 : 0.36,
      axisLabel: LossUnit(subject.output).isNats ? "nats" : "loss"
    ) { isTight ? "" : NumberFormat.percent($0.amount / value) }
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each part.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = try ShareContent(subject, options, figure: name)
    return DataTable(
      ["part", "amount\(LossUnit(subject.output).suffix)", "share"],
      rows: (content.parts?.parts ?? []).map {
        [
          .text($0.name.text), .number($0.amount),
          .number($0.amount / (content.parts?.total ?? .nan)),
        ]
      })
  }
}

/// The parts and what they say.
struct ShareContent {
  let parts: Waterfall?
  let why: String
  let hasNegatives: Bool
  let title: String
  let description: String

  init(_ subject: FoldSubject, _ options: FigureOptions, figure: String) throws(FigureError) {
    let output = subject.output
    let number = output.value.map { NumberFormat.significant($0) } ?? "The loss"
    guard subject.whyNoParts == nil, let value = output.value, let shares = output.shares.perClass,
      !shares.isEmpty
    else {
      parts = nil
      hasNegatives = false
      why = subject.whyNoParts ?? "This loss has no losses of each class."
      title = "\(number) has no parts"
      description = "\(title). \(why)"
      return
    }
    why = ""
    let positives = output.shares.perClassPositives.flatMap {
      $0.count == shares.count ? $0 : nil
    }
    var parts: [Waterfall.Part] = []
    for index in shares.indices {
      let name = options.className(index)
      guard let positive = positives?[index] else {
        parts.append(
          .init(
            name: RowName(tab: index, text: name), amount: shares[index] * value,
            classIndex: index))
        continue
      }
      parts.append(
        .init(
          name: RowName(tab: index, text: "\(name), where it is"), amount: positive * value,
          classIndex: index))
      parts.append(
        .init(
          name: RowName(tab: index, text: "\(name), elsewhere"),
          amount: (shares[index] - positive) * value, isHatched: true, classIndex: index))
    }
    self.parts = try Waterfall(parts, total: value, figure: figure)
    hasNegatives = positives != nil
    let most = shares.indices.max { shares[$0] < shares[$1] } ?? 0
    var title =
      "\(options.startingClassName(most)) accounts for \(NumberFormat.percent(shares[most])) of "
      + "\(number)"
    if let all = output.shares.positives, all.isFinite, positives != nil {
      title += "; places where a class is, for \(NumberFormat.percent(all)) in all"
    }
    self.title = title
    description =
      "The parts of \(number)\(LossUnit(output).word): "
      + parts.listed(separatedBy: "; ") {
        "\($0.name.text) \(NumberFormat.significant($0.amount)) "
          + "(\(NumberFormat.percent($0.amount / value)))"
      } + "."
  }
}

extension Sketch {
  /// What solid and hatched bars are.
  fileprivate mutating func shareKey() {
    let items = [("where the class is", false), ("elsewhere", true)]
    var x = left
    let line = lineHeight(.note)
    for (words, isHatched) in items {
      let swatch = Rect(x, y + line / 2 - 3, 10, 6)
      if isHatched {
        fill(swatch, theme.paper, outline: theme.muted)
        var at = swatch.minX
        while at + 6 <= swatch.maxX {
          self.line(Point(at, swatch.maxY), Point(at + 6, swatch.minY), theme.muted)
          at += 2
        }
      } else {
        fill(swatch, theme.muted)
      }
      text(words, .note, theme.muted, x: x + 13, top: y)
      x += 13 + textWidth(words, .note) + 12
    }
    y += line
  }
}
