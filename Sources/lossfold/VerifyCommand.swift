import ArgumentParser
import CairoRendering
import Figures
import Foundation
import Requests
import Tensors

/// `lossfold verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Whether a figure still says what the tensors say.",
    discussion: """
      Computes the number and draws the picture again, from the tensors and from the options that \
      the figure's file bears, and compares both with the file. Options that are given must be \
      those of the figure. Without the tensors only the file's own digest is checked.

        lossfold verify ladder.svg batch.npz:y_true batch.npz:y_pred
        lossfold verify maps.pdf run.yaml
        lossfold verify ladder.svg
      """)

  @Argument(help: "The figure: .svg, .png or .pdf.", completion: .figures)
  var figure: String

  @Argument(
    help: ArgumentHelp(
      "What the figure was drawn of: two arrays, a run file, or the file of its kind.",
      valueName: "Y_TRUE Y_PRED | RUN.yaml | FILE"),
    completion: .figureOperands)
  var operands: [String] = []

  @OptionGroup(title: "How it is drawn")
  var drawing: DrawingOptions

  @OptionGroup(title: "What is folded")
  var fold: FoldOptions

  func run() throws {
    guard let data = FileManager.default.contents(atPath: figure) else {
      throw VerifyError(figure, .missing)
    }
    let bytes = [UInt8](data)
    guard let evidence = Evidence.read(from: bytes).flatMap(FigureEvidence.init(text:)) else {
      throw VerifyError(figure, .noEvidence)
    }
    guard Evidence.isSealed(bytes) else { throw VerifyError(figure, .changed) }
    let kind = try FigureRequest(kind: evidence.kind).figureKind()
    guard !operands.isEmpty || fold.losses != nil || kind.takes.operands.isEmpty else {
      return try Console.write(
        "The file is as it was written. Without its tensors neither the number nor the picture "
          + "was checked.\n")
    }
    try check(evidence, bytes)
  }

  private func check(_ evidence: FigureEvidence, _ bytes: [UInt8]) throws {
    let given = drawing.fields + fold.fields
    let known = evidence.fields + given.filter { FigureEvidence.namesFile($0.key) }
    let request = try DrawingOptions.request(kind: evidence.kind, of: operands, known)
    for field in given {
      let other = try DrawingOptions.request(kind: evidence.kind, of: operands, known + [field])
      if try other.isAlike(request) { continue }
      let drawn = evidence.options[field.key]?.joined(separator: ",") ?? "its default"
      throw VerifyError(
        figure,
        .differs(
          "It was drawn with \(drawn) for \(field.origin), but "
            + "\(field.values.joined(separator: ",")) was given."))
    }
    let (subject, inputs) = try request.resolved()
    let found = try FigureEvidence(of: request, subject, inputs, given: [])
    if let difference = evidence.difference(from: found) {
      throw VerifyError(figure, .differs(difference))
    }
    guard evidence.renderer == found.renderer else {
      return try Console.write("true, drawn by another renderer\n")
    }
    let (_, again) = try Figure.render(
      request, subject, typesetter: Figure.typesetter(for: request), evidence: evidence,
      as: Format(magic: bytes))
    guard again.bytes == bytes else { throw VerifyError(figure, .redrawn) }
    try Console.write(Style.output.good("true") + "\n")
  }
}

/// Why a figure is not what its tensors say.
struct VerifyError: UserFacingError, Equatable {
  enum Reason: Equatable {
    case missing
    case noEvidence
    case changed
    case redrawn
    case differs(String)
  }

  var place: String
  var reason: Reason

  init(_ figure: String, _ reason: Reason) {
    place = figure
    self.reason = reason
  }

  var kind: MishapKind { reason == .missing ? .missingInput : .badData }
  var sentence: String {
    switch reason {
    case .missing: "A figure was expected, but there is no such file, or it cannot be read."
    case .noEvidence:
      "A figure that lossfold drew was expected, but the file does not say how it was made."
    case .changed: "The file was changed after it was drawn: its digest is that of other bytes."
    case .redrawn:
      "The tensors are those of the figure, and so is the number, but the picture is another than "
        + "they give: it was changed by hand."
    case .differs(let sentence): sentence
    }
  }
  var help: [String] {
    switch reason {
    case .missing, .noEvidence:
      ["Draw one: lossfold figure ladder Y_TRUE Y_PRED --output ladder.svg"]
    case .changed, .redrawn: ["Draw it again from the tensors, with the options that it bears."]
    case .differs: []
    }
  }
}

extension Format {
  /// The format of a file that starts with `bytes`.
  init(magic bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else {
      self = bytes.starts(with: "%PDF".utf8) ? .pdf : .svg
    }
  }
}

extension FigureRequest {
  /// Whether the two ask for the same, wherever that stands.
  fileprivate func isAlike(_ other: FigureRequest) throws(RequestError) -> Bool {
    var (left, right) = (self, other)
    guard try left.houseStyle() == right.houseStyle() else { return false }
    left.style = nil
    right.style = nil
    guard left.fold.classNames == right.fold.classNames else { return false }
    left.fold = left.fold.withoutPlaces
    right.fold = right.fold.withoutPlaces
    return left == right
  }
}
