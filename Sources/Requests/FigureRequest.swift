public import Figures

/// A figure of a kind, of what is folded, drawn in a certain way.
public struct FigureRequest: Equatable, Sendable {
  /// The name of the kind.
  public var kind: String
  /// What is folded.
  public var fold = FoldRequest()
  /// The file that it is of, where its kind isn't drawn of a fold: an array, a history, layers.
  public var file: String?
  /// How it is drawn.
  public var options = FigureOptions()
  /// What the network saw, where the kind draws on it.
  public var image: String?
  /// What the axes of an array are called.
  public var axisNames: [String]?
  /// The position that is shown, where the kind shows one.
  public var position: [Int]?
  /// An anchor, where a page gives one.
  public var id: String?
  /// What stands under the figure, where somebody wrote it.
  public var caption: String?
  /// What is read aloud instead of the figure, where somebody wrote it.
  public var alt: String?
  /// Whether a page offers the figure's files to take along.
  public var hasDownloads = false
  /// Pixels for each CSS pixel of a PNG; nil for 300 dpi.
  public var scale: Double?

  /// The file of the house style that it is drawn in.
  public var style: String?

  /// The sheets, where the kind draws sheets.
  public var worksheet = WorksheetSubject()

  /// A figure of `kind`, all else by default.
  public init(kind: String) {
    self.kind = kind
    options.width = FigureKinds.named(kind)?.defaultWidth ?? FigureOptions.page
  }

  /// What a figure block asks for.
  ///
  /// - Throws: ``RequestError`` that names file and line.
  public init(yaml: String, place: RequestPlace) throws(RequestError) {
    self.init(kind: "")
    var figure = self
    var kindOrigin = place.origin(1)
    let fold = try FoldRequest(
      YAMLMapping(yaml, at: place), known: Key.allCases.map(\.rawValue)
    ) { (field) throws(RequestError) in
      if field.key == Key.kind.rawValue { kindOrigin = field.origin }
      return try figure.set(field, isFromFile: true)
    }
    self = figure
    self.fold = fold
    guard !kind.isEmpty else {
      throw RequestError(
        .missingKey("kind", purpose: "name the figure's kind"), at: place.origin(1),
        isFromFile: true)
    }
    guard FigureKinds.named(kind) != nil else {
      throw RequestError(
        .unknownKind(kind, known: Self.kinds), at: kindOrigin, isFromFile: true)
    }
    guard worksheet.copies == 1 else {
      throw RequestError(
        .conflict(
          "A page shows one sheet, but \(worksheet.copies) copies were asked for.",
          help: "Leave copies out, or draw them as a PDF: lossfold figure worksheet."),
        at: place.origin(1), isFromFile: true)
    }
    if let names = fold.classNames { options.classNames = names }
  }

  static var kinds: [String] { FigureKinds.all.map { $0.name } }
}

extension FigureRequest {
  /// What can be asked for beside the keys of a fold, each under the name of its flag.
  public enum Key: String, CaseIterable, Sendable {
    case kind, id, caption, alt, title, theme, width, scale, limits, file, image, at, seed, answers,
      copies, style, downloads
    case colorScale = "color-scale"
    case sampleNames = "sample-names"
    case axisNames = "axis-names"
  }

