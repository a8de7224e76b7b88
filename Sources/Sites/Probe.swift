internal import Drawings
private import Figures
private import Foundation
internal import Reductions
private import TensorFiles
internal import Tensors

/// What the probe of a page shows: every element of a fold, one script of data for each image.
///
/// The numbers are the engine's. An image of few elements has its losses as they are, in 32 bits;
/// a larger one has 16 bits each, of the logit of how wrong the prediction is.
struct Probe: Sendable {
  /// An anchor of its page.
  var id: String
  /// What the names of its scripts begin with.
  var stem: String
  /// How many images there are.
  var imageCount: Int { losses.shape.sampleCount }

  let fold: NamedFold
  let losses: Tensor
  private let labels: Tensor
  private let value: Double
  let means: [[Double]]
  private let codes: Codes?

  /// Up to how many elements an image has its losses in 32 bits.
  private static let exactCount = 8192

  /// A probe of `fold`, whose elements were kept.
  ///
  /// - Throws: What keeps the fold from being probed.
  init(_ fold: NamedFold, id: String, stem: String, block: SourceBlock) throws(Finding) {
    func refusal(_ why: String) -> Finding {
      Finding(
        "A probe shows the mean of the binary cross-entropy of images, but \(why).",
        file: block.file, line: block.line, rule: "probe/unfit")
    }
    guard let output = fold.trace.outputs.first,
      let losses = output.step(.elementwise)?.tensor, let labels = fold.labels,
      let predictions = fold.predictions, losses.shape == labels.shape
    else { throw refusal("this fold has no loss for each element") }
    guard losses.shape.rank == 4, losses.shape.count > 0 else {
      throw refusal("the shape is \(losses.shape), not images × height × width × classes")
    }
    guard let value = output.value, value.isFinite, let means = output.views.perSampleAndClass
    else { throw refusal("this fold leaves no finite number") }
    guard labels.elements.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw refusal("not every label is 0 or 1")
    }
    // Each element counts the same; a weight or a mask anywhere shows in one of these.
    let mean = means.joined().reduce(0, +) / Double(means.count * (means.first?.count ?? 1))
    let shares = zip(output.shares.perSample ?? [], means).map { share, row in
      share - row.reduce(0, +) / Double(row.count) / mean / Double(means.count)
    }
    guard abs(value - mean) <= 1e-5 * mean, shares.allSatisfy({ abs($0) < 1e-5 }) else {
      throw refusal("this one sums, or weighs its elements, or leaves some out")
    }
    guard Self.areCrossEntropies(losses, labels, predictions) else {
      throw refusal("these losses are others")
    }
    self.fold = fold
    self.id = id
    self.stem = stem
    self.losses = losses
    self.labels = labels
    self.value = value
    self.means = means
    codes = losses.shape.sample.count > Self.exactCount ? Codes(losses.elements) : nil
  }

  /// Whether every hundredth loss is that of its label and its prediction.
  private static func areCrossEntropies(
    _ losses: Tensor, _ labels: Tensor, _ predictions: Tensor
  ) -> Bool {
    stride(from: 0, to: losses.shape.count, by: losses.shape.count < 10_000 ? 1 : 101).allSatisfy {
      let likelihood = Lanes(repeating: -losses.elements[$0]).exponential()[0]
      let expected = labels.elements[$0] == 1 ? likelihood : 1 - likelihood
      return abs(expected - predictions.elements[$0]) < 1e-4
    }
  }

  /// Where the script of an image lies in the site.
  func path(_ image: Int) -> String { "probe/\(stem).\(image).js" }

  /// The script of an image: its losses and labels, in the order of the tensor.
  ///
  /// Codes are deflated, all their high bytes before all their low ones: two thirds of the bytes.
  func script(_ image: Int) -> [UInt8] {
    let sample = losses.sample(image).elements
    var data: [UInt8] = []
    data.reserveCapacity(sample.count * 4)
    for index in stride(from: 0, to: sample.count, by: Lanes.scalarCount) {
      let end = min(index + Lanes.scalarCount, sample.count)
      if let codes {
        for code in codes.codes(of: sample[index..<end]) {
          data.append(UInt8(truncatingIfNeeded: code))
          data.append(UInt8(code >> 8))
        }
      } else {
        for loss in sample[index..<end] {
          let bits = loss.bitPattern
          for byte in 0..<4 { data.append(UInt8(truncatingIfNeeded: bits >> (byte * 8))) }
        }
      }
    }
    var bits = [UInt8](repeating: 0, count: (sample.count + 7) / 8)
    for (index, label) in labels.sample(image).elements.enumerated() where label == 1 {
      bits[index / 8] |= 1 << UInt8(index % 8)
    }
    let packs = codes != nil
    if packs {
      let (high, low) = (data.indices.filter { $0 % 2 == 1 }, data.indices.filter { $0 % 2 == 0 })
      data = deflated((high + low).map { data[$0] }, asRuns: true)
    }
    return Array(
      """
      (self.lossfoldProbe ??= {})["\(stem).\(image)"] = {
      losses: "\(Data(data).base64EncodedString())",
      labels: "\(Data(bits).base64EncodedString())"\(packs ? ", planes: 2" : "") };

      """.utf8)
  }

  /// What the page itself says, for the script to begin with.
  var facts: String {
    let scale = Self.scale(of: losses.elements)
    let ramps = [Theme.light, .dark].map { theme in
      JSON.array(ColorMap.magma.colors(18, on: theme).map { .string($0.hex) })
    }
    let facts = JSON.object([
      ("id", .string(id)), ("stem", .string(stem)),
      ("shape", .array(losses.shape.extents.map { .integer($0) })),
      ("names", .array(names.map { .string($0) })),
      ("convention", .string(fold.trace.convention.rawValue)),
      ("value", .number(value)),
      ("kept", .array(keptSums.map { .array($0.map { .number($0) }) })),
      ("scale", .array([.number(scale.low), .number(scale.high)])),
      ("codes", codes.map { .array([.number($0.low), .number($0.step)]) } ?? .null),
      ("colors", .array(ramps)),
    ])
    return facts.text.replacing("<", with: "\\u003c")
  }

  /// Of all positions, then of those where each class is: how many there are, and the sum of each
  /// class's losses over them.
  var keptSums: [[Double]] {
    let count = losses.shape[-1]
    var sums = Array(repeating: Array(repeating: 0.0, count: count + 1), count: count + 1)
    for start in stride(from: 0, to: losses.shape.count, by: count) {
      for mask in 0...count
      where mask == 0 || labels.elements[start + mask - 1] == 1 {
        sums[mask][0] += 1
        for index in 0..<count {
          sums[mask][index + 1] += Double(losses.elements[start + index])
        }
      }
    }
    return sums
  }

  var names: [String] {
    let count = losses.shape[-1]
    return IndexName.classes(fold.classNames, count: count)
  }

  /// The limits of the colours, as the heat maps have them: to a power of ten, at most five decades.
  static func scale(of losses: [Float]) -> (low: Double, high: Double) {
    var (least, greatest) = (Float.infinity, Float(0))
    for loss in losses where loss > 0 {
      least = min(least, loss)
      greatest = max(greatest, loss)
    }
    guard greatest > 0 else { return (0.1, 1) }
    var power = 1.0
    while power > Double(greatest) { power /= 10 }
    while power * 10 <= Double(greatest) { power *= 10 }
    var low = power / 10
    while low > Double(least), low * 9999 > power { low /= 10 }
    return (low, Double(greatest))
  }
}
