import ArgumentParser
import Figures
import Foundation
import Reductions
import Requests
import TensorFiles

/// What the tab key offers where an option or an operand stands.
extension CompletionKind {
  /// Files of arrays, and the arrays in them.
  static var arrays: Self { custom { Candidates.files(endings: arrayEndings, $0, $1, $2) } }

  /// What a fold is of: arrays or a run file.
  static var operands: Self {
    custom { Candidates.files(endings: arrayEndings + ["yaml", "yml"], $0, $1, $2) }
  }

  /// What a figure is of.
  static var figureOperands: Self {
    custom { Candidates.files(endings: arrayEndings + ["yaml", "yml", "json"], $0, $1, $2) }
  }

  static var figures: Self { .file(extensions: ["svg", "png", "pdf"]) }
  static var conventions: Self { .list(Convention.allCases.map(\.rawValue)) }
  static var kinds: Self { .list(FigureKinds.all.map { $0.name }) }
  static var scenarios: Self { .list(Scenario.all.map(\.name)) }
  static var epochs: Self { .list(FoldSettings.Epoch.allCases.map(\.rawValue)) }
  static var snippets: Self { .list(Snippet.allCases.map(\.rawValue)) }
  static var losses: Self {
    custom { words, _, _ in
      Candidates.conventions(in: words).flatMap { LossCatalog.names(in: $0) }.unique
    }
  }
  static var reductions: Self {
    custom { words, _, _ in
      Candidates.conventions(in: words).flatMap { $0.reductionNames }.unique
    }
  }
  static var lossOptions: Self {
    custom { words, _, _ in
      let loss = Candidates.value(of: "--loss", in: words) ?? "binary_crossentropy"
      return Candidates.conventions(in: words)
        .flatMap { LossCatalog.options(of: loss, in: $0) }.unique.map { $0 + "=" }
    }
  }

  private static var arrayEndings: [String] { ["npy", "npz", "safetensors", "png", "csv", "tsv"] }
}

private enum Candidates {
  /// The value that stands behind `option`.
  static func value(of option: String, in words: [String]) -> String? {
    if let index = words.firstIndex(of: option), index + 1 < words.count { return words[index + 1] }
    return words.first { $0.hasPrefix(option + "=") }.map { String($0.dropFirst(option.count + 1)) }
  }

  /// The convention that was chosen, or all of them where none was.
  static func conventions(in words: [String]) -> [Convention] {
    let chosen = value(of: "--convention", in: words).flatMap(Convention.init(rawValue:))
    return chosen.map { [$0] } ?? Convention.allCases
  }

  /// Files and folders that start as the word does, and behind a file's name its arrays.
  static func files(
    endings: [String], _ words: [String], _ index: Int, _ prefix: String
  ) -> [String] {
    // Bash parts words at colons: `batch.npz`, `:`, `y_`.
    let isParted = CompletionShell.requesting == .bash
    let colon = [index, index - 1].first { words.indices.contains($0) && words[$0] == ":" }
    if isParted, let colon, words.indices.contains(colon - 1) {
      return keys(of: words[colon - 1])
    }
    if let colon = prefix.lastIndex(of: ":"), !isParted {
      let path = String(prefix[..<colon])
      return keys(of: path).map { reference(path, $0) }
    }
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let start = prefix.dropFirst(folder.count)
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder))
    return (names ?? []).sorted().flatMap { name -> [String] in
      guard name.hasPrefix(start), start.hasPrefix(".") || !name.hasPrefix(".") else { return [] }
      let path = folder + name
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        return []
      }
      if isFolder.boolValue { return [isParted ? path : path + "/"] }
      guard endings.contains((name as NSString).pathExtension.lowercased()) else { return [] }
      // A whole name is as good as a colon behind it.
      return path == prefix && !isParted
        ? [path] + keys(of: path).map { reference(path, $0) }
        : [path]
    }
  }

  /// `batch.npz:y_true`; zsh would take what follows a colon for a description.
  private static func reference(_ path: String, _ key: String) -> String {
    let text = path + ":" + key
    return CompletionShell.requesting == .zsh ? text.replacing(":", with: "\\:") : text
  }

  /// The arrays of a file that a shell can take as they are.
  private static func keys(of path: String) -> [String] {
    ((try? TensorFile.names(in: path)) ?? []).filter { name in
      name.allSatisfy { $0.isLetter || $0.isNumber || "_-./:".contains($0) }
    }
  }
}

extension [String] {
  /// Each once, in order of first appearance.
  fileprivate var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
