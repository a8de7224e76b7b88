private import CairoRendering
private import Foundation
public import Figures
public import Reductions
import TensorFiles
import Tensors

/// What a figure's file says about how it was made: enough to make it again and compare.
public struct FigureEvidence: Codable, Equatable, Sendable {
  /// An array that the figure is of.
  public struct Source: Codable, Equatable, Sendable {
    /// `y_true`, `y_pred`, `sample_weight`, `mask`, `pos_weight`, `losses`, `image` or `file`; with
    /// the name of its output before it, where there are several.
    public var role: String
    /// Its extents; none of a file that is no array.
    public var shape: [Int]?
    /// Of its elements as float32, row-major; of a file that is no array, of its bytes.
    public var sha256: String
  }

  /// What is drawn the same is of one format.
  public static let format = 1

  /// The kind of the figure.
  public var kind: String
  /// What it is of.
  public var sources: [Source]
  /// The options that aren't left at their defaults, by the names of their flags, but for those that
  /// name files.
  public var options: [String: [String]]
  /// Whose rules, which loss, which reduction; nil where nothing is folded.
  public var convention: String?, loss: [String]?, reduction: [String]?
  /// The number; nil where it is none, or not finite.
  public var value: Double?
  /// The releases of what draws, by name.
  public var renderer: [String: String]

  /// The evidence as it is written into the file, its digest not yet known. ASCII throughout.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    var ascii = ""
    for unit in json.utf16 {
      if unit < 0x80, let scalar = UnicodeScalar(unit) {
        ascii.unicodeScalars.append(scalar)
      } else {
        let digits = String(unit, radix: 16)
        ascii += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return "{\"lossfold\":\(Self.format),\"digest\":\"\(Evidence.noDigest)\"," + ascii.dropFirst()
  }

  /// The evidence in the text of a file; nil where that is none of ours, or of another format.
  public init?(text: String) {
    struct Head: Decodable {
      var lossfold: Int
    }
    let data = Data(text.utf8)
    guard let head = try? JSONDecoder().decode(Head.self, from: data),
      head.lossfold == Self.format,
      let evidence = try? JSONDecoder().decode(Self.self, from: data)
    else { return nil }
    self = evidence
  }

  /// Whether the values of an option name files: what is in those is told by digests.
  public static func namesFile(_ key: String) -> Bool {
    [
      "y-true", "y-pred", "losses", "sample-weight", "mask", "pos-weight", "image", "file",
    ].contains(key)
  }

  /// What a figure's file is to say.
  ///
  /// - Parameters:
  ///   - given: What was asked for about the drawing.
  /// - Throws: ``RequestError`` where a file cannot be read.
  public init(
    of request: FigureRequest, _ subject: FigureSubject, _ inputs: [FoldInput], given: [Field]
  ) throws(RequestError) {
    kind = request.kind
    options = [:]
    for field in request.fold.fields + given where !Self.namesFile(field.key) {
      options[field.key, default: []] += field.values
    }
    // The style itself, not where it lies: the file may change, and this figure does not.
    let style = try request.houseStyle()
    options[FigureRequest.Key.style.rawValue] = style == HouseStyle() ? nil : [style.text]
    renderer = Dictionary(
      uniqueKeysWithValues: LibraryVersions.drawing(with: try style.fontFiles()))
    sources = try Self.sources(of: request, subject, inputs)
    if case .fold(let fold) = subject {
      convention = fold.trace.convention.rawValue
      loss = fold.trace.outputs.map(\.loss)
      reduction = fold.trace.outputs.map(\.reduction)
      value = fold.trace.total.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  private static func sources(
    of request: FigureRequest, _ subject: FigureSubject, _ inputs: [FoldInput]
  ) throws(RequestError) -> [Source] {
    var arrays: [(role: String, source: any SampleSource)] = []
    for input in inputs {
      let prefix = inputs.count > 1 ? input.name + "." : ""
      func add(_ role: String, _ source: (any SampleSource)?) {
        if let source { arrays.append((prefix + role, source)) }
      }
      if input.ownLoss == nil {
        add("y_true", input.yTrue)
        add("y_pred", input.yPred)
      } else {
        add("losses", input.yPred)
      }
      add("sample_weight", input.sampleWeight)
      add("mask", input.mask)
      add("pos_weight", input.posWeight)
    }
    // What was read for the figure is not read again.
    if case .fold(let fold) = subject {
      if let image = fold.image { arrays.append(("image", image)) }
    } else if let image = request.image {
      arrays.append(("image", try request.tensor(of: image)))
    }
    if case .array(let array) = subject {
      arrays.append(("file", array.tensor))
      if let mask = array.mask { arrays.append(("mask", mask)) }
    }
    let named = arrays
    let digests = concurrentMap(named.count, threads: processorCount) { index in
      Result { () throws(TensorError) in try SHA256.hex(named[index].source) }
    }
    var sources: [Source] = []
    for ((role, source), digest) in zip(arrays, digests) {
      do throws(TensorError) {
        sources.append(
          Source(role: role, shape: source.shape.extents, sha256: try digest.get()))
      } catch { throw request.error(.reduction(.unreadable(error))) }
    }
    let sort = try request.figureKind().takes
    if sort == .history || sort == .network, let file = request.file {
      let bytes = FileManager.default.contents(atPath: request.place(of: file)) ?? Data()
      sources.append(Source(role: "file", shape: nil, sha256: SHA256.hex([UInt8](bytes))))
    }
    return sources
  }
}

extension FigureEvidence {
  /// The options as fields, as if they had been given again.
  public var fields: [Field] {
    options.sorted { $0.key < $1.key }.flatMap { key, values in
      key == FoldRequest.Key.options.rawValue
        ? values.map { Field(key, [$0], origin: "--option") }
        : [Field(key, values, origin: "--" + key)]
    }
  }

  /// In what these tensors, options or this number differ from those of the file, a sentence; nil
  /// where they are the same.
  ///
  /// - Parameter found: What a file drawn now would say.
  public func difference(from found: FigureEvidence) -> String? {
    let (roles, foundRoles) = (sources.map(\.role), found.sources.map(\.role))
    guard roles == foundRoles else {
      return "It was drawn of \(Self.listed(roles)), but \(Self.listed(foundRoles)) was given."
    }
    for (own, other) in zip(sources, found.sources) where own != other {
      let what =
        own.shape == other.shape
        ? "other values"
        : "another shape: \(Self.extents(other.shape)), not \(Self.extents(own.shape))"
      return "It was drawn of another \(own.role): the one given has \(what)."
    }
    for (name, own, other) in [
      ("convention", [convention].compactMap(\.self), [found.convention].compactMap(\.self)),
      ("loss", loss ?? [], found.loss ?? []), ("reduction", reduction ?? [], found.reduction ?? []),
    ] where own != other {
      return "It was drawn under the \(name) \(own.joined(separator: ", ")), but "
        + "\(other.joined(separator: ", ")) was given."
    }
    guard value == found.value else {
      func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
      return "The file says that the number is \(text(value)), but the tensors give "
        + "\(text(found.value))."
    }
    return nil
  }

  private static func listed(_ roles: [String]) -> String {
    roles.isEmpty ? "nothing" : roles.joined(separator: ", ")
  }

  private static func extents(_ shape: [Int]?) -> String {
    shape.map { "\(Shape($0))" } ?? "none"
  }
}
