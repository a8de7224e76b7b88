import ArgumentParser
import Figures
import Requests

/// The options that say how a figure is drawn; each is a key of a figure block too.
struct DrawingOptions: ParsableArguments {
  @Option(help: "light, dark or print.", completion: .list(["light", "dark", "print"]))
  var theme: String?

  @Option(
    parsing: .unconditional,
    help: "column (89 mm), page (183 mm), or a length in mm, cm, in, pt or px.",
    completion: .list(["column", "page"]))
  var width: String?

  @Option(
    parsing: .unconditional,
    help: "Pixels for each CSS pixel of a PNG.")
  var scale: String?

  @Option(help: "A title instead of the finding.")
  var title: String?

  @Option(
    parsing: .unconditional,
    help: "Which values the colours span: shared, panel, robust, or a range such as 0.001..16.",
    completion: .list(["shared", "panel", "robust"]))
  var limits: String?

  @Option(
    help: "How values become colours: log or linear.", completion: .list(["log", "linear"]))
  var colorScale: String?

  @Option(
    help: ArgumentHelp(
      "A house style: a file with the keys font and colors.", valueName: "style.yaml"))
  var style: String?

  @Option(
    help: ArgumentHelp(
      "Tells the ids inside an SVG from those of the same figure, inlined in a page twice.",
      valueName: "name"))
  var id: String?

  @Option(help: ArgumentHelp("What the samples are called: a,b,c.", valueName: "names"))
  var sampleNames: String?

  @Option(help: ArgumentHelp("What the axes of an array are called: a,b,c.", valueName: "names"))
  var axisNames: String?

  @Option(
    help: ArgumentHelp("What the network saw, for overlay.", valueName: "array"),
    completion: .arrays)
  var image: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The position that formula shows, by indices from 0: 0,12,40.", valueName: "indices"))
  var at: String?

  @Option(parsing: .unconditional, help: "What the numbers of a worksheet come of: its number.")
  var seed: String?

  @Flag(help: "Draws the key of a worksheet.")
  var answers = false

  @Option(
    parsing: .unconditional,
    help: "How many worksheets a PDF has, a seed each: seed, seed + 1 and so on.")
  var copies: String?

  /// The options that were given.
  var fields: [Field] {
    let given: KeyValuePairs<FigureRequest.Key, String?> = [
      .theme: theme, .width: width, .scale: scale, .title: title, .limits: limits,
      .colorScale: colorScale, .style: style, .id: id, .sampleNames: sampleNames,
      .axisNames: axisNames,
      .image: image, .at: at, .seed: seed, .copies: copies, .answers: answers ? "true" : nil,
    ]
    return given.compactMap { key, value in
      value.map { Field(key.rawValue, [$0], origin: "--" + key.rawValue) }
    }
  }

  /// The figure that is asked for.
  ///
  /// - Parameters:
  ///   - operands: Two arrays, a run file, or the file that the kind is drawn of.
  ///   - fields: The options; of two with one key the later holds.
  static func request(
    kind: String, of operands: [String], _ fields: [Field]
  ) throws(RequestError) -> FigureRequest {
    var request = FigureRequest(kind: kind)
    if try request.figureKind().takes.isFolded {
      request.fold = try FoldOptions.request(for: operands, fields)
    } else {
      guard operands.count <= 1 else {
        throw RequestError(
          .conflict(
            "One file is expected, but \(operands.count) were given.",
            help: "lossfold figure \(kind) FILE --output \(kind).svg"), at: "FILE",
          isFromFile: false)
      }
      request.file = operands.first
      for field in fields { try request.fold.set(field) }
    }
    for field in fields { try request.set(field, isFromFile: false) }
    return request
  }
}
