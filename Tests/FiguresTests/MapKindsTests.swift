import Drawings
import Figures
import Reductions
import Tensors
import TestSupport
import Testing

@Suite("Maps of weights and of gradients")
struct MapKindsTests {
  private func trace(
    _ shape: Shape, convention: Convention = .keras3, loss: String = "binary_crossentropy",
    mask: Tensor? = nil, sampleWeight: Tensor? = nil, reduction: String? = nil
  ) throws -> Trace {
    let (labels, predictions) = Cases.tensors(shape, seed: 5)
    var settings = FoldSettings(
      convention: convention, reduction: reduction, keeping: [.elementwise, .perPosition],
      threads: 1)
    settings.explaining = [.weights, .gradient]
    return try Trace(
      of: FoldInput(
        yTrue: labels, yPred: predictions, loss: loss, sampleWeight: sampleWeight, mask: mask),
      settings)
  }

  private func values(_ table: DataTable) -> [Double] {
    table.rows.compactMap {
      guard case .single(let value) = $0[$0.count - 1] else { return nil }
      return Double(value)
    }
  }

  @Test("weight-map: 1 everywhere where nothing weighs", arguments: Convention.allCases)
  func identity(convention: Convention) throws {
    // optax takes logits only, unless it is l2, and leaves the mean to its users.
    let trace = try trace(
      [2, 3, 4, 2], convention: convention,
      loss: convention == .optax ? "l2" : "binary_crossentropy",
      reduction: convention == .optax ? "mean" : nil)
    let options = FigureOptions()
    let weights = values(try WeightMap.table(of: FoldSubject(trace), options: options))
    #expect(!weights.isEmpty)
    #expect(weights.allSatisfy { abs($0 - 1) < 1e-6 })
    let drawing = try Cases.drawing(WeightMap.self, of: trace, options)
    #expect(drawing.title.hasSuffix("has the weight 1: no mask and no weight tells them apart"))
  }

  @Test("weight-map: what a mask leaves weighs its sample’s weight; the rest nothing, dotted")
  func masked() throws {
    let mask = Tensor(shape: [2, 2, 2]) { $0 % 4 == 0 ? 0 : 1 }
    let sampleWeight = Tensor(shape: [2, 2, 2]) { $0 < 4 ? 1 : 3 }
    let trace = try trace([2, 2, 2, 3], mask: mask, sampleWeight: sampleWeight)
    let weights = values(
      try WeightMap.table(of: FoldSubject(trace), options: FigureOptions()))
    #expect(weights.count == 8 && weights[0] == 0 && weights[4] == 0)
    #expect(abs(weights[5] / weights[1] - 3) < 1e-6)
    let losses = try #require(trace.outputs[0].step(.perPosition)?.tensor).elements
    let number = zip(weights, losses).reduce(0) { $0 + $1.0 * Double($1.1) } / 8
    #expect(abs(number - (try #require(trace.outputs[0].value))) < 1e-6 * number)
    let drawing = try Cases.drawing(WeightMap.self, of: trace, FigureOptions())
    #expect(drawing.title.hasPrefix("25.0\u{A0}% of 8 positions have no weight"))
    let dotted = drawing.marks.flatMap(\.images).flatMap(\.indices).count { $0 > 128 }
    #expect(dotted == 2)
  }

  @Test("weight-map: refuses weights that do not make the number")
  func untrue() throws {
    var trace = try trace([2, 2, 2, 3])
    trace.outputs[0].value = trace.outputs[0].value.map { $0 * 1.001 }
    #expect(throws: FigureError.self) {
      try Cases.drawing(WeightMap.self, of: trace, FigureOptions())
    }
  }

  @Test("gradient-map: the number’s own slope, by finite differences of the logit")
  func gradient() throws {
    let shape: Shape = [1, 2, 2, 2]
    let (labels, predictions) = Cases.tensors(shape, seed: 5)
    func number(_ predictions: Tensor) throws -> Double {
      try #require(
        Trace(of: FoldInput(yTrue: labels, yPred: predictions), FoldSettings(threads: 1))
          .outputs[0].value)
    }
    let gradients = values(
      try GradientMap.table(of: FoldSubject(trace(shape)), options: FigureOptions()))
    // The table goes class by class, the tensor position by position.
    for element in 0..<8 where (0.05...0.95).contains(predictions.elements[element]) {
      let p = Double(predictions.elements[element])
      func moved(_ step: Double) throws -> Double {
        var elements = predictions.elements
        elements[element] = Float(p + step * p * (1 - p))
        return try number(Tensor(shape: shape, elements: elements))
      }
      let slope = try (moved(0.01) - moved(-0.01)) / 0.02
      let found = gradients[element % 2 * 4 + element / 2]
      #expect(abs(slope - found) < 2e-3 * abs(slope) + 1e-6, "element \(element)")
    }
  }

  @Test("gradient-map: parts under the panels add up; says where there is no gradient or no logit")
  func words() throws {
    let trace = try trace([2, 4, 4, 3])
    let drawing = try Cases.drawing(GradientMap.self, of: trace, FigureOptions())
    let shares = try #require(trace.outputs[0].gradientShares)
    let most = try #require(shares.perClass?.max())
    #expect(drawing.title.contains("takes \(NumberFormat.percent(most)) of the gradient’s size"))
    let plain = try self.trace([2, 4, 4, 3], loss: "mean_squared_error")
    #expect(
      GradientMap.caption(of: FoldSubject(plain)).contains("each prediction (the loss takes no"))
    let open = try self.trace([2, 4, 4, 3], reduction: "none")
    for kind in [GradientMap.self, WeightMap.self] as [any FigureKind.Type] {
      #expect(
        try Cases.drawing(kind, of: open, FigureOptions()).description.hasSuffix(
          "the reduction leaves no single number."))
    }
  }

  @Test("ask for what they show", arguments: ["gradient-map", "weight-map"])
  func notAsked(name: String) throws {
    let kind = try #require(FigureKinds.named(name))
    let (labels, predictions) = Cases.tensors([2, 2, 2], seed: 1)
    let trace = try Trace(
      of: FoldInput(yTrue: labels, yPred: predictions), FoldSettings(threads: 1))
    let error = #expect(throws: FigureError.self) {
      try Cases.drawing(kind, of: trace, FigureOptions())
    }
    #expect(error?.sentence.contains("which this trace was not asked for") == true)
  }
}
