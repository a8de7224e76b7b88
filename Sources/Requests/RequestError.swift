public import Figures
public import Reductions
public import Tensors
public import TensorFiles

/// Why something that was asked for cannot be given.
public struct RequestError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Fault: Equatable, Sendable {
    /// The text is no YAML; the reason is the parser's.
    case notYAML(reason: String)
    /// The text is YAML, but not keys and their values.
    case notKeyed
    /// There is no such key.
    case unknownKey(String, known: [String])
    /// A key is there twice.
    case repeatedKey(String)
    /// A key has no value of the kind that it takes; `known` are those that have names.
    case badValue(key: String, value: String, expected: String, known: [String] = [])
    /// A key that is needed is not there.
    case missingKey(String, purpose: String)
    /// Arguments are given that do not go together.
    case conflict(String, help: String)
    /// There is no figure kind of that name.
    case unknownKind(String, known: [String])
    /// A run file cannot be read.
    case unreadableFile(reason: String)
    /// A run file is larger than any that somebody writes, in bytes.
    case tooLongFile(most: Int)
    /// What a file of a history or of layers holds is not that; the sentence says why.
    case badFile(String, help: [String] = [])
    /// The system has no font of that family.
    case missingFont(String)
    /// A file of arrays cannot be read.
    case file(FileError)
    /// The convention refuses.
    case reduction(ReductionError)
    /// The figure cannot be drawn from this.
    case figure(FigureError)
  }

  /// What is wrong.
  public var fault: Fault
  /// Where it was asked for: `run.yaml:3`, `--width`. Empty for arguments as a whole.
  public var origin: String
  /// Whether it was asked for by a file rather than on the command line.
  public var isFromFile: Bool

  /// An error of what `origin` asks for.
  public init(_ fault: Fault, at origin: String, isFromFile: Bool) {
    self.fault = fault
    self.origin = origin
    self.isFromFile = isFromFile
  }
}

extension RequestError: UserFacingError {
  /// On the command line a bad request is wrong usage; in a file it is bad data.
  public var kind: MishapKind {
    let kind: MishapKind =
      switch fault {
      case .unreadableFile, .missingFont: .missingInput
      case .file(let error): error.kind
      case .reduction(let error): error.kind
      case .figure(let error): error.kind
      default: .usage
      }
    return isFromFile && kind == .usage ? .badData : kind
  }

  /// Where it was asked for, and in which array or option.
  public var place: String {
    let inner =
      switch fault {
      case .file(let error): error.place
      case .reduction(let error): error.place
      case .figure(let error): error.place
      default: ""
      }
    let origin = StandardInput.names.contains(self.origin) ? "standard input" : self.origin
    return [origin, inner].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  /// What was expected and what was found.
  public var sentence: String {
    switch fault {
    case .notYAML(let reason): "It is YAML, but reads: \(reason)."
    case .notKeyed: "It holds keys and their values, one `key: value` a line."
    case .unknownKey(let key, _): "There is no key \(key)."
    case .repeatedKey(let key): "A key stands once, but \(key) is there twice."
    case .badValue(let key, let value, let expected, _):
      "\(key) takes \(expected), but \(value.isEmpty ? "nothing" : "“\(Self.short(value))”") was given."
    case .missingKey(let key, let purpose): "\(key) is missing: \(purpose)."
    case .conflict(let sentence, _): sentence
    case .unknownKind(let kind, _): "There is no figure kind \(kind)."
    case .badFile(let sentence, _): sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
    case .unreadableFile(let reason): "It cannot be read: \(reason)."
    case .tooLongFile(let most):
      "\(isRunFile ? "A run file" : "A file of text") has at most \(most) bytes, but this one has more."
    case .missingFont(let family):
      "A font family of this system was expected, but it has none called \(family)."
    case .file(let error): error.sentence
    case .reduction(let error): error.sentence
    case .figure(let error): error.sentence
    }
  }

  /// What to do.
  public var help: [String] {
    switch fault {
    case .unknownKey(let key, let known), .unknownKind(let key, let known):
      Spelling.suggestion(for: key, among: known).map { ["Did you mean \($0)?"] }
        ?? ["There are \(known.joined(separator: ", "))."]
    case .badValue(_, let value, _, let known): Spelling.help(for: value, among: known)
    case .conflict(_, let help): [help]
    case .missingFont:
      ["fc-list : family says which there are; a font's file will do too: font: fonts/own.otf"]
    case .file(let error): error.help
    case .reduction(let error): error.help
    case .figure(let error): error.help
    case .notYAML(reason: "not UTF-8"): ["Save it as UTF-8."]
    case .notYAML(let reason) where reason.hasPrefix("control"):
      ["Save it as plain text, without the bytes that no text has."]
    case .notYAML:
      ["Indent the keys of one map alike, and set texts that hold : or # in quotes."]
    case .notKeyed: ["Write for example convention: keras-2"]
    case .repeatedKey: ["Leave one of them out."]
    case .missingKey("kind", _): ["Every kind and what it needs: lossfold figure --list"]
    case .missingKey(let key, _) where isFromFile && key.hasPrefix("y-"):
      ["Write for example \(key): batch.npz:\(key.replacing("-", with: "_"))"]
    case .missingKey: []
    case .unreadableFile(let reason):
      reason.contains("ermission")
        ? ["Make it readable: chmod u+r \(origin)"]
        : reason == "Is a directory" ? ["Name a file in that folder."] : []
    case .tooLongFile:
      ["Tensors stand in files of their own: y-true: batch.npz:y_true"]
    case .badFile(_, let help): help
    }
  }

  private var isRunFile: Bool { origin.hasSuffix(".yaml") || origin.hasSuffix(".yml") }

  private static func short(_ value: String) -> String {
    value.count > 60 ? value.prefix(60) + "…" : value
  }
}
