public import Drawings
import Reductions
import Tensors

/// The input image with the contours of target and prediction, class by class.
///
/// ```swift
/// let trace = try Trace(of: input, OverlayFigure.settings(following: .keras2))
/// let subject = FoldSubject(trace, labels: labels, predictions: predictions, image: image)
/// let drawing = try OverlayFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum OverlayFigure: FigureKind {
  /// `overlay`
  public static let name = "overlay"
  /// For `--list`.
  public static let needs =
    "the input of --image with target and prediction as contours, per class; needs labels and "
    + "predictions of images"

  /// Samples down, classes across, the IoU of each panel under it.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    var sketch = try Sketch(options, measuredBy: measurer)
    let content = try OverlayContent(subject, options, figure: name)
    let title = options.title ?? content.title
    sketch.title(title)
    sketch.overlay(content, options)
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each panel.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = try OverlayContent(subject, options, figure: name)
    return DataTable(
      ["sample", "class", "iou"],
      rows: content.scores.enumerated().flatMap { sample, scores in
        scores.enumerated().map { index, score in
          [.text(options.sampleName(sample)), .text(options.className(index)), .number(score)]
        }
      })
  }
}

private struct OverlayContent {
  /// The grid of the panels.
  let panels: Panels
  /// Where each class of each sample is, and where it is predicted.
  let masks: [[(wanted: CellBits, found: CellBits)]]
  /// How bright each position of each sample is, as a level of ``levels``; on its way.
  let images: Meanwhile<[[UInt8]]>?
  /// The IoU of each sample and class; NaN where the class is neither there nor predicted.
  let scores: [[Double]]
  let title: String
  let description: String

  init(_ subject: FoldSubject, _ options: FigureOptions, figure: String) throws(FigureError) {
    guard let yTrue = subject.labels, let yPred = subject.predictions,
      yTrue.shape == yPred.shape
    else { throw .lacking("labels and predictions of one shape", figure: figure) }
    let labels = try Panels(of: yTrue, figure: figure)
    let predictions = try Panels(of: yPred, figure: figure)
    let threshold = subject.output.metrics?.threshold ?? 0.5
    panels = predictions
    let positions = labels.samples * labels.rows * labels.columns
    if let image = subject.image, image.shape.count == 0 || image.shape.count % positions != 0 {
      throw .unsuitableShape(
        image.shape, figure: figure, expected: "an image of batch × height × width × channel")
    }
    images = subject.image.map { image in Meanwhile { Self.brightness(image, of: labels) } }
    let masks = concurrentMap(labels.samples, threads: processorCount) { sample in
      Array(
        zip(
          CellBits.above(0, in: labels, sample: sample),
          CellBits.above(threshold, in: predictions, sample: sample))
      ).map { (wanted: $0, found: $1) }
    }
    self.masks = masks
    let scores = masks.map { sample in
      sample.map { mask in
        let overlap = mask.wanted.overlap(with: mask.found)
        return Double(overlap.both) / Double(overlap.either)
      }
    }
    self.scores = scores
    let means = (0..<labels.classes).map { index in
      let there = scores.map { $0[index] }.filter { !$0.isNaN }
      return there.reduce(0, +) / Double(there.count)
    }
    let worst = means.indices.filter { !means[$0].isNaN }.min { means[$0] < means[$1] }
    title =
      worst.map { worst in
        let iou = NumberFormat.significant(means[worst])
        let alike = means.allSatisfy { $0.isNaN || NumberFormat.significant($0) == iou }
        if means.count == 1 { return "The mean IoU over the images is \(iou)" }
        return alike
          ? "Every class has a mean IoU over the images of \(iou)"
          : "\(options.startingClassName(worst)) is found worst: its mean IoU over the images is "
            + iou
      } ?? "No class is there or predicted"
    description =
      "Images with the contours of target and prediction above \(NumberFormat.tick(Double(threshold)))"
      + ": \(NumberFormat.count(labels.samples, "sample")) by "
      + "\(NumberFormat.count(labels.classes, "class")). Mean IoU: "
      + means.indices.listed {
        "\(options.className($0)) "
          + (means[$0].isNaN
            ? "neither there nor predicted" : NumberFormat.significant(means[$0]))
      } + "."
  }

  /// Greys of an image, from dark to light.
  static let levels = 64

