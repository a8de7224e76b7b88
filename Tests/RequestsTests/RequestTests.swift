import Figures
import Reductions
import Requests
import TensorFiles
import Tensors
import Testing

@Suite("A request")
struct RequestTests {
  static let place = RequestPlace(file: "pages/one.md", line: 10, folder: "pages")

  @Test("is the same from flags, a run file and a figure block")
  func sameRequest() throws {
    let yaml = """
      convention: keras-2
      y-true: a.npz:y_true
      y-pred: a.npz:y_pred
      batch-size: 4
      class-names: [ground, disc]
      """
    let run = try FoldRequest(yaml: yaml, place: Self.place)
    let figure = try FigureRequest(yaml: "kind: ladder\n" + yaml, place: Self.place)
    var flags = FoldRequest()
    flags.folder = "pages"
    for (key, value) in [
      ("convention", "keras-2"), ("y-true", "a.npz:y_true"), ("y-pred", "a.npz:y_pred"),
      ("batch-size", "4"), ("class-names", "ground, disc"),
    ] {
      #expect(try flags.set(Field(key, [value], origin: "--" + key)))
    }
    #expect(figure.fold == run)
    #expect(figure.options.classNames == ["ground", "disc"])
    #expect(run.convention == .keras2)
    #expect(run.batchSize == 4)
    #expect(run.classNames == flags.classNames)
    #expect(run.outputs[0].yTrue == flags.outputs[0].yTrue)
    #expect(run.outputs[0].yTrue == ArrayReference(path: "a.npz", key: "y_true"))
  }

