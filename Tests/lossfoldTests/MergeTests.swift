import TensorFiles
import TestSupport
import Tensors
import Testing

@Suite("lossfold merge")
struct MergeTests {
  /// Seven samples in `all.npz`, and in the shards `0.npz`, `1.npz` and `2.npz`; each shard's part in
  /// `0.json` and so on.
  private func workspace(_ options: [String] = [], hasPlaces: Bool = true) throws -> Workspace {
    let workspace = try Workspace()
    var random = SplitMix(seed: 2)
    let shape: Shape = [7, 2, 2, 2]
    let yTrue = Tensor(shape: shape) { _ in random.unit() < 0.4 ? 1 : 0 }
    let yPred = Tensor(shape: shape) { _ in Float(random.unit()) }
    func write(_ range: Range<Int>, _ name: String) throws {
      let elements = (range.lowerBound * 8)..<(range.upperBound * 8)
      func cut(_ tensor: Tensor) throws -> Tensor {
        try Tensor(
          shape: Shape([range.count, 2, 2, 2]), elements: Array(tensor.elements[elements]))
      }
      try workspace.write(
        NPZ.encode([("y_true", cut(yTrue)), ("y_pred", cut(yPred))]), to: name)
    }
    try write(0..<7, "all.npz")
    for (index, range) in [0..<3, 3..<4, 4..<7].enumerated() {
      try write(range, "\(index).npz")
      let place = hasPlaces ? ["--first-sample", "\(range.lowerBound)"] : []
      let ending = try workspace.lossfold(
        ["fold", "\(index).npz:y_true", "\(index).npz:y_pred", "--partial"] + place + options)
      #expect(ending.code == 0, "\(ending.error)")
      #expect(ending.output.split(separator: "\n").count == 1)
      try workspace.write(ending.output, to: "\(index).json")
    }
    return workspace
  }

  @Test("prints the tables of one run, whatever the order")
  func tables() throws {
    let workspace = try workspace(["--convention", "keras-2", "--class-names", "sea,land"])
    let whole = try workspace.lossfold(
      [
        "fold", "all.npz:y_true", "all.npz:y_pred", "--convention", "keras-2", "--class-names",
        "sea,land",
      ])
    let merged = try workspace.lossfold(["merge", "2.json", "0.json", "1.json"])
    #expect(merged == whole)
    let tree = try workspace.lossfold(["merge", "1.json", "2.json", "--partial"])
    try workspace.write(tree.output, to: "12.json")
    #expect(try workspace.lossfold(["merge", "12.json", "0.json"]) == whole)
  }

  @Test("takes several parts from one file, one a line")
  func lines() throws {
    let workspace = try workspace()
    let parts = try ["1.json", "2.json", "0.json"].flatMap { try workspace.bytes(of: $0) }
    try workspace.write(parts, to: "parts.jsonl")
    let merged = try workspace.lossfold(["merge", "parts.jsonl", "--json"])
    let apart = try workspace.lossfold(["merge", "0.json", "1.json", "2.json", "--json"])
    #expect(merged == apart && merged.code == 0)
  }

  @Test("leaves out lists where parts lack their place, and says why")
  func withoutPlaces() throws {
    let workspace = try workspace(hasPlaces: false)
    let merged = try workspace.lossfold(["merge", "0.json", "1.json", "2.json", "--json"])
    #expect(merged.code == 0)
    #expect(merged.output.contains("\"batches\": null"))
    #expect(merged.output.contains("\"per_sample\": null"))
    #expect(
      merged.output.contains(
        "\"why\": \"a part does not say where its samples stand: fold it with --first-sample\""))
  }

  @Test("names the part that is broken, or overlaps")
  func refusals() throws {
    let workspace = try workspace()
    let other = try Self.otherPart(workspace)
    let first = String(decoding: try workspace.bytes(of: "0.json"), as: UTF8.self)
    try workspace.write(String(first.prefix(300)), to: "short.json")
    try workspace.write(first.replacing("\"samples\": 3,", with: "\"samples\": 4,"), to: "lie.json")
    try workspace.write(
      first.replacing("\"hard_labels\": true", with: "\"hard_labels\": false"),
      to: "flipped.json")
    try workspace.write("[1]", to: "list.json")
    try workspace.write("", to: "empty.json")
    try workspace.write(other, to: "other.json")
    try workspace.write(first, to: "copy.json")
    for (files, sentence) in [
      (["0.json", "0.json"], "0.json: Every part is merged once, but this one was given twice."),
      (
        ["0.json", "copy.json"],
        "copy.json: Every sample is in one part, but its samples 0 to 2 overlap samples 0 to 2 of "
          + "0.json."
      ),
      (
        ["0.json", "short.json"],
        "short.json: A part of a fold is JSON, but it lacks the closing quote at byte 300."
      ),
      (["empty.json"], "empty.json: A part of a fold is JSON, but it is empty."),
      (
        ["list.json"],
        "list.json: A part of a fold has keys and values, but this has not: it is broken, or of "
          + "another kind."
      ),
      (
        ["lie.json"],
        "lie.json: A part of a fold has 4 samples together at stretches, but this has not: it is "
          + "broken, or of another kind."
      ),
      (
        ["1.json", "other.json"],
        "other.json: Parts of one fold are folded alike, but its convention is \"keras-2\", and "
          + "that of 1.json is \"keras-3\"."
      ),
    ] {
      let ending = try workspace.lossfold(["merge"] + files)
      #expect(ending.code == 65)
      #expect(ending.errorLines.first == "error: " + sentence)
      #expect(ending.output.isEmpty)
    }
    let flipped = try workspace.lossfold(["merge", "flipped.json"])
    #expect(flipped.code == 65)
    #expect(flipped.error.contains("flipped.json: The checksum of its numbers is "))
    #expect(try workspace.lossfold(["merge", "missing.json"]).code == 66)
  }

  private static func otherPart(_ workspace: Workspace) throws -> String {
    try workspace.lossfold(
      [
        "fold", "0.npz:y_true", "0.npz:y_pred", "--convention", "keras-2", "--partial",
        "--first-sample", "0",
      ]
    ).output
  }

  @Test(
    "is refused by fold where sums do not do",
    arguments: [
      (["--gradient"], "Leave --gradient out."), (["--metrics"], "Leave --metrics out."),
      (["--replicas", "2"], "Leave --replicas out."),
      (["--reduction", "none"], "Name another: --reduction mean or sum."),
    ])
  func notPartial(options: [String], help: String) throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    let ending = try workspace.lossfold(
      ["fold", "batch.npz:y_true", "batch.npz:y_pred", "--partial"] + options)
    #expect(ending.code == 64, "\(ending.error)")
    #expect(ending.errorLines.last == "help: " + help)
  }
}
