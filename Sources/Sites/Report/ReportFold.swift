internal import Figures
internal import Reductions
internal import Requests
private import TensorFiles
internal import Tensors

/// What a report is about, folded: once, with all that its figures need.
struct ReportFold: Sendable {
  let trace: Trace
  let inputs: [FoldInput]
  let outputs: [ReportOutput]
  /// Whether no tensor is left in its file.
  var isInMemory: Bool { Self.areInMemory(inputs) }

  /// Up to how many elements the losses of all are kept: 96 MB.
  private static let most = 24_000_000
  /// Of larger tensors, how many elements of the worst samples are.
  private static let mostPicked = 2_000_000

  static func areInMemory(_ inputs: [FoldInput]) -> Bool {
    inputs.allSatisfy { $0.yPred is Tensor && $0.yTrue is Tensor }
  }

  /// - Parameters:
  ///   - inputs: What the request's files hold.
  ///   - picks: The samples to keep of tensors that are too large, by output; those with the highest
  ///     loss where it is nil.
  init(
    _ request: FoldRequest, _ inputs: [FoldInput], picks: [[Int]?]? = nil,
    watching: ([FoldInput]) -> [FoldInput]
  ) throws(RequestError) {
    let kinds = ReportFigures.kinds
    var settings = request.settings(
      keeping: kinds.reduce([.elementwise, .perPosition]) { $0.union($1.keeps) })
    settings.explaining = [.positionShares, .weights]
    let count = inputs.reduce(0) { $0 + $1.yPred.shape.count }
    let keepsAll = Self.areInMemory(inputs) && count <= Self.most
    var whole = settings
    if !keepsAll {
      whole.keeping = []
      whole.explaining = []
      whole.keepsHistogram = true
    }
    let trace = try request.trace(of: watching(inputs), whole)
    self.trace = trace
    self.inputs = inputs
    var names = FigureOptions()
    names.classNames = request.classNames
    var outputs: [ReportOutput] = []
    for (index, output) in trace.outputs.enumerated() {
      let input = inputs[index]
      var detail = (output: output, input: input, picked: nil as [Int]?)
      if !keepsAll, let picked = picks?[index] ?? Self.worst(output, input) {
        do throws(TensorError) {
          detail.input = try input.picking(picked)
        } catch {
          throw RequestError(
            .reduction(.unreadable(error)), at: "", isFromFile: request.isFromFile)
        }
        settings.batchSize = nil
        detail.output = try request.trace(of: [detail.input], settings).outputs[0]
        detail.picked = picked
      }
      outputs.append(
        ReportOutput(
          trace: trace, output: output, input: input, detail: detail.output,
          detailInput: detail.input, picked: detail.picked, names: names,
          hasClasses: ReportOutput.hasClasses(detail.input),
          suffix: trace.outputs.count > 1 ? "-\(index + 1)" : ""))
    }
    self.outputs = outputs
  }

  /// The samples with the highest loss, as many as there is room for; nil where not one is. One axis
  /// is one sample.
  private static func worst(_ output: Output, _ input: FoldInput) -> [Int]? {
    let size = max(1, input.yPred.shape.sample.count)
    guard size <= most, let worst = output.worstSamples, input.yPred.shape.rank > 1,
      input.yPred.shape.sampleCount > 1
    else {
      return nil
    }
    return worst.prefix(max(1, min(8, mostPicked / size))).map(\.index)
  }
}
