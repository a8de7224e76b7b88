public import Tensors

/// One thing wrong in a folder of pages: the file, the line where it has one, what to do.
public struct Finding: UserFacingError, Hashable {
  /// What sort of mishap it is.
  public var kind: MishapKind
  /// The file, as somebody would name it from where the build was started.
  public var file: String
  /// The line in the file, counted from 1.
  public var line: Int?
  /// What was expected and what was found; one sentence with its full stop.
  public var sentence: String
  /// What to do, a sentence each.
  public var help: [String]
  /// Which rule was broken: `figure/unknown-kind`. It stays the same from release to release.
  public var rule: String

  /// A finding in `file`.
  public init(
    _ sentence: String, file: String, line: Int? = nil, kind: MishapKind = .badData,
    help: [String] = [], rule: String
  ) {
    self.rule = rule
    self.kind = kind
    self.file = file
    self.line = line
    self.sentence = sentence
    self.help = help
  }

  /// The sentence with the rule behind it.
  public var ruled: String { "\(sentence) [\(rule)]" }

  /// The finding at `block`, where it has no place of its own.
  func placed(at block: SourceBlock) -> Finding {
    var placed = self
    if file.isEmpty { (placed.file, placed.line) = (block.file, block.line) }
    return placed
  }

  /// `docs-src/index.md:12`.
  public var place: String { line.map { "\(file):\($0)" } ?? file }
}

extension Finding: Comparable {
  /// By file, then by line, then by what is said.
  public static func < (left: Finding, right: Finding) -> Bool {
    (left.file, left.line ?? 0, left.sentence) < (right.file, right.line ?? 0, right.sentence)
  }
}

/// Everything that is wrong in a folder of pages, all of it at once.
public struct SiteError: UserFacingError, Hashable {
  /// What is wrong, sorted by file and line, each once; never empty.
  public let findings: [Finding]

  /// - Precondition: there is a finding.
  public init(_ findings: [Finding]) {
    precondition(!findings.isEmpty, "an error without a finding")
    self.findings = Set(findings).sorted()
  }

  /// Missing input where that is all there is, otherwise bad data.
  public var kind: MishapKind {
    let kinds = Set(findings.map(\.kind))
    return kinds.count == 1 ? findings[0].kind : .badData
  }
  /// Of the first finding.
  public var place: String { findings[0].place }
  /// Of the first finding.
  public var sentence: String { findings[0].sentence }
  /// Of the first finding.
  public var help: [String] { findings[0].help }
}
