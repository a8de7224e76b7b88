import CairoRendering
import Drawings
import Figures
import Foundation
import Requests
import TensorFiles
import Tensors
import Testing

@Suite("verify")
struct VerifyTests {
  /// A figure of `batch.npz` in a folder of its own.
  private static func drawn(
    _ kind: String = "ladder", as name: String = "figure.svg", _ more: [String] = []
  ) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.writeTensors()
    let ending = try workspace.lossfold(
      ["figure", kind, "batch.npz:y_true", "batch.npz:y_pred", "--output", name] + more)
    #expect(ending.code == 0, "\(ending.error)")
    return workspace
  }

  private static func verify(
    _ workspace: Workspace, _ name: String = "figure.svg", _ more: [String] = []
  ) throws -> Ending {
    try workspace.lossfold(["verify", name, "batch.npz:y_true", "batch.npz:y_pred"] + more)
  }

  @Test(
    "finds every figure true that its tensors give",
    arguments: ["figure.svg", "figure.png", "figure.pdf"],
    [
      [], ["--convention", "keras-2", "--theme", "dark", "--width", "column"],
      ["--title", "größe (数) \\ \"x\" <&>", "--class-names", "a,ß"],
      ["--loss", "huber", "--option", "delta=.5", "--reduction", "sum"],
    ])
  func isTrue(name: String, options: [String]) throws {
    let workspace = try Self.drawn(as: name, options)
    let ending = try Self.verify(workspace, name)
    #expect(ending == Ending(code: 0, output: "true\n", error: ""))
    // Options that are given again are those of the figure.
    #expect(try Self.verify(workspace, name, options).code == 0)
  }

  @Test("knows the tensors again in files of another format")
  func formats() throws {
    let workspace = try Self.drawn()
    for (key, name) in [("y_true", "t.npy"), ("y_pred", "p.npy")] {
      let tensor = try TensorFile.read(
        ArrayReference(parsing: workspace.path + "/batch.npz:" + key))
      try workspace.write(NPY.encode(tensor), to: name)
    }
    let ending = try workspace.lossfold(["verify", "figure.svg", "t.npy", "p.npy"])
    #expect(ending.output == "true\n", "\(ending.error)")
  }

  @Test("says what else was given")
  func others() throws {
    let workspace = try Self.drawn("ladder", as: "figure.svg", ["--convention", "keras-2"])
    let swapped = try workspace.lossfold(
      ["verify", "figure.svg", "batch.npz:y_pred", "batch.npz:y_pred"])
    #expect(swapped.code == 65)
    #expect(
      swapped.errorLines == [
        "error: figure.svg: It was drawn of another y_true: the one given has other values."
      ])
    let option = try Self.verify(workspace, "figure.svg", ["--convention", "keras-3"])
    #expect(option.code == 65)
    #expect(
      option.errorLines == [
        "error: figure.svg: It was drawn with keras-2 for --convention, but keras-3 was given."
      ])
    #expect(try Self.verify(workspace, "figure.svg", ["--theme", "light"]).code == 0)
    #expect(try Self.verify(workspace, "figure.svg", ["--theme", "dark"]).code == 65)
    let weights = try Self.verify(
      workspace, "figure.svg", ["--sample-weight", "batch.npz:y_true"])
    #expect(weights.code == 65)
  }

  @Test("checks the file alone where nothing else is there")
  func fileAlone() throws {
    let workspace = try Self.drawn()
    let ending = try workspace.lossfold(["verify", "figure.svg"])
    #expect(ending.code == 0)
    #expect(ending.output.hasPrefix("The file is as it was written. Without its tensors"))
    #expect(try workspace.lossfold(["verify", "none.svg"]).code == 66)
    try workspace.write("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", to: "other.svg")
    #expect(try workspace.lossfold(["verify", "other.svg"]).code == 65)
  }

  @Test("needs no file for a figure of none, and the file of a figure of one")
  func withoutTensors() throws {
    let workspace = try Workspace()
    #expect(try workspace.lossfold(["figure", "loss-curve", "--output", "c.svg"]).code == 0)
    #expect(try workspace.lossfold(["verify", "c.svg"]).output == "true\n")
    try workspace.write("{\"loss\": [3, 2, 1.5]}", to: "h.json")
    #expect(try workspace.lossfold(["figure", "history", "h.json", "--output", "h.svg"]).code == 0)
    #expect(try workspace.lossfold(["verify", "h.svg", "h.json"]).output == "true\n")
    try workspace.write("{\"loss\": [3, 2, 1.4]}", to: "h.json")
    #expect(try workspace.lossfold(["verify", "h.svg", "h.json"]).code == 65)
  }

  @Test("finds a file that was changed", arguments: ["figure.svg", "figure.png", "figure.pdf"])
  func changed(name: String) throws {
    let workspace = try Self.drawn(as: name)
    var bytes = try workspace.bytes(of: name)
    let place = bytes.count / 2
    bytes[place] = bytes[place] == 0x31 ? 0x32 : 0x31
    try workspace.write(bytes, to: name)
    for ending in [try Self.verify(workspace, name), try workspace.lossfold(["verify", name])] {
      #expect(ending.code == 65)
      #expect(ending.error.contains("The file was changed after it was drawn"))
    }
  }

  @Test("is not deceived by a picture that was redrawn, with fresh evidence and digest")
  func forged() throws {
    // A forger draws the picture of other tensors, and lets it say that it is of these.
    let workspace = try Self.drawn()
    try workspace.writeTensors(to: "other.npz", shape: [3, 2, 4, 2])
    let other = try workspace.lossfold(
      ["figure", "ladder", "other.npz:y_true", "other.npz:y_pred", "--output", "other.svg"])
    #expect(other.code == 0)
    var forged = String(decoding: try workspace.bytes(of: "other.svg"), as: UTF8.self)
    let genuine = String(decoding: try workspace.bytes(of: "figure.svg"), as: UTF8.self)
    let metadata = try #require(genuine.firstMatch(of: /<metadata>.*<\/metadata>/)?.output)
    forged.replace(/<metadata>.*<\/metadata>/, with: { _ in metadata })
    forged.replace(
      /"digest":"[0-9a-f]{64}"/, with: { _ in "\"digest\":\"\(Evidence.noDigest)\"" })
    let bytes = Evidence.sealed(Array(forged.utf8))
    #expect(Evidence.isSealed(bytes))
    try workspace.write(bytes, to: "figure.svg")
    let ending = try Self.verify(workspace)
    #expect(ending.code == 65)
    #expect(ending.error.contains("it was changed by hand"))
  }

  @Test(
    "is not deceived by one number that was drawn anew, with genuine evidence and a fresh digest",
    arguments: ["figure.svg", "figure.png", "figure.pdf"])
  func forgedNumber(name: String) throws {
    let workspace = try Self.drawn(as: name)
    let genuine = try workspace.bytes(of: name)
    let honest = try Self.redrawn(name, in: workspace) { _, _ in }
    #expect(honest == genuine, "an honest forger makes the same file")
    let forged = try Self.redrawn(name, in: workspace) { drawing, _ in
      let largest = drawing.marks.indices.max { drawing.marks[$0].size < drawing.marks[$1].size }
      let index = try #require(largest)
      guard case .text(var text) = drawing.marks[index] else { return }
      #expect(text.string.wholeMatch(of: /0\.\d+/) != nil)
      text.string = "0.00" + text.string.dropFirst(4)
      drawing.marks[index] = .text(text)
    }
    #expect(forged != genuine && Evidence.isSealed(forged))
    try workspace.write(forged, to: name)
    let ending = try Self.verify(workspace, name)
    #expect(ending.code == 65)
    #expect(ending.error.contains("it was changed by hand"))
  }

  @Test("knows a house style again, without its file")
  func style() throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    try workspace.write(
      "font: DejaVu Sans\ncolors:\n  ink: \"#1A1A2E\"\n  classes: [\"#0072B2\", \"#D55E00\"]\n",
      to: "house.yaml")
    let tensors = ["batch.npz:y_true", "batch.npz:y_pred"]
    for name in ["plain.svg", "house.svg"] {
      let style = name == "house.svg" ? ["--style", "house.yaml"] : []
      let ending = try workspace.lossfold(
        ["figure", "shares"] + tensors + ["--output", name] + style)
      // A system without that font says so, and there is nothing to compare.
      if ending.code == 66 { return #expect(ending.error.contains("DejaVu Sans")) }
      #expect(ending.code == 0, "\(ending.error)")
    }
    let house = String(decoding: try workspace.bytes(of: "house.svg"), as: UTF8.self)
    #expect(house.contains("#1a1a2e") && house.contains("#d55e00"))
    try workspace.write("colors: [\"#000000\"]", to: "other.yaml")
    #expect(try workspace.lossfold(["verify", "house.svg"] + tensors).output == "true\n")
    let given = ["--style", "house.yaml"]
    #expect(try workspace.lossfold(["verify", "house.svg"] + tensors + given).output == "true\n")
    let other = try workspace.lossfold(
      ["verify", "house.svg"] + tensors + ["--style", "other.yaml"])
    #expect(other.code == 65)
  }

  @Test("tells a number that the evidence has wrong")
  func wrongValue() throws {
    let workspace = try Self.drawn()
    var text = String(decoding: try workspace.bytes(of: "figure.svg"), as: UTF8.self)
    text.replace(/"value":[0-9.e-]+/, with: { _ in "\"value\":0.5" })
    text.replace(
      /"digest":"[0-9a-f]{64}"/, with: { _ in "\"digest\":\"\(Evidence.noDigest)\"" })
    try workspace.write(Evidence.sealed(Array(text.utf8)), to: "figure.svg")
    let ending = try Self.verify(workspace)
    #expect(ending.code == 65)
    #expect(ending.error.contains("The file says that the number is 0.5, but the tensors give"))
  }

  @Test(
    "passes over what another release of the renderer would draw otherwise, in every format",
    arguments: ["figure.svg", "figure.png", "figure.pdf"])
  func otherRendererInEveryFormat(name: String) throws {
    let workspace = try Self.drawn(as: name)
    let file = try Self.redrawn(name, in: workspace) { drawing, evidence in
      evidence.replace(/"Cairo":"[^"]+"/, with: { _ in "\"Cairo\":\"0.9\"" })
      drawing.background = Color(0xFEFEFE)
    }
    try workspace.write(file, to: name)
    #expect(
      try Self.verify(workspace, name)
        == Ending(code: 0, output: "true, drawn by another renderer\n", error: ""))
  }

  /// The figure as a forger makes it who has our own code: its evidence taken from the genuine file,
  /// its digest fresh.
  private static func redrawn(
    _ name: String, in workspace: Workspace,
    changing change: (inout Drawing, inout String) throws -> Void
  ) throws -> [UInt8] {
    var request = FigureRequest(kind: "ladder")
    request.fold = try FoldRequest(
      yaml: "y-true: batch.npz:y_true\ny-pred: batch.npz:y_pred",
      place: RequestPlace(file: "run.yaml", folder: workspace.path))
    let renderer = try Renderer()
    var drawing = try request.drawing(of: request.subject(), measuredBy: renderer.typesetter)
    var evidence = try #require(Evidence.read(from: workspace.bytes(of: name)))
    evidence.replace(
      /"digest":"[0-9a-f]{64}"/, with: { _ in "\"digest\":\"\(Evidence.noDigest)\"" })
    try change(&drawing, &evidence)
    let format = try #require(Format(rawValue: String(name.suffix(3))))
    let options = RenderingOptions(evidence: evidence)
    return Evidence.sealed(try renderer.render(drawing, as: format, options: options).bytes)
  }

  @Test("passes over what another release of the renderer would draw otherwise")
  func otherRenderer() throws {
    let workspace = try Self.drawn()
    var text = String(decoding: try workspace.bytes(of: "figure.svg"), as: UTF8.self)
    text.replace(/"Cairo":"[^"]+"/, with: { _ in "\"Cairo\":\"0.9\"" })
    text.replace(
      /"digest":"[0-9a-f]{64}"/, with: { _ in "\"digest\":\"\(Evidence.noDigest)\"" })
    try workspace.write(Evidence.sealed(Array(text.utf8)), to: "figure.svg")
    #expect(
      try Self.verify(workspace)
        == Ending(code: 0, output: "true, drawn by another renderer\n", error: ""))
  }
}

extension Mark {
  /// The size of the type of a text, 0 of anything else.
  fileprivate var size: Double {
    if case .text(let text) = self { text.font.size } else { 0 }
  }
}
