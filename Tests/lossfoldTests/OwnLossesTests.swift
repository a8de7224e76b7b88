import Foundation
import TensorFiles
import Tensors
import Testing

/// What a loss function of one's own returned, in every command that folds.
@Suite("Losses of one's own")
struct OwnLossesTests {
  private static func workspace() throws -> Workspace {
    let workspace = try Workspace()
    let shape: Shape = [3, 4, 4]
    try workspace.write(
      NPY.encode(Tensor(shape: shape) { Float($0 % 7) / 8 }), to: "losses.npy")
    return workspace
  }

  private struct Row: Decodable { let convention: String, loss: String, value: Double? }
  private struct Said: Decodable {
    let conventions: [Row]
    let readings: [Row]?
  }

  @Test("are compared by themselves, with no loss of the catalogue", arguments: [[], ["0.37"]])
  func compare(number: [String]) throws {
    let workspace = try Self.workspace()
    let ending = try workspace.lossfold(
      ["compare", "--losses", "losses.npy", "--json"] + number.flatMap { ["--number", $0] })
    #expect(ending.code == 0, "\(ending.error)")
    let said = try JSONDecoder().decode(Said.self, from: Data(ending.output.utf8))
    #expect(said.conventions.count == 5)
    let names = (said.conventions + (said.readings ?? [])).map(\.loss)
    #expect(Set(names) == ["losses"])
    let values = said.conventions.compactMap(\.value)
    #expect(values.count == 5 && Set(values).count == 1)
    #expect((said.readings == nil) == number.isEmpty)
    #expect(said.readings?.isEmpty != true)
  }

  @Test(
    "are drawn as far as they can be",
    arguments: [
      "ladder", "position-map", "share-map", "batch-mean", "conventions", "histogram",
      "concentration",
    ])
  func figures(kind: String) throws {
    let workspace = try Self.workspace()
    let ending = try workspace.lossfold(
      ["figure", kind, "--losses", "losses.npy", "--output", "f.svg"])
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try workspace.names().contains("f.svg"))
  }

  @Test(
    "are counted by position",
    arguments: [
      ("histogram", "from,to,positions,sum"),
      ("concentration", "fraction_of_positions,fraction_of_loss"),
    ])
  func counted(kind: String, head: String) throws {
    let workspace = try Self.workspace()
    let ending = try workspace.lossfold([
      "figure", kind, "--losses", "losses.npy", "--output", "f.svg", "--data-file", "f.csv",
    ])
    #expect(ending.code == 0, "\(ending.error)")
    #expect(
      String(decoding: try workspace.bytes(of: "f.csv"), as: UTF8.self).hasPrefix(head + "\n"))
    let drawn = String(decoding: try workspace.bytes(of: "f.svg"), as: UTF8.self)
    #expect(drawn.contains(kind == "histogram" ? "Half of 48 losses" : "of 48 positions"))
  }

  @Test(
    "are refused with a reason where a figure needs more",
    arguments: [
      (
        "class-heatmaps",
        "It shows the step elementwise, which this trace does not have."
      ),
      (
        "loss-versus-metric",
        "It shows the labels and predictions of each class, but there are none."
      ),
    ])
  func refusals(kind: String, sentence: String) throws {
    let workspace = try Self.workspace()
    let ending = try workspace.lossfold(
      ["figure", kind, "--losses", "losses.npy", "--output", "f.svg"])
    #expect(ending.code == 64)
    #expect(ending.error.hasPrefix("error: figure \(kind): \(sentence)\n"))
    #expect(try workspace.names() == ["losses.npy"])
  }
}
