import Foundation
import TensorFiles
import Tensors
import Testing

@Suite("lossfold fold")
struct FoldTests {
  private static let operands = ["batch.npz:y_true", "batch.npz:y_pred", "--convention", "keras-2"]

  @Test("prints every step as a table")
  func table() throws {
    let folder = try Workspace()
    let shape: Shape = [2, 1, 2, 2]
    let yTrue = Tensor(shape: shape) { Float($0 % 2) }
    try folder.write(
      NPZ.encode([("y_true", yTrue), ("y_pred", Tensor(repeating: 0.5, shape: shape))]),
      to: "batch.npz")
    let ending = try folder.lossfold(["fold"] + Self.operands + ["--class-names", "sky,sea"])
    #expect(ending.code == 0)
    #expect(ending.error == "")
    #expect(
      ending.output == """
        binary_crossentropy as keras-2 folds it

        step          what happens                           shape          count    mean     max
        elementwise   binary cross-entropy of every element  2 × 1 × 2 × 2      8  0.6931  0.6931
        per-position  mean over 2 classes                    2 × 1 × 2          4  0.6931  0.6931
        weighted      mean over 1 × 2 positions              2                  2  0.6931  0.6931
        output        mean over 2 samples                    scalar             1  0.6931  0.6931

        loss  0.6931

        class    loss    share  IoU  positives  perfect  missed
        sky    0.6931  50.00 %    –        0 %   0.3466  0.6931
        sea    0.6931  50.00 %  0 %    100.0 %   0.3466   8.406

        sample    loss    share
        0       0.6931  50.00 %
        1       0.6931  50.00 %

        positives 50.00 %, negatives 50.00 %; wrong 50.00 %, correct 50.00 %

        epoch  0.6931  printed as  loss: 0.6931

        """)
  }

  @Test("prints JSON under the names of the contract")
  func json() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let ending = try folder.lossfold(["fold"] + Self.operands + ["--json", "--batch-size", "2"])
    #expect(ending.code == 0)
    #expect(ending.error == "")
    let trace = try Trace(ending)
    #expect(trace.schema == 1)
    #expect(trace.convention == "keras-2")
    #expect(trace.metricsNames == ["loss"])
    #expect(trace.penalties == [])
    #expect(trace.batches.map(\.size) == [2, 1])
    #expect(trace.optimised == trace.batches.map(\.loss))
    let output = try #require(trace.outputs.first)
    #expect(output.name == "output")
    #expect(output.loss == "binary_crossentropy")
    #expect(output.reduction == "weighted_masked_objective")
    #expect(output.lossWeight == 1)
    #expect(output.steps.map(\.id) == ["elementwise", "per-position", "weighted", "output"])
    #expect(output.steps.map(\.shape) == [[3, 2, 2, 2], [3, 2, 2], [3], []])
    #expect(output.steps.map(\.axes) == [[], [3], [1, 2], [0]])
    #expect(output.steps.map(\.values.count) == [24, 12, 3, 1])
    #expect(output.steps.allSatisfy { $0.nan == 0 && $0.infinite == 0 && $0.min <= $0.max })
    #expect(output.steps.allSatisfy { abs($0.mean - trace.total) < 1e-6 })
    #expect(output.shape == [])
    #expect(output.value == trace.total)
    #expect(abs(trace.epoch - trace.total) < 1e-12)
    #expect(output.views.perClass.count == 2)
    #expect(output.views.perSample.count == 3)
    #expect(abs(output.shares.perClass.reduce(0, +) - 1) < 1e-12)
    #expect(abs(output.shares.perSample.reduce(0, +) - 1) < 1e-12)
    #expect(abs(output.shares.positives + output.shares.negatives - 1) < 1e-12)
    #expect(output.visibility.allSatisfy { $0.asIs == output.value && $0.perfect < $0.missed })
    #expect(output.metrics.iou.count == 2)
    #expect(output.metrics.dice.count == 2)
    #expect(output.metrics.precision.count == 2)
    #expect(output.metrics.recall.count == 2)
    #expect(output.metrics.meanIoU == output.metrics.iou.compactMap(\.self).reduce(0, +) / 2)
  }

  @Test("finds the number that Keras printed for the U-Net of the documentation")
  func realCase() throws {
    let folder = try Workspace()
    let data =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path + "/docs-src/data/"
    let ending = try folder.lossfold([
      "fold", data + "unet-val.npz:y_true", data + "unet-val.npz:y_pred", "--convention",
      "keras-2", "--json",
    ])
    #expect(ending.code == 0)
    let facts = try JSONDecoder().decode(
      Facts.self, from: Data(contentsOf: URL(fileURLWithPath: data + "unet-val.json")))
    let trace = try Trace(ending)
    let output = try #require(trace.outputs.first)
    func expect(_ found: [Double], _ expected: [Double]) {
      #expect(found.count == expected.count)
      for (found, expected) in zip(found, expected) {
        #expect(abs(found - expected) <= 1e-6 * expected)
      }
    }
    expect([trace.total], [facts.loss])
    expect(output.views.perSample, facts.perSample)
    expect(output.views.perClass, facts.perClass)
    expect(output.metrics.iou.compactMap(\.self), facts.iou)
    #expect(trace.printed == "0.0136")
  }

  @Test("dumps every step's tensor")
  func dump() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let ending = try folder.lossfold(["fold"] + Self.operands + ["--dump", "new/steps", "--json"])
    #expect(ending.code == 0)
    #expect(ending.error == "")
    let shapes: [(String, Shape)] = [
      ("elementwise", [3, 2, 2, 2]), ("output", []), ("per-position", [3, 2, 2]), ("weighted", [3]),
    ]
    #expect(try folder.names(in: "new/steps") == shapes.map { "output.\($0.0).npy" })
    let trace = try Trace(ending)
    for (step, shape) in shapes {
      let tensor = try NPY.decode(folder.bytes(of: "new/steps/output.\(step).npy"))
      #expect(tensor.shape == shape)
      #expect(trace.outputs[0].steps.first { $0.id == step }?.values == tensor.elements)
    }
  }

  @Test("tells what the gradient falls on, and dumps it")
  func gradient() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let command = ["fold"] + Self.operands + ["--gradient"]
    let ending = try folder.lossfold(command + ["--dump", "maps", "--json"])
    #expect(ending.code == 0)
    #expect(ending.output.contains("\"gradient\": {"))
    #expect(ending.output.contains("\"with_respect_to\": \"logit\""))
    let gradient = try NPY.decode(folder.bytes(of: "maps/output.gradient.npy"))
    let ofLogits = try NPY.decode(folder.bytes(of: "maps/output.logit-gradient.npy"))
    let weights = try NPY.decode(folder.bytes(of: "maps/output.weight.npy"))
    #expect(gradient.shape == [3, 2, 2, 2])
    #expect(ofLogits.shape == [3, 2, 2, 2])
    #expect(weights.shape == [3, 2, 2])
    #expect(weights.elements.allSatisfy { abs($0 * 12 - 1) < 1e-6 })
    let table = try folder.lossfold(command)
    #expect(table.output.contains("gradient with respect to each logit"))
    let plain = try folder.lossfold(["fold"] + Self.operands + ["--json"])
    #expect(!plain.output.contains("\"gradient\""))
    let none = try folder.lossfold(
      ["fold", "batch.npz:y_true", "batch.npz:y_pred", "--gradient", "--reduction", "none"])
    #expect(
      none.output.contains(
        "No shares of the gradient: the reduction leaves no single number."))
  }

  @Test("takes from a run file what flags say")
  func runFile() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.write(NPY.encode(Tensor(shape: [3]) { Float($0) }), to: "weights.npy")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/runs", withIntermediateDirectories: false)
    let run = """
      convention: keras-2
      y-true: ../batch.npz:y_true
      y-pred: ../batch.npz:y_pred
      sample-weight: ../weights.npy
      batch-size: 2
      epoch: steps
      threshold: 0.25
      class-names: [sky, sea]

      """
    // As a Windows editor saves it.
    try folder.write("\u{FEFF}" + run.replacing("\n", with: "\r\n"), to: "runs/run.yaml")
    let flags = [
      "--sample-weight", "weights.npy", "--batch-size", "2", "--epoch", "steps", "--threshold",
      "0.25", "--class-names", "sky,sea",
    ]
    for view in [[], ["--json"]] {
      let expected = try folder.lossfold(["fold"] + Self.operands + flags + view)
      #expect(expected.code == 0)
      #expect(try folder.lossfold(["fold", "runs/run.yaml"] + view) == expected)
    }
  }

  @Test("weighs several outputs and names their files")
  func outputs() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.write(
      """
      convention: keras-2
      penalties: [0.5]
      outputs:
        - name: left
          loss-weight: 2
          y-true: batch.npz:y_true
          y-pred: batch.npz:y_pred
        - y-true: batch.npz:y_true
          y-pred: batch.npz:y_pred
      """, to: "run.yaml")
    let ending = try folder.lossfold(["fold", "run.yaml", "--json", "--dump", "."])
    let trace = try Trace(ending)
    #expect(trace.outputs.map(\.name) == ["left", "output_2"])
    #expect(abs(trace.total - (3 * trace.outputs[0].value + 0.5)) < 1e-12)
    #expect(try folder.names().contains("output_2.per-position.npy"))
  }

  @Test("folds losses of the user's own, without other operands")
  func ownLosses() throws {
    let folder = try Workspace()
    try folder.write(NPY.encode(Tensor(shape: [2, 2]) { Float($0) }), to: "losses.npy")
    let ending = try folder.lossfold([
      "fold", "--losses", "losses.npy", "--convention", "keras-2", "--class-axis", "-1",
    ])
    #expect(ending.code == 0)
    #expect(ending.output.contains("\nloss  1.500\n"))
    #expect(ending.output.contains("\n0       0.5000  16.67 %\n1        2.500  83.33 %\n"))
    #expect(ending.output.contains("\nNo shares by class: this loss is not a sum of elements.\n"))
  }

  @Test("says where the first odd loss is, and how many there are")
  func oddValues() throws {
    let folder = try Workspace()
    let losses = Tensor(shape: [2, 3]) { $0 == 4 ? .nan : $0 == 5 ? .infinity : 1 }
    try folder.write(NPY.encode(losses), to: "losses.npy")
    let ending = try folder.lossfold(["fold", "--losses", "losses.npy"])
    #expect(ending.output.contains("\nper-position: 1 NaN and 1 infinite, the first at 1, 1\n"))
    #expect(ending.output.contains("\noutput: 1 NaN and 0 infinite\n"))
  }

  @Test("warns where names do not fit the tensors, and goes on")
  func names() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let ending = try folder.lossfold(["fold"] + Self.operands + ["--class-names", "a,b,c"])
    #expect(ending.code == 0)
    #expect(
      ending.error == "warning: class-names has 3 names, but the tensors have 2 classes.\n")
  }
}

