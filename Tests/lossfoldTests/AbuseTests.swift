import Foundation
import TensorFiles
import Tensors
import Testing

@testable import lossfold

@Suite("Abuse")
struct AbuseTests {
  /// Files that only malice makes; `make.py` beside them wrote them.
  private static let hostile =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path + "/TensorFilesTests/Fixtures/hostile"

  /// A folder that holds them, and what cannot be kept in a repository.
  private static func folder() throws -> Workspace {
    let folder = try Workspace()
    try folder.writeTensors()
    let made = try folder.shell(
      """
      cp -r \(hostile) hostile; cd hostile; mkdir folder.npy folder.yaml folder.json none
      mkfifo pipe.npy pipe.yaml pipe.json pipe.csv pipe.svg
      ln -s loop.npy loop.npy; ln -s nowhere dangling.npy
      for end in npy csv yaml json svg; do ln -s /dev/zero zero.$end; done
      """)
    #expect(made == Ending(code: 0, output: "", error: ""))
    try folder.write(bomb, to: "hostile/bomb.npz")
    return folder
  }

  /// A zip whose directory says that 300 kB are to become 300 MB.
  private static var bomb: [UInt8] {
    func little(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let data = [UInt8](repeating: 0, count: 300_000)
    let common =
      little(20, 2) + little(0, 2) + little(8, 2) + little(33 << 16, 4) + little(0, 4)
      + little(data.count, 4) + little(300_000_000, 4) + little(5, 2) + little(0, 2)
    let name = Array("a.npy".utf8)
    let local = little(0x0403_4B50, 4) + common + name + data
    let directory =
      little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 14)
      + name
    return local + directory + little(0x0605_4B50, 4) + little(0, 4) + little(1, 2) + little(1, 2)
      + little(directory.count, 4) + little(local.count, 4) + little(0, 2)
  }

  @Test(
    "of inspect ends in a sentence and its exit code, in a moment and in little memory",
    arguments: [
      ("no-entries.npz", 65, "Expected at least one array, but the archive has no entries."),
      ("folder-only.npz", 65, "Expected at least one array, but the archive has no entries."),
      ("bzip2.npz", 65, "Expected an entry that is stored or deflated, found zip method 12."),
      ("lzma.npz", 65, "Expected an entry that is stored or deflated, found zip method 14."),
      ("encrypted.npz", 65, "Expected an entry that is not encrypted, but this one is."),
      ("repeated.npz", 65, "Expected every entry once, but a.npy comes twice."),
      (
        "overlapping.npz", 65,
        "Expected entries apart from one another, but a.npy and b.npy share bytes."
      ),
      (
        "bomb.npz", 65,
        "Expected an entry past 192 MiB to inflate at most 256-fold, but 300000 bytes are to become 300000000."
      ),
      (
        "nested.npy", 65,
        "Expected at most 16 brackets inside one another at byte 65 of the npy header."
      ),
      (
        "negative.npy", 65,
        "Expected a tuple of at most 64 integers, none negative, as the shape in the npy header."
      ),
      (
        "overflow.npy", 65,
        "Expected a shape that memory can hold, found 4294967296 × 4294967296 × 4294967296."
      ),
      (
        "rank65.npy", 65,
        "Expected a tuple of at most 64 integers, none negative, as the shape in the npy header."
      ),
      (
        "claim.npy", 65,
        "Shape 1000000 × 1000000 of f32 takes 4000000000000 bytes, but 0 follow the header."
      ),
      ("trailing.npy", 65, "Shape 1 of f32 takes 4 bytes, but 5 follow the header."),
      (
        "deep.safetensors", 65,
        "Expected at most 16 brackets inside one another at byte 80 of the safetensors header."
      ),
      (
        "long.safetensors", 65,
        "Expected a safetensors header of at most 1048576 bytes, but it claims 9223372036854775807."
      ),
      (
        "deep-interlaced.png", 65,
        "Expected at most 16777216 pixels, but the PNG claims 5000 × 5000."
      ),
      ("large.png", 65, "Expected at most 43620761 pixels, but the PNG claims 8000 × 8000."),
      ("folder.npy", 65, "Expected a file, but this is a folder."),
      ("none", 65, "Expected a file, but this is a folder."),
      ("pipe.npy", 65, "Expected a file, but this is a pipe, a socket or a device."),
      ("pipe.csv", 65, "Expected a file, but this is a pipe, a socket or a device."),
      ("zero.npy", 65, "Expected a file, but this is a pipe, a socket or a device."),
      ("dangling.npy", 66, "Expected a file, but there is none."),
      (
        "loop.npy", 66,
        "Expected a file that can be read, but the system says: Too many levels of symbolic links."
      ),
    ] as [(String, Int32, String)])
  func inspect(file: String, code: Int32, sentence: String) throws {
    let folder = try Self.folder()
    let start = ContinuousClock.now
    // Half a gigabyte of addresses holds the program and 256 MB beside it.
    let ending = try folder.shell("ulimit -v 524288; cd hostile; \"$0\" inspect \(file)")
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(ending.code == code)
    #expect(ending.output == "")
    let place = file.hasSuffix(".npz") && ending.error.contains("\(file):a: ") ? "\(file):a" : file
    #expect(ending.errorLines.first == "error: \(place): \(sentence)")
  }

