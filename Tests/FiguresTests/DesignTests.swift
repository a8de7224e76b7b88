import CairoRendering
import Drawings
import Figures
import Reductions
import Tensors
import TestSupport
import Testing

@Suite("Every figure, at every width and size")
struct DesignTests {
  static let millimetres = [60.0, 89, 120, 183, 400]
  static let shapes: [Shape] = [
    [1, 4, 4, 1], [4, 4, 4, 5], [3, 4, 4, 9], [40, 2, 2, 64], [2, 40, 3, 3], [2, 3, 40, 3],
    [6, 20, 4], [12, 10], [40, 64], [1, 1],
  ]
  /// A fixed measurer, and where other scripts matter the one that renders too.
  let measurers: [any TextMeasuring]
  init() throws { measurers = [FixedTextMeasurer(), try Typesetter()] }

  private func each(
    _ shape: Shape, nanAt: [Int] = [], measurers: [any TextMeasuring]? = nil,
    change: (inout FigureOptions) -> Void = { _ in },
    _ check: (Drawing, any TextMeasuring, Comment) -> Void
  ) throws {
    let trace = try Cases.trace(shape, nanAt: nanAt)
    for kind in FigureKinds.all {
      for width in Self.millimetres {
        var options = FigureOptions(width: width / 25.4 * 72)
        change(&options)
        for measurer in measurers ?? self.measurers {
          check(
            try Cases.drawing(kind, of: trace, options, measuredBy: measurer), measurer,
            "\(kind.name), \(shape), \(width) mm")
        }
      }
    }
  }

  @Test("keeps its words apart, inside its bounds, and large enough to read", arguments: shapes)
  func layout(shape: Shape) throws {
    try each(shape, measurers: [FixedTextMeasurer()]) { check($0, $1, $2) }
  }

  @Test(
    "does so with long names, with names of other scripts, and with NaN",
    arguments: [[4, 4, 4, 5], [12, 5]] as [Shape])
  func names(shape: Shape) throws {
    let names = ["background and everything else", "בקבוק", "قاع البحر", "धरती", "x"]
    for limits in [FigureOptions.Limits.shared, .panel, .range(0.01, 0.5)] {
      try each(shape, nanAt: [0, 7]) { options in
        options.classNames = names
        options.sampleNames = (0..<12).map { "a photograph with a very long name \($0).png" }
        options.limits = limits
        options.colorScale = limits == .panel ? .linear : .log
      } _: {
        check($0, $1, $2)
      }
    }
  }

  private func check(_ drawing: Drawing, _ measurer: any TextMeasuring, _ comment: Comment) {
    for violation in DesignRules().violations(in: drawing, measuredBy: measurer) {
      Issue.record("\(violation.sentence) \(comment)")
    }
    // As high as a page of a journal; in proportion where it is wider than one.
    let growth = max(1, drawing.size.width / 519)
    let most = ("\(comment)".hasPrefix("worksheet") ? 297.0 : 170) * growth
    #expect(drawing.size.height <= most / 25.4 * 72 + 0.01, comment)
  }

  @Test("is drawn of a trace that begins later, and of one that ends in no number")
  func partial() throws {
    let trace = try Cases.trace([4, 4, 4, 5])
    var later = trace
    later.outputs[0].steps.removeFirst()
    var open = trace
    open.outputs[0].value = nil
    open.outputs[0].reduction = "none"
    open.outputs[0].steps.removeAll { $0.id != .elementwise && $0.id != .perPosition }
    for (trace, title) in [(later, "64 losses fold to"), (open, "320 losses become 64, not one")] {
      for width in Self.millimetres {
        for measurer in measurers {
          let drawing = try Cases.drawing(
            Ladder.self, of: trace, FigureOptions(width: width / 25.4 * 72), measuredBy: measurer)
          #expect(drawing.title.hasPrefix(title))
          check(drawing, measurer, "\(title), \(width) mm")
        }
      }
    }
    #expect(throws: FigureError.missingStep(.elementwise, figure: "class-heatmaps")) {
      try Cases.drawing(ClassHeatmaps.self, of: later, FigureOptions())
    }
    open.outputs[0].views.perSample = nil
    #expect(throws: FigureError.noSampleMeans(figure: "batch-mean")) {
      try Cases.drawing(BatchMean.self, of: open, FigureOptions())
    }
  }

  @Test("reads at 4.5 : 1 on its ground, in every theme", arguments: Theme.all)
  func contrast(theme: Theme) {
    for color in [theme.ink, theme.muted, theme.alarm] {
      #expect(color.contrast(with: theme.paper) >= 4.5, "\(theme.name)")
      #expect(color.contrast(with: theme.panel) >= 4.5, "\(theme.name)")
    }
  }

  @Test("is the same twice", arguments: FigureKinds.all.map { $0.name })
  func deterministic(name: String) throws {
    let kind = try #require(FigureKinds.named(name))
    let options = FigureOptions(classNames: ["a", "b", "c", "d", "e"])
    let first = try Cases.drawing(kind, of: Cases.trace([4, 4, 4, 5]), options)
    #expect(try Cases.drawing(kind, of: Cases.trace([4, 4, 4, 5]), options) == first)
  }

  @Test("is refused below 60 mm, with what would do")
  func tooNarrow() throws {
    let trace = try Cases.trace([2, 2])
    let error = #expect(throws: FigureError.self) {
      try Cases.drawing(Ladder.self, of: trace, FigureOptions(width: 100))
    }
    #expect(
      error?.description
        == "--width: A figure is at least 60.0 mm wide, but 35.3 mm were asked for."
    )
  }

  @Test("asks for the tensor that it shows", arguments: ["class-heatmaps", "position-map"])
  func notKept(name: String) throws {
    let kind = try #require(FigureKinds.named(name))
    let trace = try Cases.trace([2, 2, 2, 2], keeping: [])
    let step = try #require(kind.keeps.first)
    #expect(throws: FigureError.tensorNotKept(step, figure: name)) {
      try Cases.drawing(kind, of: trace, FigureOptions())
    }
  }
}
