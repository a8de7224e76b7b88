import ArgumentParser
import CairoRendering
import Foundation
import Sites

/// What the last build of a folder gave, in the user's cache folder: a build of the same content
/// that finds its site still standing has nothing to do.
///
/// It is safe to delete at any time, and nothing depends on its being written.
struct BuildCache {
  /// What is known of a build.
  struct Record: Codable, Equatable {
    /// The digest of all that the site depends on.
    var content: String
    var pageCount: Int
    var figureCount: Int
    var byteCount: Int
    var home: String
    /// The site's own manifest.
    var manifest: String
  }

  /// The digest of all that the site depends on; nil where that can't be told, as where pages draw
  /// from files outside their folder.
  let content: String?
  /// What pages became in the last build; nil where there is no place for it.
  let pages: PageFolder?
  /// Tells this program, the libraries and the fonts from others.
  let program: String
  private let path: String?

  /// Reads the folder of pages.
  init(source: String, isStrict: Bool) {
    program = Self.program
    content = Self.digest(of: source, program: program, isStrict: isStrict)
    let place = URL(fileURLWithPath: source).standardizedFileURL.path
    let name = SHA256.hex(Array(place.utf8)).prefix(16)
    path = Self.folder.map { $0 + "/build-\(name).json" }
    pages = Self.folder.map { PageFolder(name: String(name), in: $0) }
  }

  /// The last build, if it was of the same content.
  var record: Record? {
    guard let content, let path, let data = FileManager.default.contents(atPath: path),
      let record = try? JSONDecoder().decode(Record.self, from: data), record.content == content
    else { return nil }
    return record
  }

  /// Remembers a build; where the cache can't be written, nothing is lost but time.
  func remember(_ record: Record) {
    guard let path, let folder = Self.folder, let data = try? JSONEncoder().encode(record) else {
      return
    }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// - Source: XDG Base Directory Specification: a path that isn't absolute is as good as none.
  private static var folder: String? {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
      return folder + "/lossfold"
    }
    return environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache/lossfold" : nil }
  }

  /// A program that was built again may give other bytes, as may other libraries and fonts.
  private static var program: String {
    var parts = [Lossfold.configuration.version]
    parts += LibraryVersions.all.map { "\($0.name) \($0.release)" }
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    let fonts = [FontFiles.debian.interFolder, FontFiles.debian.notoFolder]
    for path in [program] + fonts {
      let found = try? FileManager.default.attributesOfItem(atPath: path)
      let written = (found?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      parts.append("\(found?[.size] ?? 0) \(written)")
    }
    return parts.joined(separator: "\n")
  }

  private static func digest(of source: String, program: String, isStrict: Bool) -> String? {
    let manager = FileManager.default
    guard let paths = try? manager.subpathsOfDirectory(atPath: source) else { return nil }
    var parts = [program, isStrict ? "strict" : "lenient"]
    for path in paths.sorted() {
      guard let data = manager.contents(atPath: source + "/" + path) else { continue }
      let bytes = [UInt8](data)
      if path.hasSuffix(".md") || path.hasSuffix(".yaml"), namesOutside(bytes) { return nil }
      parts.append("\(path) \(SHA256.hex(bytes))")
    }
    return SHA256.hex(Array(parts.joined(separator: "\n").utf8))
  }

  /// Whether behind some colon and space stands a path that leads out of the folder.
  private static func namesOutside(_ text: [UInt8]) -> Bool {
    for colon in text.indices where text[colon] == UInt8(ascii: ":") {
      let value = text[(colon + 1)...].drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
      guard value.startIndex > colon + 1 else { continue }
      let isQuoted = value.first == UInt8(ascii: "\"") || value.first == UInt8(ascii: "'")
      let path = value.dropFirst(isQuoted ? 1 : 0)
      if path.starts(with: "/".utf8) || path.starts(with: "../".utf8) { return true }
    }
    return false
  }
}