  @Test(
    "of names shows them with nothing that steers a terminal, and writes to none",
    arguments: [
      ("up.npz", "../../up"), ("absolute.npz", "/etc/passwd"),
      ("escape.npz", #"a\u{1B}[2J\u{7}"#), ("zero.npz", #"a\u{0}b"#),
      ("not-utf8.npz", "a\u{FFFD}b"),
    ])
  func names(file: String, name: String) throws {
    let folder = try Self.folder()
    let ending = try folder.lossfold(["inspect", "hostile/" + file])
    #expect(
      ending
        == Ending(code: 0, output: "\(name) f32 1 · 1 value · 4 B · [1] · μ 1 · σ 0\n", error: ""))
    #expect(try folder.names() == ["batch.npz", "hostile"])
  }

  @Test(
    "of run files, histories, layers and figures is refused as soon",
    arguments: [
      (
        "fold deep.yaml", 65,
        "deep.yaml:1: It is YAML, but reads: lists and maps lie too deep inside one another."
      ),
      (
        "fold maps.yaml", 65,
        "maps.yaml:1: It is YAML, but reads: lists and maps lie too deep inside one another."
      ),
      ("fold laughs.yaml", 65, "laughs.yaml:1: There is no key a."),
      ("fold folder.yaml", 66, "folder.yaml: It cannot be read: Is a directory."),
      (
        "fold pipe.yaml", 65,
        "pipe.yaml: A file was expected, but this is a pipe, a socket or a device."
      ),
      (
        "compare zero.yaml", 65,
        "zero.yaml: A file was expected, but this is a pipe, a socket or a device."
      ),
      (
        "figure outputs pipe.yaml -o o.svg", 65,
        "pipe.yaml: A file was expected, but this is a pipe, a socket or a device."
      ),
      (
        "figure history deep.json -o o.svg", 65,
        "deep.json:1: It is JSON, but reads: lists and maps lie too deep inside one another."
      ),
      (
        "figure network pipe.json -o o.svg", 65,
        "pipe.json: A file was expected, but this is a pipe, a socket or a device."
      ),
      (
        "figure history zero.json -o o.svg", 65,
        "zero.json: A file was expected, but this is a pipe, a socket or a device."
      ),
      (
        "verify pipe.svg", 66,
        "pipe.svg: A figure was expected, but there is no such file, or it cannot be read."
      ),
      (
        "verify zero.svg", 66,
        "zero.svg: A figure was expected, but there is no such file, or it cannot be read."
      ),
    ] as [(String, Int32, String)])
  func others(command: String, code: Int32, sentence: String) throws {
    let folder = try Self.folder()
    let ending = try folder.shell("cd hostile; timeout 5 \"$0\" \(command)")
    #expect(ending.code == code)
    #expect(ending.output == "")
    #expect(ending.errorLines.first == "error: \(sentence)")
    #expect(try !folder.names(in: "hostile").contains("o.svg"))
  }

