import Foundation
import TensorFiles
import Tensors
import Testing

@Suite("What cannot be folded")
struct RefusalTests {
  private static let folding =
    "lossfold fold batch.npz:y_true batch.npz:y_pred, or lossfold fold run.yaml"
  private static let usage = "lossfold fold [<options>] [<Y_TRUE Y_PRED | RUN.yaml> ...]"
  private static let seeHelp = "See 'lossfold fold --help' for more information."

  @Test(
    "ends with the exit code and the sentence for it",
    arguments: [
      // Operands.
      (
        [], 64,
        "command line: Two arrays, Y_TRUE and Y_PRED, or one run file are expected, but nothing was given.",
        [folding]
      ),
      (
        ["batch.npz"], 64,
        "command line: Two arrays, Y_TRUE and Y_PRED, or one run file are expected, but only batch.npz was given.",
        [folding]
      ),
      (
        ["a\nb"], 64,
        #"command line: Two arrays, Y_TRUE and Y_PRED, or one run file are expected, but only a\u{A}b was given."#,
        [folding]
      ),
      (
        ["a", "b", "c"], 64,
        "command line: Two arrays, Y_TRUE and Y_PRED, or one run file are expected, but 3 were given.",
        [folding]
      ),
      (
        ["batch.npz:y_true", "run.yaml"], 64,
        "command line: Two arrays, Y_TRUE and Y_PRED, or one run file are expected, but a run file and 1 more were given.",
        [folding]
      ),
      (
        ["", ""], 64, "Y_TRUE: Expected the path of a file, found none.",
        ["Name an array: batch.npy, or batch.npz:y_true."]
      ),
      (
        ["batch.npz:y_true", "batch.npz:"], 64,
        "Y_PRED: batch.npz: Expected the name of an array after the colon, found none.",
        ["Name it, or leave the colon out: lossfold inspect batch.npz lists what there is."]
      ),
      // Options.
      (
        ["--nope"], 64, "command line: Unknown option '--nope'. Did you mean '--loss'?",
        [usage, seeHelp]
      ),
      (
        ["--batch-size"], 64, "command line: Missing value for '--batch-size <batch-size>'",
        [usage, seeHelp]
      ),
      (
        ["batch.npz:y_true", "batch.npz:y_pred", "--batch-size", "-3"], 64,
        "--batch-size: batch-size takes a whole number of 1 or more, but “-3” was given.", []
      ),
      (
        ["batch.npz:y_true", "batch.npz:y_pred", "--batch-size", "abc"], 64,
        "--batch-size: batch-size takes a whole number of 1 or more, but “abc” was given.", []
      ),
      (
        ["batch.npz:y_true", "batch.npz:y_pred", "--threshold", "1,2"], 64,
        "--threshold: threshold takes a number, but “1,2” was given.", []
      ),
      (
        ["batch.npz:y_true", "batch.npz:y_pred", "--class-names", "a,,b"], 64,
        "--class-names: class-names takes names between commas, but “a,,b” was given.", []
      ),
      (
        ["batch.npz:y_true", "batch.npz:y_pred", "--convention", "keras-9"], 64,
        "--convention: convention takes one of keras-2, tf-keras, keras-3, pytorch, optax, but “keras-9” was given.",
        []
      ),
      (
        ["--precision", "0"], 64, "command line: --precision takes 1 to 17, but 0 was given.",
        [usage, seeHelp]
      ),
      (
        ["--dump", ""], 64, "command line: --dump takes a folder, but nothing was given.",
        [usage, seeHelp]
      ),
      // Files.
      (
        ["no.npz:y_true", "batch.npz:y_pred"], 66, "no.npz: Expected a file, but there is none.",
        ["There are batch.npz, cut.npz, other.npz, text.npz."]
      ),
      (
        ["batch.npz:y_tru", "batch.npz:y_pred"], 66,
        "batch.npz: Expected an array named y_tru, but the file holds y_true, y_pred.",
        ["Did you mean y_true?"]
      ),
      (
        ["batch.npz", "batch.npz:y_pred"], 66,
        "batch.npz: Expected a key after the file's name, as the file holds 2 arrays: y_true, y_pred.",
        ["Write for example batch.npz:y_true."]
      ),
      (
        ["cut.npz:y_true", "batch.npz:y_pred"], 65,
        "cut.npz: Expected a zip directory at the end of the file, found none: the file is cut short, or more follows it.",
        ["It was damaged where it was written or copied: copy it again, or np.savez it again."]
      ),
      (
        ["claim.npy", "batch.npz:y_pred"], 65,
        "claim.npy: Shape 1000000 × 1000000 of f32 takes 4000000000000 bytes, but 4 follow the header.",
        ["It was cut short where it was written or copied: copy it again, or save it again."]
      ),
      (
        ["object.npy", "batch.npz:y_pred"], 65,
        "object.npy: Expected numbers of 1 to 8 bytes, but the array holds Python objects (|O).",
        [
          "Lossfold doesn't open pickles. In Python:",
          #"import numpy as np; a = np.load("object.npy", allow_pickle=True)"#,
          #"np.save("float32.npy", np.array(a.tolist(), dtype="float32"))"#,
        ]
      ),
      (
        ["text.npz:y_true", "batch.npz:y_pred"], 65,
        "text.npz: Expected the zip signature 50 4b 03 04 at the start, found 68 65 6c 6c 6f.",
        [
          #"Save it again, in Python: np.save("array.npy", a), or np.savez("arrays.npz", y_true=y, y_pred=p)"#
        ]
      ),
      (
        [".", "batch.npz:y_pred"], 65, ".: Expected a file, but this is a folder.",
        ["A folder of PNG masks would do, but this one has none."]
      ),
      // Shapes.
      (
        ["batch.npz:y_true", "other.npz:y_pred", "--convention", "keras-2"], 65,
        "y_true and y_pred: Labels and predictions have the same shape, but y_true is 3 × 2 × 2 × 2 and y_pred is 3 × 2 × 2 × 3.",
        ["Save both from the same batch, with the same classes in the last axis."]
      ),
      // Run files.
      (
        ["no.yaml"], 66, "no.yaml: It cannot be read: No such file or directory.",
        [
          "There are away.yaml, bell.yaml, folder.yaml, huge.yaml, latin.yaml, laughs.yaml, missing.yaml, twice.yaml and 1 more."
        ]
      ),
      (
        ["folder.yaml"], 66, "folder.yaml: It cannot be read: Is a directory.",
        ["Name a file in that folder."]
      ),
      (["latin.yaml"], 65, "latin.yaml: It is YAML, but reads: not UTF-8.", ["Save it as UTF-8."]),
      (
        ["bell.yaml"], 65,
        "bell.yaml:2: It is YAML, but reads: control characters are not allowed.",
        ["Save it as plain text, without the bytes that no text has."]
      ),
      (
        ["huge.yaml"], 65,
        "huge.yaml: A run file has at most 1048576 bytes, but this one has more.",
        ["Tensors stand in files of their own: y-true: batch.npz:y_true"]
      ),
      (
        ["laughs.yaml"], 65,
        "laughs.yaml:1: class-names takes at most 65536 characters, but “more” was given.", []
      ),
      (
        ["unknown.yaml"], 65, "unknown.yaml:2: There is no key batchsize.",
        ["Did you mean batch-size?"]
      ),
      (
        ["twice.yaml"], 65,
        "twice.yaml:4: Every output has a name of its own, but “mask” is there twice.",
        ["Give each entry of outputs another name."]
      ),
      (
        ["away.yaml"], 65,
        "away.yaml:2: name takes a name of 1 to 100 characters without /, but “../mask” was given.",
        []
      ),
      (
        ["missing.yaml"], 66, "missing.yaml:1: no.npz: Expected a file, but there is none.",
        ["There are batch.npz, cut.npz, other.npz, text.npz."]
      ),
    ] as [([String], Int32, String, [String])])
  func refuses(arguments: [String], code: Int32, sentence: String, help: [String]) throws {
    let folder = try Self.folder()
    let names = try folder.names()
    try folder.lossfold(["fold"] + arguments).expectError(code, sentence, help: help)
    #expect(try folder.names() == names)
  }

