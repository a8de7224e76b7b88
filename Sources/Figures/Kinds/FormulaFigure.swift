public import Drawings
public import Reductions
import Tensors

/// One position's way to the number, with its own numbers in every formula.
///
/// ```swift
/// let trace = try Trace(of: input, FormulaFigure.settings(following: .keras2))
/// let subject = FoldSubject(trace, labels: labels, predictions: predictions, position: [0, 1, 2])
/// let drawing = try FormulaFigure.drawing(of: subject, options: options, measuredBy: measurer)
/// ```
public enum FormulaFigure: FigureKind {
  /// `formula`
  public static let name = "formula"
  /// For `--list`.
  public static let needs =
    "one position’s formula with its own numbers, from its elements to its share of the total; --at "
    + "names the position, else the one that loses most"
  /// Elements and what the loss function makes of them.
  public static let keeps: Set<Step.ID> = [.elementwise, .perPosition]
  /// By what the position enters the number.
  public static let explains: Set<Explanation> = [.weights]

  /// A row for each class, then a fold line and a line of numbers for each fold.
  public static func drawing(
    of subject: FoldSubject, options: FigureOptions, measuredBy measurer: some TextMeasuring
  ) throws(FigureError) -> Drawing {
    let content = try PositionFormula(subject, options, figure: name)
    var sketch = try Sketch(options, measuredBy: measurer)
    let title = options.title ?? content.title
    sketch.title(title)
    sketch.formula(content, options)
    return sketch.drawing(title: title, description: content.description)
  }

  /// A row for each class, then one for each fold.
  public static func table(
    of subject: FoldSubject, options: FigureOptions
  ) throws(FigureError) -> DataTable {
    let content = try PositionFormula(subject, options, figure: name)
    var table = DataTable(["step", "class", "label", "prediction", "value"])
    for (index, element) in content.elements.enumerated() {
      table.rows.append([
        .text("elementwise"), .text(options.className(index)),
        element.label.map { .number($0) } ?? .none,
        element.prediction.map { .number($0) } ?? .none, .number(element.loss),
      ])
    }
    let folds = [
      ("per-position", content.loss), ("weight", content.weight),
      ("denominator", content.denominator), ("amount", content.amount), ("share", content.share),
    ]
    for (name, value) in folds {
      guard let value else { continue }
      table.rows.append([.text(name), .none, .none, .none, .number(value)])
    }
    return table
  }
}

/// The numbers of one position, from element to share.
struct PositionFormula {
  struct Element {
    var label: Double?
    var prediction: Double?
    var loss: Double
    /// With the numbers in it; nil where none of ours gives the loss.
    var formula: SubstitutedFormula?
  }

  let place: [Int]
  private(set) var elements: [Element] = []
  /// What the loss function returns of the position; nil where it keeps its classes apart.
  let loss: Double?
  /// What happens to the classes, in words.
  let operation: String
  /// Mask × weights.
  let weight: Double?
  /// By what the sum over all positions is divided.
  let denominator: Double?
  /// What it adds to the number, in nats, and how much of that this is.
  let amount: Double?
  let share: Double?
  let number: Double?
  let unit: LossUnit
  /// Why the way ends before the share.
  let why: String?
  let title: String
  let description: String