  @Test(
    "of standard input is told what was sent",
    arguments: [
      (
        "< batch.npz", "inspect -:y_tru", 66,
        "standard input: Expected an array named y_tru, but the file holds y_true, y_pred."
      ),
      (
        "< /dev/zero", "inspect -", 65,
        "standard input: Expected a file, but this is a pipe, a socket or a device."
      ),
      (
        "< hostile/trailing.npy", "inspect -", 65,
        "standard input: Shape 1 of f32 takes 4 bytes, but 5 follow the header."
      ),
    ] as [(String, String, Int32, String)])
  func standardInput(from: String, command: String, code: Int32, sentence: String) throws {
    let folder = try Self.folder()
    let ending = try folder.shell("\"$0\" \(command) \(from)")
    #expect(ending.code == code)
    #expect(ending.errorLines.first == "error: \(sentence)")
  }

  @Test("of no kind comes of a batch on standard input, from a file or through a pipe")
  func batch() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.write("y-true: batch.npz:y_true\ny-pred: batch.npz:y_pred\n", to: "run.yaml")
    let expected = try folder.lossfold(["fold", "batch.npz:y_true", "batch.npz:y_pred"])
    for line in [
      "\"$0\" fold -:y_true -:y_pred < batch.npz", "cat batch.npz | \"$0\" fold -:y_true -:y_pred",
      "cat batch.npz | \"$0\" fold batch.npz:y_true -:y_pred", "cat run.yaml | \"$0\" fold -",
    ] { #expect(try folder.shell(line) == expected, "\(line)") }
  }

  @Test(
    "of axes: ranks 0 to 8 are folded, drawn and explained, or refused in a sentence",
    arguments: 0...8)
  func ranks(rank: Int) throws {
    let folder = try Workspace()
    try folder.write(
      NPY.encode(Tensor(shape: Shape([Int](repeating: 2, count: rank))) { Float($0 % 2) }),
      to: "a.npy")
    for command in [
      "fold a.npy a.npy", "inspect a.npy", "figure tensor a.npy -o t.svg",
      "figure ladder a.npy a.npy -o l.svg", "compare a.npy a.npy", "explain a.npy a.npy -o e.html",
    ] {
      let ending = try folder.shell("\"$0\" \(command)")
      #expect([0, 65].contains(ending.code), "\(command): \(ending.error)")
      #expect((ending.code == 0) == !ending.error.contains("error: "), "\(command)")
    }
  }

  @Test(
    "of axes without extent leads to no crash",
    arguments: [[0, 4, 4, 3], [2, 0, 4, 3], [2, 4, 4, 0]])
  func empty(extents: [Int]) throws {
    let folder = try Workspace()
    try folder.write(NPY.encode(Tensor(repeating: 0, shape: Shape(extents))), to: "a.npy")
    for command in [
      "fold a.npy a.npy --json", "figure tensor a.npy -o t.svg", "compare a.npy a.npy",
      "explain a.npy a.npy -o e.html", "figure class-heatmaps a.npy a.npy -o c.svg",
      "figure position-map a.npy a.npy -o p.svg", "figure gradient-map a.npy a.npy -o g.svg",
    ] {
      let ending = try folder.shell("\"$0\" \(command)")
      #expect([0, 65].contains(ending.code), "\(command): \(ending.error)")
    }
  }

  @Test("of words: a title of 3000 letters, and class names as long")
  func words() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    for title in [String(repeating: "word ", count: 600), String(repeating: "x", count: 3000)] {
      let start = ContinuousClock.now
      let ending = try folder.lossfold([
        "figure", "ladder", "batch.npz:y_true", "batch.npz:y_pred", "-o", "f.svg", "--title", title,
        "--class-names", "\(title),b",
      ])
      #expect(ending.code == 0 && ContinuousClock.now - start < .seconds(5))
    }
  }
}