  @Test("is told apart in under a second, whatever a file claims")
  func quick() throws {
    let folder = try Self.folder()
    let start = ContinuousClock.now
    #expect(try folder.lossfold(["fold", "claim.npy", "claim.npy"]).code == 65)
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test("is a folder that cannot be made, a full disk or an unwritable file: 73")
  func unwritable() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let fold = ["fold", "batch.npz:y_true", "batch.npz:y_pred", "--convention", "keras-2"]
    try folder.lossfold(fold + ["--dump", "batch.npz/steps"])
      .expectError(
        73, "batch.npz: Cannot be written: Not a directory.",
        help: ["Make its folder first, or write elsewhere."])
    #expect(try folder.names() == ["batch.npz"])
    for arguments in [
      fold, fold + ["--json"], ["inspect", "batch.npz"], ["figure", "--list"],
      ["synth", "--list"], ["--help"], ["--version"],
    ] {
      try folder.lossfold(arguments, redirection: "/dev/full")
        .expectError(
          73, "standard output: Cannot be written: No space left on device.",
          help: ["Make room there, or write elsewhere."])
    }
  }

  @Test("is a scalar as sample weights, and outputs of different samples")
  func samples() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.writeTensors(to: "one.npz", shape: [1, 2])
    try folder.write(NPY.encode(Tensor(2)), to: "two.npy")
    try folder.lossfold([
      "fold", "batch.npz:y_true", "batch.npz:y_pred", "--convention", "keras-2",
      "--sample-weight", "two.npy",
    ]).expectError(
      65, "sample weight: It broadcasts to the loss, which is 3 × 2 × 2, but its shape is scalar.",
      help: ["Shapes that would do: 3, or 3 × 2, or 3 × 2 × 2."])
    try folder.write(
      """
      convention: keras-2
      outputs:
        - { name: a, y-true: batch.npz:y_true, y-pred: batch.npz:y_pred }
        - { name: b, y-true: one.npz:y_true, y-pred: one.npz:y_pred }
      """, to: "run.yaml")
    try folder.lossfold(["fold", "run.yaml"]).expectError(
      65, "run.yaml:3: outputs: All outputs have the same samples, but a has 3 and b has 1.")
  }

  @Test("leaves no part of a dump behind, and nothing past a limit on files")
  func unfinished() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    let fold = "\"$0\" fold batch.npz:y_true batch.npz:y_pred --convention keras-2"
    try folder.shell("mkdir steps; ln -s /dev/full steps/output.weighted.npy; \(fold) --dump steps")
      .expectError(
        73, "steps/output.weighted.npy: Cannot be written: No space left on device.",
        help: ["Make room there, or write elsewhere."])
    #expect(try folder.names(in: "steps") == ["output.weighted.npy"])
    try folder.shell("ulimit -f 1; \"$0\" synth random --shape 9999 --output a.npz")
      .expectError(
        73, "a.npz: Cannot be written: File too large.",
        help: ["Make room there, or write elsewhere."])
    try folder.shell("ulimit -f 1; \(fold.replacing("batch", with: "b")) --dump new")
      .expectError(
        66, "b.npz: Expected a file, but there is none.", help: ["There is batch.npz."])
    #expect(try folder.names() == ["batch.npz", "steps"])
  }

  @Test("is an argument that is not UTF-8, or a standard output that is closed")
  func surroundings() throws {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.shell("\"$0\" inspect \"$(printf 'a\\377.npz')\"").expectError(
      64, "command line: Arguments are UTF-8, but “a\u{FFFD}.npz” is not.",
      help: ["Rename the file."])
    try folder.shell("\"$0\" inspect batch.npz >&-").expectError(
      73, "standard output: Cannot be written: Bad file descriptor.")
  }

  /// A folder of every sort of file that cannot be folded.
  private static func folder() throws -> Workspace {
    let folder = try Workspace()
    try folder.writeTensors()
    try folder.writeTensors(to: "other.npz", shape: [3, 2, 2, 3])
    let whole = try folder.bytes(of: "batch.npz")
    try folder.write(Array(whole[..<(whole.count / 2)]), to: "cut.npz")
    try folder.write(npy("<f4", "(1000000, 1000000)") + [0, 0, 0, 0], to: "claim.npy")
    try folder.write(npy("|O", "(1,)") + [0x80, 0x04, 0x4E, 0x2E], to: "object.npy")
    try folder.write("hello", to: "text.npz")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/folder.yaml", withIntermediateDirectories: false)
    let files: KeyValuePairs = [
      "bell": "loss: a\nname: \u{7}\n",
      "huge": "# " + String(repeating: "x", count: 1 << 20),
      "laughs": "class-names: "
        + (0..<9).reduce("&a0 [x, x, x, x, x, x, x, x, x]") { text, depth in
          "&a\(depth + 1) [\(text), "
            + Array(repeating: "*a\(depth)", count: 8).joined(separator: ", ") + "]"
        },
      "unknown": "convention: keras-2\nbatchsize: 3\n",
      "twice": "outputs:\n  - name: mask\n    loss: a\n  - name: mask\n",
      "away": "outputs:\n  - name: ../mask\n",
      "missing": "y-true: no.npz:a\ny-pred: no.npz:b\n",
    ]
    for (name, text) in files { try folder.write(text, to: name + ".yaml") }
    try folder.write(Array("class-names: [caf".utf8) + [0xE9, 0x5D], to: "latin.yaml")
    return folder
  }

  /// The header of an npy file.
  private static func npy(_ type: String, _ shape: String) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
  }
}
