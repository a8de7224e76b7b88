private import CairoRendering
internal import Drawings
internal import Figures
private import Foundation
internal import Reductions
private import TensorFiles
internal import Tensors

/// What the page needs to show the value of any pixel: losses, labels and predictions of each
/// sample, packed.
struct ReportProbe: Sendable {
  /// Samples of `output.detail`, those with the highest loss first.
  let order: [Int]
  private let output: ReportOutput
  private let losses: Tensor
  /// 1 where the classes are folded away.
  private let classCount: Int
  private let rows: Int
  private let columns: Int
  private let codes: ProbeCodes
  private let predictions: (tensor: Tensor, codes: ProbeCodes)?
  /// Whether a prediction follows from label and loss: half the bytes.
  private let isDerived: Bool
  /// The losses of other predictions.
  private let second: (tensor: Tensor, codes: ProbeCodes)?
  private let labels: Tensor?
  /// Whether a label is the class's index.
  private let isSparse: Bool
  /// By what a loss enters the number; nil where that differs between positions.
  private let weight: Double?

  /// Nil where there are no positions to point at.
  init?(_ output: ReportOutput, against other: ReportOutput? = nil) {
    guard let (losses, hasClasses) = output.losses, losses.shape.rank >= 3 || !hasClasses,
      losses.shape.rank >= 2, losses.shape.count > 0
    else { return nil }
    var inner = Array(losses.shape.extents.dropFirst())
    // A few classes are panels of their own; many values at the end are an image's columns.
    let isClassed = hasClasses && (inner.count > 2 || inner[inner.count - 1] <= 12)
    let classCount = isClassed ? inner.removeLast() : 1
    self.classCount = classCount
    guard inner.count > 1 || inner[0] > 1 else { return nil }
    self.output = output
    self.losses = losses
    columns = inner[inner.count - 1]
    rows = inner.dropLast().reduce(1, *)
    codes = ProbeCodes(losses.elements)

    let given = output.isOwnLoss ? nil : output.detailInput.yTrue as? Tensor
    let predicted = output.isOwnLoss ? nil : output.detailInput.yPred as? Tensor
    let isSparse =
      given.map { $0.shape.count * classCount == losses.shape.count && classCount > 1 } ?? false
    self.isSparse = isSparse
    labels = given.flatMap { labels in
      let fits = labels.shape == losses.shape || isSparse
      return fits && labels.elements.allSatisfy { $0 >= 0 && $0 <= 255 && Float(Int32($0)) == $0 }
        ? labels : nil
    }
    let fitting = predicted.flatMap { $0.shape == losses.shape ? $0 : nil }
    isDerived = fitting.map { Self.areCrossEntropies(losses, given, $0) } ?? false
    predictions = isDerived ? nil : fitting.map { ($0, ProbeCodes($0.elements)) }
    second = other?.losses.flatMap { other in
      other.tensor.shape == losses.shape ? (other.tensor, ProbeCodes(other.tensor.elements)) : nil
    }
    weight = Self.weight(output, classCount: hasClasses ? losses.shape[-1] : 1)
    let size = losses.shape.sample.count
    let sampleLosses = concurrentMap(losses.shape.sampleCount, threads: processorCount) { sample in
      losses.elements[(sample * size)..<((sample + 1) * size)].reduce(0.0) {
        $0 + ($1.isNaN ? 0 : Double($1))
      }
    }
    order = sampleLosses.indices.sorted {
      (sampleLosses[$1], $0) < (sampleLosses[$0], $1)
    }
  }

  /// How much one loss adds to the number for each nat; nil where positions differ in it.
  private static func weight(_ output: ReportOutput, classCount: Int) -> Double? {
    guard output.picked == nil, let weights = output.output.maps.weights?.elements,
      let first = weights.first, first.isFinite,
      weights.allSatisfy({ abs($0 - first) <= 1e-6 * abs(first) })
    else { return nil }
    guard let elements = output.output.step(.elementwise)?.summary.mean,
      let positions = output.output.step(.perPosition)?.summary.mean
    else { return first }
    guard elements > 0 else { return nil }
    let ratio = positions / elements
    for factor in [1 / Double(classCount), 1]
    where abs(ratio / (factor * Double(classCount)) - 1) < 1e-4 { return first * factor }
    return nil
  }

  /// Whether losses and hard labels tell predictions: every hundredth is looked at.
  private static func areCrossEntropies(
    _ losses: Tensor, _ labels: Tensor?, _ predictions: Tensor
  ) -> Bool {
    guard let labels, labels.shape == losses.shape else { return false }
    let step = losses.shape.count < 10_000 ? 1 : 101
    return stride(from: 0, to: losses.shape.count, by: step).allSatisfy {
      let label = labels.elements[$0]
      let likelihood = Lanes(repeating: -losses.elements[$0]).exponential()[0]
      return (label == 0 || label == 1)
        && abs((label == 1 ? likelihood : 1 - likelihood) - predictions.elements[$0]) < 1e-4
    }
  }

