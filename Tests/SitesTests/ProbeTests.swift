import Figures
import Foundation
import Reductions
import Tensors
import Testing

@testable import Sites

@Suite("A probe")
struct ProbeTests {
  static let block = SourceBlock(kind: "probe", text: "", file: "docs/a.md", line: 7)

  func probe(_ name: String = "p") throws -> Probe {
    try Probe(
      try FakeResolver.fold(keeping: [.elementwise]), id: name, stem: "a.\(name)",
      block: Self.block)
  }

  /// What stands in quotes behind `name: ` in a script.
  func text(_ name: String, in script: [UInt8]) throws -> Data {
    let text = String(decoding: script, as: UTF8.self)
    let start = try #require(text.firstRange(of: "\(name): \"")).upperBound
    return try #require(Data(base64Encoded: String(text[start...].prefix { $0 != "\"" })))
  }

  @Test("of few elements writes each loss as it is, and each label as a bit")
  func exact() throws {
    let fold = try FakeResolver.fold(keeping: [.elementwise])
    let losses = try #require(fold.trace.outputs[0].step(.elementwise)?.tensor)
    let probe = try probe()
    #expect(probe.imageCount == 2)
    #expect(probe.path(1) == "probe/a.p.1.js")
    let script = probe.script(1)
    let raw = try text("losses", in: script)
    let read = stride(from: 0, to: raw.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(raw[start + $1]) << ($1 * 8) })
    }
    #expect(read == losses.sample(1).elements)
    // Labels 8 to 15 of those that are 1 at every third: 9, 12, 15.
    #expect(try text("labels", in: script) == Data([0b1001_0010]))
  }

  @Test("says the engine's numbers")
  func facts() throws {
    let output = try FakeResolver.fold().trace.outputs[0]
    let facts = try probe().facts
    #expect(facts.contains("\"value\": \(output.value ?? 0)"))
    #expect(facts.contains("\"shape\": [2, 2, 2, 2]"))
    #expect(facts.contains("\"names\": [\"sky\", \"sea\"]"))
    #expect(!facts.contains("<"))
  }

  @Test("has its cells behind it as tables, or blocks of them where they are many")
  func tables() throws {
    let (probe, trace) = (try probe(), try FakeResolver.fold(keeping: [.elementwise]).trace)
    let losses = try #require(trace.outputs[0].step(.elementwise)?.tensor?.elements)
    let tables = probe.tables.map(\.table)
    #expect(tables.map { $0.rows.map(\.count) } == [[5, 5], [4, 4, 4, 4], [4, 4, 4, 4]])
    #expect(
      probe.tables.map(\.summary)[2] == "Image 1 as a table, a row for each position")
    #expect(tables[2].rows[1][0] == "0, 1")
    #expect(tables[2].rows[1][1] == NumberFormat.significant(Double(losses[10])))
    #expect(
      tables[2].rows[1][3]
        == NumberFormat.significant((Double(losses[10]) + Double(losses[11])) / 2))

    let shape: Shape = [1, 20, 9, 1]
    let input = FoldInput(
      yTrue: Tensor(repeating: 0, shape: shape),
      yPred: Tensor(shape: shape) { Float($0 % 7 + 1) / 16 })
    let large = try Trace(
      of: input, FoldSettings(convention: .keras2, keeping: [.elementwise], threads: 1))
    let fold = NamedFold(
      trace: large, classNames: [], inputs: [input], threshold: 0.5)
    let block = SourceBlock(kind: "probe", text: "", file: "a.md", line: 1)
    let blocks = try Probe(fold, id: "a", stem: "a", block: block).tables[1]
    #expect(blocks.summary == "Image 0 as a table, a row for each block of 3 × 2 positions")
    #expect(blocks.table.rows.map { $0[0] }.suffix(2) == ["18–19, 6–7", "18–19, 8"])
    let elements = try #require(large.outputs[0].step(.elementwise)?.tensor?.elements)
    let last = [18 * 9 + 8, 19 * 9 + 8].map { Double(elements[$0]) }
    #expect(blocks.table.rows.last?[1] == NumberFormat.significant((last[0] + last[1]) / 2))
  }

  @Test("has the sums over all positions and over those where each class is")
  func masks() throws {
    let trace = try FakeResolver.fold(keeping: [.elementwise]).trace
    let losses = try #require(trace.outputs[0].step(.elementwise)?.tensor?.elements)
    let labels = FakeResolver.labels.elements
    let kept = try probe().keptSums
    #expect(kept[0][0] == 8)
    for mask in 0..<2 {
      let places = (0..<8).filter { labels[2 * $0 + mask] == 1 }
      #expect(kept[mask + 1][0] == Double(places.count))
      for index in 0..<2 {
        let sum = places.reduce(0.0) { $0 + Double(losses[2 * $1 + index]) }
        #expect(abs(kept[mask + 1][index + 1] - sum) < 1e-12)
      }
    }
  }

  @Test("of many elements comes within a two-thousandth of every loss, from tiny to large")
  func codes() {
    let losses = (0..<1600).map { Float(1e-7 * pow(1.0119, Double($0))) } + [0]
    let codes = Codes(losses)
    for loss in losses {
      let decoded = codes.loss(of: codes.codes(of: [loss])[0])
      #expect(abs(decoded - Double(loss)) <= 5e-4 * Double(loss))
    }
    #expect(codes.codes(of: [0]) == [0])
  }

  @Test("refuses what it could not tell the truth about")
  func refusals() throws {
    func finding(_ labels: Tensor, _ settings: FoldSettings, loss: String = "binary_crossentropy")
      throws -> String?
    {
      let predictions = FakeResolver.predictions
      let trace = try Trace(
        of: FoldInput(yTrue: labels, yPred: predictions, loss: loss), settings)
      let fold = NamedFold(trace: trace, labels: labels, predictions: predictions)
      do {
        _ = try Probe(fold, id: "p", stem: "p", block: Self.block)
        return nil
      } catch { return error.sentence }
    }
    let keeps = FoldSettings(convention: .keras2, keeping: [.elementwise], threads: 1)
    let start = "A probe shows the mean of the binary cross-entropy of images, but "
    let soft = Tensor(repeating: 0.5, shape: [2, 2, 2, 2])
    #expect(try finding(soft, keeps) == start + "not every label is 0 or 1.")
    #expect(
      try finding(FakeResolver.labels, keeps, loss: "mean_squared_error")
        == start + "these losses are others.")
    let sums = FoldSettings(
      convention: .keras3, reduction: "sum", keeping: [.elementwise], threads: 1)
    #expect(
      try finding(FakeResolver.labels, sums)
        == start + "this one sums, or weighs its elements, or leaves some out.")
  }

  @Test("is a figure with a table, and a script of data for each image")
  func page() throws {
    let folder = try RequestResolverTests().folder(
      "```probe\nid: look\ncaption: \"Look.\"\n\(RequestResolverTests.block)```\n")
    let plan = try SitePlan(source: folder.path, jobs: 1)
    let scripts = ["probe/index.look.0.js", "probe/index.look.1.js"]
    #expect(plan.paths.filter { $0.hasPrefix("probe/") } == scripts)
    let html = String(decoding: try #require(plan.render("index.html")), as: UTF8.self)
    #expect(html.contains("<div class=\"probe\" role=\"group\""))
    #expect(html.contains("<figure id=\"look\">"))
    #expect(html.contains("<th scope=\"row\">sea</th>"))
    #expect(html.contains("<script type=\"application/json\">{\"id\": \"look\""))
  }
}
