import Dispatch
import Foundation
import Reductions
import TensorFiles
import Tensors

/// The engine on 32 × 256 × 256 × 5, what moving the same bytes costs, and what peers take.
enum FoldTopic {
  static let shape: Shape = [32, 256, 256, 5]

  static func report(_ setting: Setting) throws -> Report {
    let case32 = RandomCase(shape)
    let main = try inTurn(case32)
    var report = Report(measurements: main)
    let (copy, hard, soft) = (main[0], main[1], main[2])
    report.ratios = [
      Ratio("hard labels ÷ copy", hard, to: copy, .atMost(2)),
      Ratio("soft labels ÷ hard labels", soft, to: hard, .atMost(2)),
    ]
    report.measurements += try others(case32)
    report.measurements.append(try rows())
    report = report + (try growth())

    let files = try case32.files(in: setting)
    report.add(
      try Peer.run(
        PackageResources.fold_peers_py, "fold_peers.py", arguments: [files.yTrue, files.yPred],
        in: setting))
    let targets: [(String, Ratio.Target?)] = [
      ("NumPy", .atLeast(10)), ("PyTorch", nil), ("torch.compile", .atLeast(3)), ("JAX", nil),
      ("Keras", nil),
    ]
    for (name, target) in targets {
      guard let peer = report[name] else { continue }
      report.ratios.append(Ratio("\(name) ÷ hard labels", peer, to: hard, target))
    }
    return report
  }

  /// What the issue asks for, round by round.
  private static func inTurn(_ tensors: RandomCase) throws -> [Measurement] {
    let count = shape.count
    var copies = [Float](repeating: 1, count: 3 * count)
    let source = tensors.yPred.elements + tensors.hard.elements + tensors.yPred.elements
    let (hard, soft) = (Folder(tensors.hard, tensors.yPred), Folder(tensors.soft, tensors.yPred))
    return try Measurement.inTurn(
      rounds: 15,
      [
        (
          "copy of inputs and element tensor, two threads",
          { concurrentCopy(source, into: &copies) }
        ),
        ("hard labels", { try hard.fold() }),
        ("soft labels", { try soft.fold() }),
        ("hard labels, sums alone", { try hard.fold(keeping: []) }),
        ("hard labels, sums alone, one thread", { try hard.fold(keeping: [], threads: 1) }),
      ])
  }

  /// Other conventions and losses.
  private static func others(_ tensors: RandomCase) throws -> [Measurement] {
    let wanted: [(Convention, String)] = [
      (.keras2, "binary_crossentropy"), (.tfKeras, "binary_crossentropy"),
      (.pytorch, "binary_crossentropy"), (.keras3, "categorical_crossentropy"),
      (.keras3, "binary_focal_crossentropy"), (.keras3, "mean_squared_error"),
    ]
    return try wanted.map { convention, loss in
      let folder = Folder(tensors.hard, tensors.yPred, convention, loss)
      return try Measurement("\(convention.rawValue), \(loss)", runs: 7) { try folder.fold() }
    }
  }

  /// As many elements in samples of one position each, as plain classification has them.
  private static func rows() throws -> Measurement {
    let rows = RandomCase([shape.count / 10, 10])
    let folder = Folder(rows.hard, rows.yPred)
    return try Measurement("a position a sample, 10 classes, sums alone", runs: 5) {
      try folder.fold(keeping: [])
    }
  }

  /// Four times as many images take how much longer?
  private static func growth() throws -> Report {
    let (few, many) = (RandomCase([16, 256, 256, 5]), RandomCase([64, 256, 256, 5]))
    let (small, large) = (Folder(few.hard, few.yPred), Folder(many.hard, many.yPred))
    let times = try Measurement.inTurn(
      rounds: 9, [("16 images", { try small.fold() }), ("64 images", { try large.fold() })])
    return Report(
      measurements: times,
      ratios: [
        Ratio("an image of 64 ÷ one of 16", times[1], to: times[0], share: 4, .atMost(1.2))
      ])
  }

  private static func concurrentCopy(_ source: [Float], into copies: inout [Float]) {
    let half = source.count / 2
    unsafe copies.withUnsafeMutableBytes { copies in
      // Each thread writes a half of its own.
      nonisolated(unsafe) let copies = unsafe copies
      DispatchQueue.concurrentPerform(iterations: 2) { part in
        let range = (part * half * 4)..<((part + 1) * half * 4)
        unsafe source.withUnsafeBytes { source in
          unsafe UnsafeMutableRawBufferPointer(rebasing: copies[range])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[range]))
        }
      }
    }
  }
}

/// Two tensors that are folded again and again, as in a loop over batches.
private final class Folder {
  private let input: FoldInput
  private let convention: Convention
  private let memory = FoldMemory()

  init(
    _ yTrue: Tensor, _ yPred: Tensor, _ convention: Convention = .keras3,
    _ loss: String = "binary_crossentropy"
  ) {
    input = FoldInput(yTrue: yTrue, yPred: yPred, loss: loss)
    self.convention = convention
  }

  /// Folds to the element tensor, positions, classes, samples and the number.
  func fold(
    keeping: Set<Step.ID> = [.elementwise, .perPosition], threads: Int = processorCount
  ) throws {
    var settings = FoldSettings(convention: convention, keeping: keeping, threads: threads)
    settings.memory = memory
    let trace = try Trace(of: input, settings)
    precondition(trace.total != nil && trace.outputs[0].views.perClass != nil, "a whole trace")
    memory.reclaim(trace)
  }
}

/// Random predictions with hard labels and with soft ones.
struct RandomCase {
  let hard: Tensor, soft: Tensor, yPred: Tensor

  init(_ shape: Shape) {
    var state: UInt64 = 1
    func random() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / 16_777_216
    }
    hard = Tensor(shape: shape) { $0 % 5 == 4 ? (random() < 0.01 ? 1 : 0) : Float($0 % 2) }
    soft = Tensor(shape: shape) { _ in random() }
    yPred = Tensor(shape: shape) { _ in random() }
  }

  func files(in setting: Setting) throws -> (yTrue: String, yPred: String) {
    func write(_ tensor: Tensor, _ name: String) throws -> String {
      let path = setting.path(name)
      try Data(NPY.encode(tensor)).write(to: URL(fileURLWithPath: path))
      return path
    }
    return (try write(hard, "hard.npy"), try write(yPred, "pred.npy"))
  }
}
