/// How the figure of a block is drawn elsewhere: written from the block, so that it can't be another.
struct FigureRecipe {
  let kind: String
  private let text: KeyedText
  private let source: String

  /// What only a page needs.
  private static let ofPages: Set<String> = ["id", "caption", "alt", "downloads"]
  /// What stands behind the kind, in this order.
  private static let operands = ["y-true", "y-pred", "file"]

  init(_ kind: String, _ text: KeyedText, source: String) {
    self.kind = kind
    self.text = text
    self.source = source
  }

  /// `batch.npz` of `data/batch.npz`.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private var hasOutputs: Bool { text["outputs"] != nil }

  /// The files that the figure is drawn of, by their path, without the arrays' names.
  var files: [String] {
    var found: [String] = []
    for match in source.matches(of: /(?m):\s+["']?([^\s"':,]+\.(?:npz|npy|csv|json|png|yaml))/) {
      let path = String(match.1)
      if !found.contains(path) { found.append(path) }
    }
    return found
  }

  /// The block's lines but for those of some keys, files by their names alone.
  private func lines(without keys: Set<String>) -> String {
    var result: [String] = []
    var isLeftOut = false
    for line in source.split(separator: "\n") {
      if let match = line.firstMatch(of: /^([a-z-]+):/) {
        isLeftOut = keys.contains(String(match.1))
      }
      guard !isLeftOut else { continue }
      var line = String(line)
      for file in files { line = line.replacing(file, with: Self.name(of: file)) }
      result.append(line)
    }
    return result.joined(separator: "\n") + "\n"
  }

  /// What is folded, where a command line has no room for it.
  var runFile: String? {
    hasOutputs ? lines(without: Self.ofPages.union(["kind"])) : nil
  }

  var command: String {
    var words = ["lossfold", "figure", kind]
    if hasOutputs {
      words.append("run.yaml")
    } else {
      words += Self.operands.compactMap { key in
        text[key].flatMap { pair in
          if case .text(let path) = pair.value { Self.quoted(Self.name(of: path)) } else { nil }
        }
      }
      for pair in text.pairs where !Self.ofPages.contains(pair.key) && pair.key != "kind" {
        guard !Self.operands.contains(pair.key) else { continue }
        switch pair.value {
        case .text("true"): words.append("--\(pair.key)")
        case .text("false"), .other: break
        case .text(let value):
          let isFile = value.contains("/")
          words.append("--\(pair.key) \(Self.quoted(isFile ? Self.name(of: value) : value))")
        case .list(let values):
          words.append("--\(pair.key) \(Self.quoted(values.joined(separator: ",")))")
        case .pairs(let values, let order):
          words += order.map { "--option \(Self.quoted("\($0)=\(values[$0] ?? "")"))" }
        }
      }
    }
    words.append("--output \(kind).svg")
    return Self.wrapped(words)
  }

  /// Lines of at most 60 characters, each but the last with a backslash.
  private static func wrapped(_ words: [String]) -> String {
    var lines = [words[0]]
    for word in words.dropFirst() {
      if lines[lines.count - 1].count + word.count + 1 > 58 {
        lines.append("    " + word)
      } else {
        lines[lines.count - 1] += " " + word
      }
    }
    return lines.joined(separator: " \\\n") + "\n"
  }

  private static func quoted(_ word: String) -> String {
    word.wholeMatch(of: /[\w.,:=\/+%-]+/) != nil ? word : "'\(word)'"
  }

  /// The block as a page has it.
  var block: String { "```figure\n" + lines(without: ["id", "downloads", "caption"]) + "```\n" }

  var swift: String {
    let yaml = lines(without: Self.ofPages).split(separator: "\n").map { "  \($0)" }
    return """
      import CairoRendering
      import Requests

      let request = try FigureRequest(
        yaml: \"\"\"
      \(yaml.map { "  " + $0 }.joined(separator: "\n"))
          \"\"\", place: RequestPlace(file: "\(kind)", folder: ""))
      let renderer = try Renderer()
      let drawing = try request.drawing(
        of: request.subject(), measuredBy: renderer.typesetter)
      let svg = try renderer.render(drawing, as: .svg).bytes

      """
  }

  /// A picture that follows the reader's theme.
  func html(stem: String, alt: String) -> String {
    """
    <picture>
      <source media="(prefers-color-scheme: dark)" srcset="\(stem).dark.svg">
      <img src="\(stem).light.svg" alt="\(HTML.escaped(alt))">
    </picture>

    """
  }
}