  /// The data of a sample as a script that is not run: planes of high bytes and of low ones, class
  /// by class, deflated.
  func script(_ sample: Int) -> String {
    var data: [UInt8] = []
    data.reserveCapacity(rows * columns * classCount * 5)
    func append(_ codes: [UInt16]) {
      data += codes.map { UInt8($0 >> 8) }
      data += codes.map { UInt8(truncatingIfNeeded: $0) }
    }
    append(codes.codes(of: planes(losses, sample)))
    if let second { append(second.codes.codes(of: planes(second.tensor, sample))) }
    if let predictions { append(predictions.codes.codes(of: planes(predictions.tensor, sample))) }
    if let labels { data += planes(labels, sample).map { UInt8($0) } }
    return "<script type=\"text/plain\" data-sample=\"\(sample)\">"
      + Data(deflated(data, asRuns: true)).base64EncodedString() + "</script>\n"
  }

  /// The elements of a sample, class by class.
  private func planes(_ tensor: Tensor, _ sample: Int) -> [Float] {
    let count = tensor.shape.sample.count
    let elements = tensor.elements.span
    let classes = count == rows * columns * classCount ? classCount : 1
    return unsafe [Float](unsafeUninitializedCapacity: count) { planes, filled in
      for index in 0..<classes {
        for place in stride(
          from: sample * count + index, to: (sample + 1) * count, by: classes)
        {
          unsafe planes[filled] = elements[place]
          filled += 1
        }
      }
    }
  }

  /// The probe around the picture that stands where no script runs.
  ///
  /// - Parameter scripts: Of the samples that have room, in their order.
  func html(around picture: String, scripts: [String], table: String) -> String {
    var html =
      "<div class=\"probe\" id=\"probe\(output.suffix)\" role=\"group\" "
      + "aria-label=\"Losses, \(output.unit.one) by \(output.unit.one)\">\n\(picture)\(table)"
      + "<script type=\"application/json\">\(facts(scripts.count))</script>\n"
    html.reserveCapacity(scripts.reduce(html.utf8.count + 16) { $0 + $1.utf8.count })
    for script in scripts { html += script }
    return html + "</div>\n"
  }

  private func facts(_ count: Int) -> String {
    let ramps = [Theme.light, .dark].map { theme in
      JSON.array(ColorMap.magma.colors(18, on: theme).map { .string($0.css) })
    }
    let diverging = [Theme.light, .dark].map { theme in
      JSON.array([theme.below, theme.above].map { .string($0.css) })
    }
    let shares = output.output.shares.perClass
    var shown = Array(0..<classCount)
    if classCount > 12, let shares, shares.count == classCount {
      shown = shares.placesOfGreatest(12).sorted()
    } else {
      shown = Array(shown.prefix(12))
    }
    let facts = JSON.object([
      ("rows", .integer(rows)), ("columns", .integer(columns)), ("classes", .integer(classCount)),
      ("names", .array((0..<classCount).map { .string(output.className($0)) })),
      ("shown", .array(shown.map { .integer($0) })),
      ("samples", .array(order.prefix(count).map { .integer($0) })),
      ("sampleNames", .array(order.prefix(count).map { .string(output.sampleName($0)) })),
      ("unit", .string(output.unit.one)),
      ("losses", codes.json), ("second", second?.codes.json ?? .null),
      ("predictions", predictions?.codes.json ?? .null),
      ("derived", .bool(isDerived)), ("labels", .bool(labels != nil)), ("sparse", .bool(isSparse)),
      ("value", output.output.value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null),
      ("weight", weight.map { .number($0) } ?? .null),
      ("scale", .array([.number(scale.low), .number(scale.high)])),
      ("colors", .array(ramps)), ("diverging", .array(diverging)),
    ])
    return facts.text.replacing("<", with: "\\u003c")
  }

  /// The limits of the colours, as the heat maps have them: at most five decades.
  private var scale: (low: Double, high: Double) {
    let (least, greatest) = (codes.limits.leastPositive, codes.limits.greatest)
    guard greatest > 0 else { return (0.1, 1) }
    var power = 1.0
    while power > Double(greatest), power > 1e-30 { power /= 10 }
    while power * 10 <= Double(greatest) { power *= 10 }
    var low = power / 10
    while low > Double(least), low * 9999 > power { low /= 10 }
    return (low, Double(greatest))
  }
}