  init(_ subject: FoldSubject, _ options: FigureOptions, figure: String) throws(FigureError) {
    let output = subject.output
    func kept(_ id: Step.ID) throws(FigureError) -> Tensor {
      guard let step = output.step(id) else { throw .missingStep(id, figure: figure) }
      guard let tensor = step.tensor else { throw .tensorNotKept(id, figure: figure) }
      return tensor
    }
    let losses = try kept(.elementwise)
    let positions = try kept(.perPosition)
    guard losses.shape.rank >= 2, losses.shape.count > 0 else {
      throw .unsuitableShape(losses.shape, figure: figure, expected: "losses with a class axis")
    }
    let classes = losses.shape[-1]
    let shape = Shape(losses.shape.extents.dropLast())
    let isApart = positions.shape.count == losses.shape.count && classes > 1
    guard isApart || positions.shape.count == shape.count else {
      throw .unsuitableShape(
        positions.shape, figure: figure, expected: "a loss for each position, \(shape)")
    }
    let index = try Self.index(subject.position, shape, losses, figure: figure)
    let strides = shape.strides
    place = (0..<shape.rank).map { index / strides[$0] % shape[$0] }
    var elements: [Element] = []
    for column in 0..<classes {
      let loss = Double(losses.elements[index * classes + column])
      let label = subject.labels?.value(at: index, class: column, of: losses.shape, isLabel: true)
      let prediction = subject.predictions?.value(
        at: index, class: column, of: losses.shape, isLabel: false)
      var element = Element(label: label, prediction: prediction, loss: loss)
      if let label, let prediction {
        element.formula = .of(
          output.loss, label: label, prediction: prediction, expected: loss)
      }
      elements.append(element)
    }
    self.elements = elements
    let sum = elements.reduce(0) { $0 + $1.loss }
    operation = output.step(.perPosition)?.operation ?? ""
    loss = isApart ? nil : Double(positions.elements[index])
    if let loss, loss.isFinite, sum.isFinite {
      let size = elements.reduce(abs(loss)) { $0 + abs($1.loss) }
      let least = min(abs(sum - loss), abs(sum / Double(classes) - loss))
      guard least <= 2e-6 * size else {
        throw .partsDoNotAddUp(sum, number: loss, figure: figure)
      }
    }
    number = output.value
    unit = LossUnit(output)
    let weights = output.maps.weights.flatMap {
      $0.elements.count == positions.shape.count ? $0.elements : nil
    }
    let divisor = output.denominator ?? 1
    denominator = output.denominator
    if let weights {
      amount =
        isApart
        ? (0..<classes).reduce(0.0) {
          $0 + weights[index * classes + $1] * elements[$1].loss
        } : weights[index] * (loss ?? .nan)
      // Where classes of a position weigh differently there is no one weight.
      let own =
        isApart ? weights[(index * classes)..<((index + 1) * classes)] : weights[index...index]
      weight = own.allSatisfy { $0 == own.first } ? own.first.map { $0 * divisor } : nil
    } else {
      amount = nil
      weight = nil
    }
    if let amount, let value = output.value, value.isFinite, value != 0 {
      share = amount / value
      why = nil
    } else {
      share = nil
      why =
        subject.whyNoParts ?? output.maps.why.map { "There are no weights: \($0)." }
        ?? "Positions have no weights of their own in this number."
    }
    let name =
      options.sampleName(place[0])
      + (place.count == 3
        ? " at row \(place[1]), column \(place[2])"
        : place.count > 1
          ? " at " + place.dropFirst().map { String($0) }.joined(separator: ", ") : "")
    let total = output.value.map { NumberFormat.significant($0) }
    let finding =
      loss.map { "loses \(NumberFormat.significant($0))" }
      ?? "loses \(NumberFormat.significant(sum)) over its classes"
    let end = share.map { ", \(NumberFormat.percent($0)) of \(total ?? "")" } ?? ""
    title = "\(name.startingSentence(options.sampleNames == nil)) \(finding)\(end)"
    var description = "The loss of one position, step by step. "
    description += elements.prefix(64).enumerated().map { column, element in
      "\(options.className(column)): \(element.words(isNamed: true)) = "
        + NumberFormat.significant(element.loss)
    }.joined(separator: "; ")
    if let loss { description += ". \(operation): \(NumberFormat.significant(loss))" }
    if let weight { description += "; times its weight \(NumberFormat.significant(weight))" }
    if let denominator {
      description += "; divided by \(Self.denominator(denominator))"
    }
    if let amount {
      description += ": \(NumberFormat.significant(amount))\(unit.word)"
    }
    self.description = description + (why.map { ". \($0)" } ?? "\(end).")
  }

  static func denominator(_ value: Double) -> String {
    Int(exactly: value).map { NumberFormat.count($0) } ?? NumberFormat.significant(value)
  }

  /// The position asked for; else that of the greatest loss.
  private static func index(
    _ place: [Int]?, _ shape: Shape, _ losses: Tensor, figure: String
  ) throws(FigureError) -> Int {
    guard let place else {
      let classes = losses.shape[-1]
      var (most, index) = (-Double.infinity, 0)
      for position in 0..<shape.count {
        var sum = 0.0
        for column in 0..<classes { sum += Double(losses.elements[position * classes + column]) }
        if sum > most { (most, index) = (sum, position) }
      }
      return index
    }
    guard place.count == shape.rank,
      place.indices.allSatisfy({ (0..<shape[$0]).contains(place[$0]) })
    else { throw .noSuchPosition(place, shape, figure: figure) }
    return zip(place, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension PositionFormula.Element {
  /// The formula with its numbers; before it label and prediction, where they are wanted.
  func words(isNamed: Bool) -> String {
    var words: [String] = []
    if isNamed, let label { words.append("y = \(SubstitutedFormula.written(label))") }
    if isNamed, let prediction {
      words.append("p = \(SubstitutedFormula.written(prediction))")
    }
    if let formula { words.append(formula.text) }
    return words.isEmpty ? "loss" : words.joined(separator: ", ")
  }
}

extension Tensor {
  /// The value of a class at a position, whether classes lie along the last axis, along the second
  /// or, of labels, are written as their indices; nil of any other shape.
  fileprivate func value(
    at index: Int, class column: Int, of losses: Shape, isLabel: Bool
  ) -> Double? {
    let classes = losses[-1]
    if shape == losses { return Double(elements[index * classes + column]) }
    let positions = losses.count / classes
    if isLabel, shape.count == positions, classes > 1 {
      return elements[index] == Float(column) ? 1 : 0
    }
    let first = [losses[0], classes] + losses.extents.dropFirst().dropLast()
    guard losses.rank > 2, shape.extents == first else { return nil }
    let inner = positions / losses[0]
    return Double(elements[(index / inner * classes + column) * inner + index % inner])
  }
}
