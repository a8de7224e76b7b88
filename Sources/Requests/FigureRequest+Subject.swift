public import Drawings
public import Figures
public import Reductions
import TensorFiles
import Tensors

extension FigureRequest {
  /// The kind that is asked for.
  ///
  /// - Throws: ``RequestError`` where there is no such kind.
  public func figureKind() throws(RequestError) -> any FigureKind.Type {
    guard let kind = FigureKinds.named(kind) else {
      throw error(.unknownKind(kind, known: Self.kinds))
    }
    return kind
  }

  /// The steps whose tensors the kind draws.
  ///
  /// - Throws: ``RequestError`` where there is no such kind.
  public func keeps() throws(RequestError) -> Set<Step.ID> {
    let keeps = try figureKind().keeps
    // Losses that somebody computed have no elements, but may be counted.
    let isOwn = fold.outputs.contains { $0.losses != nil }
    return isOwn && keeps.contains(.elementwise) ? keeps.union([.perPosition]) : keeps
  }

  /// What the figure is of, folded or read.
  ///
  /// - Throws: ``RequestError`` where a file cannot be read or the convention refuses.
  public func subject() throws(RequestError) -> FigureSubject { try resolved().subject }

  /// What the figure is of, with the arrays that were folded for it.
  ///
  /// - Parameter watching: Stands between the files and the fold, to see how far it is read.
  /// - Throws: ``RequestError`` where a file cannot be read or the convention refuses.
  public func resolved(
    watching: ([FoldInput]) -> [FoldInput] = { $0 }
  ) throws(RequestError) -> (subject: FigureSubject, inputs: [FoldInput]) {
    let kind = try figureKind()
    guard kind.takes.isFolded else { return (try fileSubject(), []) }
    let image = image.map { file in
      Meanwhile { Result { () throws(RequestError) in try tensor(of: file) } }
    }
    let inputs = try fold.inputs()
    if kind.takes == .comparison { return (try comparison(of: inputs), inputs) }
    let trace = try fold.trace(of: watching(inputs), settings(keeping: try keeps()))
    return (subject(trace, inputs, image: try image?.value.get()), inputs)
  }

  /// How the arrays are folded for the kind: with the maps that it draws.
  ///
  /// - Throws: ``RequestError`` where there is no such kind.
  public func settings(keeping kept: Set<Step.ID>) throws(RequestError) -> FoldSettings {
    var settings = fold.settings(keeping: kept)
    settings.explaining = try figureKind().explains
    return settings
  }

  /// A fold as what a figure is of.
  ///
  /// - Throws: ``RequestError`` where the image cannot be read.
  public func subject(
    _ trace: Trace, _ inputs: [FoldInput]
  ) throws(RequestError) -> FigureSubject {
    let image = try image.map { (file) throws(RequestError) in try tensor(of: file) }
    return subject(trace, inputs, image: image)
  }

  private func subject(
    _ trace: Trace, _ inputs: [FoldInput], image: Tensor?
  ) -> FigureSubject {
    let input = inputs.first
    return .fold(
      FoldSubject(
        trace, labels: input?.yTrue as? Tensor, predictions: input?.yPred as? Tensor,
        mask: input?.mask as? Tensor, image: image, position: position))
  }

  /// What the figure is of, where it compares conventions.
  ///
  /// - Throws: ``RequestError`` where every output is skipped.
  public func comparison(of inputs: [FoldInput]) throws(RequestError) -> FigureSubject {
    guard let input = inputs.first else {
      throw error(.reduction(.nothingToOptimise))
    }
    return .comparison(ComparisonSubject(Comparison(of: input, fold.settings())))
  }

  /// What the figure is of, where that is read from one file.
  ///
  /// - Precondition: its kind takes no fold.
  /// - Throws: ``RequestError`` where the file is not named or cannot be read.
  public func fileSubject() throws(RequestError) -> FigureSubject {
    let sort = try figureKind().takes
    if sort == .worksheet { return .worksheet(worksheet) }
    if sort == .formula { return .formula(try formula()) }
    guard let file else {
      let what =
        switch sort {
        case .array: "name the array, such as batch.npz:y_true"
        case .history: "name the history, such as history.json or log.csv"
        default: "name the file of layers, such as layers.json"
        }
      throw error(.missingKey("file", purpose: what))
    }
    switch sort {
    case .array: return .array(try array(file))
    case .history:
      return .history(try HistoryFile.read(place(of: file), name: Self.lastPart(of: file)))
    case .network:
      return .network(try NetworkFile.read(place(of: file), name: Self.lastPart(of: file)))
    case .fold, .comparison, .formula, .worksheet: preconditionFailure("of no file")
    }
  }