/// What `fold --json` prints, key by key of the contract.
struct Trace: Decodable {
  struct Output: Decodable {
    struct Step: Decodable {
      var id, operation, formula: String
      var axes, shape: [Int]
      var min, max, mean, sum: Double
      var nan, infinite: Int
      var values: [Float]
    }
    struct Views: Decodable {
      var perClass, perSample: [Double]
    }
    struct Shares: Decodable {
      var perClass, perSample: [Double]
      var positives, negatives: Double
    }
    struct Visibility: Decodable {
      var perfect, asIs, missed: Double
    }
    struct Metrics: Decodable {
      enum CodingKeys: String, CodingKey {
        case iou, dice, precision, recall
        case meanIoU = "meanIou"
      }
      /// A class absent from both tensors is null.
      var iou, dice, precision, recall: [Double?]
      var meanIoU: Double
    }
    var name, loss, reduction: String
    var lossWeight: Double
    var steps: [Step]
    var shape: [Int]
    var value: Double
    var views: Views
    var shares: Shares
    var visibility: [Visibility]
    var metrics: Metrics
  }
  struct Batch: Decodable {
    var size: Int
    var loss: Double
  }
  var schema: Int
  var convention: String
  var metricsNames: [String]
  var outputs: [Output]
  var penalties: [Double]
  var total: Double
  var batches: [Batch]
  var optimised: [Double]
  var epoch: Double
  var printed: String?

  init(_ ending: Ending) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Trace.self, from: Data(ending.output.utf8))
  }
}

/// What Keras itself said of the real case.
private struct Facts: Decodable {
  enum CodingKeys: String, CodingKey {
    case loss = "keras_loss_of_these_images"
    case perSample = "per_sample"
    case perClass = "per_class"
    case iou
  }
  var loss: Double
  var perSample, perClass, iou: [Double]
}