  @Test("takes classes by their colours, each colour once")
  func classColors() throws {
    let run = try FoldRequest(
      yaml: """
        class-colors: { 0: "#000000", 1: "#FF0000", 255: "#ffffff" }
        y-true: a.png
        y-pred: b.npy
        """, place: Self.place)
    var flags = FoldRequest()
    try flags.set(
      Field("class-colors", ["0=#000000,1=#ff0000,255=#FFFFFF"], origin: "--class-colors"))
    #expect(flags.outputs[0].classColors == run.outputs[0].classColors)
    #expect(run.outputs[0].classColors.map(\.index) == [0, 1, 255])
    for text in ["0=red", "0", "0=#000000,1=#000000", "-1=#000000"] {
      let error = #expect(throws: RequestError.self) {
        try flags.set(Field("class-colors", [text], origin: "--class-colors"))
      }
      #expect(
        error?.sentence
          == "class-colors takes classes by their colours, such as 0=#000000,1=#FF0000, each colour once, but “\(text)” was given."
      )
    }
  }

  @Test("describes several outputs")
  func outputs() throws {
    let request = try FoldRequest(
      yaml: """
        convention: keras-2
        penalties: [0.05, 1e-3]
        outputs:
          - name: mask
            loss-weight: 0.7
            y-true: b.npz:t
            y-pred: b.npz:p
          - y-true: b.npz:dt
            y-pred: b.npz:dp
        """, place: Self.place)
    #expect(request.outputs.map(\.name) == ["mask", "output_2"])
    #expect(request.outputs.map(\.lossWeight) == [0.7, 1])
    #expect(request.penalties == [0.05, 0.001])
  }

  @Test(
    "says what is wrong, and on which line",
    arguments: [
      (
        "kind: ladder\nconvension: keras-2", "pages/one.md:11", "There is no key convension.",
        ["Did you mean convention?"]
      ),
      (
        "kind: ladder\nconvention: keras-4", "pages/one.md:11",
        "convention takes one of keras-2, tf-keras, keras-3, pytorch, optax, but “keras-4” was given.",
        []
      ),
      (
        "kind: lader", "pages/one.md:10", "There is no figure kind lader.", ["Did you mean ladder?"]
      ),
      (
        "id: x", "pages/one.md:10", "kind is missing: name the figure's kind.",
        ["Every kind and what it needs: lossfold figure --list"]
      ),
      (
        "kind: ladder\nbatch-size: 0", "pages/one.md:11",
        "batch-size takes a whole number of 1 or more, but “0” was given.", []
      ),
      (
        "kind: ladder\nwidth: wide", "pages/one.md:11",
        "width takes column, page or a length such as 120mm, but “wide” was given.", []
      ),
      (
        "kind: ladder\nlimits: 1-2", "pages/one.md:11",
        "limits takes shared, panel, robust or a range such as 0.001..16, but “1-2” was given.", []
      ),
      (
        "just words", "pages/one.md:10", "It holds keys and their values, one `key: value` a line.",
        ["Write for example convention: keras-2"]
      ),
      (
        "", "pages/one.md:10", "It holds keys and their values, one `key: value` a line.",
        ["Write for example convention: keras-2"]
      ),
      (
        "kind: ladder\ny-true: 'a.npz:'", "pages/one.md:11: a.npz",
        "Expected the name of an array after the colon, found none.", []
      ),
    ] as [(String, String, String, [String])])
  func errors(yaml: String, place: String, sentence: String, help: [String]) {
    let error = #expect(throws: RequestError.self) {
      try FigureRequest(yaml: yaml, place: Self.place)
    }
    #expect(error?.place == place)
    #expect(error?.sentence == sentence)
    #expect(error.map { $0.fault.isFile } == true || error?.help == help)
    #expect(error?.kind == .badData)
  }

  @Test("that is no YAML names the line")
  func notYAML() {
    let error = #expect(throws: RequestError.self) {
      try FoldRequest(yaml: "a: b\nc: [1, 2", place: Self.place)
    }
    #expect(error?.place.hasPrefix("pages/one.md:1") == true)
    #expect(error?.sentence.hasPrefix("It is YAML, but reads: ") == true)
  }

  @Test(
    "reads lengths",
    arguments: [
      ("column", 252.283), ("183mm", 518.740), ("10cm", 283.465), ("3.5in", 252), ("200pt", 200),
      ("100px", 75), ("mm", nil), ("-3mm", nil), ("12", nil), ("nanmm", nil),
    ] as [(String, Double?)])
  func lengths(text: String, points: Double?) {
    let found = Length.points(text)
    #expect((found == nil) == (points == nil))
    if let found, let points { #expect(abs(found - points) < 0.001) }
  }

  @Test(
    "takes one number where one is expected, and names that fit a file's",
    arguments: [
      ("threshold: 1,2", "threshold takes a number, but “1,2” was given."),
      ("threshold: []", "threshold takes a number, but nothing was given."),
      ("penalties: [1, x]", "penalties takes a number, but “1, x” was given."),
      ("class-names: a,,b", "class-names takes names between commas, but “a,,b” was given."),
      ("name: a/b", "name takes a name of 1 to 100 characters without /, but “a/b” was given."),
      (
        "epoch: \(String(repeating: "e", count: 99))",
        "epoch takes one of fit, steps, generator, but “\(String(repeating: "e", count: 60))…” was given."
      ),
    ] as [(String, String)])
  func values(yaml: String, sentence: String) {
    let error = #expect(throws: RequestError.self) {
      try FoldRequest(yaml: yaml, place: Self.place)
    }
    #expect(error?.sentence == sentence)
  }

  @Test("names the line of a character that YAML forbids")
  func forbidden() {
    let error = #expect(throws: RequestError.self) {
      try FoldRequest(yaml: "loss: é\n\nepoch: \u{1}\n", place: Self.place)
    }
    #expect(error?.place == "pages/one.md:12")
    #expect(error?.sentence == "It is YAML, but reads: control characters are not allowed.")
  }

  @Test("needs both arrays")
  func missingArrays() throws {
    let request = try FoldRequest(yaml: "y-true: a.npz:t", place: Self.place)
    let error = #expect(throws: RequestError.self) { try request.trace() }
    #expect(error?.kind == .missingInput)
  }
}

extension RequestError.Fault {
  /// Whether a file's own error is passed on.
  fileprivate var isFile: Bool { if case .file = self { true } else { false } }
}