  /// The loss computed by the engine itself, at places that are close where it is steep.
  private func formula() throws(RequestError) -> FormulaSubject {
    let steps = 256
    var predictions: [Double] = []
    for step in 0...steps {
      let t = Double(step) / Double(steps)
      predictions.append(t * t * (3 - 2 * t))
    }
    let distances = FormulaSubject.distancesOfTails
    let isFocal = fold.outputs[0].loss.contains("focal")
    let family: [(name: String, options: [String: String])] =
      isFocal && fold.outputs[0].options["gamma"] == nil
      ? ["0", "1", "2", "5"].map { ("γ = \($0)", ["gamma": $0]) } : [("", [:])]
    var curves: [FormulaSubject.Curve] = []
    for label in [Float(0), 1] {
      for member in family {
        let places =
          predictions + (distances.map { label == 0 ? 1 - $0 : $0 })
        let shape = Shape([places.count, 1])
        let input = FoldInput(
          yTrue: Tensor(repeating: label, shape: shape),
          yPred: Tensor(shape: shape) { Float(places[$0]) }, loss: fold.outputs[0].loss,
          options: fold.outputs[0].options.merging(member.options) { $1 })
        let trace = try fold.trace(of: [input], keeping: [.elementwise, .perPosition])
        let steps = trace.outputs[0]
        let tensor = steps.step(.elementwise)?.tensor ?? steps.step(.perPosition)?.tensor
        guard let tensor, tensor.shape.count == places.count else {
          throw error(
            .figure(.lacking("the loss of one element by itself", figure: kind)))
        }
        let losses = tensor.elements.map { Double($0) }
        curves.append(
          .init(
            name: member.name, label: label, losses: Array(losses.prefix(predictions.count)),
            tail: Array(losses.dropFirst(predictions.count))))
      }
    }
    return FormulaSubject(
      loss: fold.outputs[0].loss, convention: fold.convention.rawValue, predictions: predictions,
      distances: distances, curves: curves)
  }

  private func array(_ file: String) throws(RequestError) -> ArraySubject {
    ArraySubject(
      name: Self.lastPart(of: file), tensor: try tensor(of: file), axisNames: axisNames,
      mask: try mask())
  }

  /// The mask of an array, where one is given.
  func mask() throws(RequestError) -> Tensor? {
    guard let mask = fold.outputs[0].mask else { return nil }
    do throws(FileError) {
      return try TensorFile.read(mask, relativeTo: fold.folder)
    } catch { throw self.error(.file(error)) }
  }

  func tensor(of file: String) throws(RequestError) -> Tensor {
    do throws(FileError) {
      return try TensorFile.read(ArrayReference(parsing: file), relativeTo: fold.folder)
    } catch { throw self.error(.file(error)) }
  }

  func place(of file: String) -> String {
    fold.folder.isEmpty || file.hasPrefix("/") ? file : fold.folder + "/" + file
  }

  private static func lastPart(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The figure of `subject`.
  ///
  /// - Precondition: `subject` is of the sort that the kind takes.
  /// - Throws: ``RequestError`` where there is no such kind, or it cannot be drawn from this.
  public func drawing(
    of subject: FigureSubject, measuredBy measurer: some TextMeasuring
  ) throws(RequestError) -> Drawing {
    let kind = try figureKind()
    var options = allOptions
    options.theme = options.theme.wearing(try houseStyle().colors)
    do throws(FigureError) {
      let drawing = try kind.drawing(of: subject, options: options, measuredBy: measurer)
      if let broken = DesignRules().violations(in: drawing, measuredBy: measurer).first {
        throw FigureError.badDesign(broken.sentence, figure: kind.name)
      }
      return drawing
    } catch { throw self.error(.figure(error)) }
  }

  /// The pages of `subject`: one figure, or a sheet each.
  ///
  /// - Precondition: `subject` is of the sort that the kind takes.
  /// - Throws: ``RequestError`` as ``drawing(of:measuredBy:)`` does.
  public func pages(
    of subject: FigureSubject, measuredBy measurer: some TextMeasuring
  ) throws(RequestError) -> [Drawing] {
    guard case .worksheet(let worksheet) = subject else {
      return [try drawing(of: subject, measuredBy: measurer)]
    }
    return try worksheet.sheets.map { (sheet) throws(RequestError) in
      try drawing(of: .worksheet(sheet), measuredBy: measurer)
    }
  }

  /// The numbers that the figure of `subject` shows.
  ///
  /// - Throws: ``RequestError`` as ``drawing(of:measuredBy:)`` does.
  public func table(of subject: FigureSubject) throws(RequestError) -> DataTable {
    let kind = try figureKind()
    do throws(FigureError) {
      return try kind.table(of: subject, options: allOptions)
    } catch { throw self.error(.figure(error)) }
  }

  /// The caption and the alt text of `drawing`: what somebody wrote, else the figure's own.
  ///
  /// - Throws: ``RequestError`` where there is no such kind.
  public func words(
    of subject: FigureSubject, drawnAs drawing: Drawing
  ) throws(RequestError) -> FigureWords {
    let own = try figureKind().caption(of: subject)
    return FigureWords(
      caption: caption ?? "\(drawing.title). \(own)", alt: alt ?? drawing.description)
  }

  private var allOptions: FigureOptions {
    var options = options
    options.classNames = options.classNames ?? fold.classNames
    return options
  }

  func error(_ fault: RequestError.Fault) -> RequestError {
    RequestError(
      fault, at: fold.isFromFile ? fold.outputs[0].origin : "", isFromFile: fold.isFromFile)
  }
}
