import Foundation
import TensorFiles
import Tensors
import Testing

@Suite("lossfold figure")
struct FigureTests {
  static let kinds = ["ladder", "class-heatmaps", "position-map", "batch-mean"]
  private static let operands = ["batch.npz:y_true", "batch.npz:y_pred", "--convention", "keras-2"]

  @Test("draws each kind in each format, and nothing twice", arguments: kinds)
  func draws(kind: String) throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let starts: KeyValuePairs<String, [UInt8]> = [
      "svg": Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg".utf8),
      "png": [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "pdf": Array("%PDF-1.".utf8),
    ]
    for (ending, start) in starts {
      let arguments =
        ["figure", kind] + Self.operands + ["--width", "column", "--output", "f.\(ending)"]
      let silence = Ending(code: 0, output: "", error: "")
      #expect(try folder.lossfold(arguments) == silence)
      let bytes = try folder.bytes(of: "f.\(ending)")
      #expect(bytes.starts(with: start), "\(ending)")
      let old = Date(timeIntervalSince1970: 1_000_000)
      let path = folder.path + "/f.\(ending)"
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
      #expect(try folder.lossfold(arguments) == silence)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.modificationDate] as? Date == old, "written again")
      #expect(try folder.lossfold(arguments + ["--theme", "dark"]) == silence)
      #expect(try folder.bytes(of: "f.\(ending)") != bytes)
    }
    #expect(try folder.names() == ["batch.npz", "f.pdf", "f.png", "f.svg"])
    let svg = try String(decoding: folder.bytes(of: "f.svg"), as: UTF8.self)
    #expect(svg.contains("<title") && svg.contains("<desc"))
  }

