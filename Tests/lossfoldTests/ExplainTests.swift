import Foundation
import TensorFiles
import Tensors
import Testing

@Suite("explain")
struct ExplainTests {
  private static func report(_ workspace: Workspace, _ more: [String] = []) throws -> String {
    let ending = try workspace.lossfold(
      ["explain", "batch.npz:y_true", "batch.npz:y_pred", "--output", "r.html"] + more)
    #expect(ending.code == 0, "\(ending.error)")
    return String(decoding: try workspace.bytes(of: "r.html"), as: UTF8.self)
  }

  @Test(
    "writes a page that needs nothing else, for tensors of every rank",
    arguments: [[3, 4, 4, 2], [3, 5, 2], [6, 2], [6]])
  func ranks(extents: [Int]) throws {
    let workspace = try Workspace()
    try workspace.writeTensors(shape: Shape(extents))
    let loss = extents.count == 1 ? ["--loss", "mean_squared_error"] : []
    let page = try Self.report(workspace, loss)
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(page.contains("<svg"))
    // Colours that stand in for a pair of the themes' never reach the page.
    #expect(page.firstMatch(of: /rgb\([0-9.]+%|#f[ef][0-9a-f]{2}5a\b/) == nil)
    for word in ["The walk", "What each framework would say", "To take away"] {
      #expect(page.contains(word), "\(word)")
    }
    // Names of XML's own are no addresses that somebody asks for.
    for match in page.matches(of: /(?:src|href|srcset)="([^"]*)"/) {
      let address = String(match.output.1)
      #expect(address.hasPrefix("#") || address.hasPrefix("data:"), "\(address)")
    }
    let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    #expect(try Self.report(workspace, loss) == page)
  }

  @Test("has one drawing of lines and letters for both themes, its colours those of the reader's")
  func themes() throws {
    let workspace = try Workspace()
    try workspace.writeTensors(shape: [3, 4, 4, 2])
    let page = try Self.report(workspace)
    let ladder = try #require(page.firstRange(of: "data-name=\"ladder\""))
    let figure = page[
      ladder
        .lowerBound..<(try #require(page[ladder.lowerBound...].firstRange(of: "</figure>")))
        .lowerBound]
    #expect(figure.matches(of: /<svg/).count == 2, "one of a page's width, one of a column's")
    let ink = try #require(page.firstMatch(of: /(--c\d+): light-dark\(#15181e, #e9ecf1\);/))
    #expect(figure.contains("fill:var(\(ink.output.1))"))
    #expect(!figure.contains("rgb("))
  }

  @Test("says the engine's numbers")
  func numbers() throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    let page = try Self.report(workspace, ["--convention", "keras-2", "--class-names", "a<b,c|d"])
    let json = try workspace.lossfold(
      ["fold", "batch.npz:y_true", "batch.npz:y_pred", "--convention", "keras-2", "--json"]
    ).output
    let escaped = json.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    #expect(page.contains(escaped) || page.contains(escaped.replacing("&quot;", with: "\"")))
    #expect(page.contains("base64," + Data(json.utf8).base64EncodedString()))
    #expect(page.contains("a&lt;b"))
    #expect(!page.contains("a<b"))
  }

  @Test("leaves out what a fold does not have, and says why")
  func leftOut() throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    let page = try Self.report(workspace, ["--loss", "dice"])
    #expect(page.contains("Left out"))
    #expect(page.contains("There are no shares"))
    #expect(page.contains("<code>class-heatmaps</code>"))
    #expect(page.contains("is what the loss makes of 24 predictions: Dice loss, pooled."))
  }

  @Test(
    "begins with findings that are true of the shape",
    arguments: [
      (
        [3, 2, 2, 2], "",
        """
        is what is left of 24 losses: mean over 2 classes, then mean over 3 × 2 × 2 positions.
        """
      ),
      ([6], "--loss=mean_squared_error", "is what is left of 6 losses: mean over 6 classes."),
      ([6], "--loss=mean_squared_error", "<h1 id=\"report\">Where "),
      ([4, 2], "--reduction=none", "that <code>none</code> leaves: there is no single number."),
      ([4, 2], "--reduction=none", "<h1 id=\"report\">Many losses, not one number</h1>"),
      ([1, 1, 1, 1], "", "is what is left of 1 loss: mean over 1 class, then"),
    ] as [([Int], String, String)])
  func findings(extents: [Int], option: String, sentence: String) throws {
    let workspace = try Workspace()
    try workspace.writeTensors(shape: Shape(extents))
    let page = try Self.report(workspace, option.isEmpty ? [] : [option])
    #expect(page.contains(sentence))
  }

  @Test("says of odd values how many there are, and where the first one is")
  func oddValues() throws {
    let workspace = try Workspace()
    let shape: Shape = [2, 2, 2, 2]
    try workspace.write(
      NPY.encode(Tensor(shape: shape) { $0 == 5 ? .nan : Float($0 % 3) / 2 }), to: "p.npy")
    try workspace.write(NPY.encode(Tensor(shape: shape) { Float($0 % 2) }), to: "y.npy")
    let ending = try workspace.lossfold(["explain", "y.npy", "p.npy", "--output", "r.html"])
    #expect(ending.code == 0, "\(ending.error)")
    let page = String(decoding: try workspace.bytes(of: "r.html"), as: UTF8.self)
    #expect(page.contains("Of 16 losses, 1 is no number, the first at index [0, 1, 0, 1]."))
    #expect(page.contains("<h1 id=\"report\">Why the number is NaN</h1>"))
  }

  @Test(
    "has a probe of images and sequences, under any loss",
    arguments: [
      ([3, 4, 4, 2], "binary_crossentropy", 3), ([3, 4, 4, 2], "mean_squared_error", 3),
      ([3, 5, 2], "categorical_crossentropy", 3), ([6, 2], "binary_crossentropy", 0),
      ([6], "mean_squared_error", 0), ([3, 4, 4, 2], "dice", 0),
    ])
  func probe(extents: [Int], loss: String, samples: Int) throws {
    let workspace = try Workspace()
    try workspace.writeTensors(shape: Shape(extents))
    let page = try Self.report(workspace, ["--loss", loss])
    #expect(page.matches(of: /<script type="text\/plain" data-sample=/).count == samples)
  }

  @Test("takes losses of one's own and run files")
  func others() throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    let own = try workspace.lossfold(
      ["explain", "--losses", "batch.npz:y_pred", "--output", "own.html"])
    #expect(own.code == 0, "\(own.error)")
    let ownPage = String(decoding: try workspace.bytes(of: "own.html"), as: UTF8.self)
    #expect(ownPage.contains("is what is left of 24 losses: your own loss, then mean over"))
    #expect(!ownPage.contains("<th scope=\"col\" class=\"trailing\">Label"))
    try workspace.write(
      """
      convention: keras-2
      outputs:
        - { name: a, y-true: "batch.npz:y_true", y-pred: "batch.npz:y_pred" }
        - { name: b, loss: mean_squared_error, y-true: "batch.npz:y_true", y-pred: "batch.npz:y_pred" }
      """, to: "run.yaml")
    let run = try workspace.lossfold(["explain", "run.yaml", "--output", "run.html"])
    #expect(run.code == 0, "\(run.error)")
    let page = String(decoding: try workspace.bytes(of: "run.html"), as: UTF8.self)
    #expect(page.contains("figure-outputs-1"))
    #expect(page.contains("Output <code>b</code>"))
    let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
  }

  @Test("shows where a second model gains and loses")
  func against() throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    let page = try Self.report(workspace, ["--against", "batch.npz:y_true"])
    #expect(page.contains("The second model"))
    #expect(page.contains("It gains most here."))
    #expect(page.contains("<code>batch.npz:y_true</code> gives instead: better by "))
    #expect(page.contains("figure-tensor"))
    try workspace.writeTensors(to: "other.npz", shape: [2, 2, 2, 2])
    let before = try workspace.bytes(of: "r.html")
    let ending = try workspace.lossfold([
      "explain", "batch.npz:y_true", "batch.npz:y_pred", "--against", "other.npz:y_pred",
      "--output", "r.html",
    ])
    #expect(ending.code == 65)
    #expect(ending.error.contains("--against: Predictions of the shape 3 × 2 × 2 × 2"))
    #expect(try workspace.bytes(of: "r.html") == before)
  }

  @Test("leaves nothing behind where it cannot be made")
  func refusals() throws {
    let workspace = try Workspace()
    try workspace.writeTensors()
    let missing = try workspace.lossfold(
      ["explain", "batch.npz:none", "batch.npz:y_pred", "--output", "r.html"])
    #expect(missing.code == 66)
    let nowhere = try workspace.lossfold(
      ["explain", "batch.npz:y_true", "batch.npz:y_pred", "--output", "no/r.html"])
    #expect(nowhere.code == 73)
    #expect(
      nowhere.error == """
        error: no/r.html: Cannot be written: No such file or directory.
        help: Make its folder first, or write elsewhere.

        """)
    #expect(try workspace.lossfold(["explain", "batch.npz:y_true"]).code == 64)
    let losses = try workspace.lossfold([
      "explain", "--losses", "batch.npz:y_pred", "--against", "batch.npz:y_true", "--output",
      "r.html",
    ])
    #expect(
      losses.error == """
        error: --against: Labels and predictions were expected, but losses are folded.
        help: Give Y_TRUE and Y_PRED instead of --losses.

        """)
    #expect(losses.code == 65)
    #expect(try workspace.names() == ["batch.npz"])
    let standard = try workspace.lossfold(
      ["explain", "batch.npz:y_true", "batch.npz:y_pred", "--output", "-"])
    #expect(standard.output.hasPrefix("<!doctype html>") && standard.output.hasSuffix("</html>\n"))
  }
}