  /// The mean of an image's channels, dark at its 2nd percentile and light at its 98th: of each
  /// sample, a level for each position.
  private static func brightness(_ image: Tensor, of panels: Panels) -> [[UInt8]] {
    let count = panels.rows * panels.columns
    let channels = image.shape.count / (panels.samples * count)
    let sums = concurrentMap(panels.samples, threads: processorCount) { sample in
      var sums = [Float](repeating: 0, count: count)
      let elements = image.elements.span
      var place = sample * count * channels
      for position in sums.indices {
        for _ in 0..<channels {
          sums[position] += elements[place]
          place += 1
        }
      }
      return sums
    }
    let limits = ColorScale.robustLimits(sums.flatMap(\.self)) ?? (0, 1)
    let (low, high) = (Float(limits.0), Float(limits.1))
    let most = Float(levels - 1)
    return concurrentMap(panels.samples, threads: processorCount) { sample in
      sums[sample].map {
        $0.isFinite && high > low ? UInt8(min(1, max(0, ($0 - low) / (high - low))) * most) : 0
      }
    }
  }
}

extension Sketch {
  fileprivate mutating func overlay(_ content: OverlayContent, _ options: FigureOptions) {
    let panels = content.panels
    let layout = HeatmapLayout(panels, options: options, sketch: self)
    let missing = content.scores.map { scores in
      scores.map { $0.isNaN ? 0 : 1 - $0 }
    }
    let classes = Panels.most(
      layout.columns, by: (0..<panels.classes).map { index in missing.reduce(0) { $0 + $1[index] } }
    )
    let samples = Panels.most(layout.rows, by: missing.map { $0.reduce(0, +) })
    // Half of the way to the paper, so that lines are seen on any image.
    let grounds = (0..<OverlayContent.levels).map { level in
      let tone = Double(level) / Double(OverlayContent.levels - 1)
      let grey = UInt8((theme.isDark ? tone * 110 : 145 + tone * 110).rounded())
      return Color(red: grey, green: grey, blue: grey)
    }
    let contours = PanelSet(samples: samples, classes: classes) { sample, index in
      let mask = content.masks[sample][index]
      return (wanted: Contours(of: mask.wanted), predicted: Contours(of: mask.found))
    }
    classHeader(classes, layout: layout, options: options)
    let images = content.images?.value
    for sample in samples {
      let top = y
      rowLabel(options.sampleName(sample), layout: layout, top: top)
      let image = images.map {
        Raster(
          width: panels.columns, height: panels.rows, palette: grounds, indices: $0[sample])
      }
      for (column, index) in classes.enumerated() {
        let rect = Rect(layout.x(column), top, layout.panelWidth, layout.panelHeight)
        let score = content.scores[sample][index]
        if !panels.isCells {
          var inside: [Mark] = []
          if let image {
            inside.append(.image(image, in: rect))
          } else {
            inside.append(.path(.rect(rect), fill: theme.panel))
          }
          let (wanted, predicted) = contours[sample, index]
          if !predicted.isEmpty {
            inside.append(
              .path(
                predicted.path(in: rect),
                stroke: Stroke(theme.overlay, width: layout.panelWidth < 60 ? 1.1 : 1.5)))
          }
          if !wanted.isEmpty {
            inside.append(
              .path(
                wanted.path(in: rect),
                stroke: Stroke(theme.ink, width: layout.panelWidth < 60 ? 0.5 : 0.6)))
          }
          let name = "\(options.sampleName(sample)), \(options.className(index))"
          marks.append(.group(Group(title: name, marks: inside)))
        }
        text(
          score.isNaN ? "–" : NumberFormat.significant(score), layout.captionFont, theme.ink,
          x: rect.midX,
          top: panels.isCells ? rect.midY - lineHeight(layout.captionFont) / 2 : rect.maxY + 1,
          alignment: .center)
      }
      y = top + layout.rowHeight
    }
    overlayKey(hasCaptions: !panels.isCells)
    leftOut(samples: samples.count, classes: classes.count, of: panels, by: "lowest IoU")
  }

  private mutating func overlayKey(hasCaptions: Bool) {
    let line = lineHeight(.note)
    var x = left
    let items = [("target", theme.ink, 0.6), ("prediction", theme.overlay, 1.5)]
    for (words, color, width) in items {
      marks.append(
        .path(
          .line(Point(x, y + line / 2), Point(x + 12, y + line / 2)),
          stroke: Stroke(color, width: width)))
      text(words, .note, theme.ink, x: x + 15, top: y)
      x += 15 + textWidth(words, .note) + 12
    }
    let words = hasCaptions ? "under each panel its IoU" : "numbers: IoU"
    if x + textWidth(words, .note) <= right {
      text(words, .note, theme.muted, x: x, top: y)
      y += line
    } else {
      y = text(words, .note, theme.muted, x: left, top: y + line)
    }
  }
}

extension Theme {
  /// What was predicted, over an image: apart from ink in tone and in width.
  var overlay: Color { isDark ? Color(0xFF9E70) : Color(0xC8500A) }
}