  /// Takes in what `field` says about the figure.
  ///
  /// - Returns: Whether the field's key is one of ``Key``.
  /// - Throws: ``RequestError`` where its value is not of the kind that the key takes.
  @discardableResult
  public mutating func set(_ field: Field, isFromFile: Bool) throws(RequestError) -> Bool {
    guard let key = Key(rawValue: field.key) else { return false }
    if key == .at {
      let parts =
        field.values.count == 1
        ? field.values[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        : field.values
      let indices = parts.compactMap { Int($0) }
      guard !parts.isEmpty, indices.count == parts.count, indices.allSatisfy({ $0 >= 0 }) else {
        throw field.bad("the indices of a position, such as 0,12,40", isFromFile: isFromFile)
      }
      position = indices
      return true
    }
    if key == .sampleNames || key == .axisNames {
      let names =
        field.values.count == 1
        ? field.values[0].split(separator: ",").map(String.init) : field.values
      if key == .sampleNames { options.sampleNames = names } else { axisNames = names }
      return true
    }
    let text = try field.single("one value", isFromFile: isFromFile)
    switch key {
    case .kind:
      kind = text
      if options.width == FigureOptions.page, let kind = FigureKinds.named(text) {
        options.width = kind.defaultWidth
      }
    case .id: id = text
    case .caption: caption = text
    case .alt: alt = text
    case .file: file = text
    case .image: image = text
    case .style: style = text
    case .title: options.title = text
    case .theme:
      guard let theme = Theme.named(text) else {
        throw field.bad(
          "light, dark or print", among: ["light", "dark", "print"], isFromFile: isFromFile)
      }
      options.theme = theme
    case .width:
      guard let width = Length.points(text) else {
        throw field.bad(
          "column, page or a length such as 120mm", among: ["column", "page"],
          isFromFile: isFromFile)
      }
      guard width <= Length.longest else {
        throw field.bad("at most 3500mm", isFromFile: isFromFile)
      }
      options.width = width
    case .scale:
      guard let number = Double(text), (0.1...32).contains(number) else {
        throw field.bad("a number from 0.1 to 32", isFromFile: isFromFile)
      }
      scale = number
    case .colorScale:
      guard let kind = FigureOptions.ColorScaleKind(rawValue: text) else {
        throw field.bad("log or linear", among: ["log", "linear"], isFromFile: isFromFile)
      }
      options.colorScale = kind
    case .limits:
      guard let limits = Self.limits(text) else {
        throw field.bad(
          "shared, panel, robust or a range such as 0.001..16",
          among: ["shared", "panel", "robust"], isFromFile: isFromFile)
      }
      options.limits = limits
    case .seed:
      guard let seed = Int(text), (0...999_999_999).contains(seed) else {
        throw field.bad("a whole number from 0 to 999999999", isFromFile: isFromFile)
      }
      worksheet.seed = seed
    case .copies:
      guard let copies = Int(text), (1...1000).contains(copies) else {
        throw field.bad("a whole number from 1 to 1000", isFromFile: isFromFile)
      }
      worksheet.copies = copies
    case .answers:
      guard let answers = ["true": true, "false": false][text] else {
        throw field.bad("true or false", isFromFile: isFromFile)
      }
      worksheet.hasAnswers = answers
    case .downloads:
      guard let downloads = ["true": true, "false": false][text] else {
        throw field.bad("true or false", isFromFile: isFromFile)
      }
      hasDownloads = downloads
    case .sampleNames, .axisNames, .at: break
    }
    return true
  }

  private static func limits(_ text: String) -> FigureOptions.Limits? {
    if text == "shared" { return .shared }
    if text == "panel" { return .panel }
    if text == "robust" { return .robust }
    guard let dots = text.firstRange(of: "..") else { return nil }
    guard let low = Double(text[..<dots.lowerBound]), let high = Double(text[dots.upperBound...])
    else { return nil }
    // Losses are float32: past its range there is nothing to colour.
    func isSingle(_ limit: Double) -> Bool {
      Float(limit).isFinite && (limit == 0 || Float(limit) != 0)
    }
    return isSingle(low) && isSingle(high) ? .range(low, high) : nil
  }
}

/// Lengths as users write them.
public enum Length {
  /// The widest that a figure is drawn, in points: 3.5 m.
  static let longest = 3500 / 25.4 * 72

  /// `89mm`, `3.5in`, `12cm`, `250pt`, `600px`, `column` or `page` in points; nil for anything else.
  public static func points(_ text: String) -> Double? {
    switch text {
    case "column": return FigureOptions.column
    case "page": return FigureOptions.page
    default: break
    }
    let units: KeyValuePairs = [
      "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "px": 0.75,
    ]
    for (unit, points) in units where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count)), number.isFinite, number > 0 else {
        return nil
      }
      return number * points
    }
    return nil
  }
}
