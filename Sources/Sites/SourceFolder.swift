private import Foundation
private import Tensors

/// A folder of pages as it was found: its files by path, read once.
struct SourceFolder: Sendable {
  /// The name under which messages speak of it.
  var name: String
  private var root: String
  /// Every file's path, sorted; none whose name, or whose folder's, starts with a dot.
  var paths: [String]

  /// - Throws: A finding where there is no such folder.
  init(_ path: String) throws(SiteError) {
    root = path
    name = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let all = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
      throw SiteError([
        Finding(
          "A folder of pages was expected, but there is none.", file: name, kind: .missingInput,
          help: ["Name the folder that holds `site.yaml`: lossfold build docs-src"],
          rule: "site/no-folder")
      ])
    }
    let folders = Set(
      all.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } })
    paths = all.filter { file in
      !file.split(separator: "/").contains { $0.hasPrefix(".") } && !folders.contains(file)
        && !Self.isFolder(path: path + "/" + file)
    }.sorted()
  }

  private static func isFolder(path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeDirectory
  }

  /// Where figure and fold blocks find their files.
  var folder: String { root }

  func file(_ path: String) -> String { name + "/" + path }

  func bytes(_ path: String) throws(SiteError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: root + "/" + path) else {
      throw SiteError([
        Finding(
          "The file is there, but cannot be read.", file: file(path), kind: .missingInput,
          rule: "file/unreadable")
      ])
    }
    return [UInt8](data)
  }

  func text(_ path: String) throws(SiteError) -> String {
    let bytes = try bytes(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SiteError([
        Finding(
          "UTF-8 was expected, but the file has other bytes.", file: file(path),
          rule: "file/not-utf8")
      ])
    }
    return text.replacing("\r\n", with: "\n")
  }
}
