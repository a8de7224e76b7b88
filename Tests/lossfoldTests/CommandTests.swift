import Foundation
import TensorFiles
import Tensors
import Testing

@Suite("lossfold")
struct CommandTests {
  @Test("says its version")
  func version() throws {
    let ending = try Workspace().lossfold(["--version"])
    #expect(ending == Ending(code: 0, output: "lossfold 0.1.0\n", error: ""))
  }

  @Test(
    "shows an example in the help of every command",
    arguments: [
      ([], "lossfold fold batch.npz:y_true batch.npz:y_pred --convention keras-2"),
      (["build"], "lossfold build docs-src --output site"),
      (["fold"], "lossfold fold batch.npz:y_true batch.npz:y_pred --convention keras-2"),
      (["figure"], "lossfold figure ladder batch.npz:y_true batch.npz:y_pred --output ladder.svg"),
      (["inspect"], "lossfold inspect tensors.npz"),
      (["synth"], "lossfold synth segmentation --shape 2,8,8,5 --seed 1 --output tensors.npz"),
    ] as [([String], String)])
  func help(command: [String], example: String) throws {
    let ending = try Workspace().lossfold(command + ["--help"])
    #expect(ending.code == 0)
    #expect(ending.error == "")
    #expect(ending.output.contains("\n  " + example + "\n"))
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 130 })
  }

  @Test("knows no other command")
  func unknown() throws {
    try Workspace().lossfold(["flod"]).expectError(
      64, "command line: There is no command flod.", help: ["Did you mean fold?"])
    try Workspace().lossfold(["paint"]).expectError(
      64, "command line: There is no command paint.",
      help: [
        "There are build, serve, fold, merge, explain, compare, figure, verify, inspect, synth, "
          + "doctor, completions, man, help."
      ])
    try Workspace().lossfold(["--verison"]).expectError(
      64, "command line: Unknown option '--verison'",
      help: [
        "Did you mean --version?", "lossfold <subcommand>",
        "See 'lossfold --help' for more information.",
      ])
  }

  @Test(
    "says which operands a command lacks",
    arguments: [
      (["inspect"], "command line: Missing expected argument '<files> ...'"),
      (["figure"], "command line: A figure kind is expected; --list names them."),
      (
        ["figure", "ladder"],
        "command line: The file to draw is expected, such as --output figure.svg."
      ),
      (["figure", "lader", "-o", "f.svg"], "KIND: There is no figure kind lader."),
      (["synth"], "command line: Expected the name of a scenario; --list names them."),
      (["synth", "random"], "command line: Expected --output and the file to write."),
      (
        ["synth", "nope", "-o", "a.npz"],
        #"SCENARIO: Expected the name of a scenario, found "nope"."#
      ),
      (
        ["synth", "random", "-o", "a.npz", "--shape", "-1"],
        #"--shape: Expected extents between commas, such as 2,8,8,5, found "-1"."#
      ),
      (
        ["synth", "random", "-o", "a.npz", "--shape", "9999999999,9999999999"],
        "--shape: Expected at most 268435456 elements, but 9999999999 × 9999999999 are more."
      ),
      (["build", "--jobs", "0"], "command line: --jobs: 1 or more was expected, but 0 was given."),
    ] as [([String], String)])
  func operands(arguments: [String], sentence: String) throws {
    let folder = try Workspace()
    let ending = try folder.lossfold(arguments)
    #expect(ending.code == 64)
    #expect(ending.output == "")
    #expect(ending.errorLines.first == "error: " + sentence)
    #expect(!ending.errorLines.dropFirst().contains { !$0.hasPrefix("help: ") })
    #expect(try folder.names() == [])
  }

  @Test("inspects one file, several, or one array")
  func inspect() throws {
    let folder = try Workspace()
    try folder.write(
      NPZ.encode([
        ("y_true", Tensor(shape: [2, 2]) { Float($0) }),
        ("y_pred", Tensor(shape: [2]) { $0 == 0 ? .nan : .infinity }),
      ]), to: "a.npz")
    try folder.write(NPY.encode(Tensor(3)), to: "b.npy")
    let whole = """
      y_true f32 2×2 · 4 values · 16 B · [0 █▁█▁▁█▁█ 3] · μ 1.5 · σ 1.12
      y_pred f32 2 · 2 values · 8 B · 1 NaN! · 1 infinite!

      """
    let scalar = "f32 scalar · 1 value · 4 B · [3] · μ 3 · σ 0\n"
    func expect(_ arguments: [String], _ output: String) throws {
      let ending = try folder.lossfold(["inspect"] + arguments)
      #expect(ending == Ending(code: 0, output: output, error: ""))
    }
    try expect(["a.npz"], whole)
    try expect(["a.npz:y_true"], whole.prefix { $0 != "\n" } + "\n")
    try expect(["a.npz", "b.npy"], "a.npz:\n\(whole)\nb.npy:\n\(scalar)")
    let json = try folder.lossfold(["inspect", "a.npz", "b.npy", "--json"])
    #expect(json.code == 0)
    let listing = try JSONDecoder().decode(Listing.self, from: Data(json.output.utf8))
    #expect(listing.files.map(\.file) == ["a.npz", "b.npy"])
    #expect(listing.files[0].arrays.map(\.shape) == [[2, 2], [2]])
    #expect(listing.files[0].arrays.map(\.nan) == [0, 1])
    #expect(listing.files[0].arrays.map(\.max) == [3, nil])
    #expect(listing.files[1].arrays.map(\.name) == [nil])
  }

  @Test("inspects nothing where one of the files is missing")
  func inspectMissing() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.lossfold(["inspect", "batch.npz", "no.npz"])
      .expectError(66, "no.npz: Expected a file, but there is none.", help: ["There is batch.npz."])
  }

  @Test("makes the same synthetic tensors twice, ready to be folded")
  func synth() throws {
    let folder = try Workspace()
    let arguments = ["synth", "segmentation", "--shape", "2,4,4,3", "--seed", "7", "--output"]
    let silence = Ending(code: 0, output: "", error: "")
    for name in ["a.npz", "b.npz"] { #expect(try folder.lossfold(arguments + [name]) == silence) }
    #expect(try folder.bytes(of: "a.npz") == folder.bytes(of: "b.npz"))
    let ending = try folder.lossfold([
      "fold", "a.npz:y_true", "a.npz:y_pred", "--convention", "keras-2", "--json",
    ])
    #expect(try Trace(ending).outputs[0].steps[0].shape == [2, 4, 4, 3])
    let list = try folder.lossfold(["synth", "--list"])
    #expect(list.output.hasPrefix("segmentation  "))
    try folder.lossfold(arguments + ["no/a.npz"]).expectError(
      73, "no/a.npz: Cannot be written: No such file or directory.",
      help: ["Make its folder first, or write elsewhere."])
  }
}

/// What `inspect --json` prints.
private struct Listing: Decodable {
  struct File: Decodable {
    struct Array: Decodable {
      var name: String?
      var shape: [Int]
      var nan: Int
      var max: Double?
    }
    var file: String
    var arrays: [Array]
  }
  var files: [File]
}