  @Test("draws from a run file what it draws from flags")
  func runFile() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.write(
      "convention: keras-2\ny-true: batch.npz:y_true\ny-pred: batch.npz:y_pred\n", to: "run.yml")
    #expect(
      try folder.lossfold(["figure", "ladder"] + Self.operands + ["-o", "flags.svg"]).code == 0)
    #expect(try folder.lossfold(["figure", "ladder", "run.yml", "-o", "run.svg"]).code == 0)
    #expect(try folder.bytes(of: "flags.svg") == folder.bytes(of: "run.svg"))
  }

  @Test("lists a kind a line, its name first")
  func list() throws {
    let ending = try Workspace().lossfold(["figure", "--list"])
    #expect(ending.code == 0)
    #expect(ending.error == "")
    let lines = ending.output.split(separator: "\n")
    let names = lines.map { String($0.prefix { $0 != " " }) }
    #expect(names.starts(with: Self.kinds))
    #expect(lines.allSatisfy { $0.contains("  ") && $0.split(separator: " ").count > 8 })
  }

  @Test("draws maps, a position’s formula and worksheets, with their numbers as CSV")
  func more() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let silence = Ending(code: 0, output: "", error: "")
    for (arguments, head) in [
      (["weight-map"] + Self.operands, "sample,row,column,weight"),
      (["gradient-map"] + Self.operands, "sample,class,row,column,gradient_nats_per_logit"),
      (["formula"] + Self.operands + ["--at", "2,1,0"], "step,class,label,prediction,value"),
      (
        ["worksheet", "--seed", "4", "--answers"],
        "sheet,step,sample,position,class,label,prediction,answer"
      ),
    ] {
      #expect(
        try folder.lossfold(
          ["figure"] + arguments + ["--output", "f.svg", "--data-file", "f.csv"]) == silence)
      let text = try String(decoding: folder.bytes(of: "f.csv"), as: UTF8.self)
      #expect(text.hasPrefix(head + "\n"), "\(arguments)")
    }
    #expect(
      try folder.lossfold(
        ["figure", "worksheet", "--copies", "30", "--answers", "--output", "key.pdf"]) == silence)
    let pdf = try String(decoding: folder.bytes(of: "key.pdf"), as: UTF8.self)
    #expect(pdf.contains("/Count 30"))
  }

  @Test(
    "says which position and how many sheets there can be",
    arguments: [
      (
        ["formula"] + operands + ["--at", "0,2,0"], "f.svg",
        "--at: Positions are 3 × 2 × 2, an index from 0 on for each axis, but 0,2,0 was asked for.",
        ["help: The last one is --at 2,1,1."]
      ),
      (
        ["formula"] + operands + ["--at", "0,-1,0"], "f.svg",
        "--at: at takes the indices of a position, such as 0,12,40, but “0,-1,0” was given.", []
      ),
      (
        ["worksheet", "--copies", "2"], "f.svg",
        "--copies: Only a PDF has more pages than one, but 2 copies were asked for.",
        ["help: Write to a file that ends in .pdf, or leave --copies out."]
      ),
      (
        ["worksheet", "--copies", "0"], "f.pdf",
        "--copies: copies takes a whole number from 1 to 1000, but “0” was given.", []
      ),
      (
        ["worksheet", "--seed", "-1"], "f.svg",
        "--seed: seed takes a whole number from 0 to 999999999, but “-1” was given.", []
      ),
    ] as [([String], String, String, [String])])
  func refused(arguments: [String], file: String, sentence: String, help: [String]) throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let ending = try folder.lossfold(["figure"] + arguments + ["--output", file])
    #expect(ending.code == 64)
    #expect(ending.errorLines == ["error: " + sentence] + help)
    #expect(try folder.names() == ["batch.npz"])
  }

  @Test("warns where names do not fit the tensors, and goes on")
  func names() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let ending = try folder.lossfold(
      ["figure", "batch-mean"] + Self.operands + ["--sample-names", "a", "--output", "f.svg"])
    #expect(ending.code == 0)
    #expect(
      ending.error == "warning: sample-names has 1 name, but the tensors have 3 samples.\n")
  }

  @Test(
    "says what it cannot draw, and leaves what stood there",
    arguments: [
      (
        [], "--output", "f.gif", 64,
        "--output: output takes a file that ends in .svg, .png or .pdf, but “f.gif” was given.", []
      ),
      (
        ["--width", "10mm"], "--output", "f.svg", 64,
        "--width: A figure is at least 60.0 mm wide, but 10.0 mm were asked for.",
        ["Ask for --width column (89 mm) or --width page (183 mm)."]
      ),
      (
        ["--width", "9m"], "--output", "f.svg", 64,
        "--width: width takes column, page or a length such as 120mm, but “9m” was given.", []
      ),
      (
        ["--width", "9000mm"], "--output", "f.svg", 64,
        "--width: width takes at most 3500mm, but “9000mm” was given.", []
      ),
      (
        ["--scale", "1e9"], "--output", "f.png", 64,
        "--scale: scale takes a number from 0.1 to 32, but “1e9” was given.", []
      ),
      (
        ["--scale", "32", "--width", "2000mm"], "--output", "f.png", 64,
        "--scale: A PNG has at most 32767 pixels a side, but this one would be",
        ["Ask for a smaller --scale or --width, or write SVG or PDF."]
      ),
      (
        ["--limits", "5..1"], "--output", "f.svg", 64,
        "--limits: The lower limit is below the upper one (and above 0 on a log scale), but they are 5.00 and 1.00.",
        ["Give them as --limits 0.001..16, or use --limits shared."]
      ),
      (
        ["--limits", "-1..1"], "--output", "f.svg", 64,
        "--limits: The lower limit is below the upper one (and above 0 on a log scale), but they are −1.00 and 1.00.",
        ["Give them as --limits 0.001..16, or use --limits shared."]
      ),
      (
        ["--limits", "1e-300..1e300"], "--output", "f.svg", 64,
        "--limits: limits takes shared, panel, robust or a range such as 0.001..16, but “1e-300..1e300” was given.",
        []
      ),
      (
        ["--theme", "pink"], "--output", "f.svg", 64,
        "--theme: theme takes light, dark or print, but “pink” was given.", []
      ),
      (
        [], "--output", "no/f.svg", 73, "no/f.svg: Cannot be written: No such file or directory.",
        ["Make its folder first, or write elsewhere."]
      ),
      (
        [], "--output", "folder.svg", 73, "folder.svg: Cannot be written: Is a directory.",
        ["Name a file in that folder."]
      ),
      (
        [], "--output", "full.svg", 73, "full.svg: Cannot be written: No space left on device.",
        ["Make room there, or write elsewhere."]
      ),
    ] as [([String], String, String, Int32, String, [String])])
  func refusals(
    options: [String], option: String, file: String, code: Int32, sentence: String, help: [String]
  ) throws {
    let folder = try Workspace()
    try folder.writeTensors()
    for name in ["f.gif", "f.svg", "f.png"] { try folder.write("old", to: name) }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/folder.svg", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/full.svg", withDestinationPath: "/dev/full")
    let names = try folder.names()
    let ending = try folder.lossfold(
      ["figure", "class-heatmaps"] + Self.operands + options + [option, file])
    #expect(ending.code == code)
    #expect(ending.output == "")
    #expect(ending.errorLines.first?.hasPrefix("error: " + sentence) == true)
    #expect(ending.errorLines.dropFirst() == help.map { "help: " + $0 }[...])
    #expect(try folder.names() == names)
    for name in ["f.gif", "f.svg", "f.png"] {
      #expect(try folder.bytes(of: name) == Array("old".utf8))
    }
  }
}
